with

models as (
    select * from {{ ref('int_attribution_models') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        models.attribution_model,
        cast(models.model_number as integer) as model_number,
        models.label,
        models.note,
        run_context.run_id,
        run_context.definition_version,
    from models
    cross join run_context
)

select * from final
