-- Every status event beside what its rules ask about: the lead's company, the actor,
-- the reason, what was still open on the lead and what is known of it.
with

assigned as (
    select * from {{ ref('int_status_events_judged') }}
),

unassigned as (
    select * from {{ ref('int_status_events_unassigned') }}
),

statuses as (
    select * from {{ source('definition', 'statuses') }}
),

lost_reasons as (
    select {{ comparable('lost_reason') }} as comparable_reason
    from {{ source('definition', 'lost_reasons') }}
),

competitors as (
    select {{ comparable('competitor') }} as comparable_competitor
    from {{ source('definition', 'competitors') }}
),

rivals_listed as (
    select count(*) as competitors_count from competitors
),

companies as (
    select * from {{ ref('stg_companies') }}
),

users as (
    select * from {{ ref('stg_users') }}
),

contacts as (
    select
        lead_id,
        routed_company_id,
        company_timezone,
        assigned_unit,
    from {{ ref('int_contacts') }}
),

offered as (
    select distinct
        lead_id,
        company_id,
    from {{ ref('stg_lead_offers') }}
),

incomplete_leads as (
    select lead_id from {{ ref('stg_leads') }}
    where
        coalesce(full_name, first_name, last_name, organization) is null
        or coalesce(emails, phones) is null
),

events as (
    select
        event_id,
        lead_id,
        unique_lead_id,
        occurred_at,
        status,
        life_cycle_state,
        stage,
        grain,
        company_id,
        acting_company_id,
        user_id,
        actor_role,
        lost_reason,
        competitor,
        lead_type,
        lead_created_at,
        previous_status,
        is_duplicate,
        is_future,
        is_unknown_status,
        is_valid_transition,
        source_file,
        source_line,
    from assigned
    union all
    select
        event_id,
        lead_id,
        null as unique_lead_id,
        occurred_at,
        status,
        life_cycle_state,
        stage,
        grain,
        company_id,
        acting_company_id,
        user_id,
        actor_role,
        lost_reason,
        competitor,
        lead_type,
        lead_created_at,
        previous_status,
        is_duplicate,
        is_future,
        is_unknown_status,
        is_valid_transition,
        source_file,
        source_line,
    from unassigned
),

checked as (
    select
        events.*,
        {{ local_date(
            'events.occurred_at', "coalesce(contacts.company_timezone, 'UTC')"
        ) }} as occurred_date,
        statuses.lead_types as allowed_lead_types,
        before.life_cycle_state as previous_state,
        lost_reasons.comparable_reason is not null as is_known_reason,
        competitors.comparable_competitor is not null
        or rivals_listed.competitors_count = 0 as is_known_competitor,
        companies.active_from as company_active_from,
        companies.active_to as company_active_to,
        users.active_from as user_active_from,
        users.active_to as user_active_to,
        users.company_id as user_company_id,
        users.unit as user_unit,
        contacts.routed_company_id,
        contacts.assigned_unit,
        offered.lead_id is not null as was_offered_to_actor,
        incomplete_leads.lead_id is not null as is_incomplete_lead,
    from events
    cross join rivals_listed
    left join statuses on events.status = statuses.status
    left join statuses as before on events.previous_status = before.status
    left join lost_reasons
        on {{ comparable('events.lost_reason') }} = lost_reasons.comparable_reason
    left join competitors
        on {{ comparable('events.competitor') }} = competitors.comparable_competitor
    left join companies on events.acting_company_id = companies.company_id
    left join users on events.user_id = users.user_id
    left join contacts on events.lead_id = contacts.lead_id
    left join offered
        on
            events.lead_id = offered.lead_id
            and users.company_id = offered.company_id
    left join incomplete_leads on events.lead_id = incomplete_leads.lead_id
)

select * from checked
