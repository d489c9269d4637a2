-- Every ledger entry split over the touches that earned it, to the cent: each touch
-- gets its whole cents, and the cents left over go to the largest fractions.
with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where amount is not null
),

credits as (
    select * from {{ ref('int_touch_credits') }}
),

costs as (
    select * from {{ ref('int_job_costs') }}
),

conversions as (
    select
        conversion_id,
        unique_lead_id,
    from {{ ref('int_conversions_matched') }}
),

shares as (
    select
        credits.attribution_model,
        entries.revenue_basis,
        entries.entry_id,
        entries.conversion_id,
        entries.invoice_id,
        entries.job_id,
        credits.lead_id,
        credits.campaign_id,
        credits.company_id,
        credits.cohort_date,
        entries.occurred_date,
        credits.touch_number,
        credits.credit,
        case when entries.amount < 0 then -1 else 1 end as amount_sign,
        cast(abs(entries.amount) * 100 as bigint) as entry_cents,
        cast(abs(entries.amount) * 100 as decimal(24, 0))
        * credits.credit as exact_cents,
        costs.cost_amount,
        costs.invoiced_amount,
    from entries
    inner join credits on entries.conversion_id = credits.conversion_id
    left join costs
        on
            entries.job_id = costs.job_id
            and entries.revenue_basis in ('invoiced', 'collected')
),

floored as (
    select
        *,
        cast(floor(exact_cents) as bigint) as whole_cents,
    from shares
),

-- What has one owner needs no split.
ranked as (
    select
        *,
        entry_cents - sum(whole_cents) over entry_touches as spare_cents,
        row_number() over (
            partition by attribution_model, entry_id
            order by exact_cents - whole_cents desc, touch_number
        ) as fraction_rank,
    from floored
    where credit < 1
    window entry_touches as (partition by attribution_model, entry_id)
    union all
    select
        *,
        0 as spare_cents,
        1 as fraction_rank,
    from floored
    where credit = 1
),

split as (
    select
        *,
        amount_sign * cast(
            whole_cents + case when fraction_rank <= spare_cents then 1 else 0 end
            as bigint
        ) as credited_cents,
    from ranked
),

credited as (
    select
        split.attribution_model,
        split.revenue_basis,
        split.entry_id,
        split.conversion_id,
        split.invoice_id,
        split.job_id,
        conversions.unique_lead_id,
        split.lead_id,
        split.campaign_id,
        split.company_id,
        split.cohort_date,
        split.occurred_date,
        split.credit,
        cast(
            cast(split.credited_cents as decimal(20, 2)) / 100 as decimal(18, 2)
        ) as credited_amount,
        -- The job's cost is borne by its revenue in proportion.
        cast(
            round(
                cast(split.credited_cents as double) / 100
                * (1 - {{ ratio('split.cost_amount', 'split.invoiced_amount') }}),
                2
            ) as decimal(18, 2)
        ) as gross_profit_amount,
    from split
    left join conversions on split.conversion_id = conversions.conversion_id
)

select * from credited
