-- When a lead first became known: its oldest delivery, however often it came again.
with

leads as (
    select
        lead_id,
        _delivered_at as delivered_at,
    from {{ source('raw', 'leads') }}
),

calls as (
    select
        'call:' || call_id as lead_id,
        _delivered_at as delivered_at,
    from {{ source('raw', 'calls') }}
),

unioned as (
    select * from leads
    union all
    select * from calls
),

arrived as (
    select
        lead_id,
        min(delivered_at) as arrived_at,
    from unioned
    group by lead_id
)

select * from arrived
