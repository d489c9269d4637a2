"""What any figure of campaign_roi is made of: a campaign's month in one slice.

Belongs here: choosing the figure, tracing sums, and both parts of a ratio.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from orchestration.errors import LeadhouseError
from orchestration.explain.interval import trace_point
from orchestration.explain.marts import PublishedMarts, Row
from orchestration.explain.path import conversions_behind, with_entries, with_records
from orchestration.explain.trace import (
    Amount,
    Options,
    Trace,
    check_slice,
    gather,
    require_equal,
    require_page,
    require_rounded,
)
from orchestration.leaves import MEASURES, POINTS, Measure, Ratio, day_of, ratios


def explain_campaign_month(
    marts: PublishedMarts, given_id: str, options: Options
) -> Row:
    """A figure of a campaign, given by id or name, in the month of the options.

    A sum has its leaves, a ratio the traces of its numerator and denominator. Raises
    LeadhouseError for a campaign, month, slice or figure that there is not, and where the
    leaves do not add up to what is published.
    """
    campaign = find_campaign(marts, given_id)
    month = _month(options.month)
    check_slice(marts, options)
    _check_row(marts, campaign, month, options)
    described = {
        "campaign_id": campaign["campaign_id"],
        "campaign": campaign["name"],
        "month": f"{month:%Y-%m}",
        "clock": options.clock,
        "attribution_model": options.model,
        "revenue_basis": options.revenue_basis,
        "company_id": ", ".join(options.company_ids) or None,
    }
    name = options.measure_name
    if name in MEASURES or name in POINTS:
        part = _part(marts, name, campaign["campaign_id"], month, options)
        require_page(options, part.trace.pages)
        return {"filter": described, **part.document(marts)}
    if name in ratios():
        traced = _ratio(marts, ratios()[name], campaign["campaign_id"], month, options)
        return {"filter": described, **traced}
    raise LeadhouseError(
        f"{options.measure!r} is no figure of delivered rows; what can be traced: "
        f"{', '.join((*MEASURES, *POINTS, *ratios()))}."
    )


@dataclass(frozen=True)
class _Part:
    """A traced figure, and what is to be said of it beside its leaves."""

    trace: Trace
    beside: Row

    def document(self, marts: PublishedMarts) -> Row:
        return _with_details(marts, self.trace) | self.beside


def _part(
    marts: PublishedMarts, name: str, campaign_id: str, month: date, options: Options
) -> _Part:
    if name in POINTS:
        return _Part(*trace_point(marts, name, campaign_id, month, options))
    return _Part(trace_figure(marts, name, campaign_id, month, options), {})


def trace_figure(
    marts: PublishedMarts, name: str, campaign_id: str, month: date, options: Options
) -> Trace:
    """The leaves of a sum, proven to add up to campaign_roi."""
    measure = MEASURES[name]
    if measure.only_clock not in (None, options.clock):
        raise LeadhouseError(
            f"{name} is counted on the {measure.only_clock} clock alone."
        )
    where = (
        f"campaign_id = $campaign and date_trunc('month', {day_of(options.clock)}) "
        "= cast($month as date)"
    )
    parameters: Row = {"campaign": campaign_id, "month": month}
    if options.company_ids:
        where += " and list_contains($companies, company_id)"
        parameters["companies"] = options.company_ids
    trace = gather(marts, measure, where, parameters, options)
    published, companies = _published(marts, measure, campaign_id, month, options)
    figure = f"{name} of {campaign_id}, {month:%Y-%m}"
    if measure.is_rounded:
        require_rounded(trace.total, published, companies, figure)
    else:
        require_equal(trace.total, published, figure)
    return trace


def _with_details(marts: PublishedMarts, trace: Trace) -> Row:
    add = with_entries if trace.measure.is_revenue else with_records
    detailed = replace(trace, leaves=add(marts, trace.leaves))
    document = detailed.document()
    if trace.measure.is_revenue or trace.measure.name == "jobs":
        document["conversions"] = conversions_behind(marts, detailed.leaves)
    return document


def _ratio(
    marts: PublishedMarts, ratio: Ratio, campaign_id: str, month: date, options: Options
) -> Row:
    """Both parts traced, and their quotient; None where there is nothing to divide by.

    ROI without known costs is that of revenue, as campaign_roi has it.
    """

    parts = {
        name: _part(marts, name, campaign_id, month, options)
        for name in dict.fromkeys((*ratio.plus, *ratio.minus, ratio.divisor))
    }
    plus = ratio.plus
    if ratio.name == "roi" and parts[plus[0]].trace.total is None:
        plus = ("revenue_amount",)
        parts[plus[0]] = _part(marts, plus[0], campaign_id, month, options)
    require_page(options, max(part.trace.pages for part in parts.values()))
    documents = {name: part.document(marts) for name, part in parts.items()}
    numerator = _combined(
        [documents[name] for name in plus],
        [documents[name] for name in ratio.minus],
    )
    over, under = numerator["total_amount"], parts[ratio.divisor].trace.total
    return {
        "figure": ratio.name,
        "value": None if not under or over is None else float(over) / float(under),
        "numerator": numerator,
        "denominator": documents[ratio.divisor],
    }


def _combined(added: list[Row], taken: list[Row]) -> Row:
    """Several traces as one: their leaves together, those taken away below zero."""
    if len(added) == 1 and not taken:
        return added[0]
    every = [*added, *(_negated(document) for document in taken)]
    first = added[0]
    together = first | {
        "figure": " - ".join(
            (
                " + ".join(document["figure"] for document in added),
                *(document["figure"] for document in taken),
            )
        ),
        "leaves_count": sum(document["leaves_count"] for document in every),
        "leaves": [leaf for document in every for leaf in document["leaves"]],
    }
    for name in ("total_amount", "page_amount"):
        if name in first:
            amounts = [document[name] for document in every]
            together[name] = None if None in amounts else sum(amounts, Decimal("0.00"))
    return together


def _negated(document: Row) -> Row:
    leaves = [leaf | {"amount": -leaf["amount"]} for leaf in document["leaves"]]
    amounts = {
        name: -document[name]
        for name in ("total_amount", "page_amount")
        if name in document
    }
    return document | amounts | {"leaves": leaves}


def find_campaign(marts: PublishedMarts, given: str) -> Row:
    """The campaign of that id, or of that name without regard to case.

    Raises LeadhouseError naming the nearest ones.
    """
    named = marts.rows(
        """
        select campaign_id, name, is_special from dim_campaigns
        where campaign_id = $given or lower(name) = lower($given)
        order by campaign_id = $given desc, campaign_id
        """,
        {"given": given},
    )
    if named and (len(named) == 1 or named[0]["campaign_id"] == given):
        return named[0]
    if named:
        ids = ", ".join(str(row["campaign_id"]) for row in named)
        raise LeadhouseError(f"{given!r} is the name of several campaigns: {ids}.")
    return marts.row("dim_campaigns", "campaign_id", given, "campaign")


def _month(given: str | None) -> date:
    if given is None:
        raise LeadhouseError("campaign-month needs a month: CAMPAIGN YYYY-MM.")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", given):
        raise LeadhouseError(f"{given!r} is no month; write it as YYYY-MM.")
    return date.fromisoformat(f"{given}-01")


def _check_row(
    marts: PublishedMarts, campaign: Row, month: date, options: Options
) -> None:
    """Raises LeadhouseError naming months that there are where there is no such row."""
    rows = marts.rows(
        """
        select month, bool_or(
                len($companies) = 0 or list_contains($companies, company_id)
            ) as is_there
        from campaign_roi
        where campaign_id = $campaign and clock = $clock
            and attribution_model = $model and revenue_basis = $basis
        group by month order by abs(date_diff('month', month, cast($month as date))), month
        """,
        {
            "campaign": campaign["campaign_id"],
            "companies": options.company_ids,
            "clock": options.clock,
            "model": options.model,
            "basis": options.revenue_basis,
            "month": month,
        },
    )
    there = [str(row["month"])[:7] for row in rows if row["is_there"]]
    if f"{month:%Y-%m}" not in there:
        named = ", ".join(repr(company) for company in options.company_ids)
        of = f" with company {named}" if named else ""
        nearest = f"; nearest: {', '.join(there[:3])}" if there else ""
        raise LeadhouseError(
            f"Nothing of {campaign['name']!r}{of} is counted in {month:%Y-%m} on the "
            f"{options.clock} clock{nearest}."
        )


def _published(
    marts: PublishedMarts,
    measure: Measure,
    campaign_id: str,
    month: date,
    options: Options,
) -> tuple[Amount, int]:
    """The figure as campaign_roi has it, None where a company's is unknown, and its rows.

    Of a cohort without opportunities nothing is counted, and null is nothing.
    """
    (row,) = marts.rows(
        f"""
        select sum({measure.name}) as total, count(*) as companies,
            count({measure.name}) as known
        from campaign_roi
        where campaign_id = $campaign and month = $month and clock = $clock
            and attribution_model = $model and revenue_basis = $basis
            and (len($companies) = 0 or list_contains($companies, company_id))
        """,
        {
            "campaign": campaign_id,
            "month": month,
            "clock": options.clock,
            "model": options.model,
            "basis": options.revenue_basis,
            "companies": options.company_ids,
        },
    )
    total: Amount = row["total"]
    if measure.only_clock:
        total = total or 0
    elif row["known"] < row["companies"]:
        total = None
    return total, int(row["companies"])
