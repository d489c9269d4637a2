{#
    Survival curves from counts. A curve is the running product of the shares that stay;
    it is summed as logarithms, which stays exact to some thirteen digits. Sources:
    Kaplan and Meier 1958; Greenwood 1926; the log-log band as in Kalbfleisch and
    Prentice 1980; the variance of a cumulative incidence as in Collett 2014, p. 411.
#}

{#
    Minutes from one moment to another, whole up to 1,000, then tens up to ten days,
    hours up to a hundred days and quarters of a day beyond: off by half a percent at
    most and by a tenth mostly, far less than chance puts a median off. So millions of
    stays share thousands of lengths, and curves are summed over lengths.
#}
{% macro timed_minutes(entered_at, exited_at) -%}
    {%- set minutes = 'round(greatest(' ~ seconds_between(entered_at, exited_at)
        ~ ', 0) / 60)' -%}
    cast(
        case
            when {{ minutes }} < 1000 then {{ minutes }}
            when {{ minutes }} < 14400 then 10 * round({{ minutes }} / 10)
            when {{ minutes }} < 144000 then 60 * round({{ minutes }} / 60)
            else 360 * round({{ minutes }} / 360)
        end as bigint
    )
{%- endmacro %}

{# The logarithm of the share that stays where so many of so many leave; null for none. #}
{% macro log_of_staying(leaving, at_risk) -%}
    ln(nullif(1 - {{ ratio(leaving, at_risk) }}, 0))
{%- endmacro %}

{# Greenwood's term; null where all leave. #}
{% macro greenwood_term(leaving, at_risk) -%}
    {{ ratio(leaving, at_risk ~ ' * cast(' ~ at_risk ~ ' - ' ~ leaving ~ ' as double)') }}
{%- endmacro %}

{# A bound of the log-log band of a share, by the variance of its logarithm. #}
{% macro log_log_bound(share, log_variance, sign) -%}
    case
        when {{ share }} >= 1 then 1.0
        when {{ share }} > 0
            then power(
                {{ share }},
                exp({{ sign }}{{ z_95() }} * sqrt({{ log_variance }}) / -ln({{ share }}))
            )
    end
{%- endmacro %}

{# The lower bound of a share's 95 % band; null where the share is 0. #}
{% macro log_log_low(share, log_variance) -%}
    {{ log_log_bound(share, log_variance, '') }}
{%- endmacro %}

{# The upper bound of a share's 95 % band; null where the share is 0. #}
{% macro log_log_high(share, log_variance) -%}
    {{ log_log_bound(share, log_variance, '-') }}
{%- endmacro %}

{# When a curve first is at or below a level; rounding does not keep it above. #}
{% macro first_at_or_below(curve, level) -%}
    min(case when {{ curve }} <= {{ level }} + 1e-9 then duration_minutes end)
{%- endmacro %}

{# Of fewer stays than this a segment is marked as small, and not tested. #}
{% macro fewest_stays() -%}
    30
{%- endmacro %}

{# So many segments of a kind are tested against each other; pairs grow as a square. #}
{% macro most_segments_tested() -%}
    12
{%- endmacro %}

{# chi_square, degrees and p_value of differences and their covariances, row by row.
   Registered by orchestration/dbt_plugin.py. #}
{% macro chi_square_test(differences, covariances) -%}
    chi_square_test({{ differences }}, {{ covariances }})
{%- endmacro %}

{# The chance of so large a chi-square of so many degrees of freedom. Registered by
   orchestration/dbt_plugin.py. #}
{% macro chi_square_tail(chi_square, degrees) -%}
    chi_square_tail(
        cast({{ chi_square }} as double), cast({{ degrees }} as double)
    )
{%- endmacro %}

{# Minutes as days of 24 hours. #}
{% macro in_days(minutes) -%}
    {{ ratio(minutes, 1440) }}
{%- endmacro %}
