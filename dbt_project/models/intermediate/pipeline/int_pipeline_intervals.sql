-- Each stay of an opportunity in an open stage, with where and with how much it is
-- counted, from the local day of its beginning until the day on which it ends.
with

intervals as (
    select * from {{ ref('int_stage_intervals') }}
    where is_open_state
),

unique_leads as (
    select
        unique_lead_id,
        company_scope,
        company_timezone,
        campaign_id,
        campaign_status,
    from {{ ref('int_unique_leads_formed') }}
),

amounts as (
    select * from {{ ref('int_target_amounts') }}
),

run_context as (
    select as_of_date from {{ source('ops', 'run_context') }}
),

counted as (
    select
        intervals.interval_id,
        intervals.unique_lead_id,
        intervals.stage,
        intervals.spell_number,
        intervals.entered_at,
        intervals.exited_at,
        intervals.is_open,
        unique_leads.company_scope as company_id,
        coalesce(
            unique_leads.campaign_id,
            case unique_leads.campaign_status
                when 'unknown' then '__unknown_campaign__' else '__no_campaign__'
            end
        ) as campaign_id,
        -- East of the workspace it is tomorrow already.
        least(
            {{ local_date('intervals.entered_at', 'unique_leads.company_timezone') }},
            run_context.as_of_date
        ) as entered_date,
        least(
            {{ local_date('intervals.exited_at', 'unique_leads.company_timezone') }},
            case when not intervals.is_open then run_context.as_of_date end
        ) as exited_date,
        amounts.target_amount,
        amounts.probability_to_win,
        amounts.weighted_amount,
    from intervals
    inner join unique_leads on intervals.unique_lead_id = unique_leads.unique_lead_id
    inner join amounts on intervals.unique_lead_id = amounts.unique_lead_id
    cross join run_context
)

select * from counted
