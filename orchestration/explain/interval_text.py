"""The end of an interval in words: its draws, and the matches on which it hangs."""

from decimal import Decimal

from orchestration.explain.evidence import verdict
from orchestration.explain.marts import Row
from orchestration.explain.text import percent, source

_MOST_MATCHES = 10


def share_words(leaf: Row) -> str:
    """How much of an entry is in the point, and whose it is there."""
    if leaf["is_sure"]:
        return f"surely of {leaf['unique_lead_id']}"
    return (
        f"{percent(float(leaf['weight']))} of it, where {leaf['unique_lead_id']} "
        f"brought it ({_chance(leaf)})"
    )


def point_lines(document: Row) -> list[str]:
    """What stands beside the leaves of a point."""
    lines = [
        "",
        f"  Published    {_amount(document['published_amount'])} for company "
        f"{document['company_id']}, of which {_amount(document['sure_amount'])} is in "
        "every draw",
    ]
    lines += [
        f"  Draw {draw['draw']:<8} {_amount(draw['amount'])} beside what is sure; "
        f"{percent(float(draw['weight']))} of it counts"
        for draw in document["draws"]
    ]
    count = document["matches_count"]
    if count:
        lines += ["", f"Matches that differ between draws: {count}"]
    for match in document["matches"][:_MOST_MATCHES]:
        lines += _match_lines(match)
    if count > _MOST_MATCHES:
        lines.append(f"  … and {count - _MOST_MATCHES} more: --json")
    return lines


def _match_lines(match: Row) -> list[str]:
    at = ", ".join(str(draw) for draw in match["in_draws"])
    lines = [
        f"  {_amount(match['amount'])}  {match['conversion_id']} by "
        f"{match['unique_lead_id']}, {_chance(match)}, in {match['draws_count']} of "
        f"{match['all_draws_count']} draws" + (f", among them {at}" if at else "")
    ]
    lines += [
        f"      lead {lead['lead_id']} {lead['origin']} of {lead['created_at']}  "
        f"[{source(lead)}]"
        for lead in match["leads"]
    ]
    if customer := match["customer"]:
        lines.append(
            f"      customer {customer['customer_id']}, {customer['name']}  "
            f"[{source(customer)}]"
        )
    lines += [
        f"      match: {pair['record_l']} – {pair['record_r']}: {verdict(pair)}"
        for pair in match["evidence"]
    ]
    return lines


def _chance(row: Row) -> str:
    chance = row["match_probability"]
    return "missed by the scores" if chance is None else f"chance {percent(chance)}"


def _amount(amount: Decimal) -> str:
    return f"{amount:,.2f}"
