{{ stage('payments') }}
