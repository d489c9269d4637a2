with

teams as (
    select * from {{ ref('int_unique_lead_teams') }}
),

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

-- Credits of one opportunity add up to 1; what nobody works is a row without a user.
paired as (
    select
        coalesce(teams.user_id, '__none__') as user_id,
        coalesce(teams.credit, 1) as credit,
        coalesce(teams.team_size, 0) as team_size,
        results.result,
        results.value_amount,
        results.revenue_amount,
    from results
    left join teams on results.unique_lead_id = teams.unique_lead_id
),

counted as (
    select
        user_id,
        count(*) as unique_leads,
        sum(case when team_size > 1 then 1 else 0 end) as shared_unique_leads,
        sum(credit) as credited_unique_leads,
        sum(case when result = 'won' then credit else 0 end) as credited_won,
        sum(case when result = 'lost' then credit else 0 end) as credited_lost,
        sum(case when result = 'won' then credit * value_amount else 0 end)
            as credited_won_amount,
        sum(case when result = 'won' then credit * revenue_amount else 0 end)
            as credited_revenue_amount,
    from paired
    group by user_id
),

final as (
    select
        counted.user_id,
        cast(counted.unique_leads as bigint) as unique_leads,
        cast(counted.shared_unique_leads as bigint) as shared_unique_leads,
        cast(counted.credited_unique_leads as double) as credited_unique_leads,
        cast(counted.credited_won as double) as credited_won,
        cast(counted.credited_lost as double) as credited_lost,
        {{ ratio(
            'counted.credited_won', 'counted.credited_won + counted.credited_lost'
        ) }} as win_rate_decided,
        cast(round(counted.credited_won_amount, 2) as decimal(18, 2))
            as credited_won_amount,
        cast(round(counted.credited_revenue_amount, 2) as decimal(18, 2))
            as credited_revenue_amount,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
)

select * from final
