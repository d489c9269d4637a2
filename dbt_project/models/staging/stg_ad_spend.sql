{{ stage('ad_spend') }}
