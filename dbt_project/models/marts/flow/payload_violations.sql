with

judged as (
    select * from {{ ref('int_payload_judged') }}
    where is_required and filled < leads
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        judged.origin,
        judged.source,
        judged.company_id,
        judged.field,
        cast(judged.leads as bigint) as leads,
        cast(judged.leads - judged.filled as bigint) as violations,
        {{ ratio('judged.leads - judged.filled', 'judged.leads') }} as violations_share,
        {{ wilson_low('(judged.leads - judged.filled)', 'judged.leads') }}
            as violations_share_low,
        {{ wilson_high('(judged.leads - judged.filled)', 'judged.leads') }}
            as violations_share_high,
        run_context.run_id,
        run_context.definition_version,
    from judged
    cross join run_context
)

select * from final
