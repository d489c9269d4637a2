-- The months over which a campaign is judged: all, and the last twelve. Months so young
-- that too few of their opportunities are decided are left out and counted.
with

months as (
    select
        month,
        sum(mature_unique_leads) as mature_unique_leads,
        sum(cohort_unique_leads) as cohort_unique_leads,
    from {{ ref('int_roi_maturity') }}
    group by month
),

roi as (
    select distinct month from {{ ref('int_roi_campaigns') }}
    where clock = 'cohort'
),

rules as (
    select min_maturity from {{ source('definition', 'settings') }}
),

run_context as (
    select cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as this_month,
    from {{ source('ops', 'run_context') }}
),

spans as (
    select * from (
        values ('all', 12000), ('last_12_months', 12)
    ) as spans (judged_over, months_back)
),

placed as (
    select
        spans.judged_over,
        roi.month,
        coalesce(
            {{ ratio('months.mature_unique_leads', 'months.cohort_unique_leads') }}
            < rules.min_maturity,
            false
        ) as is_young,
    from roi
    cross join spans
    cross join rules
    cross join run_context
    left join months on roi.month = months.month
    where
        {{ months_between('roi.month', 'run_context.this_month') }}
        <= spans.months_back
)

select * from placed
