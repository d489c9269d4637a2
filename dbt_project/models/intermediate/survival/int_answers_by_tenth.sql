-- When those who are asked about a stage would have an answer: tenths of the stays
-- that end with what is asked for, each with its rate of ending per day that one stays.
-- Where the cadence asks until won or lost, only an outcome is an answer.
with

steps as (
    select * from {{ ref('int_timing_steps') }}
    where segment_kind in ('all', 'source')
),

cadences as (
    select
        stage,
        max(until_level) as until_level,
    from {{ source('definition', 'cadences') }}
    group by stage
),

answers as (
    select
        counts.stage,
        counts.segment_kind,
        counts.segment,
        counts.duration_minutes,
        sum(counts.spells) as answers,
    from {{ ref('int_timing_counts') }} as counts
    inner join cadences on counts.stage = cadences.stage
    where
        counts.exit_type is not null
        and (
            cadences.until_level < 3
            or counts.exit_type in ('won', 'lost', 'cancelled', 'complete')
        )
    group by
        counts.stage,
        counts.segment_kind,
        counts.segment,
        counts.duration_minutes
),

curves as (
    select
        steps.stage,
        steps.segment_kind,
        steps.segment,
        steps.duration_minutes,
        coalesce(answers.answers, 0) as answers,
        steps.at_risk * (
            steps.duration_minutes
            - coalesce(lag(steps.duration_minutes) over so_far, 0)
        ) as watched_minutes,
        sum(
            steps.staying_before
            * {{ ratio('coalesce(answers.answers, 0)', 'steps.at_risk') }}
        ) over so_far as answered_share,
    from steps
    inner join cadences on steps.stage = cadences.stage
    left join answers
        on
            steps.stage = answers.stage
            and steps.segment_kind = answers.segment_kind
            and steps.segment = answers.segment
            and steps.duration_minutes = answers.duration_minutes
    window
        so_far as (
            partition by steps.stage, steps.segment_kind, steps.segment
            order by steps.duration_minutes
        )
),

lasts as (
    select
        *,
        max(answered_share) over (partition by stage, segment_kind, segment)
            as last_share,
    from curves
),

placed as (
    select
        *,
        least(ceil(10 * {{ ratio('answered_share', 'last_share') }} - 1e-9), 10)
            as tenth,
    from lasts
    where last_share > 0 and answered_share > 0
),

tenths as (
    select
        stage,
        segment_kind,
        segment,
        tenth,
        sum(answers) as answers,
        max(case when answers > 0 then duration_minutes end) as ends_minutes,
        max(answered_share) as answered_share,
        max(last_share) as last_share,
        {{ ratio('1440 * sum(answers)', 'sum(watched_minutes)') }} as answers_per_day,
    from placed
    group by
        stage,
        segment_kind,
        segment,
        tenth
)

select * from tenths
where answers > 0
