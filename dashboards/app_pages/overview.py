"""Overview, for executives: what the campaigns cost and brought, how sure it is, and why
it changed.

One range of months against the equally long range before it.
"""

from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboards import charts, filters, formats, queries, shell, tables
from dashboards.answers import Reconciliation, Totals
from dashboards.metrics import METRICS, Metric, profit_metric, roi_metric
from dashboards.publication import Publication
from dashboards.sections import executive
from dashboards.selection import YOUNG_MATURITY
from dashboards.sheets import chart

RANKED = 5
# A fall in maturity larger than this makes the two ranges incomparable: at a win share
# of a quarter it hides or invents a change of about a tenth in won leads.
COMPARABLE_MATURITY_GAP = 0.05


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    choice = shell.current_choice()
    now = queries.totals(publication, choice.selection)
    parts = queries.reconciliation(publication, choice.selection)
    if shell.is_empty_selection(now, parts):
        return
    months = queries.by_month(publication, choice.selection, now.is_gross_profit_known)
    executive.look_at(publication, choice)
    cards(publication, choice, now, months)
    executive.match_uncertainty(publication, choice, now.is_gross_profit_known)
    executive.work(publication, choice)
    if parts.total_amount or now.spend_amount:
        revenue_by_month(publication, choice, months)
    executive.changed(publication, choice)
    best_and_worst(publication, choice, now)
    sources(publication, parts)
    quality_line(publication)


def revenue_by_month(
    publication: Publication, choice: filters.Choice, months: pd.DataFrame
) -> None:
    """What each month earned and cost, and which months still grow."""
    st.subheader("Revenue and spend by month", anchor=False)
    chart(
        charts.revenue_and_spend(months, publication.currency, choice.running_month),
        "revenue_and_spend",
        alt="Bars of attributed and unattributed revenue and a line of spend by month",
    )
    if charts.has_growing_months(months, choice.running_month):
        st.caption(
            "Faded bars still grow: the month is not over, or fewer than "
            f"{formats.percent(YOUNG_MATURITY)} of its unique leads are decided."
        )


def cards(
    publication: Publication,
    choice: filters.Choice,
    now: Totals,
    months: pd.DataFrame,
) -> None:
    """Eight figures, each with its change and its months."""
    before = (
        queries.totals(publication, choice.previous)
        if choice.previous is not None
        else None
    )
    is_comparable = before is None or maturity_gap(now, before) <= (
        COMPARABLE_MATURITY_GAP
    )
    described = filters.describe(choice)
    if choice.previous is not None:
        previous = choice.previous
        described += (
            " · compared with "
            f"{formats.months(previous.first_month, previous.last_month)}"
        )
    else:
        described += " · nothing earlier to compare with"
    st.caption(described)
    with st.grid(4, min_column_width=158):
        for metric in card_metrics(now):
            card(metric, publication.currency, now, before, months, is_comparable)
    st.caption(remarks(publication.currency, now, before, is_comparable))


def card_metrics(now: Totals) -> tuple[Metric, ...]:
    return (
        METRICS["revenue_amount"],
        METRICS["spend_amount"],
        METRICS["roas"],
        roi_metric(now.is_gross_profit_known),
        METRICS["unique_leads"],
        METRICS["won_unique_leads"],
        METRICS["win_share"],
        METRICS["cost_per_unique_lead"],
    )


def card(
    metric: Metric,
    currency: str,
    now: Totals,
    before: Totals | None,
    months: pd.DataFrame,
    is_comparable: bool,
) -> None:
    """One figure; its change is grey where up is not good or ranges do not compare."""
    column = metric.column
    change = None
    is_same_kind = before is not None and (
        column != "roi" or before.is_gross_profit_known == now.is_gross_profit_known
    )
    if is_same_kind:
        is_share = metric.unit == "percent"
        change = formats.change(getattr(now, column), getattr(before, column), is_share)
    colour: Literal["normal", "inverse", "off"] = "normal"
    if metric.key == "spend_amount" or not is_comparable:
        colour = "off"
    elif metric.key == "cost_per_unique_lead":
        colour = "inverse"
    st.metric(
        metric.label,
        formats.figure(getattr(now, column), metric.unit, currency),
        change,
        delta_color=colour,
        help=metric.help,
        chart_data=_spark(months[column]),
        border=True,
    )


def _spark(values: pd.Series) -> list[Any] | None:
    """The months of a card's line; none where a month has no figure or is alone."""
    return None if values.isna().any() or len(values) < 2 else values.tolist()


def maturity_gap(now: Totals, before: Totals) -> float:
    """How much less decided this range is than the one before."""
    if now.maturity is None or before.maturity is None:
        return 0.0
    return before.maturity - now.maturity


