-- What is wrong with leads and offers themselves: deleted though no longer pending,
-- given to a user who accepted nothing, accepted for a company by somebody of another.
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

deletions as (
    select * from {{ ref('stg_deletions') }}
    where lower(deleted_table) = 'leads'
),

events as (
    select * from {{ ref('int_status_events_read') }}
    where not is_unknown_status and not is_future
),

offers as (
    select * from {{ ref('stg_lead_offers') }}
    where response = 'accepted'
),

users as (
    select * from {{ ref('stg_users') }}
),

last_before_deletion as (
    select
        deletions.deleted_key as lead_id,
        deletions.deleted_at,
        deletions.source_file,
        deletions.source_line,
        max_by(events.status, events.lead_event_number) as status,
        max_by(events.life_cycle_state, events.lead_event_number) as life_cycle_state,
        max_by(events.acting_company_id, events.lead_event_number) as company_id,
    from deletions
    inner join events
        on
            deletions.deleted_key = events.lead_id
            and deletions.deleted_at >= events.occurred_at
    group by
        deletions.deleted_key,
        deletions.deleted_at,
        deletions.source_file,
        deletions.source_line
),

acceptances as (
    select
        lead_id,
        user_id,
    from events
    where stage = 'accepted' and grain = 'offer' and user_id is not null
    union
    select
        lead_id,
        user_id,
    from offers
    where user_id is not null
),

worked_leads as (
    select distinct lead_id from events
),

given_without_acceptance as (
    select contacts.*
    from contacts
    inner join worked_leads on contacts.lead_id = worked_leads.lead_id
    left join acceptances
        on
            contacts.lead_id = acceptances.lead_id
            and contacts.assigned_user_id = acceptances.user_id
    where contacts.assigned_user_id is not null and acceptances.lead_id is null
),

found as (
    select
        'deleted_not_pending' as kind,
        'It was deleted while its status was ' || status || '.' as says,
        lead_id,
        cast(null as {{ dbt.type_string() }}) as event_id,
        company_id,
        cast(null as {{ dbt.type_string() }}) as user_id,
        deleted_at as occurred_at,
        source_file,
        source_line,
    from last_before_deletion
    where life_cycle_state <> 'pending'
    union all
    select
        'assigned_user_without_accept' as kind,
        'It is assigned to user ' || assigned_user_id
        || ', who never accepted it.' as says,
        lead_id,
        cast(null as {{ dbt.type_string() }}) as event_id,
        routed_company_id as company_id,
        assigned_user_id as user_id,
        created_at as occurred_at,
        source_file,
        source_line,
    from given_without_acceptance
    union all
    select
        'accepted_by_non_member' as kind,
        'User ' || offers.user_id || ' accepted the offer to company '
        || offers.company_id || ' and is of company ' || users.company_id
        || '.' as says,
        offers.lead_id,
        offers.offer_id as event_id,
        offers.company_id,
        offers.user_id,
        coalesce(offers.responded_at, offers.offered_at) as occurred_at,
        offers.source_file,
        offers.source_line,
    from offers
    inner join users on offers.user_id = users.user_id
    where offers.company_id <> users.company_id
),

anomalies as (
    select
        found.kind || ':' || coalesce(found.event_id, 'lead:' || found.lead_id)
            as anomaly_id,
        found.kind,
        found.says,
        found.lead_id,
        members.unique_lead_id,
        found.event_id,
        found.company_id,
        found.user_id,
        found.occurred_at,
        found.source_file,
        found.source_line,
    from found
    left join members on found.lead_id = members.lead_id
)

select * from anomalies
