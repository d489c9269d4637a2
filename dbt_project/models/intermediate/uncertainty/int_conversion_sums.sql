-- What each conversion earned, by basis and month, with its gross profit where the cost
-- of its job is known.
with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where amount is not null
),

costs as (
    select * from {{ ref('int_job_costs') }}
),

priced as (
    select
        entries.conversion_id,
        entries.revenue_basis,
        cast({{ dbt.date_trunc('month', 'entries.occurred_date') }} as date)
            as occurred_month,
        cast(entries.amount as double) as amount,
        cast(entries.amount as double)
        * (1 - {{ ratio('costs.cost_amount', 'costs.invoiced_amount') }}) as profit,
    from entries
    left join costs
        on
            entries.job_id = costs.job_id
            and entries.revenue_basis in ('invoiced', 'collected')
),

summed as (
    select
        conversion_id,
        revenue_basis,
        occurred_month,
        sum(amount) as amount,
        case when count(profit) = count(*) then sum(profit) end as profit,
    from priced
    group by conversion_id, revenue_basis, occurred_month
)

select * from summed
