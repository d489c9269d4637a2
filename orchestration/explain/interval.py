"""What the end of an interval is made of: sure money, and that of the draws at the point.

Belongs here: finding the draws whose revenue is the point, weighing leaves by them, and
naming the matches on which the interval hangs. The draws themselves are dbt's.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from orchestration.errors import LeadhouseError
from orchestration.explain.marts import PublishedMarts, Row
from orchestration.explain.path import evidence_between, grouped_rows, rows_by
from orchestration.explain.trace import Options, Trace, page_of, require_rounded
from orchestration.leaves import POINTS, Measure

DRAWN_MODEL = "confirmed"
_WHOLE = Decimal(1)
_MEAN_PLACES = Decimal("0.000001")


def trace_point(
    marts: PublishedMarts, name: str, campaign_id: str, month: date, options: Options
) -> tuple[Trace, Row]:
    """The leaves of a point over the draws, and what the draws are.

    A sure entry is a leaf as a whole; one that a draw brings counts with the weight of that
    draw in the point. Raises LeadhouseError where the slice has no draws, where several
    companies have an interval, and where the leaves miss what is published.
    """
    chosen = _cell(marts, name, campaign_id, month, options)
    rows = _rows(marts, campaign_id, str(chosen["company_id"]), month, options)
    share = POINTS[name]
    draws = [] if share is None else _draws_at(rows, Decimal(share))
    weights = {int(draw["draw"]): draw["weight"] for draw in draws}
    leaves = [
        row | {"amount": _weighed(row["entry_amount"], weight), "weight": weight}
        for row in rows
        if (weight := _weight(row, weights, share is None))
    ]
    leaves.sort(key=lambda leaf: (-abs(leaf["amount"]), leaf["entry_id"]))
    total = sum((leaf["amount"] for leaf in leaves), Decimal("0.00"))
    figure = f"{name} of {campaign_id}, {month:%Y-%m}"
    require_rounded(total, chosen["published"], 1, figure)
    measure = Measure(name, name, "", is_money=True, is_revenue=True)
    trace = Trace(
        measure,
        total,
        len(leaves),
        page_of(leaves, options),
        options.page,
        max(1, -(-len(leaves) // options.per_page)),
    )
    return trace, {
        "company_id": chosen["company_id"],
        "published_amount": chosen["published"],
        "sure_amount": sum(
            (row["entry_amount"] for row in rows if row["is_sure"]), Decimal("0.00")
        ),
        "draws": draws,
        **_matches(marts, rows, weights, options),
    }


def _cell(
    marts: PublishedMarts, name: str, campaign_id: str, month: date, options: Options
) -> Row:
    """The one company's row of campaign_roi with that point."""
    if options.model != DRAWN_MODEL:
        raise LeadhouseError(
            f"Matches are drawn for the model {DRAWN_MODEL}; {options.model} has no "
            f"{name}."
        )
    found = marts.rows(
        f"""
        select company_id, {name} as published from campaign_roi
        where campaign_id = $campaign and month = $month and clock = $clock
            and attribution_model = $model and revenue_basis = $basis
            and ($company is null or company_id = $company) and {name} is not null
        order by company_id
        """,
        {
            "campaign": campaign_id,
            "month": month,
            "clock": options.clock,
            "model": options.model,
            "basis": options.revenue_basis,
            "company": options.company,
        },
    )
    if len(found) == 1:
        return found[0]
    if not found:
        raise LeadhouseError(
            f"No draw of {campaign_id} earns anything in {month:%Y-%m} on this basis: "
            f"there is no {name}."
        )
    there = ", ".join(str(row["company_id"]) for row in found)
    raise LeadhouseError(
        f"{name} is of one company, and points of several cannot be added: --company "
        f"with one of {there}."
    )


def _rows(
    marts: PublishedMarts,
    campaign_id: str,
    company_id: str,
    month: date,
    options: Options,
) -> list[Row]:
    day = "cohort_date" if options.clock == "cohort" else "occurred_date"
    return marts.rows(
        f"""
        select entry_id, conversion_id, unique_lead_id, amount as entry_amount, is_sure,
            match_probability, draws_count, all_draws_count, draws
        from fct_uncertain_revenue
        where campaign_id = $campaign and company_id = $company
            and revenue_basis = $basis
            and date_trunc('month', {day}) = cast($month as date)
        order by entry_id, unique_lead_id
        """,
        {
            "campaign": campaign_id,
            "company": company_id,
            "basis": options.revenue_basis,
            "month": month,
        },
    )


