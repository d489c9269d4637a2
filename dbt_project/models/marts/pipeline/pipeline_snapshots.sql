with

kept as (
    select * from {{ ref('int_pipeline_snapshots_kept') }}
),

by_day as (
    select * from {{ ref('pipeline_by_day') }}
),

run_context as (
    select
        as_of_at,
        as_of_date,
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

unioned as (
    select
        as_of_at,
        as_of_date,
        published_run_id,
        stage,
        company_id,
        campaign_id,
        open_unique_leads,
        target_amount,
        weighted_amount,
    from kept
    union all
    select
        run_context.as_of_at,
        run_context.as_of_date,
        run_context.run_id as published_run_id,
        by_day.stage,
        by_day.company_id,
        by_day.campaign_id,
        by_day.open_unique_leads,
        by_day.target_amount,
        by_day.weighted_amount,
    from by_day
    inner join run_context on by_day.as_of_date = run_context.as_of_date
),

final as (
    select
        unioned.as_of_at,
        unioned.as_of_date,
        unioned.published_run_id,
        unioned.stage,
        unioned.company_id,
        unioned.campaign_id,
        cast(unioned.open_unique_leads as bigint) as open_unique_leads,
        cast(unioned.target_amount as decimal(18, 2)) as target_amount,
        cast(unioned.weighted_amount as decimal(18, 2)) as weighted_amount,
        run_context.run_id,
        run_context.definition_version,
    from unioned
    cross join run_context
)

select * from final
