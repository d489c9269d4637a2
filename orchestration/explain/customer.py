"""Who a customer is, and which leads, opportunities and jobs are theirs."""

from typing import Any

from orchestration.explain.lead import candidate_lines, customer_pairs
from orchestration.explain.marts import PublishedMarts, Row
from orchestration.explain.text import probability, record_line, source


def explain_customer(marts: PublishedMarts, given_id: str) -> Row:
    """A customer by its id."""
    customer_id = given_id.removeprefix("customer:")
    customer = marts.row("dim_customers", "customer_id", customer_id, "customer")
    return {
        "customer_id": customer_id,
        "customer": customer,
        "records": marts.rows(
            """
            select * from person_records where person_id = ?
            order by created_at nulls last, record_id
            """,
            [customer["person_id"]],
        ),
        "leads": marts.rows(
            """
            select * from fct_leads where candidate_customer_id = ?
            order by created_at, lead_id
            """,
            [customer_id],
        ),
        "unique_leads": marts.rows(
            """
            select * from fct_unique_leads where candidate_customer_id = ?
            order by first_lead_at, unique_lead_id
            """,
            [customer_id],
        ),
        "jobs": marts.rows(
            "select * from fct_jobs where customer_id = ? order by created_at, job_id",
            [customer_id],
        ),
        "evidence": customer_pairs_of(marts, customer_id),
    }


def customer_pairs_of(marts: PublishedMarts, customer_id: str) -> list[Row]:
    """Every pair of the customer's record and another, the most likely first."""
    others = marts.rows(
        """
        select case when record_l = $record then record_r else record_l end as other
        from match_evidence where record_l = $record or record_r = $record
        """.replace("$record", "?"),
        [f"customer:{customer_id}"] * 3,
    )
    return customer_pairs(marts, [str(row["other"]) for row in others], customer_id)


def customer_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """The explanation for people."""
    customer = document["customer"]
    lines = [
        f"Customer {document['customer_id']}: {customer['name']}",
        f"  Delivered    {source(customer)}",
        f"  Person       {customer['person_id']} of {len(document['records'])} records",
    ]
    lines += [record_line(record) for record in document["records"]]
    lines += ["", f"Opportunities: {len(document['unique_leads'])}"]
    lines += [
        f"  {row['unique_lead_id']:<26} {row['first_lead_at']}  {row['leads_count']} "
        f"leads, {row['life_cycle_state']}, {row['match_status']} {probability(row)}, "
        f"{row['confirmation_status']}"
        for row in document["unique_leads"]
    ]
    lines += ["", f"Leads: {len(document['leads'])}"]
    lines += [
        f"  {lead['lead_id']:<18} {lead['created_at']}  {lead['origin']}, "
        f"{lead['match_status']} {probability(lead)}  [{source(lead)}]"
        for lead in document["leads"]
    ]
    lines += ["", f"Jobs: {len(document['jobs'])}"]
    lines += [
        f"  {job['job_id']:<18} {job['created_at']}  {job['status']}, unique lead "
        f"{job['unique_lead_id'] or 'none'}  [{source(job)}]"
        for job in document["jobs"]
    ]
    if document["evidence"]:
        lines += ["", "Pairs of its record"]
        lines += candidate_lines(document["evidence"])
    return tuple(lines)
