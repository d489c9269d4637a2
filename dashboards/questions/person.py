"""What the lead explorer asks about one person: records, events, unique leads, evidence.

Everything is filtered by the person's id; lists are cut and say how long they are.
"""

from typing import Any

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from orchestration.explain import explain
from orchestration.explain.trace import Options

MARTS = (
    "person_records",
    "record_contact_points",
    "fct_leads",
    "fct_unique_leads",
    "fct_status_events",
    "fct_offers",
    "fct_activities",
    "fct_estimates",
    "fct_jobs",
    "fct_invoices",
    "fct_ledger",
    "fct_touches",
    "fct_surveys",
    "desk_decisions",
    "dim_customers",
    "dim_users",
    "match_evidence",
    "match_levels",
)
# The longest of a million leads had 300 events; more than these cannot be told apart.
MOST_EVENTS = 1000

# Where the id of each kind of thing leads to its person.
_PERSON_OF = {
    "person": "select person_id from {person_records} where person_id = $id",
    "record": "select person_id from {person_records} where record_id = $id",
    "lead": """
        select person_id from {fct_leads}
        where lead_id = $id or 'lead:' || lead_id = $id
    """,
    "unique_lead": """
        select person_id from {fct_unique_leads} where unique_lead_id = $id
    """,
    "customer": "select person_id from {dim_customers} where customer_id = $id",
    **{
        kind: f"""
        select customers.person_id
        from {{{mart}}} as things
        inner join {{dim_customers}} as customers using (customer_id)
        where things.{kind}_id = $id
        """
        for kind, mart in (
            ("job", "fct_jobs"),
            ("invoice", "fct_invoices"),
            ("estimate", "fct_estimates"),
        )
    },
}
KINDS = tuple(_PERSON_OF)


@question
def person_of(publication: Publication, kind: str, given_id: str) -> str | None:
    """The person behind the id of a thing of that kind; None where there is none."""
    sql = f"{_PERSON_OF[kind]} limit 1"
    rows = ask(publication, sql, {"id": given_id}).fetchall()
    return str(rows[0][0]) if rows and rows[0][0] is not None else None


@question
def summary(publication: Publication, person_id: str) -> dict[str, Any]:
    """The person in one row: name, and how much there is of everything."""
    sql = """
    with records as (
        select
            arg_min(
                coalesce(full_name, organization),
                case record_type when 'customer' then 1 when 'lead' then 2 else 3 end
            ) filter (where coalesce(full_name, organization) is not null) as name,
            count(*) as records,
            count(*) filter (where record_type = 'customer') as customers
        from {person_records}
        where person_id = $person_id
    ),
    leads as (
        select count(*) as leads from {fct_leads} where person_id = $person_id
    ),
    unique_leads as (
        select
            count(*) as unique_leads,
            count(*) filter (where won_at is not null) as won_unique_leads
        from {fct_unique_leads}
        where person_id = $person_id
    ),
    ledger as (
        select
            coalesce(sum(amount) filter (where revenue_basis = 'invoiced'), 0)
                as invoiced_amount,
            coalesce(sum(amount) filter (where revenue_basis = 'collected'), 0)
                as collected_amount
        from {fct_ledger}
        semi join (
            select customer_id from {dim_customers} where person_id = $person_id
        ) as customers using (customer_id)
    )
    select * from records cross join leads cross join unique_leads cross join ledger
    """
    cursor = ask(publication, sql, {"person_id": person_id})
    names = [column[0] for column in cursor.description or []]
    return dict(zip(names, cursor.fetchall()[0], strict=True))


@question
def records(publication: Publication, person_id: str) -> pd.DataFrame:
    """One row per record that is this person, in time."""
    sql = """
    select
        record_id, record_type, created_at, coalesce(full_name, organization) as name,
        phones, emails, concat_ws(', ', street, city, postcode) as address, company_id,
        source_file, source_line
    from {person_records}
    where person_id = $person_id
    order by created_at nulls last, record_id
    """
    return ask(publication, sql, {"person_id": person_id}).df()


@question
def contact_points(publication: Publication, person_id: str) -> pd.DataFrame:
    """One row per phone or e-mail of a record of the person; what is ignored first."""
    sql = """
    select
        points.kind, points.value, points.form, points.record_id,
        points.records_sharing, points.ignored_because
    from {record_contact_points} as points
    semi join (
        select record_id from {person_records} where person_id = $person_id
    ) as records using (record_id)
    order by points.ignored_because is null, points.kind, points.value, points.record_id
    """
    return ask(publication, sql, {"person_id": person_id}).df()


@question
def unique_leads(publication: Publication, person_id: str) -> pd.DataFrame:
    """One row per unique lead of the person, in time, with why it began."""
    sql = """
    select
        unique_leads.unique_lead_id, unique_leads.opened_because,
        unique_leads.first_lead_at, unique_leads.last_lead_at,
        unique_leads.leads_count, unique_leads.life_cycle_state, unique_leads.stage,
        unique_leads.decided_at, unique_leads.campaign_id,
        coalesce(campaigns.name, unique_leads.campaign_status) as campaign,
        unique_leads.campaign_lead_id, unique_leads.company_id,
        companies.name as company, unique_leads.customer_id,
        unique_leads.candidate_customer_id, unique_leads.match_status,
        unique_leads.match_probability, unique_leads.confirmation_status,
        unique_leads.pending_because, unique_leads.invoiced_amount,
        unique_leads.jobs_count
    from {fct_unique_leads} as unique_leads
    left join {dim_campaigns} as campaigns using (campaign_id)
    left join {dim_companies} as companies
        on unique_leads.company_id = companies.company_id
    where unique_leads.person_id = $person_id
    order by unique_leads.first_lead_at, unique_leads.unique_lead_id
    """
    return ask(publication, sql, {"person_id": person_id}).df()


@question
def contacts(publication: Publication, person_id: str) -> pd.DataFrame:
    """One row per lead or inbound call of the person, in time."""
    sql = """
    select
        leads.lead_id, leads.created_at, leads.origin, leads.unique_lead_id,
        leads.boundary_reason, leads.opened_because, leads.is_valid,
        leads.invalid_reason, leads.campaign_id, leads.campaign_text,
        leads.campaign_status, campaigns.name as campaign,
        coalesce(touches.gives_campaign, false) as gives_campaign,
        companies.name as company, leads.routing_rule, leads.match_status,
        leads.match_probability, leads.source_file, leads.source_line
    from {fct_leads} as leads
    left join {dim_campaigns} as campaigns using (campaign_id)
    left join {dim_companies} as companies
        on leads.routed_company_id = companies.company_id
    left join {fct_touches} as touches on leads.lead_id = touches.lead_id
    where leads.person_id = $person_id
    order by leads.created_at, leads.lead_id
    """
    return ask(publication, sql, {"person_id": person_id}).df()


@question
def explained(
    publication: Publication, kind: str, given_id: str, model: str, basis: str
) -> tuple[dict[str, Any], str]:
    """What `leadhouse explain` says of a thing: its document, and its tree as text."""
    options = Options(model=model, basis=basis)
    folder = publication.folder
    found = explain(folder, kind, given_id, options, publication.audience)
    return found.to_json(), found.to_text()
