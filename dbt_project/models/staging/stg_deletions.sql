{{ stage('deletions') }}
