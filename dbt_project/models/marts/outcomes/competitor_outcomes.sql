with

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

present as (
    select * from {{ ref('int_unique_lead_competitors') }}
),

rivals as (
    select
        {{ comparable('competitor') }} as competitor_key,
        competitor,
        label,
    from {{ source('definition', 'competitors') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

paired as (
    select
        results.result,
        results.value_amount,
        coalesce(present.competitor, '__none__') as competitor,
        coalesce(
            results.result = 'lost'
            and {{ comparable('results.competitor') }} = present.competitor,
            false
        ) as is_lost_to,
    from results
    left join present on results.unique_lead_id = present.unique_lead_id
),

counted as (
    select
        competitor,
        count(*) as unique_leads,
        sum(case when result = 'won' then 1 else 0 end) as won,
        sum(case when result = 'lost' then 1 else 0 end) as lost,
        sum(case when is_lost_to then 1 else 0 end) as lost_to,
        sum(case when result = 'won' then value_amount else 0 end) as won_amount,
        sum(case when result = 'lost' then value_amount else 0 end) as lost_amount,
        sum(case when is_lost_to then value_amount else 0 end) as lost_to_amount,
    from paired
    group by competitor
),

final as (
    select
        counted.competitor,
        coalesce(
            rivals.label,
            case counted.competitor
                when '__none__' then 'No competitor' else counted.competitor
            end
        ) as competitor_label,
        rivals.competitor_key is not null as is_known,
        cast(counted.unique_leads as bigint) as unique_leads,
        cast(counted.won as bigint) as won,
        cast(counted.lost as bigint) as lost,
        cast(counted.lost_to as bigint) as lost_to,
        cast(counted.won_amount as decimal(18, 2)) as won_amount,
        cast(counted.lost_amount as decimal(18, 2)) as lost_amount,
        cast(counted.lost_to_amount as decimal(18, 2)) as lost_to_amount,
        {{ ratio('counted.won', 'counted.won + counted.lost') }} as win_rate_decided,
        {{ wilson_low('counted.won', '(counted.won + counted.lost)') }}
            as win_rate_decided_low,
        {{ wilson_high('counted.won', '(counted.won + counted.lost)') }}
            as win_rate_decided_high,
        {{ ratio('counted.won_amount', 'counted.won_amount + counted.lost_amount') }}
            as win_rate_decided_by_value,
        counted.won + counted.lost < {{ fewest_cases() }} as has_few_cases,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join rivals on counted.competitor = rivals.competitor_key
)

select * from final
