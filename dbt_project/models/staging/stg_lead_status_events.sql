{{ stage('lead_status_events') }}
