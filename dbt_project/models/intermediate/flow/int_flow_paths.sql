-- The way of each opportunity through the stages, as one text.
with

stays as (
    select * from {{ ref('int_stage_intervals') }}
),

unique_leads as (
    select
        unique_lead_id,
        lead_source as source,
        leads_count,
    from {{ ref('int_unique_leads_enriched') }}
),

results as (
    select
        unique_lead_id,
        result,
    from {{ ref('int_unique_lead_results') }}
),

paths as (
    select
        unique_lead_id,
        {{ joined_in_order('stage', ' > ', 'visit_number') }} as path,
        count(*) as stays,
    from stays
    group by unique_lead_id
),

joined as (
    select
        paths.unique_lead_id,
        unique_leads.source,
        unique_leads.leads_count,
        paths.path,
        paths.stays,
        results.result,
    from paths
    inner join unique_leads on paths.unique_lead_id = unique_leads.unique_lead_id
    inner join results on paths.unique_lead_id = results.unique_lead_id
)

select * from joined
