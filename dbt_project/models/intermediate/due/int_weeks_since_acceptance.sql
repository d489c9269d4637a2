-- For each source: how many accepted opportunities were still undecided as each week
-- after acceptance began, and how many were decided in it. Who is still open, or went
-- another way, leaves the count in the week up to which he was seen.
with

acceptances as (
    select
        unique_lead_id,
        min(accepted_at) as accepted_at,
    from {{ ref('int_acceptances') }}
    group by unique_lead_id
),

results as (
    select
        unique_lead_id,
        lead_source as source,
        result,
        ended_at,
    from {{ ref('int_unique_lead_results') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

followed as (
    select
        results.source,
        results.result in ('won', 'lost') as is_decided,
        cast(
            floor(
                {{ ratio(
                    seconds_between(
                        'acceptances.accepted_at',
                        'greatest(coalesce(results.ended_at, run_context.as_of_at),'
                        ~ ' acceptances.accepted_at)',
                    ),
                    '7 * 86400.0',
                ) }}
            ) as bigint
        ) as last_week,
    from acceptances
    inner join results on acceptances.unique_lead_id = results.unique_lead_id
    cross join run_context
),

by_week as (
    select
        source,
        last_week as week_number,
        count(*) as leaving,
        sum(case when is_decided then 1 else 0 end) as decided,
    from followed
    group by
        source,
        last_week
),

at_risk as (
    select
        source,
        week_number,
        decided,
        sum(leaving) over (
            partition by source
            order by week_number desc
            rows between unbounded preceding and current row
        ) as at_risk,
    from by_week
)

select * from at_risk
