-- What a turn brought to the company whose turn it was: how long the lead waited, and
-- what its opportunity may be worth, in the report currency of its day.
with

turns as (
    select * from {{ ref('int_routing_turns') }}
),

leads as (
    select * from {{ ref('int_leads_handled') }}
),

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

unique_leads as (
    select
        unique_lead_id,
        first_lead_date,
        source_target_amount,
        target_currency,
        probability_to_win,
    from {{ ref('int_unique_leads_formed') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

valued as (
    select
        turns.lead_id,
        turns.rule_order,
        turns.pool_from,
        turns.pool_size,
        turns.company_id,
        leads.month,
        leads.unit_minutes,
        unique_leads.source_target_amount * rates.rate
        * unique_leads.probability_to_win / 100 as expected_amount,
    from turns
    inner join leads on turns.lead_id = leads.lead_id
    cross join report
    left join members on turns.lead_id = members.lead_id
    left join unique_leads on members.unique_lead_id = unique_leads.unique_lead_id
    left join rates
        on
            coalesce(unique_leads.target_currency, report.report_currency)
            = rates.from_currency
            and unique_leads.first_lead_date >= rates.valid_from
            and unique_leads.first_lead_date < rates.valid_until
)

select * from valued
