{{ stage('campaign_aliases') }}
