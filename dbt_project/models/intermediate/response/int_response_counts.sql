-- How many leads of each month and segment were answered, or wait, after how long.
-- Tenths of a minute up to an hour, minutes up to 1,000, tens of minutes up to ten
-- days, hours beyond: close enough for a quartile, and few enough to be counted.
{%- set responses = ['attempt', 'contact'] -%}
{%- set clocks = ['wall', 'business'] %}
with

responses as (
    select * from {{ ref('int_lead_responses') }}
),

segments as (
    select * from {{ ref('int_unique_lead_segments') }}
    where segment_kind not in ('month', 'new_or_repeat')
),

long as (
    {% for response in responses %}
        {% for clock in clocks %}
            select
                lead_id,
                '{{ response }}' as response,
                '{{ clock }}' as clock,
                first_{{ response }}_at is not null as is_answered,
                greatest({{ response }}_{{ clock }}_seconds, 0) as waited_seconds,
            from responses
            where {{ response }}_{{ clock }}_seconds is not null
            {% if not (loop.last and response == 'contact') %}union all{% endif %}
        {% endfor %}
    {% endfor %}
),

rounded as (
    select
        lead_id,
        response,
        clock,
        is_answered,
        case
            when waited_seconds < 3600 then 6 * round(waited_seconds / 6)
            when waited_seconds < 60000 then 60 * round(waited_seconds / 60)
            when waited_seconds < 864000 then 600 * round(waited_seconds / 600)
            else 3600 * round(waited_seconds / 3600)
        end as waited_seconds,
        -- A lead younger than the time allowed is no case yet.
        case when is_answered or waited_seconds >= 300 then 1 else 0 end
            as is_case_5_minutes,
        case when is_answered or waited_seconds >= 3600 then 1 else 0 end
            as is_case_1_hour,
        case when is_answered or waited_seconds >= 86400 then 1 else 0 end
            as is_case_24_hours,
        case when is_answered and waited_seconds <= 300 then 1 else 0 end
            as is_in_5_minutes,
        case when is_answered and waited_seconds <= 3600 then 1 else 0 end
            as is_in_1_hour,
        case when is_answered and waited_seconds <= 86400 then 1 else 0 end
            as is_in_24_hours,
    from long
),

placed as (
    select
        responses.lead_id,
        cast({{ dbt.date_trunc('month', 'responses.created_date') }} as date) as month,
        segments.segment_kind,
        segments.segment,
    from responses
    inner join segments on responses.unique_lead_id = segments.unique_lead_id
    union all
    select
        lead_id,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date) as month,
        'origin' as segment_kind,
        origin as segment,
    from responses
    union all
    select
        lead_id,
        cast({{ dbt.date_trunc('month', 'created_date') }} as date) as month,
        'priority_level' as segment_kind,
        coalesce(cast(priority_level as {{ dbt.type_string() }}), '__none__')
            as segment,
    from responses
),

counted as (
    select
        placed.month,
        placed.segment_kind,
        placed.segment,
        rounded.response,
        rounded.clock,
        rounded.waited_seconds,
        rounded.is_answered,
        count(*) as leads,
        sum(rounded.is_case_5_minutes) as cases_5_minutes,
        sum(rounded.is_case_1_hour) as cases_1_hour,
        sum(rounded.is_case_24_hours) as cases_24_hours,
        sum(rounded.is_in_5_minutes) as in_5_minutes,
        sum(rounded.is_in_1_hour) as in_1_hour,
        sum(rounded.is_in_24_hours) as in_24_hours,
    from placed
    inner join rounded on placed.lead_id = rounded.lead_id
    group by
        placed.month,
        placed.segment_kind,
        placed.segment,
        rounded.response,
        rounded.clock,
        rounded.waited_seconds,
        rounded.is_answered
)

select * from counted
