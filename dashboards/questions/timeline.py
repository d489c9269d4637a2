"""Everything that happened to a person, on one time axis.

One row per event, whatever mart has it; in its own words, with file and line.
"""

from dataclasses import dataclass

import pandas as pd

from dashboards.publication import Publication
from dashboards.questions.person import MOST_EVENTS
from dashboards.reading import ask, question

# The kinds of events in the order in which a case goes through them.
KINDS = {
    "contact": "Contact",
    "routing": "Routing",
    "offer": "Offer",
    "activity": "Activity",
    "status": "Status",
    "decision": "Decision",
    "estimate": "Estimate",
    "job": "Job",
    "invoice": "Invoice",
    "payment": "Payment",
    "survey": "Survey",
}


@dataclass(frozen=True)
class Timeline:
    """How many events there are, and the newest of them in time.

    One row per event: happened_at, kind, what, id, company, person, amount, currency,
    source_file, source_line.
    """

    total: int
    rows: pd.DataFrame


_LEAD_EVENTS = """
with leads as (
    select * from {fct_leads} where person_id = $person_id
),
customers as (
    select customer_id from {dim_customers} where person_id = $person_id
),
people as (
    select record_id from {person_records} where person_id = $person_id
),
contacts as (
    select
        created_at as happened_at, 'contact' as kind,
        origin || coalesce(': ' || campaign_text, '') as what,
        lead_id as id, routed_company_id as company_id, cast(null as varchar) as user_id,
        cast(null as decimal(18, 2)) as amount, cast(null as varchar) as currency,
        source_file, source_line
    from leads
),
routings as (
    select
        routed_at, 'routing', 'routed by ' || routing_rule, lead_id, routed_company_id,
        null, null, null, source_file, source_line
    from leads
    where routed_at is not null and routing_rule <> 'given'
),
offers as (
    select
        offers.offered_at, 'offer', concat_ws(', ', offers.mode, offers.outcome),
        offers.offer_id, offers.company_id, offers.user_id, null, null, null, null
    from {fct_offers} as offers
    semi join leads using (lead_id)
),
activities as (
    select
        coalesce(activities.completed_at, activities.scheduled_at), 'activity',
        concat_ws(
            ', ', activities.activity_type, activities.status,
            case when activities.is_two_way then 'reached' end
        ),
        activities.activity_id, activities.company_id, activities.user_id, null, null,
        activities.source_file, activities.source_line
    from {fct_activities} as activities
    semi join leads using (lead_id)
),
statuses as (
    select
        events.occurred_at, 'status',
        concat_ws(', ', events.status, events.lost_reason, events.competitor),
        events.event_id, events.company_id, events.user_id, null, null,
        events.source_file, events.source_line
    from {fct_status_events} as events
    semi join leads using (lead_id)
    where not events.is_duplicate
),
surveys as (
    select
        surveys.submitted_at, 'survey',
        concat_ws(
            ', ', surveys.kind, 'rating ' || cast(surveys.rating as varchar)
        ),
        surveys.response_id, surveys.company_id, null, surveys.revenue_amount,
        surveys.currency, null, null
    from {fct_surveys} as surveys
    semi join leads using (lead_id)
),
decisions as (
    select
        decided_at, 'decision', concat_ws(', ', kind, reason), event_id, null,
        decided_by, null, null, null, null
    from {desk_decisions}
    where
        subject_id in (select lead_id from leads union all select record_id from people)
        or object_id in (
            select customer_id from customers union all select record_id from people
        )
)
"""
_MONEY_EVENTS = """
, estimates as (
    select
        estimates.created_at, 'estimate', coalesce(estimates.status, 'made'),
        estimates.estimate_id, estimates.company_id, null, estimates.source_amount,
        estimates.source_currency, estimates.source_file, estimates.source_line
    from {fct_estimates} as estimates
    semi join customers using (customer_id)
),
jobs as (
    select
        jobs.created_at, 'job', concat_ws(', ', jobs.product_line, jobs.status),
        jobs.job_id, jobs.company_id, null, jobs.invoiced_amount,
        jobs.report_currency, jobs.source_file, jobs.source_line
    from {fct_jobs} as jobs
    semi join customers using (customer_id)
),
invoices as (
    select
        invoices.issued_at, 'invoice', replace(invoices.kind, '_', ' '),
        invoices.invoice_id, invoices.company_id, null, invoices.net_amount,
        invoices.report_currency, invoices.source_file, invoices.source_line
    from {fct_invoices} as invoices
    semi join customers using (customer_id)
),
payments as (
    select
        ledger.occurred_at, 'payment', 'paid on ' || ledger.invoice_id,
        replace(ledger.entry_id, 'payment:', ''), ledger.company_id, null,
        ledger.amount, ledger.report_currency, ledger.source_file, ledger.source_line
    from {fct_ledger} as ledger
    semi join customers using (customer_id)
    where ledger.revenue_basis = 'collected'
)
"""
_ALL = " union all ".join(
    f"select * from {name}"
    for name in (
        "contacts",
        "routings",
        "offers",
        "activities",
        "statuses",
        "surveys",
        "decisions",
        "estimates",
        "jobs",
        "invoices",
        "payments",
    )
)


@question
def timeline(publication: Publication, person_id: str) -> Timeline:
    """The events of the person; of more than MOST_EVENTS the newest."""
    sql = f"""
    {_LEAD_EVENTS} {_MONEY_EVENTS}
    , events as ({_ALL}),
    newest as (
        select *, count(*) over () as total
        from events
        order by happened_at desc nulls last, kind, id
        limit {MOST_EVENTS}
    )
    select
        newest.happened_at, newest.kind, newest.what, newest.id, companies.name as company,
        coalesce(users.name, newest.user_id) as person, newest.amount, newest.currency,
        newest.source_file, newest.source_line, newest.total
    from newest
    left join {{dim_companies}} as companies
        on newest.company_id = companies.company_id
    left join {{dim_users}} as users on newest.user_id = users.user_id
    order by newest.happened_at, newest.kind, newest.id
    """
    rows = ask(publication, sql, {"person_id": person_id}).df()
    total = 0 if rows.empty else int(rows["total"].iloc[0])
    return Timeline(total, rows.drop(columns="total"))
