-- Nothing appears or vanishes between the ledger and the campaigns: per month, company
-- and basis what is attributed and what is not, by reason, add up to the ledger.
with

entries as (
    select
        entry_id,
        revenue_basis,
        coalesce(company_id, '__none__') as company_id,
        cast({{ dbt.date_trunc('month', 'occurred_date') }} as date) as month,
        amount,
    from {{ ref('int_ledger_entries') }}
    where amount is not null
),

credits as (
    select
        attribution_model,
        entry_id,
        sum(credited_amount) as attributed_amount,
    from {{ ref('int_revenue_credits') }}
    group by attribution_model, entry_id
),

left_over as (
    select
        left_over.attribution_model,
        left_over.entry_id,
        left_over.unattributed_amount,
        reasons.reason,
    from {{ ref('int_revenue_unattributed') }} as left_over
    inner join {{ ref('int_unattributed_reasons') }} as reasons
        on
            left_over.attribution_model = reasons.attribution_model
            and left_over.conversion_id = reasons.conversion_id
),

models as (
    select attribution_model from credits
    union
    select attribution_model from left_over
),

told as (
    select
        models.attribution_model,
        entries.*,
        coalesce(credits.attributed_amount, 0) as attributed_amount,
        coalesce(left_over.unattributed_amount, 0) as unattributed_amount,
        left_over.reason,
    from entries
    cross join models
    left join credits
        on
            models.attribution_model = credits.attribution_model
            and entries.entry_id = credits.entry_id
    left join left_over
        on
            models.attribution_model = left_over.attribution_model
            and entries.entry_id = left_over.entry_id
),

summed as (
    select
        month,
        company_id,
        revenue_basis,
        attribution_model,
        count(*) as entries,
        sum(amount) as ledger_amount,
        sum(attributed_amount) as attributed_amount,
        sum(unattributed_amount) as unattributed_amount,
        sum(case when reason = 'unknown_campaign' then unattributed_amount else 0 end)
            as unknown_campaign_amount,
        sum(case when reason = 'no_campaign' then unattributed_amount else 0 end)
            as no_campaign_amount,
        sum(case when reason = 'unmatched' then unattributed_amount else 0 end)
            as unmatched_amount,
        sum(case when reason = 'waits_for_review' then unattributed_amount else 0 end)
            as waits_for_review_amount,
        sum(case when reason = 'dismissed' then unattributed_amount else 0 end)
            as dismissed_amount,
        sum(case when reason = 'before_window' then unattributed_amount else 0 end)
            as before_window_amount,
    from told
    group by
        month,
        company_id,
        revenue_basis,
        attribution_model
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

final as (
    select
        summed.month,
        summed.company_id,
        summed.revenue_basis,
        summed.attribution_model,
        cast(summed.entries as bigint) as entries,
        cast(summed.ledger_amount as decimal(18, 2)) as ledger_amount,
        cast(summed.attributed_amount as decimal(18, 2)) as attributed_amount,
        cast(summed.unattributed_amount as decimal(18, 2)) as unattributed_amount,
        cast(summed.unknown_campaign_amount as decimal(18, 2))
            as unknown_campaign_amount,
        cast(summed.no_campaign_amount as decimal(18, 2)) as no_campaign_amount,
        cast(summed.unmatched_amount as decimal(18, 2)) as unmatched_amount,
        cast(summed.waits_for_review_amount as decimal(18, 2))
            as waits_for_review_amount,
        cast(summed.dismissed_amount as decimal(18, 2)) as dismissed_amount,
        cast(summed.before_window_amount as decimal(18, 2))
            as before_window_amount,
        cast(
            summed.ledger_amount - summed.attributed_amount - summed.unattributed_amount
            as decimal(18, 2)
        ) as difference_amount,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from summed
    cross join run_context
)

select * from final
