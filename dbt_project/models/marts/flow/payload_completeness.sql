with

judged as (
    select * from {{ ref('int_payload_judged') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

summed as (
    select
        origin,
        source,
        field,
        is_required,
        sum(leads) as leads,
        sum(filled) as filled,
    from judged
    group by
        origin,
        source,
        field,
        is_required
),

final as (
    select
        summed.origin,
        summed.source,
        summed.field,
        summed.is_required,
        cast(summed.leads as bigint) as leads,
        cast(summed.filled as bigint) as filled,
        {{ ratio('summed.filled', 'summed.leads') }} as filled_share,
        case
            when summed.is_required then cast(summed.leads - summed.filled as bigint)
        end as violations,
        run_context.run_id,
        run_context.definition_version,
    from summed
    cross join run_context
)

select * from final
