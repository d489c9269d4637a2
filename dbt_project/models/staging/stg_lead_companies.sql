with

leads as (
    select
        lead_id,
        company_id,
    from {{ ref('stg_leads') }}
),

calls as (
    select
        'call:' || call_id as lead_id,
        company_id,
    from {{ ref('stg_calls') }}
),

unioned as (
    select * from leads
    union all
    select * from calls
)

select * from unioned
