{# Intervals of rates, in double precision; null where there is no trial. #}

{# Half of what lies outside an interval of 95 %, on each side of the normal curve. #}
{% macro z_95() -%}
    1.959963984540054
{%- endmacro %}

{#
    The bounds of Wilson's 95 % interval of successes / trials (E. B. Wilson, 1927). They
    stay within 0 and 1 and say something for few trials, and for none or all successful.
#}
{% macro wilson_low(successes, trials) -%}
    {{ wilson_bound(successes, trials, '-') }}
{%- endmacro %}

{% macro wilson_high(successes, trials) -%}
    {{ wilson_bound(successes, trials, '+') }}
{%- endmacro %}

{%- macro wilson_bound(successes, trials, sign) -%}
    {%- set share = ratio(successes, trials) -%}
    {%- set trials_number = 'cast(' ~ trials ~ ' as double)' -%}
    {%- set squared = z_95() ~ ' * ' ~ z_95() -%}
    case
        when {{ trials }} > 0
            then
                least(
                    1.0,
                    greatest(
                        0.0,
                        (
                            {{ share }} + {{ squared }} / (2 * {{ trials_number }})
                            {{ sign }} {{ z_95() }} * sqrt(
                                {{ share }} * (1 - {{ share }}) / {{ trials_number }}
                                + {{ squared }}
                                / (4 * {{ trials_number }} * {{ trials_number }})
                            )
                        )
                        / (1 + {{ squared }} / {{ trials_number }})
                    )
                )
    end
{%- endmacro %}

{#
    The bounds of Newcombe's 95 % interval of the difference of two shares, the first less
    the second, from the Wilson intervals of both (R. G. Newcombe, 1998, method 10).
#}
{% macro newcombe_low(first_successes, first_trials, second_successes, second_trials) -%}
    {%- set first = ratio(first_successes, first_trials) -%}
    {%- set second = ratio(second_successes, second_trials) -%}
    (
        {{ first }} - {{ second }} - sqrt(
            power({{ first }} - {{ wilson_low(first_successes, first_trials) }}, 2)
            + power({{ wilson_high(second_successes, second_trials) }} - {{ second }}, 2)
        )
    )
{%- endmacro %}

{% macro newcombe_high(first_successes, first_trials, second_successes, second_trials) -%}
    {%- set first = ratio(first_successes, first_trials) -%}
    {%- set second = ratio(second_successes, second_trials) -%}
    (
        {{ first }} - {{ second }} + sqrt(
            power({{ wilson_high(first_successes, first_trials) }} - {{ first }}, 2)
            + power({{ second }} - {{ wilson_low(second_successes, second_trials) }}, 2)
        )
    )
{%- endmacro %}
