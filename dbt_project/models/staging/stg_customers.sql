{{ stage('customers') }}
