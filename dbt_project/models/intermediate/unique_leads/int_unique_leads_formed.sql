-- One opportunity with what its contacts say: when, how many, and whose campaign.
with

members as (
    select * from {{ ref('int_unique_lead_members') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

campaigns as (
    select
        campaign_id,
        lower(channel) as channel,
    from {{ ref('stg_campaigns') }}
),

direct_channels as (
    select channel from {{ source('definition', 'direct_channels') }}
),

rules as (
    select campaign_selection_rule from {{ source('definition', 'settings') }}
),

touched as (
    select
        members.unique_lead_id,
        members.contact_number,
        members.boundary_reason,
        members.named_at,
        contacts.*,
        direct_channels.channel is not null as is_direct,
        rules.campaign_selection_rule,
    from members
    inner join contacts on members.lead_id = contacts.lead_id
    cross join rules
    left join campaigns on contacts.campaign_id = campaigns.campaign_id
    left join direct_channels on campaigns.channel = direct_channels.channel
),

-- A direct contact is chosen only where no other has a known campaign.
ranked_campaigns as (
    select
        unique_lead_id,
        campaign_id,
        lead_id as campaign_lead_id,
        row_number() over (
            partition by unique_lead_id
            order by
                case
                    when
                        campaign_selection_rule in (
                            'first_non_direct', 'last_non_direct'
                        )
                        and is_direct then 1
                    else 0
                end,
                case
                    when campaign_selection_rule in ('first', 'first_non_direct')
                        then contact_number
                    else -contact_number
                end
        ) as preference,
    from touched
    where campaign_id is not null
),

selected_campaigns as (
    select * from ranked_campaigns
    where preference = 1
),

aggregated as (
    select
        unique_lead_id,
        min(person_id) as person_id,
        min(routed_company_id) as company_id,
        min(company_scope) as company_scope,
        min(company_timezone) as company_timezone,
        min(created_at) as first_lead_at,
        max(created_at) as last_lead_at,
        count(*) as leads_count,
        max(case when campaign_status = 'unknown' then 1 else 0 end)
        = 1 as has_unknown_campaign,
        max_by(target_amount, contact_number)
        filter (where target_amount is not null) as source_target_amount,
        max_by(currency, contact_number)
        filter (where target_amount is not null) as target_currency,
        max_by(probability_to_win, contact_number)
        filter (where probability_to_win is not null) as probability_to_win,
        max_by(expected_completion_at, contact_number)
        filter (where expected_completion_at is not null) as expected_completion_at,
        max_by(lead_type, contact_number)
        filter (where lead_type is not null) as lead_type,
        max_by(product_line, contact_number)
        filter (where product_line is not null) as product_line,
        max_by(assigned_unit, contact_number)
        filter (where assigned_unit is not null) as assigned_unit,
        max_by(assigned_user_id, contact_number)
        filter (where assigned_user_id is not null) as assigned_user_id,
        max(mql_level) as mql_level,
        max(priority_level) as priority_level,
        max(importance_level) as importance_level,
        min_by(category, contact_number)
        filter (where category is not null) as category,
        min_by(coalesce(lead_source, origin), contact_number) as lead_source,
        min_by(origin, contact_number) as first_origin,
        min_by(boundary_reason, contact_number) as opened_because,
        min(named_at) as named_at,
    from touched
    group by unique_lead_id
),

formed as (
    select
        aggregated.*,
        {{ local_date('aggregated.first_lead_at', 'aggregated.company_timezone') }}
            as first_lead_date,
        selected_campaigns.campaign_id,
        selected_campaigns.campaign_lead_id,
        case
            when selected_campaigns.campaign_id is not null then 'known'
            when aggregated.has_unknown_campaign then 'unknown'
            else 'none'
        end as campaign_status,
    from aggregated
    left join selected_campaigns
        on aggregated.unique_lead_id = selected_campaigns.unique_lead_id
)

select * from formed
