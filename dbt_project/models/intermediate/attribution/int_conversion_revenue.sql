-- What each conversion brought in, by revenue basis.
with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where amount is not null
),

summed as (
    select
        conversion_id,
        revenue_basis,
        sum(amount) as revenue_amount,
    from entries
    group by
        conversion_id,
        revenue_basis
)

select * from summed
