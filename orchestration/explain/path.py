"""What stands behind leaves: ledger entry, job, conversion, touches, evidence, raw rows.

Belongs here: one query per kind of thing for all leaves at once. Choosing leaves is
trace.py's.
"""

from collections import defaultdict
from collections.abc import Iterable

from orchestration.explain.evidence import levels_of, pair_document
from orchestration.explain.marts import PublishedMarts, Row, record_of_lead

_LEAD_COLUMNS = """lead_id, origin, created_at, campaign_id, campaign_text,
    campaign_status, routed_company_id, person_id, unique_lead_id, is_valid,
    invalid_reason, match_status, match_probability, match_evidence,
    candidate_customer_id, source_file, source_line"""


def with_entries(marts: PublishedMarts, leaves: list[Row]) -> list[Row]:
    """Leaves of revenue, each with its ledger entry's facts and delivered row."""
    entries = rows_by(
        marts,
        "fct_ledger",
        "entry_id",
        (leaf["entry_id"] for leaf in leaves),
        """entry_id, entry_kind, invoice_id, job_id, customer_id, occurred_date,
        amount as entry_amount, source_amount, source_tax_amount, source_currency,
        exchange_rate, rate_date, report_currency, source_file, source_line""",
    )
    return [leaf | entries[str(leaf["entry_id"])] for leaf in leaves]


def with_records(marts: PublishedMarts, leaves: list[Row]) -> list[Row]:
    """Leaves that count things, each with the row that delivered it.

    An opportunity is delivered by the first of its leads; its leads and jobs stand beside.
    """
    opportunities = [leaf["unique_lead_id"] for leaf in leaves if not leaf["lead_id"]]
    leads = grouped_rows(
        marts, "fct_leads", "unique_lead_id", opportunities, _LEAD_COLUMNS, "created_at"
    )
    jobs = grouped_rows(
        marts, "fct_conversions", "unique_lead_id", opportunities, "*", "converted_at"
    )
    completed = []
    for leaf in leaves:
        opportunity = leaf["unique_lead_id"]
        if not leaf["lead_id"] and opportunity in leads:
            members = leads[opportunity]
            leaf = leaf | {
                "record_id": leaf["record_id"]
                or record_of_lead(str(members[0]["lead_id"])),
                "leads": members,
                "conversions": jobs.get(opportunity, []),
            }
        completed.append(leaf)
    records = rows_by(
        marts,
        "source_records",
        "record_id",
        (leaf["record_id"] for leaf in completed),
        "record_id, source_file, source_line",
    )
    records |= _shared_spend(marts, completed)
    records |= _overheads(marts, completed)
    return [leaf | records[str(leaf["record_id"])] for leaf in completed]


def _overheads(marts: PublishedMarts, leaves: list[Row]) -> dict[str, Row]:
    """Leaves that are lines of the definition's marketing costs, by record."""
    ids = [str(leaf["record_id"]) for leaf in leaves]
    if not any(each.startswith("overhead:") for each in ids):
        return {}
    return rows_by(
        marts,
        "fct_overhead",
        "record_id",
        ids,
        "record_id, label, source_file, source_line",
    )


def _shared_spend(marts: PublishedMarts, leaves: list[Row]) -> dict[str, Row]:
    """Leaves that a rule made of the network's spend, by record: the delivered rows that
    it shares, the first of which stands for the leaf."""
    ids = [str(leaf["record_id"]) for leaf in leaves]
    if not any(each.startswith("shared:") for each in ids):
        return {}
    found: dict[str, Row] = {}
    for row in marts.rows(
        """
        select shared.record_id, shared.spend_allocation,
            spend.record_id as spend_record_id, spend.company_id, spend.amount,
            spend.source_file, spend.source_line
        from fct_spend_shared as shared
        inner join fct_spend_shared as givers
            on shared.campaign_id = givers.campaign_id and shared.month = givers.month
            and givers.amount < 0
        inner join fct_spend as spend
            on givers.campaign_id = spend.campaign_id
            and givers.company_id = spend.company_id
            and givers.month = date_trunc('month', spend.spend_date)
        where list_contains($ids, shared.record_id)
        order by shared.record_id, spend.record_id
        """,
        {"ids": ids},
    ):
        record, rule = str(row.pop("record_id")), row.pop("spend_allocation")
        leaf = found.setdefault(
            record,
            {
                "spend_allocation": rule,
                "shared_rows": [],
                "source_file": row["source_file"],
                "source_line": row["source_line"],
            },
        )
        leaf["shared_rows"].append(row)
    return found


