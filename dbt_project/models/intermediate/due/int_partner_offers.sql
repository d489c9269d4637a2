-- How each company answers what it is offered. An offer without an answer counts as
-- slower than any answer, so that the median is not that of the answered ones alone.
with

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

offers as (
    select stg_offers.*
    from {{ ref('stg_lead_offers') }} as stg_offers
    cross join run_context
    where stg_offers.offered_at <= run_context.as_of_at
),

timed as (
    select
        company_id,
        coalesce(response in ('accepted', 'rejected'), false) as is_answered,
        coalesce(response = 'accepted', false) as is_accepted,
        acknowledged_at is not null as is_acknowledged,
        coalesce(
            {{ ratio(seconds_between('offered_at', 'responded_at'), '60') }}, 1e15
        ) as minutes_to_respond,
        response as answer,
    from offers
),

counted as (
    select
        company_id,
        count(*) as offers,
        sum(case when is_answered then 1 else 0 end) as answered,
        sum(case when is_accepted then 1 else 0 end) as accepted,
        sum(case when is_acknowledged then 1 else 0 end) as acknowledged,
        percentile_cont(0.5) within group (
            order by case when is_answered then minutes_to_respond else 1e15 end
        ) as minutes_to_respond_median,
    from timed
    group by company_id
),

observed as (
    select
        company_id,
        offers,
        answered,
        accepted,
        acknowledged,
        case when minutes_to_respond_median < 1e14 then minutes_to_respond_median end
            as minutes_to_respond_median,
    from counted
)

select * from observed
