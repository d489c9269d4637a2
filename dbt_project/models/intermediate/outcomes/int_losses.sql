-- Each lost opportunity with why and to whom. A loss without a reason keeps its place.
with

results as (
    select * from {{ ref('int_unique_lead_results') }}
    where result = 'lost'
),

reasons as (
    select
        {{ comparable('lost_reason') }} as reason_key,
        label,
    from {{ source('definition', 'lost_reasons') }}
),

rivals as (
    select
        {{ comparable('competitor') }} as competitor_key,
        label,
    from {{ source('definition', 'competitors') }}
),

losses as (
    select
        results.unique_lead_id,
        results.cohort_month,
        results.ended_month,
        results.value_amount,
        coalesce({{ comparable('results.lost_reason') }}, '__missing__') as lost_reason,
        coalesce(reasons.label, results.lost_reason, 'Not given') as lost_reason_label,
        results.lost_reason is not null as is_reason_given,
        reasons.reason_key is not null as is_reason_known,
        coalesce({{ comparable('results.competitor') }}, '__none__') as competitor,
        coalesce(rivals.label, results.competitor, 'None') as competitor_label,
    from results
    left join reasons
        on {{ comparable('results.lost_reason') }} = reasons.reason_key
    left join rivals on {{ comparable('results.competitor') }} = rivals.competitor_key
)

select * from losses
