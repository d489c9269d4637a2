{# How touches share a conversion, where several attribution models do the same. #}

{# A conversion's credit is counted in so many units: see docs/decisions/0007. #}
{% macro credit_unit_count() -%}
1000000000000
{%- endmacro %}

{#
    The rows of an attribution model's file: a conversion's touches and what each weighs
    against the others, from 0 to 1. A touch without a row gets nothing; one that is alone
    needs no division.
#}
{% macro weighed_touch(touches, weight, is_alone=none) -%}
    {{ touches }}.conversion_id,
        {{ touches }}.lead_id,
        {{ touches }}.campaign_id,
        {{ touches }}.company_id,
        {{ touches }}.touched_date as cohort_date,
        {{ touches }}.touch_number,
        {{ is_alone or touches ~ '.touches_count = 1' }} as is_alone,
        cast({{ weight }} as double) as weight
{%- endmacro %}

{#
    The weighed touches of a model that shares a conversion between its campaigns: what
    a campaign weighs is split evenly over its touches, so that coming back often does
    not make it weigh more. Where none of them weighs anything they are equals.

    Reads the relation `touches` and `campaign_weights` (conversion_id, campaign_id,
    campaign_weight), which needs no row for what weighs nothing.
#}
{% macro touches_weighed_by_campaign() -%}
counted as (
    select
        touches.*,
        coalesce(campaign_weights.campaign_weight, 0) as campaign_weight,
        max(coalesce(campaign_weights.campaign_weight, 0))
            over (partition by touches.conversion_id) as largest_weight,
        count(*)
            over (partition by touches.conversion_id, touches.campaign_id)
            as campaign_touches,
    from touches
    left join campaign_weights
        on
            touches.conversion_id = campaign_weights.conversion_id
            and touches.campaign_id = campaign_weights.campaign_id
    where touches.touches_count > 1
    union all
    select
        touches.*,
        1 as campaign_weight,
        1 as largest_weight,
        1 as campaign_touches,
    from touches
    where touches.touches_count = 1
),

weighed as (
    select
        {{ weighed_touch('counted', ratio(
            'case when largest_weight > 0 then campaign_weight else 1 end',
            'campaign_touches'
        )) }},
    from counted
)
{%- endmacro %}


{# In how many orders so many may stand. #}
{% macro orders_of(count) -%}
cast(factorial(cast({{ count }} as integer)) as bigint)
{%- endmacro %}

{#
    Conversions and revenue by month, basis and what is measured of a conversion, as a mart.

    Reads the relation `measured` (conversion_id, month and the columns, of which those
    among `numbers` are whole). Revenue stands in the conversion's month, whenever it was
    booked.
#}
{% macro conversions_by(columns, numbers) -%}
summed as (
    select
        measured.month,
        revenue.revenue_basis,
        {% for column in columns -%}
        measured.{{ column }},
        {% endfor -%}
        count(*) as conversions,
        sum(revenue.revenue_amount) as revenue_amount,
    from {{ ref('int_conversion_revenue') }} as revenue
    inner join measured on revenue.conversion_id = measured.conversion_id
    group by
        measured.month,
        {% for column in columns -%}
        measured.{{ column }},
        {% endfor -%}
        revenue.revenue_basis
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        'period' as clock,
        summed.month,
        summed.revenue_basis,
        {% for column in columns -%}
        {% if column in numbers -%}
        cast(summed.{{ column }} as bigint) as {{ column }},
        {% else -%}
        summed.{{ column }},
        {% endif -%}
        {% endfor -%}
        cast(summed.conversions as bigint) as conversions,
        cast(summed.revenue_amount as decimal(18, 2)) as revenue_amount,
        run_context.run_id,
        run_context.definition_version,
    from summed
    cross join run_context
)
{%- endmacro %}
