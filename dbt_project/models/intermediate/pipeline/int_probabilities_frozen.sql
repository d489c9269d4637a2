-- What was foretold of each opportunity that was open when a month began: by the person
-- who had judged it until then, and by what had become of those that passed its stage.
with

months as (
    select distinct
        dim_dates.month,
        {{ start_of_day('dim_dates.month', 'run_context.timezone') }} as began_at,
    from {{ ref('dim_dates') }} as dim_dates
    cross join {{ source('ops', 'run_context') }} as run_context
    where dim_dates.month <= run_context.as_of_date
),

intervals as (
    select * from {{ ref('int_pipeline_intervals') }}
),

cases as (
    select * from {{ ref('int_stage_cases') }}
),

judged_contacts as (
    select
        members.unique_lead_id,
        contacts.probability_to_win,
        contacts.created_at as judged_at,
        lead(contacts.created_at) over (
            partition by members.unique_lead_id order by members.contact_number
        ) as judged_until,
    from {{ ref('int_unique_lead_members') }} as members
    inner join {{ ref('int_contacts') }} as contacts
        on members.lead_id = contacts.lead_id
    where contacts.probability_to_win is not null
),

frozen as (
    select
        months.month,
        months.began_at,
        intervals.unique_lead_id,
        intervals.stage,
        cases.is_won,
        judged_contacts.probability_to_win / 100 as human_probability,
    from months
    inner join intervals
        on
            months.began_at >= intervals.entered_at
            and (
                intervals.exited_at is null or months.began_at < intervals.exited_at
            )
    inner join cases
        on
            intervals.unique_lead_id = cases.unique_lead_id
            and intervals.spell_number = cases.spell_number
            and intervals.stage = cases.stage
    left join judged_contacts
        on
            intervals.unique_lead_id = judged_contacts.unique_lead_id
            and months.began_at >= judged_contacts.judged_at
            and (
                judged_contacts.judged_until is null
                or months.began_at < judged_contacts.judged_until
            )
),

-- Only what was decided before the month began was known then.
cases_by_month as (
    select
        months.month,
        cases.stage,
        count(*) as cases_count,
        sum(case when cases.is_won then 1 else 0 end) as won_count,
    from months
    inner join cases on months.began_at > cases.decided_at
    group by
        months.month,
        cases.stage
),

foretold as (
    select
        month,
        unique_lead_id,
        is_won,
        'human' as kind,
        cast(human_probability as double) as probability,
    from frozen
    where human_probability is not null
    union all
    select
        frozen.month,
        frozen.unique_lead_id,
        frozen.is_won,
        'stage_history' as kind,
        {{ ratio('cases_by_month.won_count', 'cases_by_month.cases_count') }}
            as probability,
    from frozen
    inner join cases_by_month
        on
            frozen.month = cases_by_month.month
            and frozen.stage = cases_by_month.stage
            and cases_by_month.cases_count >= {{ var('fewest_cases') }}
)

select * from foretold
