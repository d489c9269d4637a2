-- How the opportunities of each segment ended, by month and over all months. The cohort
-- counts them in the month of their first contact, the period in that of their end.
{%- set results = ['won', 'lost', 'cancelled', 'rejected', 'open'] %}
with

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

segments as (
    select * from {{ ref('int_unique_lead_segments') }}
),

counted as (
    select
        segments.segment_kind,
        segments.segment,
        results.cohort_month,
        results.ended_month,
        min(segments.segment_label) as segment_label,
        count(*) as unique_leads,
        {%- for result in results %}
            sum(case when results.result = '{{ result }}' then 1 else 0 end)
                as {{ result }},
            sum(
                case
                    when results.result = '{{ result }}' then results.value_amount
                    else 0
                end
            ) as {{ result }}_amount,
        {%- endfor %}
        sum(
            case
                when results.result = 'won' and results.is_new_customer then 1
                else 0
            end
        ) as won_new_customers,
        sum(
            case
                when results.result = 'won' and not results.is_new_customer then 1
                else 0
            end
        ) as won_repeat_customers,
        sum(case when results.has_target_amount then 1 else 0 end)
            as with_target_amount,
        sum(case when results.result = 'won' then results.revenue_amount else 0 end)
            as won_revenue_amount,
    from results
    inner join segments on results.unique_lead_id = segments.unique_lead_id
    group by
        segments.segment_kind,
        segments.segment,
        results.cohort_month,
        results.ended_month
),

clocked as (
    select
        *,
        'cohort' as clock,
        cohort_month as clock_month,
    from counted
    union all
    select
        *,
        'period' as clock,
        ended_month as clock_month,
    from counted
    where ended_month is not null
),

spanned as (
    select
        *,
        'month' as span,
        clock_month as month_date,
    from clocked
    union all
    select
        *,
        'all' as span,
        cast(null as date) as month_date,
    from clocked
),

summed as (
    select
        span,
        clock,
        month_date,
        segment_kind,
        segment,
        min(segment_label) as segment_label,
        sum(unique_leads) as unique_leads,
        {%- for result in results %}
            sum({{ result }}) as {{ result }},
            sum({{ result }}_amount) as {{ result }}_amount,
        {%- endfor %}
        sum(won_new_customers) as won_new_customers,
        sum(won_repeat_customers) as won_repeat_customers,
        sum(with_target_amount) as with_target_amount,
        sum(won_revenue_amount) as won_revenue_amount,
    from spanned
    group by
        span,
        clock,
        month_date,
        segment_kind,
        segment
)

select * from summed
