with

leaks as (
    select * from {{ ref('int_leaks') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
    where not is_valid
),

points as (
    select * from {{ ref('leak_points') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

unioned as (
    select
        company_id,
        campaign_bucket_id,
        point,
        leads_count as leads,
        1 as unique_leads,
        expected_amount,
    from leaks
    union all
    select
        routed_company_id as company_id,
        coalesce(
            campaign_id,
            case campaign_status
                when 'unknown' then '__unknown_campaign__' else '__no_campaign__'
            end
        ) as campaign_bucket_id,
        'invalid' as point,
        1 as leads,
        0 as unique_leads,
        cast(0 as decimal(18, 2)) as expected_amount,
    from contacts
),

counted as (
    select
        coalesce(company_id, '__none__') as company_id,
        campaign_bucket_id,
        point,
        sum(leads) as leads,
        sum(unique_leads) as unique_leads,
        sum(expected_amount) as expected_amount,
    from unioned
    group by
        coalesce(company_id, '__none__'),
        campaign_bucket_id,
        point
),

final as (
    select
        counted.company_id,
        counted.campaign_bucket_id as campaign_id,
        counted.point,
        points.point_label,
        cast(points.point_order as bigint) as point_order,
        points.is_leak,
        cast(counted.leads as bigint) as leads,
        cast(counted.unique_leads as bigint) as unique_leads,
        cast(counted.expected_amount as decimal(18, 2)) as expected_amount,
        cast(
            case when points.is_leak then counted.expected_amount else 0 end
            as decimal(18, 2)
        ) as expected_lost_amount,
        run_context.run_id,
        run_context.definition_version,
    from counted
    inner join points on counted.point = points.point
    cross join run_context
)

select * from final
