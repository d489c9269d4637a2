"""Why a lead or call is where it is: raw row, routing, person, candidates, money."""

from typing import Any

from orchestration.explain.decisions import decision_lines, decisions_about
from orchestration.explain.evidence import levels_of, pair_document, pair_lines, verdict
from orchestration.explain.marts import PublishedMarts, Row, record_of_lead
from orchestration.explain.money import money_of_lead
from orchestration.explain.money_text import money_lines, slice_lines
from orchestration.explain.person import ignored_lines
from orchestration.explain.text import WORDS, probability, record_line, source
from orchestration.explain.trace import Options


def explain_lead(marts: PublishedMarts, given_id: str, options: Options) -> Row:
    """A lead by its id, or a call as `call:<call_id>`."""
    lead_id = given_id.removeprefix("lead:")
    lead = marts.row("fct_leads", "lead_id", lead_id, "lead")
    record_id = record_of_lead(lead_id)
    return {
        "lead_id": lead_id,
        "lead": lead,
        "record": next(
            iter(
                marts.rows(
                    "select * from person_records where record_id = ?", [record_id]
                )
            ),
            None,
        ),
        "contact_points": marts.rows(
            """
            select * from record_contact_points where record_id = ?
            order by kind, value
            """,
            [record_id],
        ),
        "unique_lead": next(
            iter(
                marts.rows(
                    "select * from fct_unique_leads where unique_lead_id = ?",
                    [lead["unique_lead_id"]],
                )
            ),
            None,
        ),
        "candidates": customer_pairs(marts, [record_id]),
        "decisions": decisions_about(marts, [lead_id], [record_id]),
        **money_of_lead(marts, lead_id, options),
    }


def customer_pairs(
    marts: PublishedMarts, record_ids: list[str], customer_id: str | None = None
) -> list[Row]:
    """Pairs of these records and customers, or one customer, the most likely first."""
    customer = "like 'customer:%'" if customer_id is None else "= ?"
    wanted = [] if customer_id is None else [f"customer:{customer_id}"]
    levels = levels_of(marts)
    pairs = marts.rows(
        f"""
        select * from match_evidence
        where (list_contains(?, record_l) and record_r {customer})
            or (list_contains(?, record_r) and record_l {customer})
        order by match_weight desc nulls first, record_l, record_r
        """,
        [record_ids, *wanted, record_ids, *wanted],
    )
    return [pair_document(pair, levels) for pair in pairs]


def lead_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """The explanation for people."""
    lead, record = document["lead"], document["record"]
    lines = [
        f"Lead {document['lead_id']}: {lead['origin']} of {lead['created_at']}",
        f"  Delivered    {source(lead)}",
    ]
    if record:
        lines += ["  Record", f"  {record_line(record)}"]
    lines += [f"  {line}" for line in _facts(lead)]
    unique_lead = document["unique_lead"]
    if unique_lead:
        lines.append(
            f"  Unique lead  {lead['unique_lead_id']} of {unique_lead['leads_count']} "
            f"leads; {part_of_unique_lead(lead)}"
        )
    lines += ignored_lines(document["contact_points"])
    lines += ["", f"Candidate customers: {len(document['candidates'])}"]
    for pair in document["candidates"]:
        lines += [f"  {line}" for line in pair_lines(pair)]
    lines += decision_lines(document["decisions"])
    return (*lines, "", *slice_lines(document), *money_lines(document))


def part_of_unique_lead(lead: Row) -> str:
    """Which rule put the lead into its unique lead."""
    reason = lead.get("opened_because")
    return f"opened it: {WORDS.get(reason, reason)}" if reason else "continues it"


def _facts(lead: Row) -> list[str]:
    routed = lead["routed_company_id"] or "no company"
    campaign = {
        "known": f"{lead['campaign_id']}, named as {lead['campaign_text']!r}",
        "unknown": f"{lead['campaign_text']!r} does not exist",
        "none": "none named",
    }[lead["campaign_status"]]
    match = lead["customer_id"] or lead["candidate_customer_id"] or "none"
    validity = "yes" if lead["is_valid"] else f"no, {lead['invalid_reason']}"
    return [
        f"Routed       to {routed} by {lead['routing_rule']} "
        f"({lead['routing_candidates_count']} territories fitted)",
        f"Campaign     {campaign}",
        f"Valid        {validity}",
        f"Person       {lead['person_id']}",
        f"Customer     {match}: {lead['match_status']}, {probability(lead)}"
        + (f", by {lead['match_evidence']}" if lead.get("match_evidence") else ""),
    ]


def candidate_lines(pairs: list[Row], most: int = 6) -> list[str]:
    """Pairs with customers on one line each."""
    lines = [
        f"  {pair['record_l']} – {pair['record_r']}: {verdict(pair)}"
        for pair in pairs[:most]
    ]
    if len(pairs) > most:
        lines.append(f"  … and {len(pairs) - most} more: --json")
    return lines
