-- Why no campaign earned a conversion, by model: the first reason that holds.
with

left_over as (
    select distinct
        attribution_model,
        conversion_id,
        unique_lead_id,
    from {{ ref('int_revenue_unattributed') }}
),

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

confirmations as (
    select * from {{ ref('int_confirmations') }}
),

formed as (
    select
        unique_lead_id,
        campaign_status,
    from {{ ref('int_unique_leads_formed') }}
),

contacts as (
    select
        person_id,
        company_scope,
        min(created_at) as first_contact_at,
    from {{ ref('int_contacts') }}
    where is_valid
    group by person_id, company_scope
),

-- Whether the customer's person had turned to the company before, however long ago.
earlier as (
    select
        conversions.conversion_id,
        min(contacts.first_contact_at) as first_contact_at,
    from conversions
    inner join contacts
        on
            conversions.person_id = contacts.person_id
            and {{ may_be_one_company(
                'conversions.company_id', 'contacts.company_scope'
            ) }}
            and conversions.converted_until >= contacts.first_contact_at
    where conversions.unique_lead_id is null
    group by conversions.conversion_id
),

judged as (
    select
        left_over.attribution_model,
        left_over.conversion_id,
        case
            when confirmations.confirmation_status = 'dismissed' then 'dismissed'
            when formed.campaign_status = 'unknown' then 'unknown_campaign'
            when formed.campaign_status = 'none' then 'no_campaign'
            when confirmations.match_status = 'review' then 'waits_for_review'
            when confirmations.match_status = 'unmatched' then 'unmatched'
            when left_over.unique_lead_id is not null then 'before_window'
            when earlier.conversion_id is not null then 'before_window'
            else 'unmatched'
        end as reason,
    from left_over
    left join confirmations on left_over.unique_lead_id = confirmations.unique_lead_id
    left join formed on left_over.unique_lead_id = formed.unique_lead_id
    left join earlier on left_over.conversion_id = earlier.conversion_id
)

select * from judged
