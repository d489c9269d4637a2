-- What the metrics of routing add up, lead by lead.
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

reached as (
    select * from {{ ref('int_leads_reached') }}
),

taken as (
    select * from {{ ref('int_leads_taken') }}
),

stays as (
    select
        lead_id,
        max_by(user_role, step_at) as last_role,
    from {{ ref('int_lead_steps') }}
    where is_stay
    group by lead_id
),

hops as (
    select
        lead_id,
        sum(case when is_company_change then 1 else 0 end) as company_hops,
        sum(case when is_user_change then 1 else 0 end) as user_hops,
        sum(
            case
                when from_role = 'manager' and to_role <> 'manager' then held_minutes
            end
        ) as manager_minutes,
    from {{ ref('int_lead_hops') }}
    group by lead_id
),

fast_tracks as (
    select
        lead_id,
        min_by(target, try_order) as fast_track_company_id,
    from {{ ref('int_routing_fits') }}
    where action = 'fast_track'
    group by lead_id
),

companies as (
    select
        company_id,
        active_from,
        active_to,
    from {{ ref('stg_companies') }}
),

users as (
    select
        user_id,
        active_from,
        active_to,
    from {{ ref('stg_users') }}
),

handled as (
    select
        contacts.lead_id,
        cast({{ dbt.date_trunc('month', 'contacts.created_date') }} as date) as month,
        contacts.created_date,
        contacts.created_at,
        contacts.origin,
        coalesce(contacts.lead_source, contacts.origin) as source_name,
        contacts.routed_company_id,
        contacts.routing_rule,
        contacts.routing_rule_order,
        contacts.assigned_user_id,
        reached.routed_at,
        {{ minutes_between('contacts.created_at', 'reached.routed_at') }}
            as minutes_to_route,
        stays.lead_id is not null as is_followed,
        coalesce(hops.company_hops, 0) as company_hops,
        coalesce(hops.user_hops, 0) as user_hops,
        hops.manager_minutes,
        coalesce(stays.last_role = 'manager', false) as is_with_manager,
        taken.taken_at,
        case
            when taken.taken_at >= contacts.created_at
                then {{ minutes_between('contacts.created_at', 'taken.taken_at') }}
        end as unit_minutes,
        case
            when taken.attempted_at >= taken.taken_at
                then {{ minutes_between('taken.taken_at', 'taken.attempted_at') }}
        end as user_minutes,
        taken.attempted_at,
        fast_tracks.lead_id is not null as is_fast_track,
        coalesce(
            fast_tracks.fast_track_company_id = contacts.routed_company_id, false
        ) as is_fast_track_followed,
        coalesce(companies.active_from > contacts.created_date, false)
        or coalesce(companies.active_to < contacts.created_date, false)
            as is_to_inactive_company,
        (contacts.assigned_user_id is not null and users.user_id is null)
        or coalesce(users.active_from > contacts.created_date, false)
        or coalesce(users.active_to < contacts.created_date, false)
            as is_to_inactive_user,
    from contacts
    inner join reached on contacts.lead_id = reached.lead_id
    left join taken on contacts.lead_id = taken.lead_id
    left join stays on contacts.lead_id = stays.lead_id
    left join hops on contacts.lead_id = hops.lead_id
    left join fast_tracks on contacts.lead_id = fast_tracks.lead_id
    left join companies on contacts.routed_company_id = companies.company_id
    left join users on contacts.assigned_user_id = users.user_id
)

select * from handled
