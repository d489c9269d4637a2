-- How often what a level promises came true. A qualification level promises a won
-- opportunity, and before that somebody who takes it; a priority that a lead is worked
-- soon.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
    where is_valid
),

unique_leads as (
    select
        unique_lead_id,
        mql_level,
        life_cycle_state,
    from {{ ref('int_unique_leads_enriched') }}
),

taken as (
    select
        lead_id,
        taken_at,
        attempted_at,
    from {{ ref('int_leads_taken') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

-- The level of an opportunity is the highest of its leads; where one came with it, it
-- was given.
level_origins as (
    select
        members.unique_lead_id,
        min(contacts.mql_level_from) as level_from,
    from members
    inner join contacts on members.lead_id = contacts.lead_id
    inner join unique_leads
        on
            members.unique_lead_id = unique_leads.unique_lead_id
            and contacts.mql_level = unique_leads.mql_level
    group by members.unique_lead_id
),

taken_opportunities as (
    select distinct members.unique_lead_id
    from members
    inner join taken on members.lead_id = taken.lead_id
    where taken.taken_at is not null
),

opportunities as (
    select
        unique_leads.mql_level as level_number,
        coalesce(level_origins.level_from, 'none') as level_from,
        unique_leads.life_cycle_state in ('won', 'completed') as is_won,
        unique_leads.life_cycle_state in ('won', 'completed', 'lost') as is_decided,
        taken_opportunities.unique_lead_id is not null as is_taken,
    from unique_leads
    left join level_origins
        on unique_leads.unique_lead_id = level_origins.unique_lead_id
    left join taken_opportunities
        on unique_leads.unique_lead_id = taken_opportunities.unique_lead_id
),

-- A lead of the last day may still be reached in time and is not asked yet.
worked as (
    select
        contacts.priority_level as level_number,
        contacts.priority_level_from as level_from,
        coalesce(
            {{ minutes_between('contacts.created_at', 'taken.attempted_at') }} <= 60,
            false
        ) as is_within_hour,
        coalesce(
            {{ minutes_between('contacts.created_at', 'taken.attempted_at') }} <= 1440,
            false
        ) as is_within_day,
    from contacts
    inner join run_context
        on contacts.created_at <= {{ plus_days('run_context.as_of_at', '-1') }}
    left join taken on contacts.lead_id = taken.lead_id
    where contacts.source_table = 'leads'
),

cases as (
    select
        'mql' as level_kind,
        'win_rate_decided' as measure,
        level_number,
        level_from,
        is_won as is_success,
    from opportunities
    where is_decided
    union all
    select
        'mql' as level_kind,
        'win_rate_cohort' as measure,
        level_number,
        level_from,
        is_won as is_success,
    from opportunities
    union all
    select
        'mql' as level_kind,
        'taken_share' as measure,
        level_number,
        level_from,
        is_taken as is_success,
    from opportunities
    union all
    select
        'priority' as level_kind,
        'attempted_within_hour' as measure,
        level_number,
        level_from,
        is_within_hour as is_success,
    from worked
    union all
    select
        'priority' as level_kind,
        'attempted_within_day' as measure,
        level_number,
        level_from,
        is_within_day as is_success,
    from worked
),

origins as (
    select false as is_any_origin
    union all
    select true as is_any_origin
),

counted as (
    select
        cases.level_kind,
        cases.measure,
        case when origins.is_any_origin then '__all__' else cases.level_from end
            as level_from,
        coalesce(cases.level_number, 0) as level_number,
        count(*) as cases_count,
        cast(sum(case when cases.is_success then 1 else 0 end) as bigint)
            as successes_count,
    from cases
    cross join origins
    group by
        cases.level_kind,
        cases.measure,
        case when origins.is_any_origin then '__all__' else cases.level_from end,
        coalesce(cases.level_number, 0)
)

select * from counted
