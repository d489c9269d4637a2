-- What became of each opportunity, what it is worth, and the months in which it counts.
with

unique_leads as (
    select * from {{ ref('int_unique_leads_enriched') }}
),

-- Every company that answered turned it down, and none is still to answer.
rejected as (
    select
        unique_lead_id,
        entered_at as rejected_at,
    from {{ ref('int_stage_intervals') }}
    where is_open and is_open_state and stage = 'rejected'
),

valued as (
    select * from {{ ref('int_unique_leads_valued') }}
),

report as (
    select report_currency from {{ source('ops', 'report_currency') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

judged as (
    select
        unique_leads.*,
        case
            when unique_leads.life_cycle_state in ('won', 'completed') then 'won'
            when unique_leads.life_cycle_state in ('lost', 'cancelled')
                then unique_leads.life_cycle_state
            when rejected.unique_lead_id is not null then 'rejected'
            else 'open'
        end as result,
        coalesce(unique_leads.decided_at, rejected.rejected_at) as ended_at,
    from unique_leads
    left join rejected on unique_leads.unique_lead_id = rejected.unique_lead_id
),

-- The same measure for what was won and what was lost: what it was thought to bring.
priced as (
    select
        judged.unique_lead_id,
        judged.person_id,
        judged.company_id,
        judged.company_timezone,
        judged.assigned_user_id,
        judged.campaign_bucket_id,
        judged.lead_source,
        judged.lead_type,
        judged.product_line,
        judged.mql_level,
        judged.is_new_customer,
        judged.leads_count,
        judged.first_lead_at,
        judged.first_lead_date,
        judged.result,
        judged.ended_at,
        {{ local_date('judged.ended_at', 'judged.company_timezone') }} as ended_date,
        judged.lost_reason,
        judged.competitor,
        rates.rate is not null and judged.source_target_amount is not null
            as has_target_amount,
        cast(
            round(
                coalesce(
                    judged.source_target_amount * rates.rate, valued.expected_amount
                ),
                2
            ) as decimal(18, 2)
        ) as value_amount,
        cast(coalesce(valued.amount, 0) as decimal(18, 2)) as revenue_amount,
    from judged
    inner join valued on judged.unique_lead_id = valued.unique_lead_id
    cross join report
    left join rates
        on
            coalesce(judged.target_currency, report.report_currency)
            = rates.from_currency
            and judged.first_lead_date >= rates.valid_from
            and judged.first_lead_date < rates.valid_until
),

dated as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'first_lead_date') }} as date) as cohort_month,
        cast({{ dbt.date_trunc('month', 'ended_date') }} as date) as ended_month,
    from priced
)

select * from dated
