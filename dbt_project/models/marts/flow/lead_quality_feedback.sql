with

feedback as (
    select * from {{ ref('int_quality_feedback') }}
),

sizes as (
    select
        coalesce(lead_source, origin) as source,
        count(*) as source_leads,
    from {{ ref('int_contacts') }}
    group by coalesce(lead_source, origin)
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

counted as (
    select
        source,
        feedback,
        coalesce({{ comparable('reason') }}, '__missing__') as reason,
        sum(leads) as leads,
        sum(unique_leads) as unique_leads,
    from feedback
    group by
        source,
        feedback,
        coalesce({{ comparable('reason') }}, '__missing__')
),

final as (
    select
        counted.source,
        counted.feedback,
        counted.reason,
        counted.reason <> '__missing__' as is_reason_given,
        cast(counted.leads as bigint) as leads,
        cast(counted.unique_leads as bigint) as unique_leads,
        {{ ratio('counted.leads', 'sizes.source_leads') }} as leads_share,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join sizes on counted.source = sizes.source
)

select * from final