def _draws_at(rows: Sequence[Row], share: Decimal) -> list[Row]:
    """The one or two draws between which the share lies, with their weights.

    The point of sorted values at (draws - 1) × share, interpolated (percentile_cont).
    """
    count = int(rows[0]["all_draws_count"])
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        for draw in _draws_of(row):
            sums[draw] += row["entry_amount"]
    in_order = sorted(
        (sums.get(draw, Decimal(0)), draw) for draw in range(1, count + 1)
    )
    place = (count - 1) * share
    below = int(place)
    weights = {below: 1 - (place - below), below + 1: place - below}
    return [
        {"draw": in_order[at][1], "weight": weight, "amount": in_order[at][0]}
        for at, weight in weights.items()
        if weight
    ]


def _draws_of(row: Row) -> list[int]:
    return [int(draw) for draw in (row["draws"] or "").split()]


def _weight(row: Row, weights: dict[int, Decimal], is_mean: bool) -> Decimal:
    """The part of the point in which the row is: 1 where it is sure."""
    if row["is_sure"]:
        return _WHOLE
    if is_mean:
        return Decimal(row["draws_count"]) / Decimal(row["all_draws_count"])
    return sum((weights.get(draw, Decimal(0)) for draw in _draws_of(row)), Decimal(0))


def _weighed(amount: Decimal, weight: Decimal) -> Decimal:
    return amount if weight == _WHOLE else (amount * weight).quantize(_MEAN_PLACES)


def _matches(
    marts: PublishedMarts,
    rows: Sequence[Row],
    weights: dict[int, Decimal],
    options: Options,
) -> Row:
    """The uncertain matches of the cell, those with most money first, with evidence."""
    pairs: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row["is_sure"]:
            continue
        key = (str(row["conversion_id"]), str(row["unique_lead_id"]))
        pair = pairs.setdefault(
            key,
            {
                "conversion_id": key[0],
                "unique_lead_id": key[1],
                "amount": Decimal("0.00"),
                "match_probability": row["match_probability"],
                "draws_count": row["draws_count"],
                "all_draws_count": row["all_draws_count"],
                "in_draws": [draw for draw in _draws_of(row) if draw in weights],
            },
        )
        pair["amount"] += row["entry_amount"]
    ordered = sorted(
        pairs.values(),
        key=lambda pair: (-abs(pair["amount"]) * pair["draws_count"], *_names(pair)),
    )
    shown = page_of(ordered, options)
    return {"matches_count": len(ordered), "matches": _with_evidence(marts, shown)}


def _names(pair: Row) -> tuple[str, str]:
    return str(pair["conversion_id"]), str(pair["unique_lead_id"])


def _with_evidence(marts: PublishedMarts, pairs: Sequence[Row]) -> list[Row]:
    """Each with the delivered rows of its leads and customer, and what scores say."""
    leads = grouped_rows(
        marts,
        "fct_leads",
        "unique_lead_id",
        (pair["unique_lead_id"] for pair in pairs),
        "lead_id, unique_lead_id, origin, created_at, source_file, source_line",
        "created_at",
    )
    conversions = rows_by(
        marts,
        "fct_conversions",
        "conversion_id",
        (pair["conversion_id"] for pair in pairs),
        "conversion_id, customer_id, source_file, source_line",
    )
    customers = rows_by(
        marts,
        "dim_customers",
        "customer_id",
        (row["customer_id"] for row in conversions.values() if row["customer_id"]),
        "customer_id, name, source_file, source_line",
    )
    keyed = {" ".join(_names(pair)): pair for pair in pairs}
    evidence = evidence_between(
        marts,
        {key: conversions[str(pair["conversion_id"])] for key, pair in keyed.items()},
        {
            key: leads.get(str(pair["unique_lead_id"]), [])
            for key, pair in keyed.items()
        },
    )
    return [
        pair
        | {
            "leads": leads.get(str(pair["unique_lead_id"]), []),
            "customer": customers.get(
                str(conversions[str(pair["conversion_id"])]["customer_id"])
            ),
            "evidence": evidence.get(key, []),
        }
        for key, pair in keyed.items()
    ]
