-- Opportunities for which no customer is known and that were won, or of which somebody
-- said that it is a new one, as the customers that the source systems lack. Each part
-- of the fields says which lead it is from.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

proposed as (
    select * from {{ ref('int_customers_proposed') }}
),

fields as (
    select * from {{ ref('int_customer_fields') }}
),

rules as (
    select
        automatic_conversion_enabled,
        account_classification,
        credit_rating,
    from {{ source('definition', 'settings') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

final as (
    select
        unique_leads.unique_lead_id,
        unique_leads.person_id,
        unique_leads.company_id,
        unique_leads.won_at,
        case when fields.organization is null then 'person' else 'company' end
            as party_type,
        fields.full_name,
        fields.first_name,
        fields.last_name,
        fields.name_lead_id,
        fields.organization,
        fields.organization_lead_id,
        fields.emails,
        fields.emails_lead_id,
        fields.phones,
        fields.phones_lead_id,
        fields.street,
        fields.city,
        fields.region,
        fields.postcode,
        fields.country,
        fields.address_lead_id,
        unique_leads.campaign_id,
        rules.automatic_conversion_enabled as is_automatic,
        coalesce(
            proposed.account_classification,
            case
                when rules.automatic_conversion_enabled
                    then rules.account_classification
            end
        ) as account_classification,
        coalesce(
            proposed.credit_rating,
            case when rules.automatic_conversion_enabled then rules.credit_rating end
        ) as credit_rating,
        proposed.proposed_by,
        proposed.decision_event_id,
        proposed.decided_by,
        cast(unique_leads.self_reported_amount as decimal(18, 2))
            as self_reported_amount,
        report.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from unique_leads
    inner join proposed on unique_leads.unique_lead_id = proposed.unique_lead_id
    inner join fields on unique_leads.unique_lead_id = fields.unique_lead_id
    cross join rules
    cross join run_context
    cross join report
)

select * from final
