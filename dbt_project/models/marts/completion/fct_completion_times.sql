-- An opportunity is completed when it is decided: won, lost or cancelled. What nobody
-- expects for a date has the time that its type takes.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

lead_types as (
    select
        lead_type,
        estimated_completion_minutes,
    from {{ source('definition', 'lead_types') }}
),

edits as (
    select
        members.unique_lead_id,
        sum(expected.edits) as edits,
        min(expected.first_expected_at) as first_expected_at,
    from {{ ref('int_expected_completions') }} as expected
    inner join {{ ref('int_unique_lead_members') }} as members
        on expected.lead_id = members.lead_id
    group by members.unique_lead_id
),

run_context as (
    select
        run_id,
        definition_version,
        as_of_at,
    from {{ source('ops', 'run_context') }}
),

expected as (
    select
        unique_leads.unique_lead_id,
        unique_leads.company_id,
        unique_leads.assigned_user_id,
        unique_leads.lead_type,
        unique_leads.life_cycle_state,
        unique_leads.first_lead_at,
        unique_leads.decided_at,
        unique_leads.fulfilled_at,
        coalesce(
            unique_leads.expected_completion_at,
            {{ plus_seconds(
                'unique_leads.first_lead_at',
                '60 * lead_types.estimated_completion_minutes'
            ) }}
        ) as expected_completion_at,
        case
            when unique_leads.expected_completion_at is not null then 'lead'
            when lead_types.lead_type is not null then 'lead_type'
        end as expected_by,
        coalesce(edits.edits, 0) as edits,
        case
            when edits.edits > 0
                then {{ seconds_between(
                    'edits.first_expected_at', 'unique_leads.expected_completion_at'
                ) }}
        end as slip_seconds,
    from unique_leads
    left join lead_types on unique_leads.lead_type = lead_types.lead_type
    left join edits on unique_leads.unique_lead_id = edits.unique_lead_id
),

final as (
    select
        expected.unique_lead_id,
        expected.company_id,
        expected.assigned_user_id,
        expected.lead_type,
        expected.life_cycle_state,
        expected.first_lead_at,
        expected.expected_completion_at,
        expected.expected_by,
        cast(expected.edits as bigint) as expected_edits,
        {{ ratio('expected.slip_seconds', 86400) }} as slip_days,
        expected.decided_at as actual_completion_at,
        expected.fulfilled_at,
        {{ days_or_none(
            'expected.decided_at is null',
            seconds_between('run_context.as_of_at', 'expected.expected_completion_at')
        ) }} as time_to_completion_days,
        {{ days_or_none(
            'expected.decided_at is null',
            seconds_between('expected.expected_completion_at', 'run_context.as_of_at')
        ) }} as time_overdue_days,
        {{ days_or_none(
            'expected.decided_at is not null',
            seconds_between('expected.expected_completion_at', 'expected.decided_at')
        ) }} as completed_late_days,
        run_context.run_id,
        run_context.definition_version,
    from expected
    cross join run_context
)

select * from final
