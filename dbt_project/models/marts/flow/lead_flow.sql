with

counted as (
    select * from {{ ref('int_flow_counted') }}
),

steps as (
    select * from {{ ref('flow_steps') }}
),

payload as (
    select
        source,
        sum(case when is_required then filled else 0 end) as required_filled,
        sum(case when is_required then leads else 0 end) as required_wanted,
        sum(filled) as all_filled,
        sum(leads) as all_wanted,
    from {{ ref('int_payload_judged') }}
    group by source
),

returns as (
    select
        source,
        from_stage,
        count(distinct unique_lead_id) as returned_unique_leads,
    from {{ ref('int_returns') }}
    group by
        source,
        from_stage
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        counted.source,
        counted.step,
        steps.step_label,
        cast(steps.step_order as bigint) as step_order,
        cast(counted.leads as bigint) as leads,
        {{ ratio('counted.leads', 'counted.source_leads') }} as leads_share,
        counted.hours_since_previous_median,
        counted.hours_since_creation_median,
        cast(counted.users_count as bigint) as users_count,
        cast(counted.companies_count as bigint) as companies_count,
        cast(counted.roles_count as bigint) as roles_count,
        counted.main_role,
        counted.main_evidence,
        {{ ratio('counted.manual_leads', 'counted.leads') }} as manual_share,
        {{ ratio('payload.required_filled', 'payload.required_wanted') }}
            as required_fields_share,
        {{ ratio('payload.all_filled', 'payload.all_wanted') }} as fields_share,
        cast(coalesce(returns.returned_unique_leads, 0) as bigint)
            as returned_unique_leads,
        run_context.run_id,
        run_context.definition_version,
    from counted
    inner join steps on counted.step = steps.step
    cross join run_context
    left join payload on counted.source = payload.source
    left join returns
        on counted.source = returns.source and steps.stage = returns.from_stage
)

select * from final
