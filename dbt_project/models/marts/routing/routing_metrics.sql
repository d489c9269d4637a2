with

leads as (
    select * from {{ ref('int_leads_handled') }}
),

hops as (
    select
        lead_id,
        held_minutes,
    from {{ ref('int_lead_hops') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

scopes as (
    select
        false as is_every_company,
        false as is_every_source
    union all
    select
        false as is_every_company,
        true as is_every_source
    union all
    select
        true as is_every_company,
        false as is_every_source
    union all
    select
        true as is_every_company,
        true as is_every_source
),

scoped as (
    select
        leads.*,
        case
            when scopes.is_every_company then '__all__'
            else coalesce(leads.routed_company_id, '__none__')
        end as company_id,
        case when scopes.is_every_source then '__all__' else leads.source_name end
            as source,
    from leads
    cross join scopes
),

hop_times as (
    select
        scoped.month,
        scoped.company_id,
        scoped.source,
        percentile_cont(0.5) within group (order by hops.held_minutes)
            as median_minutes_between_hops,
    from scoped
    inner join hops on scoped.lead_id = hops.lead_id
    group by
        scoped.month,
        scoped.company_id,
        scoped.source
),

counted as (
    select
        month,
        company_id,
        source,
        count(*) as leads,
        count(routed_company_id) as routed_leads,
        count(*) - count(routed_company_id) as unrouted_leads,
        count(routed_at) as reached_leads,
        count(routed_company_id) - count(routed_at) as unreached_leads,
        percentile_cont(0.5) within group (order by minutes_to_route)
            as median_minutes_to_route,
        percentile_cont(0.9) within group (order by minutes_to_route)
            as p90_minutes_to_route,
        sum(case when is_followed then 1 else 0 end) as followed_leads,
        sum(company_hops) as company_hops,
        sum(user_hops) as user_hops,
        sum(case when is_followed and company_hops = 0 then 1 else 0 end)
            as right_first_time_leads,
        sum(case when routing_rule = 'given' and origin <> 'call' then 1 else 0 end)
            as given_leads,
        sum(case when routing_rule = 'given' and origin = 'call' then 1 else 0 end)
            as dialled_leads,
        count(routing_rule_order) as ruled_leads,
        sum(
            case
                when
                    company_hops > 0 or (routing_rule = 'given' and origin <> 'call')
                    then 1
                else 0
            end
        ) as manual_leads,
        sum(case when is_to_inactive_company then 1 else 0 end)
            as to_inactive_company_leads,
        sum(case when is_to_inactive_user then 1 else 0 end) as to_inactive_user_leads,
        count(manager_minutes) as manager_held_leads,
        percentile_cont(0.5) within group (order by manager_minutes)
            as median_manager_minutes,
        sum(case when is_with_manager then 1 else 0 end) as with_manager_leads,
        sum(case when is_fast_track then 1 else 0 end) as fast_track_leads,
        sum(case when is_fast_track and is_fast_track_followed then 1 else 0 end)
            as fast_track_followed_leads,
        percentile_cont(0.5) within group (
            order by case when is_fast_track then minutes_to_route end
        ) as median_minutes_to_route_fast_track,
        count(taken_at) as taken_leads,
        percentile_cont(0.5) within group (order by unit_minutes)
            as median_unit_minutes,
        percentile_cont(0.5) within group (order by user_minutes)
            as median_user_minutes,
    from scoped
    group by
        month,
        company_id,
        source
),

final as (
    select
        counted.month,
        counted.company_id,
        counted.source,
        counted.leads,
        counted.routed_leads,
        counted.unrouted_leads,
        counted.reached_leads,
        counted.unreached_leads,
        counted.median_minutes_to_route,
        counted.p90_minutes_to_route,
        cast(counted.followed_leads as bigint) as followed_leads,
        cast(counted.company_hops as bigint) as company_hops,
        cast(counted.user_hops as bigint) as user_hops,
        {{ ratio('counted.company_hops', 'counted.followed_leads') }}
            as company_hops_per_lead,
        {{ ratio('counted.user_hops', 'counted.followed_leads') }}
            as user_hops_per_lead,
        hop_times.median_minutes_between_hops,
        cast(counted.right_first_time_leads as bigint) as right_first_time_leads,
        {{ ratio('counted.right_first_time_leads', 'counted.followed_leads') }}
            as right_first_time_share,
        cast(counted.given_leads as bigint) as given_leads,
        cast(counted.dialled_leads as bigint) as dialled_leads,
        counted.ruled_leads,
        cast(counted.manual_leads as bigint) as manual_leads,
        {{ ratio('counted.manual_leads', 'counted.routed_leads') }} as manual_share,
        cast(counted.to_inactive_company_leads as bigint) as to_inactive_company_leads,
        cast(counted.to_inactive_user_leads as bigint) as to_inactive_user_leads,
        counted.manager_held_leads,
        counted.median_manager_minutes,
        cast(counted.with_manager_leads as bigint) as with_manager_leads,
        cast(counted.fast_track_leads as bigint) as fast_track_leads,
        cast(counted.fast_track_followed_leads as bigint) as fast_track_followed_leads,
        {{ ratio('counted.fast_track_followed_leads', 'counted.fast_track_leads') }}
            as fast_track_share,
        counted.median_minutes_to_route_fast_track,
        counted.taken_leads,
        counted.median_unit_minutes,
        counted.median_user_minutes,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join hop_times
        on
            counted.month = hop_times.month
            and counted.company_id = hop_times.company_id
            and counted.source = hop_times.source
)

select * from final
