with

anomalies as (
    select * from {{ ref('int_anomalies_of_events') }}
    union all
    select * from {{ ref('int_anomalies_of_leads') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        anomalies.anomaly_id,
        anomalies.kind,
        anomalies.lead_id,
        anomalies.unique_lead_id,
        anomalies.event_id,
        anomalies.says,
        anomalies.company_id,
        anomalies.user_id,
        anomalies.occurred_at,
        anomalies.source_file,
        anomalies.source_line,
        run_context.run_id,
        run_context.definition_version,
    from anomalies
    cross join run_context
)

select * from final
