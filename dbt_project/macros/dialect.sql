{# What differs between SQL engines; models call these instead of engine functions. #}

{# A moment in UTC from ISO 8601 text; text without an offset is in `zone`. #}
{% macro utc_moment(text, zone) -%}
    case
        when regexp_matches({{ text }}, '[Zz]$|:[0-9.,]+\s?[+-][0-9]{2}(:?[0-9]{2})?$')
            then cast(replace({{ text }}, ',', '.') as timestamptz) at time zone 'UTC'
        else timezone({{ zone }}, cast(replace({{ text }}, ',', '.') as timestamp))
            at time zone 'UTC'
    end
{%- endmacro %}

{# The local date of a UTC moment. #}
{% macro local_date(moment, zone) -%}
    cast(timezone({{ zone }}, timezone('UTC', {{ moment }})) as date)
{%- endmacro %}

{# Seconds from one moment to another; negative when the second is earlier. #}
{% macro seconds_between(first_moment, second_moment) -%}
    (epoch({{ second_moment }}) - epoch({{ first_moment }}))
{%- endmacro %}

{# Whole days from one date to another. #}
{% macro days_between(first_date, second_date) -%}
    (cast({{ second_date }} as date) - cast({{ first_date }} as date))
{%- endmacro %}

{# A moment so many days later (or, negative, earlier). #}
{% macro plus_days(moment, days) -%}
    ({{ moment }} + to_seconds(86400 * ({{ days }})))
{%- endmacro %}

{# The values of a cell that are separated by semicolons; null when there are none. #}
{% macro list_of(text) -%}
    nullif(
        list_filter(
            list_transform(string_split({{ text }}, ';'), lambda item: trim(item)),
            lambda item: item <> ''
        ),
        []
    )
{%- endmacro %}

{# A text compared without regard to case and runs of spaces; null when empty. #}
{% macro comparable(text) -%}
    nullif(regexp_replace(lower(trim({{ text }})), '\s+', ' ', 'g'), '')
{%- endmacro %}

{# The last ten digits of a telephone number, by which tracking numbers are compared. #}
{% macro comparable_number(text) -%}
    nullif(right(regexp_replace({{ text }}, '[^0-9]', '', 'g'), 10), '')
{%- endmacro %}

{# A quotient in double precision; null where the divisor is zero or missing. #}
{% macro ratio(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{#
    The latest moment that a delivered time can mean: where it is a midnight, only the
    day is known, and it may have been any moment of that day.
#}
{% macro latest_meant(moment, zone) -%}
    case
        when cast(timezone({{ zone }}, timezone('UTC', {{ moment }})) as time) = time '00:00:00'
            then {{ moment }} + to_seconds(86399)
        else {{ moment }}
    end
{%- endmacro %}

{# The logarithm to base 2; null where there is none. #}
{% macro log2_of(value) -%}
    log2(nullif({{ value }}, 0))
{%- endmacro %}

{# The last day of the month that begins with a date. #}
{% macro month_end(first_day) -%}
    cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, first_day)) }} as date)
{%- endmacro %}

{# Whole calendar months from one first day of a month to another. #}
{% macro months_between(first_month, second_month) -%}
    {{ dbt.datediff(first_month, second_month, 'month') }}
{%- endmacro %}

{#
    A number from 0 (included) to 1 (not) that depends on a text alone and is as good as
    random: the first 52 bits of its MD5.
#}
{% macro uniform_of(text) -%}
    (cast(cast('0x' || substr(md5({{ text }}), 1, 13) as ubigint) as double) / 4503599627370496.0)
{%- endmacro %}

{#
    The number of a draw for a thing with two uniform numbers of its own, offset and step:
    uniform in each draw, independent between any two draws and between things, without
    a hash per draw (pairwise independent hashing, Carter and Wegman 1979).
#}
{% macro drawn(offset, step, draw) -%}
    (({{ offset }} + {{ draw }} * {{ step }}) - floor({{ offset }} + {{ draw }} * {{ step }}))
{%- endmacro %}

{# The point below which a share of the values of a group lies, interpolated. #}
{% macro quantile(value, share) -%}
    percentile_cont({{ share }}) within group (order by {{ value }})
{%- endmacro %}
