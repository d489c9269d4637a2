-- What each level of agreement says, and what two records drawn at random are worth.
with

levels as (
    select * from {{ source('identity', 'model_levels') }}
),

fit as (
    select * from {{ source('identity', 'model_fit') }}
),

-- Beside the weight against strangers stands that of a household against strangers.
priors as (
    select
        'prior' as comparison,
        cast(null as integer) as gamma,
        'two records drawn at random' as label,
        prior_weight as match_weight,
        {{ log2_of('household_share') }} as household_weight,
        model_version,
    from fit
),

unioned as (
    select
        comparison,
        gamma,
        label,
        match_weight,
        household_weight,
        model_version,
    from levels
    union all
    select * from priors
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        unioned.comparison,
        cast(unioned.gamma as integer) as gamma,
        unioned.label,
        unioned.match_weight,
        unioned.household_weight,
        unioned.model_version,
        run_context.run_id,
        run_context.definition_version,
    from unioned
    cross join run_context
)

select * from final
