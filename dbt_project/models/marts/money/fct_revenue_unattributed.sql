with

unattributed as (
    select * from {{ ref('int_revenue_unattributed') }}
),

unique_leads as (
    select
        unique_lead_id,
        campaign_status,
        confirmation_status,
        match_status,
    from {{ ref('int_unique_leads_enriched') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        unattributed.attribution_model,
        unattributed.revenue_basis,
        unattributed.entry_id,
        unattributed.conversion_id,
        unattributed.invoice_id,
        unattributed.job_id,
        unattributed.unique_lead_id,
        unattributed.campaign_id,
        unattributed.company_id,
        unattributed.cohort_date,
        unattributed.occurred_date,
        unattributed.unattributed_amount,
        unattributed.gross_profit_amount,
        case
            when unique_leads.confirmation_status = 'dismissed' then 'dismissed'
            when unique_leads.campaign_status = 'unknown' then 'unknown_campaign'
            when unique_leads.campaign_status = 'none' then 'no_campaign'
            when unique_leads.match_status = 'review' then 'waits_for_review'
            when unique_leads.match_status = 'unmatched' then 'unmatched'
            when unattributed.unique_lead_id is not null then 'before_window'
            else 'unmatched'
        end as reason,
        run_context.run_id,
        run_context.definition_version,
    from unattributed
    cross join run_context
    left join unique_leads
        on unattributed.unique_lead_id = unique_leads.unique_lead_id
)

select * from final
