{{ stage('estimates') }}
