"""What the review page asks: what waits for a person, and the evidence beside it.

Lists are cut to what a person works through; everything else is filtered by an id.
"""

from typing import Any

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies
from orchestration.explain.lead import customer_pairs
from orchestration.explain.marts import PublishedMarts

MARTS = (
    "review_queue",
    "review_candidates",
    "unknown_campaigns",
    "naming_violations",
    "proposed_customers",
    "desk_decisions",
    "person_records",
    "record_contact_points",
    "match_evidence",
    "match_levels",
    "fct_leads",
    "fct_unique_leads",
    "dim_customers",
)
Companies = tuple[str, ...]
LISTED = 200
FOUND = 20


def plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries; what is missing is None."""
    return [
        {
            str(key): None if not isinstance(value, list) and pd.isna(value) else value
            for key, value in row.items()
        }
        for row in rows.to_dict("records")
    ]


@question
def counts(publication: Publication, company_ids: Companies) -> pd.DataFrame:
    """Questions of each kind, with the money and the share of variance that hang on it."""
    sql = f"""
    {COMPANIES}
    , chosen as (
        select * from {{review_queue}} as queue
        where queue.company_id is null or {in_companies("queue.company_id")}
    )
    select
        kind,
        count(*) as reviews,
        sum(amount_at_stake) as amount_at_stake,
        sum(variance_share) as variance_share
    from chosen
    group by kind
    """
    return ask(publication, sql, {"company_ids": list(company_ids)}).df()


@question
def queue(
    publication: Publication, company_ids: Companies, kind: str, is_by_value: bool
) -> pd.DataFrame:
    """One row per question of a kind, what matters most first."""
    order = (
        "queue.variance_share desc, queue.queue_place"
        if is_by_value
        else "queue.queue_place"
    )
    sql = f"""
    {COMPANIES}
    select
        queue.review_id,
        queue.lead_id,
        queue.unique_lead_id,
        queue.component_id,
        queue.campaign_text,
        queue.candidate_customer_id,
        customers.name as customer_name,
        companies.name as company_name,
        queue.candidates_count,
        queue.match_probability,
        queue.evidence_text,
        queue.amount_at_stake,
        queue.amount_basis,
        queue.variance_share,
        queue.waiting_since_at
    from {{review_queue}} as queue
    left join {{dim_customers}} as customers
        on queue.candidate_customer_id = customers.customer_id
    left join {{dim_companies}} as companies
        on queue.company_id = companies.company_id
    where
        queue.kind = $kind
        and (queue.company_id is null or {in_companies("queue.company_id")})
    order by {order}
    limit {LISTED}
    """
    parameters = {"kind": kind, "company_ids": list(company_ids)}
    return ask(publication, sql, parameters).df()


@question
def candidates(publication: Publication, review_id: str) -> pd.DataFrame:
    """The customers of a question, the likeliest first."""
    sql = """
    select
        candidate_rank,
        customer_id,
        customer_name,
        lead_id,
        match_probability,
        is_calibrated,
        evidence,
        evidence_text,
        amount_at_stake
    from {review_candidates}
    where review_id = $review_id
    order by candidate_rank
    """
    return ask(publication, sql, {"review_id": review_id}).df()


@question
def leads_of(publication: Publication, unique_lead_id: str) -> tuple[str, ...]:
    """The leads of an opportunity, the first first."""
    sql = """
    select lead_id from {fct_leads} where unique_lead_id = $unique_lead_id
    order by created_at, lead_id
    """
    rows = ask(publication, sql, {"unique_lead_id": unique_lead_id}).fetchall()
    return tuple(str(lead_id) for (lead_id,) in rows)


@question
def records(publication: Publication, record_ids: tuple[str, ...]) -> pd.DataFrame:
    """Records as they are compared, the oldest first."""
    sql = """
    select * exclude (run_id, definition_version) from {person_records}
    where list_contains($record_ids, record_id)
    order by created_at nulls last, record_id
    """
    return ask(publication, sql, {"record_ids": list(record_ids)}).df()


@question
def records_of_component(publication: Publication, component_id: str) -> pd.DataFrame:
    """The records that sure pairs join, by the person that each is now."""
    sql = f"""
    select * exclude (run_id, definition_version) from {{person_records}}
    where component_id = $component_id
    order by person_id, created_at nulls last, record_id
    limit {LISTED}
    """
    return ask(publication, sql, {"component_id": component_id}).df()


@question
def ignored(publication: Publication, record_ids: tuple[str, ...]) -> pd.DataFrame:
    """Phones and e-mails of these records that linkage does not use, and why."""
    sql = """
    select record_id, kind, value, records_sharing, ignored_because
    from {record_contact_points}
    where list_contains($record_ids, record_id) and ignored_because is not null
    order by record_id, kind, value
    """
    return ask(publication, sql, {"record_ids": list(record_ids)}).df()


@question
def best_pair(
    publication: Publication, record_ids: tuple[str, ...], customer_id: str
) -> dict[str, Any] | None:
    """The strongest scored pair of one of the records with the customer, with its steps."""
    with PublishedMarts(publication.folder, publication.audience) as marts:
        pairs = customer_pairs(marts, list(record_ids), customer_id)
    scored = [pair for pair in pairs if pair["steps"]]
    return max(scored, key=lambda pair: float(pair["match_weight"]), default=None)


@question
def find_customers(publication: Publication, text: str) -> pd.DataFrame:
    """Customers by id, or by a part of name, phone, e-mail or town; never all of them."""
    sql = f"""
    select
        customers.customer_id,
        customers.name,
        records.city,
        records.phones,
        records.emails
    from {{dim_customers}} as customers
    left join {{person_records}} as records
        on records.record_id = 'customer:' || customers.customer_id
    where
        not customers.is_deleted
        and (
            lower(customers.customer_id) = lower($text)
            or contains(lower(customers.name), lower($text))
            or contains(coalesce(records.phones, ''), $text)
            or contains(coalesce(records.emails, ''), lower($text))
        )
    order by lower(customers.customer_id) <> lower($text), customers.name, customer_id
    limit {FOUND}
    """
    return ask(publication, sql, {"text": text.strip()}).df()


@question
def campaigns(publication: Publication) -> pd.DataFrame:
    """Every campaign: id, name and channel."""
    sql = """
    select campaign_id, name, channel from {dim_campaigns}
    where not is_special
    order by name, campaign_id
    """
    return ask(publication, sql).df()


@question
def unknown_campaigns(publication: Publication) -> pd.DataFrame:
    """What leads name as their campaign that does not exist, with what hangs on it."""
    sql = f"""
    select
        unknown.campaign_text,
        unknown.leads,
        unknown.first_seen_at,
        unknown.last_seen_at,
        unknown.suggested_campaign_id,
        campaigns.name as suggested_name,
        unknown.suggestion_likeness,
        unknown.nearest_names,
        queue.amount_at_stake,
        queue.amount_basis
    from {{unknown_campaigns}} as unknown
    left join {{review_queue}} as queue
        on queue.kind = 'unknown_campaign'
        and unknown.campaign_text = queue.campaign_text
    left join {{dim_campaigns}} as campaigns
        on unknown.suggested_campaign_id = campaigns.campaign_id
    order by queue.amount_at_stake desc nulls last, unknown.leads desc
    limit {LISTED}
    """
    return ask(publication, sql).df()


@question
def naming(publication: Publication) -> pd.DataFrame:
    """Campaign names that break the convention, each with a name that would keep it."""
    sql = f"""
    select
        campaign_id, name, channel, pattern, suggestion, is_suggestion_complete, leads
    from {{naming_violations}}
    order by leads desc, campaign_id, pattern
    limit {LISTED}
    """
    return ask(publication, sql).df()


@question
def proposed(publication: Publication, company_ids: Companies) -> pd.DataFrame:
    """Customers that the sources lack, as they are proposed to them."""
    sql = f"""
    {COMPANIES}
    select proposed.*, companies.name as company_name
    from {{proposed_customers}} as proposed
    left join {{dim_companies}} as companies
        on proposed.company_id = companies.company_id
    where {in_companies("proposed.company_id")}
    order by proposed.won_at desc nulls last, proposed.unique_lead_id
    limit {LISTED}
    """
    return ask(publication, sql, {"company_ids": list(company_ids)}).df()


@question
def lead(publication: Publication, given_id: str) -> dict[str, Any] | None:
    """A lead, by its id or by that of its opportunity, beside what became of it."""
    sql = """
    select
        leads.lead_id,
        leads.origin,
        leads.created_at,
        leads.campaign_id,
        leads.campaign_text,
        leads.campaign_status,
        leads.customer_id,
        leads.match_status,
        leads.unique_lead_id,
        companies.name as company_name,
        unique_leads.stage,
        unique_leads.life_cycle_state,
        unique_leads.confirmation_status
    from {fct_leads} as leads
    left join {fct_unique_leads} as unique_leads
        on leads.unique_lead_id = unique_leads.unique_lead_id
    left join {dim_companies} as companies
        on leads.routed_company_id = companies.company_id
    where
        leads.lead_id = $id or leads.unique_lead_id = $id
        or 'lead:' || leads.lead_id = $id
    order by leads.created_at, leads.lead_id
    limit 1
    """
    rows = plain(ask(publication, sql, {"id": given_id.strip()}).df())
    return rows[0] if rows else None
