-- The attribution models that macros/attribution_models.sql lists, in the order in
-- which they are shown.
with

models as (
    {% for model in attribution_models() %}
        select
            '{{ model.name }}' as attribution_model,
            {{ loop.index }} as model_number,
            '{{ model.label }}' as label,
            '{{ model.note }}' as note,
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select * from models
