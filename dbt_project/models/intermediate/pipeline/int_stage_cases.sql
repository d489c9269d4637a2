-- Each time an opportunity passed an open stage in one spell, and how that spell ended.
with

intervals as (
    select * from {{ ref('int_stage_intervals') }}
),

unique_leads as (
    select
        unique_lead_id,
        company_scope,
    from {{ ref('int_unique_leads_formed') }}
),

ends as (
    select
        unique_lead_id,
        spell_number,
        min(entered_at) as decided_at,
        max_by(life_cycle_state, visit_number) in ('won', 'completed') as is_won,
    from intervals
    where not is_open_state
    group by
        unique_lead_id,
        spell_number
),

passed as (
    select distinct
        unique_lead_id,
        spell_number,
        stage,
    from intervals
    where is_open_state
),

cases as (
    select
        passed.unique_lead_id,
        passed.spell_number,
        passed.stage,
        unique_leads.company_scope as company_id,
        ends.decided_at,
        ends.is_won,
    from passed
    inner join unique_leads on passed.unique_lead_id = unique_leads.unique_lead_id
    left join ends
        on
            passed.unique_lead_id = ends.unique_lead_id
            and passed.spell_number = ends.spell_number
)

select * from cases
