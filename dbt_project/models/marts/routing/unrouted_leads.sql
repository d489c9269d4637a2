-- Every rule that speaks of an unrouted lead found nobody; each says why.
with

leads as (
    select * from {{ ref('int_contacts') }}
    where routing_rule = 'unrouted'
),

fits as (
    select * from {{ ref('int_routing_fits') }}
    where is_tried
),

closed_areas as (
    select distinct
        lead_id,
        rule_order,
    from {{ ref('int_routing_areas') }}
),

run_context as (
    select
        run_id,
        definition_version,
        as_of_date,
    from {{ source('ops', 'run_context') }}
),

failed as (
    select
        leads.lead_id,
        fits.rule_order,
        fits.try_order,
        fits.action,
        case
            when fits.action = 'territory' and leads.postcode is null
                then 'no postcode'
            when fits.action = 'territory' and closed_areas.lead_id is null
                then 'no territory for the postcode'
            when fits.action = 'territory' then 'no active company for the postcode'
            when fits.action = 'nearest' and leads.geo_quality <> 'coordinates'
                then 'no coordinates'
            when fits.action = 'nearest' then 'no active company near enough'
            when fits.action in ('company', 'fast_track')
                then 'named company is not active'
            else 'no active company in the pool'
        end as reason,
    from leads
    inner join fits on leads.lead_id = fits.lead_id
    left join closed_areas
        on
            fits.lead_id = closed_areas.lead_id
            and fits.rule_order = closed_areas.rule_order
),

explained as (
    select
        lead_id,
        min_by(reason, try_order) as first_reason,
        {{ dbt.listagg(
            "rule_order || ' ' || action || ': ' || reason",
            "'; '",
            'order by try_order',
        ) }} as reasons,
        count(*) as rules_tried,
    from failed
    group by lead_id
),

final as (
    select
        leads.lead_id,
        leads.source_table,
        leads.origin,
        leads.created_at,
        leads.created_date,
        leads.is_valid,
        leads.person_id,
        leads.mql_level,
        leads.product_line,
        leads.lead_source,
        leads.postcode,
        leads.country,
        leads.geo_quality,
        coalesce(explained.first_reason, 'no rule speaks of it') as reason,
        coalesce(explained.reasons, 'no rule speaks of it') as reasons,
        coalesce(explained.rules_tried, 0) as rules_tried,
        cast(
            {{ days_between('leads.created_date', 'run_context.as_of_date') }} as bigint
        ) as days_unrouted,
        run_context.run_id,
        run_context.definition_version,
    from leads
    cross join run_context
    left join explained on leads.lead_id = explained.lead_id
)

select * from final
