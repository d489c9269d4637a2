-- The credit of each touch under each attribution model, in millionths of millionths so
-- that the credits of a conversion sum to exactly 1. Each touch gets the whole units of
-- its share, and the units left over go to the largest fractions. Weights become whole
-- numbers before they are summed: that sum does not depend on the order of the rows.
{%- set units = credit_unit_count() %}
with

unioned as (
    {% for model in attribution_models() %}
        select
            '{{ model.name }}' as attribution_model,
            conversion_id,
            lead_id,
            campaign_id,
            company_id,
            cohort_date,
            touch_number,
            is_alone,
            cast(round(weight * {{ units }}) as bigint) as weight_units,
        from {{ ref('int_credits_' ~ model.name) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

totalled as (
    select
        *,
        sum(weight_units) over shared as total_units,
        count(*) over shared as touches_count,
    from unioned
    where not is_alone
    window shared as (partition by attribution_model, conversion_id)
),

-- Where no touch weighs anything they are equals.
divided as (
    select
        *,
        {{ units }} * coalesce(
            {{ ratio('weight_units', 'total_units') }},
            {{ ratio('1', 'touches_count') }}
        ) as exact_units,
    from totalled
),

floored as (
    select
        *,
        cast(floor(exact_units) as bigint) as whole_units,
    from divided
),

ranked as (
    select
        *,
        {{ units }} - sum(whole_units) over (
            partition by attribution_model, conversion_id
        ) as spare_units,
        row_number() over (
            partition by attribution_model, conversion_id
            order by exact_units - whole_units desc, touch_number
        ) as fraction_rank,
    from floored
),

credited as (
    select
        attribution_model,
        conversion_id,
        lead_id,
        campaign_id,
        company_id,
        cohort_date,
        touch_number,
        cast(
            whole_units + case when fraction_rank <= spare_units then 1 else 0 end
            as bigint
        ) as credit_units,
    from ranked
    union all
    select
        attribution_model,
        conversion_id,
        lead_id,
        campaign_id,
        company_id,
        cohort_date,
        touch_number,
        cast({{ units }} as bigint) as credit_units,
    from unioned
    where is_alone
),

final as (
    select
        *,
        cast(
            cast(credit_units as decimal(25, 12)) / {{ units }} as decimal(14, 12)
        ) as credit,
    from credited
    where credit_units > 0
)

select * from final
