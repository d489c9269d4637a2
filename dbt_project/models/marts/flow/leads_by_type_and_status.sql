with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

statuses as (
    select * from {{ ref('int_unique_lead_statuses') }}
),

results as (
    select
        unique_lead_id,
        value_amount,
        cohort_month,
    from {{ ref('int_unique_lead_results') }}
),

labels as (
    select
        status,
        label,
    from {{ source('definition', 'statuses') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

counted as (
    select
        results.cohort_month,
        coalesce(unique_leads.company_id, '__none__') as company_id,
        coalesce(unique_leads.lead_type, '__none__') as lead_type,
        coalesce(unique_leads.category, '__none__') as category,
        coalesce(statuses.status, '__none__') as status,
        unique_leads.life_cycle_state,
        unique_leads.stage,
        count(*) as unique_leads,
        sum(unique_leads.leads_count) as leads,
        sum(results.value_amount) as value_amount,
    from unique_leads
    inner join results on unique_leads.unique_lead_id = results.unique_lead_id
    inner join statuses on unique_leads.unique_lead_id = statuses.unique_lead_id
    group by
        results.cohort_month,
        coalesce(unique_leads.company_id, '__none__'),
        coalesce(unique_leads.lead_type, '__none__'),
        coalesce(unique_leads.category, '__none__'),
        coalesce(statuses.status, '__none__'),
        unique_leads.life_cycle_state,
        unique_leads.stage
),

final as (
    select
        counted.cohort_month as month,
        counted.company_id,
        counted.lead_type,
        counted.category,
        counted.status,
        coalesce(labels.label, counted.status) as status_label,
        counted.life_cycle_state,
        counted.stage,
        cast(counted.unique_leads as bigint) as unique_leads,
        cast(counted.leads as bigint) as leads,
        cast(counted.value_amount as decimal(18, 2)) as value_amount,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join labels on counted.status = labels.status
)

select * from final
