"""What the page on due work asks: overdue leads, follow-ups, and what partners tell.

Sums are made in SQL; the lists are cut to the rows that matter most.
"""

from datetime import date
from typing import Any

import pandas as pd

from dashboards.publication import Publication
from dashboards.questions.rates import share, wilson
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies

MARTS = (
    "overdue_leads",
    "open_leads",
    "follow_ups_due",
    "feedback_coverage",
    "partner_bounds",
    "dim_users",
)
Companies = tuple[str, ...]
# As many as a person works through in a sitting; the file of the mart has all.
LISTED = 500

# What is overdue, and what falls due later, up to the chosen day.
_DUE = f"""
{COMPANIES}
, coming as (
    select
        open_leads.*,
        companies.name as company_name,
        users.name as assigned_user_name
    from {{open_leads}} as open_leads
    left join {{dim_companies}} as companies
        on open_leads.company_id = companies.company_id
    left join {{dim_users}} as users on open_leads.assigned_user_id = users.user_id
    where not open_leads.is_due
),
due as (
    select * from {{overdue_leads}}
    union all by name
    select * from coming
),
chosen as (
    select
        *,
        coalesce(overdue_bucket, 'due after the run') as bucket,
        coalesce(overdue_bucket_order, 0) as bucket_order
    from due
    where expected_completion_date <= $day and {in_companies("due.company_id")}
)
"""


def _parameters(companies: Companies, **more: object) -> dict[str, Any]:
    return {"company_ids": list(companies), **more}


@question
def days(publication: Publication) -> tuple[date, date] | None:
    """The day of the run, and the last day on which an open lead is expected."""
    sql = """
    select
        max(cast(
            expected_completion_date + cast(time_to_completion_days as integer) * -1
            as date
        )),
        max(expected_completion_date)
    from {open_leads}
    where expected_completion_date is not null
    """
    run_day, last = ask(publication, sql).fetchall()[0]
    return None if run_day is None else (run_day, max(run_day, last))


@question
def overdue_totals(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row: how many are due up to the day, their value, how long they wait."""
    sql = f"""
    {_DUE}
    select
        count(*) as unique_leads,
        coalesce(sum(value_amount), 0) as value_amount,
        median(days_overdue) as median_days_overdue,
        count(*) filter (where last_word_at is null) as without_word
    from chosen
    """
    return ask(publication, sql, _parameters(companies, day=day)).df()


@question
def overdue_buckets(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row per span of days overdue and stage, the longest first."""
    sql = f"""
    {_DUE}
    select
        bucket,
        stage,
        count(*) as unique_leads,
        sum(value_amount) as value_amount
    from chosen
    group by bucket, bucket_order, stage
    order by bucket_order desc, stage
    """
    return ask(publication, sql, _parameters(companies, day=day)).df()


@question
def overdue_companies(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row per company with something due, the most valuable first."""
    sql = f"""
    {_DUE}
    select
        coalesce(company_name, 'No company') as company_name,
        count(*) as unique_leads,
        sum(value_amount) as value_amount,
        median(days_overdue) as median_days_overdue,
        median(days_since_last_word) as median_days_since_last_word
    from chosen
    group by company_id, company_name
    order by value_amount desc, company_name
    limit 500
    """
    return ask(publication, sql, _parameters(companies, day=day)).df()


@question
def overdue_list(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row per unique lead that is due, the most valuable first, cut to LISTED."""
    sql = f"""
    {_DUE}
    select
        unique_lead_id, company_name, assigned_user_name, lead_type, stage,
        priority_level, expected_completion_date, days_overdue, days_since_last_word,
        value_amount
    from chosen
    order by value_amount desc nulls last, days_overdue desc, unique_lead_id
    limit {LISTED}
    """
    return ask(publication, sql, _parameters(companies, day=day)).df()


@question
def follow_ups(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row per kind of request and who is asked, up to the day."""
    sql = f"""
    {COMPANIES}
    select
        kind,
        recipient_kind,
        count(*) as requests,
        count(*) filter (where is_last_request) as last_requests,
        count(distinct unique_lead_id) as unique_leads,
        median(days_due) as median_days_due
    from {{follow_ups_due}} as due
    where due_date <= $day and {in_companies("due.company_id")}
    group by kind, recipient_kind
    order by requests desc, kind, recipient_kind
    """
    return ask(publication, sql, _parameters(companies, day=day)).df()


@question
def follow_up_list(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row per request that is due, last requests first, cut to LISTED."""
    sql = f"""
    {COMPANIES}
    select
        due.kind, due.unique_lead_id, due.stage,
        companies.name as company_name,
        due.recipient_kind,
        case due.recipient_kind
            when 'user' then coalesce(users.name, due.recipient)
            when 'company' then coalesce(companies.name, due.recipient)
            else due.recipient
        end as recipient,
        due.request_number, due.max_requests, due.due_date, due.days_due,
        due.due_because
    from {{follow_ups_due}} as due
    left join {{dim_companies}} as companies on due.company_id = companies.company_id
    left join {{dim_users}} as users on due.recipient = users.user_id
    where due.due_date <= $day and {in_companies("due.company_id")}
    order by due.is_last_request desc, due.days_due desc, due.request_id
    limit {LISTED}
    """
    return ask(publication, sql, _parameters(companies, day=day)).df()


@question
def coverage(publication: Publication, companies: Companies) -> pd.DataFrame:
    """One row per company, over all months: how much it tells of what it accepted."""
    sql = f"""
    {COMPANIES}
    , summed as (
        select
            company_id,
            cast(sum(accepted) as bigint) as accepted,
            cast(sum(with_level_1) as bigint) as with_level_1,
            cast(sum(with_level_2) as bigint) as with_level_2,
            cast(sum(with_level_3) as bigint) as with_level_3,
            cast(sum(silent) as bigint) as silent,
            cast(sum(awaited) as bigint) as awaited,
            max(silent_days) as silent_days
        from {{feedback_coverage}} as coverage
        where {in_companies("coverage.company_id")}
        group by company_id
    )
    select
        coalesce(companies.name, summed.company_id) as company_name,
        summed.* exclude (company_id),
        {share("with_level_1", "accepted")} as level_1_share,
        {share("with_level_2", "accepted")} as level_2_share,
        {wilson("with_level_3", "accepted", "level_3_share")}
    from summed
    left join {{dim_companies}} as companies using (company_id)
    order by level_3_share, company_name
    limit 500
    """
    return ask(publication, sql, _parameters(companies)).df()


@question
def bounds(publication: Publication, companies: Companies) -> pd.DataFrame:
    """One row per partner, the widest bounds first; all of them together on top."""
    sql = f"""
    {COMPANIES}
    select * from {{partner_bounds}} as bounds
    where
        {in_companies("bounds.company_id")}
        and (company_id <> '__all__' or len($company_ids) = 0)
    order by
        company_id <> '__all__',
        win_rate_if_silent_won - win_rate_if_silent_lost desc nulls last,
        company_name
    limit 500
    """
    return ask(publication, sql, _parameters(companies)).df()
