{{ stage('jobs') }}
