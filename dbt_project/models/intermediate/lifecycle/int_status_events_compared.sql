-- Whether the definition allows each change of status. What a company says of its offer
-- follows what the same company said before; what is said of the opportunity follows
-- that, or what anybody said of the opportunity, whichever is later.
with

events as (
    select * from {{ ref('int_status_events_read') }}
    where not is_unknown_status and not is_duplicate
),

transitions as (
    select * from {{ source('definition', 'status_transitions') }}
),

initial_statuses as (
    select
        lead_type,
        initial_status,
    from {{ source('definition', 'lead_types') }}
),

usual as (
    select status from {{ ref('int_usual_beginning') }}
),

placed as (
    select
        *,
        lag(lead_event_number) over (
            partition by lead_id, acting_company_id order by lead_event_number
        ) as own_number,
        lag(lead_event_number) over (
            partition by lead_id order by lead_event_number
        ) as any_number,
        max(case when grain = 'opportunity' then lead_event_number end) over (
            partition by lead_id order by lead_event_number
            rows between unbounded preceding and 1 preceding
        ) as opportunity_number,
    from events
),

followed as (
    select
        placed.*,
        case
            when placed.grain = 'offer' then placed.own_number
            when placed.own_number > placed.opportunity_number then placed.own_number
            else coalesce(
                placed.opportunity_number, placed.own_number, placed.any_number
            )
        end as previous_number,
    from placed
),

changes as (
    select
        followed.event_id,
        followed.status,
        followed.grain,
        followed.lead_type,
        followed.actor_role,
        coalesce(
            previous.status, initial_statuses.initial_status, usual.status
        ) as previous_status,
        case when not decided.is_open then decided.status end as decided_status,
    from followed
    cross join usual
    left join events as previous
        on
            followed.lead_id = previous.lead_id
            and followed.previous_number = previous.lead_event_number
    left join events as decided
        on
            followed.lead_id = decided.lead_id
            and followed.opportunity_number = decided.lead_event_number
    left join initial_statuses on followed.lead_type = initial_statuses.lead_type
),

allowed as (
    select
        changes.event_id,
        max(case when transitions.from_status = changes.previous_status then 1 end)
            as allowed_from_previous,
        max(case when transitions.from_status = changes.decided_status then 1 end)
            as allowed_from_decided,
    from changes
    inner join transitions
        on
            changes.status = transitions.to_status
            and (
                transitions.lead_type is null
                or changes.lead_type = transitions.lead_type
            )
            and (
                transitions.actor_role is null
                or {{ comparable('changes.actor_role') }}
                = {{ comparable('transitions.actor_role') }}
            )
    group by changes.event_id
),

compared as (
    select
        changes.event_id,
        changes.previous_status,
        changes.status = changes.previous_status
        or allowed.allowed_from_previous is not null as is_valid_transition,
        -- What is said of one offer opens a decided opportunity again only where the
        -- definition names this way back.
        changes.grain = 'offer'
        and allowed.allowed_from_decided is not null as opens_again,
    from changes
    left join allowed on changes.event_id = allowed.event_id
)

select * from compared
