{# What is said of groups with few cases, and from how many on they speak themselves. #}

{# With 30 cases the 95 % interval of a rate is up to 34 points wide. #}
{% macro fewest_cases() -%}
    30
{%- endmacro %}

{#
    How alike the cases of one group are, from sums over the groups of a family: the
    moment estimate of the correlation within groups of a beta-binomial (Kleinman, 1973).
    0 where groups differ no more than chance lets them.

    groups: number of groups with cases; cases: their sum; squares: sum of the squared
    cases; rate: share of successes of all; spread: sum of cases * (rate of group - rate)^2.
#}
{% macro correlation_within_groups(groups, cases, squares, rate, spread) -%}
    coalesce(
        least(
            1.0,
            greatest(
                0.0,
                {{ ratio(
                    ratio(spread, rate ~ ' * (1 - ' ~ rate ~ ')')
                    ~ ' - (' ~ groups ~ ' - 1)',
                    cases ~ ' - ' ~ ratio(squares, cases) ~ ' - (' ~ groups ~ ' - 1)',
                ) }}
            )
        ),
        0.0
    )
{%- endmacro %}

{# The weight of a group's own rate; the rest is that of its family. #}
{% macro own_weight(cases, correlation) -%}
    (
        {{ cases }} * {{ correlation }}
        / (1 + greatest({{ cases }} - 1, 0) * {{ correlation }})
    )
{%- endmacro %}

{# A company or person is compared within a stratum only with so many own cases. #}
{% macro fewest_stratum_cases() -%}
    5
{%- endmacro %}

{# From this share of the network's cases on, what is left out no longer decides. #}
{% macro least_stratum_coverage() -%}
    0.5
{%- endmacro %}
