with

effects as (
    select * from {{ ref('int_markov_effects') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        effects.attribution_model,
        effects.campaign_id,
        effects.is_grouped,
        cast(effects.steps as bigint) as steps,
        cast(effects.converted_steps as bigint) as converted_steps,
        cast(effects.state_transitions as bigint) as state_transitions,
        effects.conversion_probability,
        effects.conversion_probability_without,
        effects.removal_effect,
        effects.effect_share,
        run_context.run_id,
        run_context.definition_version,
    from effects
    cross join run_context
)

select * from final
