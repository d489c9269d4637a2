-- A model that leaves out a conversion that another one shares would lose its revenue
-- to nobody. Confirmed is apart: it pays what a person or a rule has confirmed.
with

models as (
    select attribution_model from {{ ref('int_attribution_models') }}
    where attribution_model <> 'confirmed'
),

touched as (
    select distinct conversion_id from {{ ref('int_conversion_touches') }}
),

shared as (
    select distinct
        attribution_model,
        conversion_id,
    from {{ ref('int_touch_credits') }}
)

select
    models.attribution_model,
    touched.conversion_id,
from touched
cross join models
left join shared
    on
        models.attribution_model = shared.attribution_model
        and touched.conversion_id = shared.conversion_id
where shared.conversion_id is null
