-- What each lead was first and last expected to be completed by, over the versions of
-- it that were delivered: how far the date has slipped.
with

versions as (
    select
        lead_id,
        expected_completion_at,
        _delivered_at as delivered_at,
        _source_line as source_line,
    from {{ source('raw', 'leads') }}
    where expected_completion_at is not null
),

kept as (
    select
        lead_id,
        expected_completion_at,
        record_timezone,
    from {{ ref('stg_leads') }}
    where expected_completion_at is not null
),

compared as (
    select
        *,
        lag(expected_completion_at) over (
            partition by lead_id order by delivered_at, source_line
        ) as previous_text,
        row_number() over (
            partition by lead_id order by delivered_at, source_line
        ) as version_number,
    from versions
),

summed as (
    select
        lead_id,
        max(case when version_number = 1 then expected_completion_at end) as first_text,
        sum(
            case
                when previous_text <> expected_completion_at then 1 else 0
            end
        ) as edits,
    from compared
    group by lead_id
),

dated as (
    select
        kept.lead_id,
        case
            when summed.edits = 0 then kept.expected_completion_at
            else {{ utc_moment('summed.first_text', 'kept.record_timezone') }}
        end as first_expected_at,
        kept.expected_completion_at,
        cast(summed.edits as bigint) as edits,
    from kept
    inner join summed on kept.lead_id = summed.lead_id
)

select * from dated
