-- What each conversion brought in, in the basis that is shown first.
with

entries as (
    select * from {{ ref('int_ledger_entries') }}
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
    where not is_cancelled
),

rules as (
    select revenue_basis from {{ source('definition', 'settings') }}
),

summed as (
    select
        entries.conversion_id,
        sum(entries.amount) as amount,
    from entries
    inner join rules on entries.revenue_basis = rules.revenue_basis
    group by entries.conversion_id
),

amounts as (
    select
        conversions.conversion_id,
        conversions.customer_id,
        conversions.converted_at,
        conversions.unique_lead_id,
        summed.amount,
    from conversions
    inner join summed on conversions.conversion_id = summed.conversion_id
    where summed.amount <> 0
)

select * from amounts
