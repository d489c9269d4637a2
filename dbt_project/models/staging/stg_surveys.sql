{{ stage('surveys') }}
