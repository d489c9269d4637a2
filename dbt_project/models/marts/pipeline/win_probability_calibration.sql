with

foretold as (
    select * from {{ ref('int_probabilities_frozen') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

binned as (
    select
        month,
        kind,
        least(floor(probability * 10), 9) as bin,
        probability,
        is_won,
        case when is_won then 1 when not is_won then 0 end as observed,
    from foretold
),

scored as (
    select
        month,
        kind,
        bin,
        avg(case when observed is not null then probability end)
            as predicted_probability,
        avg(cast(observed as double)) as observed_share,
        count(observed) as decided_unique_leads,
        count(*) - count(observed) as open_unique_leads,
        avg((probability - observed) * (probability - observed)) as brier_score,
    from binned
    group by
        month,
        kind,
        bin
),

final as (
    select
        scored.month,
        scored.kind,
        cast(scored.bin as integer) as bin,
        cast(scored.bin / 10 as double) as bin_from,
        cast((scored.bin + 1) / 10 as double) as bin_until,
        scored.predicted_probability,
        scored.observed_share,
        cast(scored.decided_unique_leads as bigint) as decided_unique_leads,
        cast(scored.open_unique_leads as bigint) as open_unique_leads,
        scored.brier_score,
        run_context.run_id,
        run_context.definition_version,
    from scored
    cross join run_context
)

select * from final
