-- How many leads of a source took each step, how long it took them, and who acted how.
with

steps as (
    select * from {{ ref('int_flow_steps') }}
),

counted as (
    select
        source,
        step,
        count(*) as leads,
        count(distinct user_id) as users_count,
        count(distinct company_id) as companies_count,
        count(distinct role) as roles_count,
        sum(case when is_manual then 1 else 0 end) as manual_leads,
        percentile_cont(0.5) within group (order by hours_since_previous)
            as hours_since_previous_median,
    from steps
    group by
        source,
        step
),

sizes as (
    select
        source,
        count(*) as source_leads,
    from steps
    where step = 'lead_created'
    group by source
),

-- Where half of the leads have come so far, the time of the one in the middle of all,
-- those that have not yet included.
ranked as (
    select
        steps.source,
        steps.step,
        steps.hours_since_creation,
        row_number() over (
            partition by steps.source, steps.step order by steps.hours_since_creation
        ) as place,
        sizes.source_leads,
    from steps
    inner join sizes on steps.source = sizes.source
),

middle as (
    select
        source,
        step,
        min(hours_since_creation) as hours_since_creation_median,
    from ranked
    where 2 * place >= source_leads
    group by
        source,
        step
),

roles as (
    select
        source,
        step,
        role,
        row_number() over (
            partition by source, step order by count(*) desc, role asc
        ) as place,
    from steps
    where role is not null
    group by
        source,
        step,
        role
),

evidence as (
    select
        source,
        step,
        evidence,
        row_number() over (
            partition by source, step order by count(*) desc, evidence asc
        ) as place,
    from steps
    group by
        source,
        step,
        evidence
),

joined as (
    select
        counted.*,
        sizes.source_leads,
        middle.hours_since_creation_median,
        roles.role as main_role,
        evidence.evidence as main_evidence,
    from counted
    inner join sizes on counted.source = sizes.source
    left join middle
        on counted.source = middle.source and counted.step = middle.step
    left join roles
        on
            counted.source = roles.source
            and counted.step = roles.step
            and roles.place = 1
    left join evidence
        on
            counted.source = evidence.source
            and counted.step = evidence.step
            and evidence.place = 1
)

select * from joined
