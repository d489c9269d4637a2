-- How promising, urgent and important a lead is, and who said so. What came with the
-- lead is kept; only where nothing came, rules and defaults speak.
with

leads as (
    select
        lead_id,
        lead_type,
        given_mql_level,
        given_priority_level,
        given_importance_level,
    from {{ ref('int_leads_unioned') }}
),

answers as (
    select
        lead_id,
        budget,
        authority,
        need,
        timing,
    from {{ ref('stg_leads') }}
),

points as (
    select * from {{ ref('int_lead_points') }}
),

levels as (
    select
        mql_level,
        points as points_from,
        lead(points) over (order by points, mql_level) as points_until,
    from {{ source('definition', 'mql_rules') }}
    where rule_kind = 'level'
),

lead_types as (
    select
        lead_type,
        priority_level,
        importance_level,
    from {{ source('definition', 'lead_types') }}
),

priorities as (
    select * from {{ source('definition', 'priority_levels') }}
),

importances as (
    select * from {{ source('definition', 'importance_levels') }}
),

levelled as (
    select
        leads.lead_id,
        points.mql_points,
        cast(coalesce(leads.given_mql_level, levels.mql_level) as bigint) as mql_level,
        case
            when leads.given_mql_level is not null then 'given'
            when levels.mql_level is not null then 'rule'
            else 'none'
        end as mql_level_from,
        cast(
            case when answers.budget is not null then 1 else 0 end
            + case when answers.authority is not null then 1 else 0 end
            + case when answers.need is not null then 1 else 0 end
            + case when answers.timing is not null then 1 else 0 end
            as bigint
        ) as bant_completeness,
        cast(
            coalesce(leads.given_priority_level, lead_types.priority_level) as bigint
        ) as priority_level,
        case
            when leads.given_priority_level is not null then 'given'
            when lead_types.priority_level is not null then 'default'
            else 'none'
        end as priority_level_from,
        cast(
            coalesce(leads.given_importance_level, lead_types.importance_level)
            as bigint
        ) as importance_level,
        case
            when leads.given_importance_level is not null then 'given'
            when lead_types.importance_level is not null then 'default'
            else 'none'
        end as importance_level_from,
    from leads
    inner join points on leads.lead_id = points.lead_id
    left join answers on leads.lead_id = answers.lead_id
    left join levels
        on
            points.mql_points >= levels.points_from
            and (
                levels.points_until is null
                or points.mql_points < levels.points_until
            )
    left join lead_types on leads.lead_type = lead_types.lead_type
),

labelled as (
    select
        levelled.*,
        priorities.label as priority_label,
        importances.label as importance_label,
        -- A level that came with the lead and that the definition does not support
        -- stays, and is told.
        coalesce(priorities.is_supported, levelled.priority_level is null)
        and coalesce(importances.is_supported, levelled.importance_level is null)
            as has_supported_levels,
    from levelled
    left join priorities on levelled.priority_level = priorities.priority_level
    left join importances on levelled.importance_level = importances.importance_level
)

select * from labelled
