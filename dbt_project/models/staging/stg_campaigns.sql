{{ stage('campaigns') }}
