"""What any figure of campaign_roi is made of: a campaign's month in one slice.

Belongs here: choosing the figure, tracing sums, and both parts of a ratio.
"""

import re
from dataclasses import replace
from datetime import date

from orchestration.errors import LeadhouseError
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
    total_of,
)
from orchestration.leaves import MEASURES, RATIOS, Ratio, day_of


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
    if name in MEASURES:
        trace = trace_figure(marts, name, campaign["campaign_id"], month, options)
        require_page(options, trace.pages)
        return {"filter": described, **_with_details(marts, trace)}
    if name in RATIOS:
        traced = _ratio(marts, RATIOS[name], campaign["campaign_id"], month, options)
        return {"filter": described, **traced}
    raise LeadhouseError(
        f"{options.measure!r} is no sum or ratio of delivered rows; what can be traced: "
        f"{', '.join((*MEASURES, *RATIOS))}."
    )


def trace_figure(
    marts: PublishedMarts, name: str, campaign_id: str, month: date, options: Options
) -> Trace:
    """The leaves of a sum, proven to add up to campaign_roi."""
    measure = MEASURES[name]
    where = (
        f"campaign_id = $campaign and date_trunc('month', {day_of(options.clock)}) "
        "= cast($month as date)"
    )
    parameters: Row = {"campaign": campaign_id, "month": month}
    if options.company_ids:
        where += " and list_contains($companies, company_id)"
        parameters["companies"] = options.company_ids
    trace = gather(marts, measure, where, parameters, options)
    published = _published(marts, name, campaign_id, month, options)
    require_equal(trace.total, published, f"{name} of {campaign_id}, {month:%Y-%m}")
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

    def trace(name: str) -> Trace:
        return trace_figure(marts, name, campaign_id, month, options)

    plus, divisor = trace(ratio.plus), trace(ratio.divisor)
    if ratio.name == "roi" and plus.total is None:
        plus = trace("revenue_amount")
    minus_trace = trace(ratio.minus) if ratio.minus else divisor
    require_page(options, max(plus.pages, divisor.pages, minus_trace.pages))
    numerator = _with_details(marts, plus)
    if ratio.minus is not None:
        minus = _with_details(marts, minus_trace)
        taken = [leaf | {"amount": -leaf["amount"]} for leaf in minus["leaves"]]
        numerator |= {
            "figure": f"{plus.measure.name} - {ratio.minus}",
            "total_amount": plus.total - minus["total_amount"],
            "leaves_count": plus.leaves_count + minus["leaves_count"],
            "leaves": [*numerator["leaves"], *taken],
        }
        if options.page is not None:
            amounts = [leaf["amount"] for leaf in numerator["leaves"]]
            numerator["page_amount"] = total_of(plus.measure, amounts)
    over, under = numerator["total_amount"], divisor.total
    return {
        "figure": ratio.name,
        "value": None if not under or over is None else float(over) / float(under),
        "numerator": numerator,
        "denominator": _with_details(marts, divisor),
    }


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
    marts: PublishedMarts, name: str, campaign_id: str, month: date, options: Options
) -> Amount:
    """The figure as campaign_roi has it; None where a company's is unknown."""
    (row,) = marts.rows(
        f"""
        select sum({name}) as total, count(*) as companies, count({name}) as known
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
    if row["known"] < row["companies"]:
        return None
    total: Amount = row["total"]
    return total
