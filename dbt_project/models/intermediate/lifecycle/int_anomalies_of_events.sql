-- What is wrong with single status events, each rule with what it says about the event.
{%- set rules = {
    'illegal_transition': [
        'not is_valid_transition and not is_unknown_status and not is_future',
        "'The definition does not allow ' || previous_status || ' to become ' || status"
        ~ " || coalesce(' for ' || lead_type, '')"
        ~ " || coalesce(' by ' || actor_role, '') || '.'",
    ],
    'duplicate_event': [
        'is_duplicate',
        "'The same status was reported for the same moment before: ' || status || '.'",
    ],
    'out_of_order': [
        'occurred_at < lead_created_at',
        "'It happened before the lead came in.'",
    ],
    'future_event': [
        'is_future',
        "'It happens after the moment for which everything is stated.'",
    ],
    'unknown_status': [
        'is_unknown_status',
        "'The definition has no status ' || status || '.'",
    ],
    'status_not_allowed_for_type': [
        'allowed_lead_types is not null and lead_type is not null'
        ~ ' and not ' ~ has_item('allowed_lead_types', 'lead_type'),
        "'Leads of type ' || lead_type || ' may not be ' || status || '.'",
    ],
    'lost_without_reason': [
        "life_cycle_state = 'lost' and lost_reason is null and not is_duplicate",
        "'It was lost and nobody said why.'",
    ],
    'lost_reason_without_loss': [
        "lost_reason is not null and life_cycle_state <> 'lost'",
        "'A reason of loss was given with status ' || status || '.'",
    ],
    'unknown_lost_reason': [
        'lost_reason is not null and not is_known_reason',
        "'The definition has no lost reason ' || lost_reason || '.'",
    ],
    'unknown_competitor': [
        'competitor is not null and not is_known_competitor',
        "'The definition has no competitor ' || competitor || '.'",
    ],
    'accepted_by_non_member': [
        "stage = 'accepted' and grain = 'offer' and user_id is not null and ("
        ~ "(user_company_id <> routed_company_id and not was_offered_to_actor)"
        ~ " or (user_company_id is null and user_unit <> assigned_unit))",
        "'User ' || user_id || ' accepted it and is no member of the company'"
        ~ " || ' or unit that it was given to.'",
    ],
    'missing_mandatory_on_progress': [
        "previous_state = 'pending' and life_cycle_state = 'in_progress'"
        ~ " and is_incomplete_lead and not is_duplicate",
        "'Work on it began while it has no name or no way to reach anybody.'",
    ],
    'closed_company_event': [
        'occurred_date < company_active_from or occurred_date > company_active_to',
        "'Company ' || acting_company_id || ' was not active on that day.'",
    ],
    'inactive_user_event': [
        'occurred_date < user_active_from or occurred_date > user_active_to',
        "'User ' || user_id || ' was not active on that day.'",
    ],
} %}
with

events as (
    select * from {{ ref('int_status_events_checked') }}
),

open_activities as (
    select * from {{ ref('int_activities_open_at_decision') }}
),

found as (
    {% for kind, (rule, says) in rules.items() %}
        select
            '{{ kind }}' as kind,
            {{ says }} as says,
            *,
        from events
        where {{ rule }}
        union all
    {% endfor %}
    select
        'open_activities_at_decision' as kind,
        'It was reported ' || events.status || ' with due activities open, '
        || open_activities.activities_count || ' in number, first '
        || open_activities.first_activity_id || '.' as says,
        events.*,
    from events
    inner join open_activities on events.event_id = open_activities.event_id
),

anomalies as (
    select
        kind || ':' || event_id as anomaly_id,
        kind,
        says,
        lead_id,
        unique_lead_id,
        event_id,
        acting_company_id as company_id,
        user_id,
        occurred_at,
        source_file,
        source_line,
    from found
)

select * from anomalies
