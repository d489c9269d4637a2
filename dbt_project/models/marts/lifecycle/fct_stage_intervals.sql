with

intervals as (
    select * from {{ ref('int_stage_intervals') }}
),

unique_leads as (
    select
        unique_lead_id,
        company_id,
        campaign_bucket_id,
        company_timezone,
    from {{ ref('int_unique_leads_enriched') }}
),

run_context as (
    select
        as_of_at,
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        intervals.interval_id,
        intervals.unique_lead_id,
        cast(intervals.visit_number as bigint) as visit_number,
        cast(intervals.spell_number as bigint) as spell_number,
        unique_leads.company_id,
        intervals.company_id as acting_company_id,
        unique_leads.campaign_bucket_id as campaign_id,
        intervals.stage,
        intervals.life_cycle_state,
        intervals.entered_at,
        {{ local_date('intervals.entered_at', 'unique_leads.company_timezone') }}
            as entered_date,
        intervals.exited_at,
        {{ local_date('intervals.exited_at', 'unique_leads.company_timezone') }}
            as exited_date,
        intervals.next_stage,
        intervals.is_open,
        intervals.is_open_state,
        {{ ratio(
            seconds_between(
                'intervals.entered_at',
                'coalesce(intervals.exited_at, run_context.as_of_at)'
            ),
            3600
        ) }} as hours_in_stage,
        intervals.is_valid_transition,
        coalesce(intervals.actor_user_id, intervals.actor_role) as actor,
        intervals.actor_user_id,
        intervals.actor_role,
        intervals.evidence,
        intervals.is_inferred,
        intervals.event_id,
        run_context.run_id,
        run_context.definition_version,
    from intervals
    inner join unique_leads on intervals.unique_lead_id = unique_leads.unique_lead_id
    cross join run_context
)

select * from final
