{#
    The business clock. int_working_time cuts the time of each calendar into stretches
    that begin with an opening and lie within one UTC day, so that a moment finds its
    stretch by equality and a comparison, and the working time between two moments is
    the difference of two readings.
#}

{# The join of a moment to the stretch of its calendar. #}
{% macro falls_in_stretch(stretches, calendar_id, moment) -%}
    {{ stretches }}.calendar_id = {{ calendar_id }}
    and {{ stretches }}.utc_date = cast({{ moment }} as date)
    and {{ stretches }}.starts_at <= {{ moment }}
    and {{ stretches }}.next_starts_at > {{ moment }}
{%- endmacro %}

{# Working seconds since the calendar's beginning. #}
{% macro clock_reading(stretches, moment) -%}
    (
        {{ stretches }}.working_seconds_before
        + {{ seconds_between(
            stretches ~ '.starts_at',
            'least(' ~ moment ~ ', ' ~ stretches ~ '.closes_at)'
        ) }}
    )
{%- endmacro %}

{# Seconds as minutes, never negative, where something happened; null where it did not. #}
{% macro minutes_if(happened_at, seconds) -%}
    case
        when {{ happened_at }} is not null and {{ seconds }} is not null
            then {{ ratio('greatest(' ~ seconds ~ ', 0)', 60) }}
    end
{%- endmacro %}

{# Seconds as days, never negative, where the condition holds; null where it does not. #}
{% macro days_or_none(condition, seconds) -%}
    case
        when {{ condition }} and {{ seconds }} is not null
            then {{ ratio('greatest(' ~ seconds ~ ', 0)', 86400) }}
    end
{%- endmacro %}
