-- Every record in force that a figure may rest on, with the row that delivered it and a
-- hash of what that says. Two publications are compared by it.
with

unioned as (
    {{ source_record('leads', "'lead:' || lead_id", 'lead_id', 'created_at') }}
    union all
    {{ source_record(
        'calls', "'call:' || call_id", "'call:' || call_id", 'started_at'
    ) }}
    union all
    {{ source_record(
        'customers', "'customer:' || customer_id", occurred_at='created_at'
    ) }}
    union all
    {{ source_record(
        'estimates', "'estimate:' || estimate_id", 'lead_id', 'created_at'
    ) }}
    union all
    {{ source_record('jobs', "'job:' || job_id", 'lead_id', 'created_at') }}
    union all
    {{ source_record('invoices', "'invoice:' || invoice_id", occurred_at='issued_at') }}
    union all
    {{ source_record('payments', "'payment:' || payment_id", occurred_at='paid_at') }}
    union all
    {{ source_record(
        'surveys', "'survey:' || response_id", 'lead_id', 'submitted_at'
    ) }}
    union all
    {{ source_record('ad_spend', spend_record(), occurred_at='spend_date') }}
    union all
    {{ source_record(
        'lead_status_events', "'status:' || event_id", 'lead_id', 'occurred_at'
    ) }}
    union all
    {{ source_record('campaigns', "'campaign:' || campaign_id") }}
    union all
    {{ source_record('campaign_aliases', "'alias:' || alias_type || '|' || alias") }}
    union all
    {{ source_record('companies', "'company:' || company_id") }}
)

select * from unioned
