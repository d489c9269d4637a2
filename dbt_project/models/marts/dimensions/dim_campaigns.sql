with

campaigns as (
    select * from {{ ref('int_campaigns_named') }}
),

-- Buckets for what belongs to no campaign, so that every total holds everything.
buckets as (
    select * from (
        values
        ('__unknown_campaign__', 'Unknown campaign'),
        ('__no_campaign__', 'No campaign'),
        ('__unattributed__', 'Unattributed'),
        ('__overhead__', 'Marketing overhead')
    ) as buckets (campaign_id, name)
),

unioned as (
    select
        campaign_id,
        name,
        channel,
        source,
        medium,
        company_id,
        start_date,
        end_date,
        budget_amount,
        currency,
        is_paid,
        delivered_name,
        naming_event_id,
        false as is_special,
        source_file,
        source_line,
    from campaigns
    union all
    select
        campaign_id,
        name,
        cast(null as {{ dbt.type_string() }}) as channel,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as medium,
        cast(null as {{ dbt.type_string() }}) as company_id,
        cast(null as date) as start_date,
        cast(null as date) as end_date,
        cast(null as decimal(18, 4)) as budget_amount,
        cast(null as {{ dbt.type_string() }}) as currency,
        false as is_paid,
        name as delivered_name,
        cast(null as {{ dbt.type_string() }}) as naming_event_id,
        true as is_special,
        cast(null as {{ dbt.type_string() }}) as source_file,
        cast(null as bigint) as source_line,
    from buckets
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        unioned.*,
        run_context.run_id,
        run_context.definition_version,
    from unioned
    cross join run_context
)

select * from final
