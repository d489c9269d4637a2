{{ stage('lead_offers') }}