def conversions_behind(marts: PublishedMarts, leaves: list[Row]) -> list[Row]:
    """Each conversion of the leaves once: its job, customer, touches and evidence."""
    ids = {str(leaf["conversion_id"]) for leaf in leaves if leaf["conversion_id"]}
    conversions = rows_by(marts, "fct_conversions", "conversion_id", ids, "*")
    touches = _touches(marts, ids)
    jobs = rows_by(
        marts,
        "fct_jobs",
        "job_id",
        {each.removeprefix("job:") for each in ids if each.startswith("job:")},
        """job_id, status, created_at, completed_at, source_campaign, estimate_id,
        cost_amount, invoiced_amount, collected_amount, source_file, source_line""",
    )
    customers = rows_by(
        marts,
        "dim_customers",
        "customer_id",
        {row["customer_id"] for row in conversions.values() if row["customer_id"]},
        "customer_id, name, person_id, source_file, source_line",
    )
    evidence = evidence_between(marts, conversions, touches)
    return [
        row
        | {
            "job": jobs.get(key.removeprefix("job:")),
            "customer": customers.get(str(row["customer_id"])),
            "touches": touches.get(key, []),
            "evidence": evidence.get(key, []),
        }
        for key, row in conversions.items()
    ]


def _touches(marts: PublishedMarts, conversions: Iterable[str]) -> dict[str, list[Row]]:
    """Contacts credited with each conversion by any model or followed by it, in time."""
    rows = marts.rows(
        f"""
        with touched as (
            select conversion_id, lead_id from fct_revenue_credits
            union
            select conversion_id, matched_lead_id from fct_conversions
            where matched_lead_id is not null
        )
        select touched.conversion_id, leads.*
        from touched
        inner join (select {_LEAD_COLUMNS} from fct_leads) as leads
            on touched.lead_id = leads.lead_id
        where list_contains($ids, touched.conversion_id)
        order by touched.conversion_id, leads.created_at, leads.lead_id
        """,
        {"ids": sorted(conversions)},
    )
    found = defaultdict(list)
    for row in rows:
        found[str(row.pop("conversion_id"))].append(row)
    return found


def evidence_between(
    marts: PublishedMarts,
    conversions: dict[str, Row],
    touches: dict[str, list[Row]],
) -> dict[str, list[Row]]:
    """Pairs of each one's touches and its customer, the most likely first.

    Both are by any key; a conversion has its customer_id, a touch its lead_id.
    """
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, conversion in conversions.items():
        customer = f"customer:{conversion['customer_id']}"
        for touch in touches.get(key, []):
            record = record_of_lead(str(touch["lead_id"]))
            wanted[(min(customer, record), max(customer, record))].append(key)
    levels = levels_of(marts)
    found = defaultdict(list)
    for pair in marts.rows(
        """
        select * from match_evidence
        where list_contains($pairs, record_l || ' ' || record_r)
        order by match_weight desc nulls first, record_l, record_r
        """,
        {"pairs": [" ".join(names) for names in wanted]},
    ):
        for key in wanted[(str(pair["record_l"]), str(pair["record_r"]))]:
            found[key].append(pair_document(pair, levels))
    return found


def rows_by(
    marts: PublishedMarts, mart: str, key: str, wanted: Iterable[str], columns: str
) -> dict[str, Row]:
    """The rows of a mart that are wanted, by their key."""
    ids = sorted({str(each) for each in wanted})
    rows = marts.rows(
        f"select {columns} from {mart} where list_contains($ids, {key}) order by {key}",
        {"ids": ids},
    )
    return {str(row[key]): row for row in rows}


def grouped_rows(
    marts: PublishedMarts,
    mart: str,
    key: str,
    wanted: Iterable[str],
    columns: str,
    order: str,
) -> dict[str, list[Row]]:
    """The rows of a mart for each wanted key, in that order."""
    found = defaultdict(list)
    for row in marts.rows(
        f"""
        select {columns} from {mart} where list_contains($ids, {key})
        order by {key}, {order}
        """,
        {"ids": sorted({str(each) for each in wanted})},
    ):
        found[str(row[key])].append(row)
    return found
