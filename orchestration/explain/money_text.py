"""Explanations of money in words: the tree from the figure down to file and line."""

from decimal import Decimal

from orchestration.explain.evidence import verdict
from orchestration.explain.interval_text import point_lines, share_words
from orchestration.explain.marts import Row
from orchestration.explain.text import percent, source

_ENTRY_WORDS = {
    "invoices": "invoice",
    "credit_notes": "credit note",
    "payments": "payment",
    "estimates": "estimate",
    "surveys": "survey answer",
}
REASONS = {
    "dismissed": "a person dismissed its lead",
    "unknown_campaign": "its lead names a campaign that does not exist",
    "no_campaign": "its lead names no campaign",
    "waits_for_review": "its match waits for a review",
    "unmatched": "no lead is matched to it",
    "before_window": "every contact lies before the window",
}
_MOST_EVIDENCE = 3


def campaign_month_lines(document: Row) -> tuple[str, ...]:
    """A figure of a campaign's month for people."""
    chosen = document["filter"]
    of = chosen["company_id"] or "all companies"
    lines = [
        f"{document['figure']} of {chosen['campaign']} ({chosen['campaign_id']}), "
        f"{chosen['month']}, {of}",
        f"  {chosen['clock']} clock, model {chosen['attribution_model']}, basis "
        f"{chosen['revenue_basis']}",
    ]
    if "value" not in document:
        return (*lines, *money_lines(document))
    value = document["value"]
    lines.append(
        "  Nothing to divide by" if value is None else f"  Value        {value:.4f}"
    )
    for part in ("numerator", "denominator"):
        lines += ["", f"{part.capitalize()}: {document[part]['figure']}"]
        lines += money_lines(document[part])
    return tuple(lines)


def invoice_lines(document: Row) -> tuple[str, ...]:
    """An invoice's money for people."""
    invoice = document["invoice"]
    return (
        f"{invoice['kind'].replace('_', ' ').capitalize()} {document['invoice_id']} of "
        f"{invoice['issued_date']}: {money(invoice['net_amount'])} "
        f"{invoice['report_currency']} net  [{source(invoice)}]",
        *slice_lines(document),
        *money_lines(document),
    )


def job_lines(document: Row) -> tuple[str, ...]:
    """A job's money for people."""
    job = document["job"]
    cost = "unknown" if job["cost_amount"] is None else money(job["cost_amount"])
    return (
        f"Job {document['job_id']} of {job['created_at']}: {job['status']}, cost {cost}"
        f"  [{source(job)}]",
        *slice_lines(document),
        *money_lines(document),
    )


def slice_lines(document: Row) -> list[str]:
    """Model and basis of an explanation, and that money begins here."""
    chosen = document["filter"]
    return [
        f"Money, model {chosen['attribution_model']}, basis {chosen['revenue_basis']}"
    ]


def money_lines(document: Row) -> list[str]:
    """The total, and every leaf with what stands behind it."""
    total = document["total_amount"]
    said = "not known" if total is None else money(total)
    count = document["leaves_count"]
    lines = [f"  Total        {said} = {count} {'row' if count == 1 else 'rows'}"]
    if total is None:
        lines.append("  The cost of some of this revenue is not known.")
    conversions = {row["conversion_id"]: row for row in document.get("conversions", [])}
    told: set[str] = set()
    if "draws" in document:
        lines += point_lines(document)
    for leaf in document["leaves"]:
        lines += ["", *_leaf_lines(leaf)]
        key = leaf.get("conversion_id")
        if key in conversions and key not in told:
            told.add(key)
            lines += _conversion_lines(conversions[key])
        elif key in told:
            lines.append(f"      {key} as above")
    if document.get("pages", 1) > 1:
        page = document["page"]
        lines += [
            "",
            f"Page {page} of {document['pages']}: {money(document['page_amount'])} of "
            f"{said}"
            + (f"; next: --page {page + 1}" if page < document["pages"] else ""),
        ]
    return lines


def money(amount: Decimal | int | None) -> str:
    """An amount with its cents, a count without."""
    if amount is None:
        return "unknown"
    return f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"


def _leaf_lines(leaf: Row) -> list[str]:
    amount = leaf["amount"]
    sign = "+" if amount is not None and amount >= 0 else ""
    if leaf.get("entry_id") is None:
        label = f", {leaf['label']}" if leaf.get("label") else ""
        lines = [
            f"  {sign}{money(amount)}  {leaf['record_id']}{label}  [{source(leaf)}]"
        ]
        if rows := leaf.get("shared_rows"):
            lines.append(
                f"      shared by {leaf['spend_allocation']}: {len(rows)} delivered rows "
                f"of {money(sum(row['amount'] for row in rows))} in all"
            )
        lines += [f"      {_lead(lead)}" for lead in leaf.get("leads", [])]
        lines += [
            f"      {each['conversion_id']} of {each['converted_at']}  [{source(each)}]"
            for each in leaf.get("conversions", [])
        ]
        return lines
    kind = _ENTRY_WORDS[leaf["entry_kind"]]
    name = leaf["entry_id"].partition(":")[2]
    lines = [
        f"  {sign}{money(amount)}  {kind} {name} of {leaf['occurred_date']}: "
        f"{money(leaf['entry_amount'])} {leaf['report_currency']}, {_share(leaf)}  "
        f"[{source(leaf)}]"
    ]
    if leaf["rate_date"] is not None:
        lines.append(
            f"      {money(leaf['source_amount'])} {leaf['source_currency']} at "
            f"{leaf['exchange_rate']} of {leaf['rate_date']}"
        )
    return lines


def _share(leaf: Row) -> str:
    """How much of an entry the leaf is, and why."""
    if "weight" in leaf:
        return share_words(leaf)
    if leaf["lead_id"] is None:
        return f"not attributed: {REASONS.get(leaf['reason'], leaf['reason'])}"
    return f"{percent(float(leaf['credit']))} of it to lead {leaf['lead_id']}"


def _conversion_lines(conversion: Row) -> list[str]:
    lines = []
    if job := conversion["job"]:
        lines.append(
            f"      job {job['job_id']} of {job['created_at']}, {job['status']}  "
            f"[{source(job)}]"
        )
    else:
        lines.append(f"      {conversion['conversion_id']}  [{source(conversion)}]")
    if customer := conversion["customer"]:
        lines.append(
            f"      customer {customer['customer_id']}, {customer['name']}  "
            f"[{source(customer)}]"
        )
    lead = conversion["matched_lead_id"]
    how = "named by the source" if conversion["is_lead_named_by_source"] else "matched"
    lines.append(
        f"      follows lead {lead}, {how}; unique lead "
        f"{conversion['unique_lead_id'] or 'none'}"
        if lead
        else "      follows no lead"
    )
    lines += [f"      touch: {_lead(touch)}" for touch in conversion["touches"]]
    evidence = conversion["evidence"]
    lines += [
        f"      match: {pair['record_l']} – {pair['record_r']}: {verdict(pair)}"
        for pair in evidence[:_MOST_EVIDENCE]
    ]
    if len(evidence) > _MOST_EVIDENCE:
        lines.append(f"      … and {len(evidence) - _MOST_EVIDENCE} more pairs: --json")
    return lines


def _lead(lead: Row) -> str:
    named = f" named as {lead['campaign_text']!r}" if lead["campaign_text"] else ""
    return (
        f"{lead['lead_id']} {lead['origin']} of {lead['created_at']}, campaign "
        f"{lead['campaign_id'] or lead['campaign_status']}{named}, "
        f"{lead['match_status']}  [{source(lead)}]"
    )
