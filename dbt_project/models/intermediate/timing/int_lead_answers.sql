-- Reaching the person and estimating answer every lead of the opportunity that had come
-- in by then: who sent two forms is called once. Leads and happenings of an opportunity
-- stand in one row of time, and the next happening answers.
with

happenings as (
    select * from {{ ref('int_lead_happenings') }}
    where milestone in ('contact_attempted', 'contact_made', 'estimate_created')
),

leads as (
    select
        contacts.lead_id,
        contacts.created_at,
        coalesce(members.unique_lead_id, contacts.lead_id) as answer_scope,
    from {{ ref('int_contacts') }} as contacts
    left join {{ ref('int_unique_lead_members') }} as members
        on contacts.lead_id = members.lead_id
),

ranked as (
    select
        leads.answer_scope,
        happenings.milestone,
        happenings.happened_at,
        happenings.company_id,
        happenings.user_id,
        happenings.evidence,
        row_number() over (
            partition by
                leads.answer_scope, happenings.milestone, happenings.happened_at
            order by happenings.evidence asc, happenings.evidence_id asc
        ) as moment_rank,
    from happenings
    inner join leads on happenings.lead_id = leads.lead_id
),

moments as (
    select * from ranked
    where moment_rank = 1
),

scopes as (
    select distinct
        answer_scope,
        milestone,
    from moments
),

in_time as (
    select
        scopes.milestone,
        scopes.answer_scope,
        leads.lead_id,
        leads.created_at as moment_at,
        cast(null as {{ dbt.type_timestamp() }}) as happened_at,
    from leads
    inner join scopes on leads.answer_scope = scopes.answer_scope
    union all
    select
        milestone,
        answer_scope,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        happened_at as moment_at,
        happened_at,
    from moments
),

followed as (
    select
        milestone,
        answer_scope,
        lead_id,
        min(happened_at) over (
            partition by milestone, answer_scope
            order by moment_at
            range between current row and unbounded following
        ) as happened_at,
    from in_time
),

answered as (
    select
        followed.lead_id,
        followed.milestone,
        followed.happened_at,
        moments.company_id,
        moments.user_id,
        moments.evidence,
    from followed
    inner join moments
        on
            followed.milestone = moments.milestone
            and followed.answer_scope = moments.answer_scope
            and followed.happened_at = moments.happened_at
    where followed.lead_id is not null
)

select * from answered
