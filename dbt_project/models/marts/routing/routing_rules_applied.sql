with

rules as (
    select * from {{ source('definition', 'routing_rules') }}
),

fits as (
    select * from {{ ref('int_routing_fits') }}
    where is_tried
),

decisions as (
    select * from {{ ref('int_routing_decisions') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

-- A rule is reached where no rule before it found a company.
counted as (
    select
        fits.rule_order,
        count(*) as leads,
        sum(
            case
                when fits.try_order <= coalesce(decisions.try_order, fits.try_order)
                    then 1
                else 0
            end
        ) as reached_leads,
        sum(case when fits.rule_order = decisions.rule_order then 1 else 0 end)
            as decided_leads,
    from fits
    left join decisions on fits.lead_id = decisions.lead_id
    group by fits.rule_order
),

final as (
    select
        cast(rules.rule_order as bigint) as rule_order,
        rules.action as routing_rule,
        rules.target,
        rules.origin,
        cast(rules.mql_level as bigint) as mql_level,
        rules.product_line,
        rules.lead_source,
        rules.approved_by,
        rules.approved_by is not null as is_approved,
        coalesce(counted.leads, 0) as leads,
        cast(coalesce(counted.reached_leads, 0) as bigint) as reached_leads,
        cast(coalesce(counted.decided_leads, 0) as bigint) as decided_leads,
        cast(
            coalesce(counted.reached_leads - counted.decided_leads, 0) as bigint
        ) as fallen_through_leads,
        {{ ratio('counted.decided_leads', 'counted.reached_leads') }} as decided_share,
        run_context.run_id,
        run_context.definition_version,
    from rules
    cross join run_context
    left join counted on rules.rule_order = counted.rule_order
)

select * from final
