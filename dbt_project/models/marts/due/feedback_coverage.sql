with

acceptances as (
    select * from {{ ref('int_acceptances') }}
),

run_context as (
    select
        as_of_at,
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

counted as (
    select
        company_id,
        cast({{ dbt.date_trunc('month', 'accepted_date') }} as date) as month_date,
        count(*) as accepted,
        sum(case when feedback_level >= 1 then 1 else 0 end) as with_level_1,
        sum(case when feedback_level >= 2 then 1 else 0 end) as with_level_2,
        sum(case when feedback_level >= 3 then 1 else 0 end) as with_level_3,
        sum(case when partner_result = 'silent' then 1 else 0 end) as silent,
        sum(case when partner_result = 'open' then 1 else 0 end) as awaited,
    from acceptances
    group by
        company_id,
        cast({{ dbt.date_trunc('month', 'accepted_date') }} as date)
),

-- Since when a company has said nothing of any lead, whatever its month.
last_words as (
    select
        company_id,
        max(last_word_at) as last_word_at,
        min(accepted_at) as first_accepted_at,
    from acceptances
    group by company_id
),

final as (
    select
        counted.company_id,
        counted.month_date as month,
        cast(counted.accepted as bigint) as accepted,
        cast(counted.with_level_1 as bigint) as with_level_1,
        cast(counted.with_level_2 as bigint) as with_level_2,
        cast(counted.with_level_3 as bigint) as with_level_3,
        {{ ratio('counted.with_level_1', 'counted.accepted') }} as level_1_share,
        {{ ratio('counted.with_level_2', 'counted.accepted') }} as level_2_share,
        {{ ratio('counted.with_level_3', 'counted.accepted') }} as level_3_share,
        {{ wilson_low('counted.with_level_3', 'counted.accepted') }}
            as level_3_share_low,
        {{ wilson_high('counted.with_level_3', 'counted.accepted') }}
            as level_3_share_high,
        cast(counted.silent as bigint) as silent,
        cast(counted.awaited as bigint) as awaited,
        coalesce(last_words.last_word_at, last_words.first_accepted_at)
            as silent_since_at,
        {{ ratio(
            seconds_between(
                'coalesce(last_words.last_word_at, last_words.first_accepted_at)',
                'run_context.as_of_at',
            ),
            '86400',
        ) }} as silent_days,
        run_context.run_id,
        run_context.definition_version,
    from counted
    inner join last_words on counted.company_id = last_words.company_id
    cross join run_context
)

select * from final
