-- The standard report by type and status, the ways through the stages and the credits
-- of teams each hold every opportunity once (C62, D20b, C40).
with

counted as (
    select count(*) as expected from {{ ref('fct_unique_leads') }}
),

begun as (
    select count(distinct unique_lead_id) as expected
    from {{ ref('int_stage_intervals') }}
),

shown as (
    select
        'leads_by_type_and_status' as mart,
        sum(report.unique_leads) as unique_leads,
        min(counted.expected) as expected,
    from {{ ref('leads_by_type_and_status') }} as report
    cross join counted
    union all
    select
        'lead_flow_variants' as mart,
        sum(variants.unique_leads) as unique_leads,
        min(begun.expected) as expected,
    from {{ ref('lead_flow_variants') }} as variants
    cross join begun
    union all
    select
        'team_credits' as mart,
        round(sum(credits.credited_unique_leads), 3) as unique_leads,
        min(counted.expected) as expected,
    from {{ ref('team_credits') }} as credits
    cross join counted
)

select * from shown
where unique_leads <> expected
