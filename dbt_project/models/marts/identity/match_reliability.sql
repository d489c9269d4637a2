-- How often pairs of which a probability was said were one person, by labelled pairs.
with

reliability as (
    select * from {{ source('identity', 'reliability') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        reliability.is_calibrated,
        reliability.bin,
        reliability.bin_from,
        reliability.bin_to,
        reliability.pairs,
        reliability.mean_predicted,
        reliability.observed_share,
        reliability.low,
        reliability.high,
        run_context.run_id,
        run_context.definition_version,
    from reliability
    cross join run_context
)

select * from final
