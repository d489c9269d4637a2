-- Every ledger entry split over the touches that earned it, to the cent: each touch
-- gets its whole cents, and the cents left over go to the largest fractions. What has
-- one owner needs no split, and what is split is put in order by numbers alone.
with

entries as (
    select
        *,
        row_number() over (order by entry_id) as entry_number,
        cast(abs(amount) * 100 as bigint) as entry_cents,
        case when amount < 0 then -1 else 1 end as amount_sign,
    from {{ ref('int_ledger_entries') }}
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

shared as (
    select
        entries.entry_number,
        credits.attribution_model,
        credits.touch_number,
        entries.entry_cents,
        cast(entries.entry_cents as decimal(24, 0)) * credits.credit as exact_cents,
    from entries
    inner join credits on entries.conversion_id = credits.conversion_id
    where credits.credit < 1
),

floored as (
    select
        *,
        cast(floor(exact_cents) as bigint) as whole_cents,
    from shared
),

ranked as (
    select
        entry_number,
        attribution_model,
        touch_number,
        whole_cents,
        entry_cents - sum(whole_cents) over (
            entry_touches rows between unbounded preceding and unbounded following
        ) as spare_cents,
        row_number() over entry_touches as fraction_rank,
    from floored
    window entry_touches as (
        partition by entry_number, attribution_model
        order by exact_cents - whole_cents desc, touch_number
    )
),

split as (
    select
        entry_number,
        attribution_model,
        touch_number,
        whole_cents + case when fraction_rank <= spare_cents then 1 else 0 end as cents,
    from ranked
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
        credits.credit,
        entries.amount_sign
        * cast(coalesce(split.cents, entries.entry_cents) as bigint) as credited_cents,
    from entries
    inner join credits on entries.conversion_id = credits.conversion_id
    left join split
        on
            entries.entry_number = split.entry_number
            and credits.attribution_model = split.attribution_model
            and credits.touch_number = split.touch_number
),

credited as (
    select
        shares.attribution_model,
        shares.revenue_basis,
        shares.entry_id,
        shares.conversion_id,
        shares.invoice_id,
        shares.job_id,
        conversions.unique_lead_id,
        shares.lead_id,
        shares.campaign_id,
        shares.company_id,
        shares.cohort_date,
        shares.occurred_date,
        shares.credit,
        cast(
            cast(shares.credited_cents as decimal(20, 2)) / 100 as decimal(18, 2)
        ) as credited_amount,
        -- The job's cost is borne by its revenue in proportion.
        cast(
            round(
                cast(shares.credited_cents as double) / 100
                * (1 - {{ ratio('costs.cost_amount', 'costs.invoiced_amount') }}),
                2
            ) as decimal(18, 2)
        ) as gross_profit_amount,
    from shares
    left join conversions on shares.conversion_id = conversions.conversion_id
    left join costs
        on
            shares.job_id = costs.job_id
            and shares.revenue_basis in ('invoiced', 'collected')
)

select * from credited
