-- The campaigns of a conversion share it by their removal effects in the Markov chain
-- of order 1.
with

touches as (
    select * from {{ ref('int_conversion_touches') }}
),

campaign_weights as (
    select distinct
        touches.conversion_id,
        touches.campaign_id,
        effects.removal_effect as campaign_weight,
    from touches
    inner join
        {{ ref('int_markov_effects') }} as effects
        on touches.campaign_id = effects.campaign_id
    where effects.attribution_model = 'markov' and touches.touches_count > 1
),

{{ touches_weighed_by_campaign() }}

select * from weighed
