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

{# The value of a key of a JSON object as text; null where there is none. #}
{% macro json_value(object, key) -%}
    json_extract_string({{ object }}, '$."' || {{ key }} || '"')
{%- endmacro %}

{# A text as a number; null where it is none. #}
{% macro number_of(text) -%}
    try_cast({{ text }} as double)
{%- endmacro %}

{# The items of a list column, one row each; the select stands in the from clause. #}
{% macro items_of(relation, keys, list_column, item) -%}
    select
        {{ keys | join(', ') }},
        unnest({{ list_column }}) as {{ item }},
    from {{ relation }}
{%- endmacro %}

{# Texts of a group joined in an order. #}
{% macro joined_in_order(text, separator, order) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order }})
{%- endmacro %}

{# What the clocks on the wall showed at a UTC moment. #}
{% macro local_moment(moment, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ moment }}))
{%- endmacro %}

{# A moment so many seconds later (or, negative, earlier). #}
{% macro plus_seconds(moment, seconds) -%}
    ({{ moment }} + to_microseconds(cast(1000000 * cast({{ seconds }} as double) as bigint)))
{%- endmacro %}

{# In a select list: one row per moment from the first to the last, so many seconds apart. #}
{% macro every_moment(first_moment, last_moment, seconds) -%}
    unnest(generate_series(
        cast({{ first_moment }} as timestamp),
        cast({{ last_moment }} as timestamp),
        to_seconds({{ seconds }})
    ))
{%- endmacro %}

{# 1 for Monday to 7 for Sunday. #}
{% macro iso_weekday(day) -%}
    extract(isodow from {{ day }})
{%- endmacro %}

{# The values of a group as a list, in the order of another. #}
{% macro list_in_order(value, place) -%}
    list({{ value }} order by {{ place }})
{%- endmacro %}

{# Minutes from one moment to another; negative when the second is earlier. #}
{% macro minutes_between(first_moment, second_moment) -%}
    ({{ seconds_between(first_moment, second_moment) }} / cast(60 as double))
{%- endmacro %}

{# The day after a date. #}
{% macro next_date(day) -%}
    cast({{ day }} + interval 1 day as date)
{%- endmacro %}

{# Whether a regular expression is found in a text, without regard to case. #}
{% macro matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }}, 'i')
{%- endmacro %}

{# Whether a list holds the item; null where either is missing. #}
{% macro has_item(items, item) -%}
    list_contains({{ items }}, {{ item }})
{%- endmacro %}

{# The UTC moment at which a local day begins. #}
{% macro start_of_day(day, zone) -%}
    timezone('UTC', timezone({{ zone }}, cast({{ day }} as timestamp)))
{%- endmacro %}

{# The first group of an expression in a text; null where it is not in it. #}
{% macro first_group(text, expression) -%}
    nullif(regexp_extract({{ text }}, {{ expression }}, 1), '')
{%- endmacro %}

{# A text without what an expression finds. #}
{% macro without(text, expression) -%}
    regexp_replace({{ text }}, {{ expression }}, '', 'g')
{%- endmacro %}

{# Whether a text has the expression in it, capitals told apart. #}
{% macro matches_case(text, expression) -%}
    regexp_matches({{ text }}, {{ expression }})
{%- endmacro %}

{#
    A number by which a row is known to be the same as before: another one as soon as any
    of the columns has another value.
#}
{% macro fingerprint(columns) -%}
    hash({{ columns | join(', ') }})
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