def remarks(
    currency: str, now: Totals, before: Totals | None, is_comparable: bool
) -> str:
    """What a reader of the cards should know: open leads, free campaigns."""
    lines = []
    if now.maturity is not None and now.maturity < 0.995:
        text = (
            f"**{formats.percent(now.maturity)} mature**: the other "
            f"{formats.percent(1 - now.maturity)} of these unique leads are still "
            "open, so revenue, ROAS and wins will rise."
        )
        if before is not None and not is_comparable:
            text += (
                f" The range before is {formats.percent(before.maturity)} mature; "
                "changes are shown in grey."
            )
        lines.append(text)
    if now.free_revenue_amount and now.paid_roas is not None:
        free = formats.money(now.free_revenue_amount, currency)
        lines.append(
            f"Campaigns without spend bring {formats.markdown(free)} of the revenue; "
            f"without them ROAS is {formats.ratio(now.paid_roas)}."
        )
    return "  \n".join(lines)


def best_and_worst(
    publication: Publication, choice: filters.Choice, now: Totals
) -> None:
    """The campaigns that earn most and least, by money rather than by ratio."""
    profit = profit_metric(now.is_gross_profit_known)
    campaigns = tables.with_notes(
        queries.by_campaign(publication, choice.selection, now.is_gross_profit_known)
    )
    # A campaign without spend cannot lose; where none spends, all are compared.
    paid = campaigns[campaigns["spend_amount"] > 0] if now.spend_amount else campaigns
    gains = paid[paid["profit_amount"] > 0].head(RANKED)
    losses = paid[paid["profit_amount"] < 0].tail(RANKED).iloc[::-1]
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Earn most", anchor=False, help=profit.help)
        ranked(gains, now, publication.currency, "No campaign with spend earns.")
    with right:
        st.subheader("Lose most", anchor=False, help=profit.help)
        ranked(losses, now, publication.currency, "No campaign loses money.")
    st.caption(at_stake(publication.currency, profit, now, paid, losses))
    st.page_link("app_pages/campaign_roi.py", label="All campaigns →")


def at_stake(
    currency: str, profit: Metric, now: Totals, paid: pd.DataFrame, losses: pd.DataFrame
) -> str:
    """How many campaigns are compared, and what the losing ones cost."""
    if not now.spend_amount:
        return f"By {profit.label.lower()}. No campaign has spend in these months."
    text = f"By {profit.label.lower()}, of {len(paid)} campaigns with spend."
    losing = int((paid["profit_amount"] < 0).sum())
    if losing:
        spent = formats.money(losses["spend_amount"].sum(), currency)
        verb = "loses" if losing == 1 else "lose"
        text += f" {losing} {verb} money; those listed spent {formats.markdown(spent)}."
    return text


def ranked(rows: pd.DataFrame, now: Totals, currency: str, if_none: str) -> None:
    """A short list of campaigns."""
    if rows.empty:
        st.caption(if_none)
        return
    metrics = (
        profit_metric(now.is_gross_profit_known),
        roi_metric(now.is_gross_profit_known),
        METRICS["spend_amount"],
        METRICS["revenue_amount"],
    )
    st.dataframe(
        tables.styled(rows, metrics, currency),
        column_config=tables.column_settings(metrics),
        hide_index=True,
        height="content",
        placeholder=formats.MISSING,
    )


def sources(publication: Publication, parts: Reconciliation) -> None:
    """All revenue by where it is credited; what is credited to nothing is said."""
    share = parts.unattributed_share
    st.subheader("Where the revenue comes from", anchor=False)
    st.dataframe(
        tables.reconciliation_table(parts, publication.currency),
        column_config=tables.reconciliation_settings(),
        hide_index=True,
        height="content",
        placeholder=formats.MISSING,
    )
    if share is not None:
        st.caption(
            f"**{formats.percent(share, 1)} of all revenue is credited to no known "
            "campaign.** It is not in ROAS or ROI; as it finds its campaigns, they "
            "rise."
        )


def quality_line(publication: Publication) -> None:
    """Whether the gate passed, and which checks did not."""
    quality = queries.quality(publication)
    st.subheader("Data quality", anchor=False)
    if not quality.checks:
        st.caption("This publication carries no check results.")
        return
    gate = "passed" if not quality.failed_errors else "FAILED"
    st.caption(
        f"Gate **{gate}** · {quality.passed} of {quality.checks} checks passed · "
        f"{quality.failed_errors} errors · {quality.failed_warnings} warnings"
    )
    if quality.passed < quality.checks:
        with st.expander("Checks that failed"):
            st.dataframe(
                queries.failed_checks(publication),
                column_config=tables.CHECK_COLUMNS,
                hide_index=True,
                height="content",
                placeholder=formats.MISSING,
            )


if __name__ == "__main__":
    render()
