-- A rule that asks for what is not so gives its points to everybody and takes them back
-- from those of whom it is so; thus an empty cell needs no row.
with

leads as (
    select lead_id from {{ ref('int_leads_unioned') }}
),

hits as (
    select * from {{ ref('int_mql_hits') }}
),

rules as (
    select * from {{ ref('int_mql_rules') }}
),

granted as (
    select coalesce(sum(points), 0) as points from rules
    where is_negated
),

found as (
    select
        hits.lead_id,
        sum(case when rules.is_negated then -rules.points else rules.points end)
            as points,
    from hits
    inner join rules on hits.rule_number = rules.rule_number
    group by hits.lead_id
),

pointed as (
    select
        leads.lead_id,
        cast(granted.points + coalesce(found.points, 0) as bigint) as mql_points,
    from leads
    cross join granted
    left join found on leads.lead_id = found.lead_id
)

select * from pointed
