with

leads as (
    select * from {{ ref('stg_leads') }}
),

calls as (
    select * from {{ ref('stg_calls') }}
    where coalesce(direction, 'inbound') = 'inbound'
),

leads_as_contacts as (
    select
        lead_id,
        'leads' as source_table,
        'lead:' || lead_id as record_id,
        origin,
        created_at,
        company_id,
        campaign as campaign_named,
        cast(null as {{ dbt.type_string() }}) as tracking_number,
        utm_campaign,
        street,
        city,
        postcode,
        country,
        latitude,
        longitude,
        lead_type,
        category,
        product_line,
        lead_source,
        priority_level as given_priority_level,
        importance_level as given_importance_level,
        probability_to_win,
        mql_level as given_mql_level,
        target_amount,
        currency,
        expected_completion_at,
        assigned_unit,
        assigned_user_id,
        customer_id as named_customer_id,
        cast(null as {{ dbt.type_string() }}) as named_lead_id,
        coalesce(is_spam, false) as is_spam,
        cast(null as bigint) as duration_s,
        source_file,
        source_line,
    from leads
),

calls_as_contacts as (
    select
        'call:' || call_id as lead_id,
        'calls' as source_table,
        'call:' || call_id as record_id,
        'call' as origin,
        started_at as created_at,
        company_id,
        campaign as campaign_named,
        tracking_number,
        cast(null as {{ dbt.type_string() }}) as utm_campaign,
        cast(null as {{ dbt.type_string() }}) as street,
        city,
        postcode,
        country,
        cast(null as decimal(18, 8)) as latitude,
        cast(null as decimal(18, 8)) as longitude,
        cast(null as {{ dbt.type_string() }}) as lead_type,
        cast(null as {{ dbt.type_string() }}) as category,
        cast(null as {{ dbt.type_string() }}) as product_line,
        cast(null as {{ dbt.type_string() }}) as lead_source,
        cast(null as bigint) as given_priority_level,
        cast(null as bigint) as given_importance_level,
        cast(null as decimal(18, 8)) as probability_to_win,
        cast(null as bigint) as given_mql_level,
        cast(null as decimal(18, 4)) as target_amount,
        cast(null as {{ dbt.type_string() }}) as currency,
        cast(null as {{ dbt.type_timestamp() }}) as expected_completion_at,
        cast(null as {{ dbt.type_string() }}) as assigned_unit,
        agent_user_id as assigned_user_id,
        cast(null as {{ dbt.type_string() }}) as named_customer_id,
        lead_id as named_lead_id,
        false as is_spam,
        duration_s,
        source_file,
        source_line,
    from calls
),

unioned as (
    select * from leads_as_contacts
    union all
    select * from calls_as_contacts
)

select * from unioned
