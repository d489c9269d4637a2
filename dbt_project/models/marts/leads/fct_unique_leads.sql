with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

amounts as (
    select * from {{ ref('int_target_amounts') }}
),

matured as (
    select
        unique_lead_id,
        is_mature,
    from {{ ref('int_unique_leads_matured') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        unique_leads.unique_lead_id,
        unique_leads.person_id,
        unique_leads.company_id,
        unique_leads.campaign_id,
        unique_leads.campaign_lead_id,
        unique_leads.campaign_status,
        unique_leads.campaign_bucket_id,
        unique_leads.company_scope,
        unique_leads.first_lead_at,
        unique_leads.last_lead_at,
        unique_leads.first_lead_date,
        unique_leads.opened_because,
        unique_leads.named_at,
        unique_leads.leads_count,
        unique_leads.first_origin,
        unique_leads.lead_type,
        unique_leads.product_line,
        unique_leads.is_new_customer,
        unique_leads.customer_id,
        unique_leads.candidate_customer_id,
        unique_leads.match_status,
        unique_leads.match_probability,
        unique_leads.confirmation_status,
        unique_leads.pending_because,
        unique_leads.life_cycle_state,
        unique_leads.stage,
        unique_leads.won_at,
        unique_leads.won_date,
        unique_leads.lost_at,
        unique_leads.decided_at,
        unique_leads.fulfilled_at,
        matured.is_mature,
        unique_leads.lost_reason,
        unique_leads.competitor,
        unique_leads.expected_completion_at,
        amounts.target_amount,
        amounts.probability_to_win,
        cast(unique_leads.jobs_count as bigint) as jobs_count,
        cast(unique_leads.invoiced_amount as decimal(18, 2)) as invoiced_amount,
        cast(unique_leads.collected_amount as decimal(18, 2)) as collected_amount,
        cast(unique_leads.estimated_amount as decimal(18, 2)) as estimated_amount,
        cast(unique_leads.self_reported_amount as decimal(18, 2))
            as self_reported_amount,
        report.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from unique_leads
    inner join matured on unique_leads.unique_lead_id = matured.unique_lead_id
    cross join report
    cross join run_context
    left join amounts on unique_leads.unique_lead_id = amounts.unique_lead_id
)

select * from final
