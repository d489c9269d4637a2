with

intervals as (
    select * from {{ ref('int_pipeline_intervals') }}
    where is_open
),

cases as (
    select * from {{ ref('int_stage_cases') }}
    where decided_at is not null
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

by_company as (
    select
        stage,
        company_id,
        count(*) as cases_count,
        sum(case when is_won then 1 else 0 end) as won_count,
    from cases
    group by
        stage,
        company_id
),

by_stage as (
    select
        stage,
        sum(cases_count) as cases_count,
        sum(won_count) as won_count,
    from by_company
    group by stage
),

open_now as (
    select
        stage,
        company_id,
        count(*) as open_unique_leads,
        count(target_amount) as targeted_unique_leads,
        count(weighted_amount) as human_unique_leads,
        sum(target_amount) as target_amount,
        sum(weighted_amount) as human_weighted_amount,
        sum(case when weighted_amount is not null then target_amount end)
            as human_target_amount,
    from intervals
    group by
        stage,
        company_id
),

scoped as (
    select
        open_now.*,
        {{ var('fewest_cases') }} as fewest_cases,
        case
            when by_company.cases_count >= {{ var('fewest_cases') }} then 'company'
            when by_stage.cases_count >= {{ var('fewest_cases') }} then 'network'
            else 'none'
        end as history_scope,
        by_company.cases_count as company_cases,
        by_company.won_count as company_won,
        by_stage.cases_count as network_cases,
        by_stage.won_count as network_won,
    from open_now
    left join by_company
        on
            open_now.stage = by_company.stage
            and open_now.company_id = by_company.company_id
    left join by_stage on open_now.stage = by_stage.stage
),

weighed as (
    select
        *,
        case history_scope
            when 'company' then company_cases else coalesce(network_cases, 0)
        end as history_cases,
        case history_scope
            when 'company' then {{ ratio('company_won', 'company_cases') }}
            when 'network' then {{ ratio('network_won', 'network_cases') }}
        end as history_probability,
    from scoped
),

final as (
    select
        weighed.stage,
        weighed.company_id,
        cast(weighed.open_unique_leads as bigint) as open_unique_leads,
        cast(weighed.targeted_unique_leads as bigint) as targeted_unique_leads,
        cast(weighed.target_amount as decimal(18, 2)) as target_amount,
        cast(weighed.human_unique_leads as bigint) as human_unique_leads,
        cast(weighed.human_target_amount as decimal(18, 2)) as human_target_amount,
        cast(weighed.human_weighted_amount as decimal(18, 2)) as human_weighted_amount,
        weighed.history_scope,
        cast(weighed.history_cases as bigint) as history_cases,
        cast(weighed.fewest_cases as bigint) as fewest_cases,
        weighed.history_probability,
        cast(
            round(weighed.target_amount * weighed.history_probability, 2)
            as decimal(18, 2)
        ) as history_weighted_amount,
        run_context.run_id,
        run_context.definition_version,
    from weighed
    cross join run_context
)

select * from final
