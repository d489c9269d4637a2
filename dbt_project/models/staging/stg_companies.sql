{{ stage('companies') }}
