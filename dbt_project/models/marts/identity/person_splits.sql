-- Records joined by sure pairs that are nevertheless several persons, and why.
with

splits as (
    select * from {{ source('identity', 'person_splits') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        splits.component_id,
        splits.reason,
        splits.records_count,
        splits.persons_count,
        splits.pairs_cut,
        splits.weakest_weight,
        run_context.run_id,
        run_context.definition_version,
    from splits
    cross join run_context
)

select * from final
