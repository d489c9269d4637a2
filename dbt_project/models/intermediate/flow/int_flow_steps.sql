-- Each step of each valid lead with the hours since the step before it in time.
with

milestones as (
    select * from {{ ref('int_lead_milestones') }}
    where unique_lead_id is not null
),

contacts as (
    select
        lead_id,
        coalesce(lead_source, origin) as source,
        created_at,
    from {{ ref('int_contacts') }}
    where is_valid
),

steps as (
    select * from {{ ref('flow_steps') }}
),

kinds as (
    select * from {{ ref('evidence_kinds') }}
),

users as (
    select
        user_id,
        role,
    from {{ ref('stg_users') }}
),

ordered as (
    select
        contacts.source,
        contacts.created_at,
        milestones.lead_id,
        milestones.unique_lead_id,
        milestones.milestone as step,
        steps.step_order,
        milestones.happened_at,
        milestones.company_id,
        milestones.user_id,
        users.role,
        milestones.evidence,
        coalesce(kinds.is_manual, false) as is_manual,
        lag(milestones.happened_at) over (
            partition by milestones.lead_id
            order by milestones.happened_at, steps.step_order
        ) as previous_at,
    from milestones
    inner join contacts on milestones.lead_id = contacts.lead_id
    inner join steps on milestones.milestone = steps.step
    left join kinds on milestones.evidence = kinds.evidence
    left join users on milestones.user_id = users.user_id
),

timed as (
    select
        *,
        {{ ratio(seconds_between('previous_at', 'happened_at'), '3600') }}
            as hours_since_previous,
        {{ ratio(seconds_between('created_at', 'happened_at'), '3600') }}
            as hours_since_creation,
    from ordered
)

select * from timed
