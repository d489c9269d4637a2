with

changes as (
    select * from {{ ref('int_pipeline_changes') }}
),

days as (
    select date_day from {{ ref('dim_dates') }}
),

run_context as (
    select
        as_of_date,
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

-- Grouped before it is spread over the days: between two changes nothing is computed.
levels as (
    select
        stage,
        company_id,
        campaign_id,
        change_date,
        lead(change_date) over (
            partition by stage, company_id, campaign_id order by change_date
        ) as next_change_date,
        {% for measure in [
            'unique_leads_change', 'targeted_change', 'weighted_change',
            'target_amount_change', 'weighted_amount_change',
        ] %}
            sum({{ measure }}) over (
                partition by stage, company_id, campaign_id order by change_date
                rows between unbounded preceding and current row
            ) as {{ measure | replace('_change', '_level') }},
        {% endfor %}
    from changes
),

final as (
    select
        days.date_day as as_of_date,
        levels.stage,
        levels.company_id,
        levels.campaign_id,
        cast(levels.unique_leads_level as bigint) as open_unique_leads,
        cast(levels.targeted_level as bigint) as targeted_unique_leads,
        cast(levels.weighted_level as bigint) as weighted_unique_leads,
        cast(levels.target_amount_level as decimal(18, 2)) as target_amount,
        cast(levels.weighted_amount_level as decimal(18, 2)) as weighted_amount,
        run_context.run_id,
        run_context.definition_version,
    from levels
    cross join run_context
    inner join days
        on
            levels.change_date <= days.date_day
            and coalesce(
                levels.next_change_date,
                {{ dbt.dateadd('day', 1, 'run_context.as_of_date') }}
            ) > days.date_day
    where levels.unique_leads_level > 0
)

select * from final
