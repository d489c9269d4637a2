{{ stage('calls') }}
