-- The groups in which each opportunity is compared with others. Rates, times and losses
-- by segment all take their segments from here.
{%- set kinds = [
    'all', 'source', 'channel', 'campaign', 'company', 'user', 'lead_type',
    'product_line', 'mql_level', 'new_or_repeat', 'month',
] %}
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

campaigns as (
    select * from {{ ref('stg_campaigns') }}
),

companies as (
    select * from {{ ref('stg_companies') }}
),

users as (
    select * from {{ ref('stg_users') }}
),

segmented as (
    select
        unique_leads.unique_lead_id,
        'all' as all_segment,
        unique_leads.lead_source as source_segment,
        lower(campaigns.channel) as channel_segment,
        unique_leads.campaign_bucket_id as campaign_segment,
        unique_leads.company_id as company_segment,
        unique_leads.assigned_user_id as user_segment,
        unique_leads.lead_type as lead_type_segment,
        unique_leads.product_line as product_line_segment,
        cast(unique_leads.mql_level as {{ dbt.type_string() }}) as mql_level_segment,
        case
            when unique_leads.is_new_customer then 'new'
            when not unique_leads.is_new_customer then 'repeat'
        end as new_or_repeat_segment,
        cast(
            cast(
                {{ dbt.date_trunc('month', 'unique_leads.first_lead_date') }} as date
            ) as {{ dbt.type_string() }}
        ) as month_segment,
    from unique_leads
    left join campaigns on unique_leads.campaign_id = campaigns.campaign_id
),

keyed as (
    {% for kind in kinds %}
        select
            unique_lead_id,
            '{{ kind }}' as segment_kind,
            coalesce({{ kind }}_segment, '__none__') as segment,
        from segmented
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

labelled as (
    select
        keyed.unique_lead_id,
        keyed.segment_kind,
        keyed.segment,
        coalesce(
            campaigns.name,
            companies.name,
            users.name,
            case keyed.segment
                when '__unknown_campaign__' then 'Unknown campaign'
                when '__no_campaign__' then 'No campaign'
                when '__none__' then 'None'
                else keyed.segment
            end
        ) as segment_label,
    from keyed
    left join campaigns
        on keyed.segment_kind = 'campaign' and keyed.segment = campaigns.campaign_id
    left join companies
        on keyed.segment_kind = 'company' and keyed.segment = companies.company_id
    left join users
        on keyed.segment_kind = 'user' and keyed.segment = users.user_id
)

select * from labelled
