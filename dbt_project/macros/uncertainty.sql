{# Money whose opportunity is drawn: where it falls, and points over the draws. #}

{#
    The revenue of credited conversions by clock, month, campaign, company and basis.

    Reads the relation `credited` (conversion_id, campaign_id, company_id, cohort_date and
    the keys, each key's cells apart). Profit is that of amounts whose cost is known.
#}
{% macro revenue_in_cells(keys=[]) -%}
sums as (
    select * from {{ ref('int_conversion_sums') }}
),

clocks as (
    select * from {{ ref('clocks') }}
),

placed as (
    select
        {% for key in keys -%}
        credited.{{ key }},
        {% endfor -%}
        clocks.clock,
        case clocks.counted_by
            when 'lead'
                then cast({{ dbt.date_trunc('month', 'credited.cohort_date') }} as date)
            else sums.occurred_month
        end as month,
        credited.campaign_id,
        credited.company_id,
        sums.revenue_basis,
        sums.amount,
        sums.profit,
    from credited
    inner join sums on credited.conversion_id = sums.conversion_id
    cross join clocks
    where
        clocks.only_revenue_basis is null
        or clocks.only_revenue_basis = sums.revenue_basis
),

summed as (
    select
        {% for key in keys -%}
        {{ key }},
        {% endfor -%}
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
        sum(amount) as amount,
        coalesce(sum(profit), 0) as profit,
        sum(case when profit is null then amount else 0 end) as unpriced_amount,
        sum(amount * amount) as squared_amount,
    from placed
    group by
        {% for key in keys -%}
        {{ key }},
        {% endfor -%}
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis
)
{%- endmacro %}

{#
    The part that a value takes in the interpolated point below which a share of so many
    draws lies (percentile_cont), from its place among them, 0 for the smallest. The values
    of a group times their parts sum to the point.
#}
{% macro part_of_point(place, draws, share) -%}
    greatest(1 - abs({{ place }} - ({{ draws }} - 1) * {{ share }}), 0)
{%- endmacro %}
