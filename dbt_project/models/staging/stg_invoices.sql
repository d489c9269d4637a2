{{ stage('invoices') }}
