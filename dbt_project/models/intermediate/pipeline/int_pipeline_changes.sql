-- By how much the pipeline of a stage, company and campaign changes on a day; the sum
-- of all changes until a day is the pipeline at its end.
with

intervals as (
    select * from {{ ref('int_pipeline_intervals') }}
),

moves as (
    select
        entered_date as change_date,
        stage,
        company_id,
        campaign_id,
        1 as direction,
        target_amount,
        weighted_amount,
    from intervals
    union all
    select
        exited_date as change_date,
        stage,
        company_id,
        campaign_id,
        -1 as direction,
        target_amount,
        weighted_amount,
    from intervals
    where exited_date is not null
),

changes as (
    select
        change_date,
        stage,
        company_id,
        campaign_id,
        sum(direction) as unique_leads_change,
        sum(case when target_amount is not null then direction else 0 end)
            as targeted_change,
        sum(case when weighted_amount is not null then direction else 0 end)
            as weighted_change,
        sum(direction * coalesce(target_amount, 0)) as target_amount_change,
        sum(direction * coalesce(weighted_amount, 0)) as weighted_amount_change,
    from moves
    group by
        change_date,
        stage,
        company_id,
        campaign_id
),

real_changes as (
    select * from changes
    where
        unique_leads_change <> 0
        or targeted_change <> 0
        or weighted_change <> 0
        or target_amount_change <> 0
        or weighted_amount_change <> 0
)

select * from real_changes
