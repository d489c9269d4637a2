"""Why some leads are one opportunity, and why it has its campaign, customer and jobs."""

from typing import Any

from orchestration.explain.decisions import decision_lines, decisions_about
from orchestration.explain.evidence import pair_lines
from orchestration.explain.lead import customer_pairs, part_of_unique_lead
from orchestration.explain.marts import PublishedMarts, Row, record_of_lead
from orchestration.explain.money import money_of_unique_lead
from orchestration.explain.money_text import money_lines, slice_lines
from orchestration.explain.text import WORDS, probability, source
from orchestration.explain.trace import Options

_MOST_WATERFALLS = 3


def explain_unique_lead(marts: PublishedMarts, given_id: str, options: Options) -> Row:
    """A unique lead by its id."""
    unique_lead = marts.row(
        "fct_unique_leads", "unique_lead_id", given_id, "unique lead"
    )
    leads = marts.rows(
        """
        select * from fct_leads where unique_lead_id = ?
        order by created_at, lead_id
        """,
        [given_id],
    )
    customer = unique_lead["customer_id"] or unique_lead["candidate_customer_id"]
    records = [record_of_lead(str(lead["lead_id"])) for lead in leads]
    return {
        "unique_lead_id": given_id,
        "unique_lead": unique_lead,
        "leads": leads,
        "previous": _previous(marts, unique_lead),
        "customer": next(
            iter(
                marts.rows(
                    "select * from dim_customers where customer_id = ?", [customer]
                )
            ),
            None,
        ),
        "evidence": customer_pairs(marts, records, customer) if customer else [],
        "decisions": decisions_about(
            marts, [str(lead["lead_id"]) for lead in leads], records
        ),
        "jobs": marts.rows(
            """
            select * from fct_jobs where unique_lead_id = ?
            order by created_at, job_id
            """,
            [given_id],
        ),
        **money_of_unique_lead(marts, unique_lead, options),
    }


def _previous(marts: PublishedMarts, unique_lead: Row) -> Row | None:
    """The opportunity of the same person and company before this one."""
    found = marts.rows(
        """
        select * from fct_unique_leads
        where person_id = ? and company_id is not distinct from ?
            and first_lead_at < cast(? as timestamp)
        order by first_lead_at desc limit 1
        """,
        [
            unique_lead["person_id"],
            unique_lead["company_id"],
            str(unique_lead["first_lead_at"]).removesuffix("Z"),
        ],
    )
    return found[0] if found else None


def unique_lead_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """The explanation for people."""
    row = document["unique_lead"]
    lines = [
        f"Unique lead {document['unique_lead_id']}: {row['leads_count']} leads of "
        f"{row['person_id']} with {row['company_id'] or 'no company'}, "
        f"{row['life_cycle_state']}",
        f"  Opened       {row['first_lead_at']}: "
        + WORDS.get(row["opened_because"], row["opened_because"]),
    ]
    if previous := document["previous"]:
        decided = previous["decided_at"]
        lines.append(
            f"  Before it    {previous['unique_lead_id']}, last lead "
            f"{previous['last_lead_at']}"
            + (f", decided {decided}" if decided else ", not decided")
        )
    lines += _campaign_and_match(row)
    lines += ["", "Its leads"]
    lines += [
        f"  {lead['lead_id']:<18} {lead['created_at']}  {lead['origin']}, "
        f"{part_of_unique_lead(lead)}; campaign {lead['campaign_id'] or 'none'}; "
        f"{lead['match_status']} {probability(lead)}  [{source(lead)}]"
        for lead in document["leads"]
    ]
    if document["evidence"]:
        lines += ["", f"Pairs with the customer: {len(document['evidence'])}"]
    for pair in document["evidence"][:_MOST_WATERFALLS]:
        lines += [f"  {line}" for line in pair_lines(pair)]
    lines += decision_lines(document["decisions"])
    lines += ["", f"Jobs: {len(document['jobs'])}"]
    lines += [_job_line(job) for job in document["jobs"]]
    return (*lines, "", *slice_lines(document), *money_lines(document))


def _campaign_and_match(row: Row) -> list[str]:
    given_by = f", given by lead {row['campaign_lead_id']}"
    customer = row["customer_id"] or row["candidate_customer_id"] or "none found"
    pending = row.get("pending_because")
    return [
        f"  Campaign     {row['campaign_id'] or 'none'} ({row['campaign_status']}"
        + (given_by if row.get("campaign_lead_id") else "")
        + ")",
        f"  Customer     {customer}: {row['match_status']}, {probability(row)}",
        f"  Confirmation {row['confirmation_status']}"
        + (f", because {pending}" if pending else ""),
    ]


def _job_line(job: Row) -> str:
    named = (
        "named by the source"
        if job["is_lead_named_by_source"]
        else f"followed lead {job['matched_lead_id']}"
    )
    return (
        f"  {job['job_id']:<18} {job['created_at']}  {job['status']}, {named}, "
        f"invoiced {job['invoiced_amount']} {job['report_currency']}  [{source(job)}]"
    )
