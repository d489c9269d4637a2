"""Campaign ROI, for analysts: every campaign's cost, revenue and return, comparable.

One slice of clock, attribution model and revenue basis at a time; what belongs to no
campaign stands apart and adds up with the rest to all revenue.
"""

from datetime import date

import pandas as pd
import streamlit as st

from dashboards import charts, filters, formats, queries, shell, tables, theme
from dashboards.answers import Reconciliation, Totals
from dashboards.metrics import (
    METRICS,
    Metric,
    campaign_table_metrics,
    definitions_table,
    profit_metric,
    roi_metric,
)
from dashboards.publication import Publication
from dashboards.selection import YOUNG_MATURITY
from dashboards.sheets import chart, downloads

# More lines than this cannot be told apart; the table shows all campaigns.
TREND_LIMIT = 6
TREND_DEFAULT = 4
# More rows than this scroll inside the table.
TABLE_ROWS = 16


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    choice = shell.current_choice()
    st.caption(filters.describe(choice))
    totals = queries.totals(publication, choice.selection)
    parts = queries.reconciliation(publication, choice.selection)
    if totals.is_empty and not parts.total_amount:
        shell.show_empty_selection()
        return
    campaigns = tables.with_notes(
        queries.by_campaign(publication, choice.selection, totals.is_gross_profit_known)
    )
    summary(publication, totals)
    compare(publication, choice, totals, campaigns)
    campaign_table(publication, choice, totals, campaigns)
    unattributed_table(publication, choice, parts)
    definitions(totals)


def summary(publication: Publication, totals: Totals) -> None:
    """The chosen campaigns together, and how decided they are."""
    metrics = (
        METRICS["revenue_amount"],
        METRICS["spend_amount"],
        profit_metric(totals.is_gross_profit_known),
        METRICS["roas"],
        roi_metric(totals.is_gross_profit_known),
        METRICS["cost_per_unique_lead"],
    )
    with st.grid(6, min_column_width=150):
        for metric in metrics:
            st.metric(
                metric.label,
                formats.figure(
                    getattr(totals, metric.column), metric.unit, publication.currency
                ),
                help=metric.help,
                border=True,
            )
    if totals.maturity is not None:
        st.caption(
            f"**{formats.percent(totals.maturity)} mature**: that share of the unique "
            "leads is decided or past the matching window. Campaigns and months below "
            f"{formats.percent(YOUNG_MATURITY)} are dimmed: they are too young to "
            "judge.",
            help=METRICS["maturity"].help,
        )


def compare(
    publication: Publication,
    choice: filters.Choice,
    totals: Totals,
    campaigns: pd.DataFrame,
) -> None:
    """Campaigns against each other, and over the months, by one figure."""
    left, right = st.columns([6, 5], vertical_alignment="bottom", gap="medium")
    with left:
        metric = comparison_metric(totals)
    names = queries.campaigns(publication)
    looks = {
        campaign_id: theme.campaign_look(rank)
        for rank, campaign_id in enumerate(names["campaign_id"])
    }
    labels = dict(zip(names["campaign_id"], names["label"], strict=True))
    ranked = (
        campaigns.assign(name=campaigns["campaign_id"].map(labels))
        .dropna(subset=[metric.column])
        .sort_values(metric.column, ascending=metric.is_lower_better, kind="stable")
    )
    with right:
        chosen = chosen_campaigns(labels, ranked, campaigns)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.subheader(f"{metric.label} by campaign", anchor=False, help=metric.help)
        if ranked.empty:
            st.caption(f"No campaign has a figure here: {metric.label} needs spend.")
        else:
            chart(
                charts.ranking(
                    ranked,
                    metric,
                    publication.currency,
                    {key: looks[key] for key in chosen},
                ),
                "ranking",
                alt=f"Bars of {metric.label} by campaign, the best on top",
            )
            left_out = len(campaigns) - len(ranked)
            if left_out:
                st.caption(f"{left_out} campaigns without spend have no such figure.")
    with right:
        st.subheader(f"{metric.label} by month", anchor=False, help=metric.help)
        if not chosen:
            st.caption("Choose campaigns above to see their months.")
            return
        months = queries.by_campaign_and_month(
            publication, choice.selection, chosen, totals.is_gross_profit_known
        ).assign(name=lambda rows: rows["campaign_id"].map(labels))
        chart(
            charts.trend(
                months,
                metric,
                publication.currency,
                looks,
                young_from(publication, choice, totals),
                height=min(max(charts.ranking_height(len(ranked)), 340), 560),
            ),
            "trend",
            alt=f"Lines of {metric.label} by month for the chosen campaigns",
        )


def comparison_metric(totals: Totals) -> Metric:
    """The figure that both charts show."""
    metrics = (
        METRICS["roas"],
        roi_metric(totals.is_gross_profit_known),
        profit_metric(totals.is_gross_profit_known),
        METRICS["revenue_amount"],
        METRICS["spend_amount"],
        METRICS["cost_per_unique_lead"],
    )
    by_label = {metric.label: metric for metric in metrics}
    default = METRICS["roas" if totals.spend_amount else "revenue_amount"].label
    label = st.segmented_control(
        "Compare by",
        list(by_label),
        default=default,
        required=True,
        key="by",
        bind="query-params",
        wrap=True,
    )
    return by_label[label or default]


def chosen_campaigns(
    labels: dict[str, str], ranked: pd.DataFrame, campaigns: pd.DataFrame
) -> tuple[str, ...]:
    """The campaigns drawn over the months: the reader's, else the biggest ones."""
    ids = {labels[key]: key for key in campaigns["campaign_id"] if key in labels}
    chosen = st.multiselect(
        "Campaigns by month",
        sorted(ids, key=str.lower),
        key="campaign",
        bind="query-params",
        max_selections=TREND_LIMIT,
        placeholder=f"The {TREND_DEFAULT} biggest",
    )
    if chosen:
        return tuple(ids[label] for label in chosen)
    biggest = ranked.nlargest(TREND_DEFAULT, ["spend_amount", "revenue_amount"])
    return tuple(biggest["campaign_id"])


def young_from(
    publication: Publication, choice: filters.Choice, totals: Totals
) -> date | None:
    """The first month that is too young to judge, or None."""
    months = queries.by_month(
        publication, choice.selection, totals.is_gross_profit_known
    )
    young = months[months["maturity"].lt(YOUNG_MATURITY).fillna(False)]
    return None if young.empty else pd.Timestamp(young["month"].min()).date()


def campaign_table(
    publication: Publication,
    choice: filters.Choice,
    totals: Totals,
    campaigns: pd.DataFrame,
) -> None:
    """Every campaign with spend, leads or revenue, and the same as a file."""
    metrics = campaign_table_metrics(
        totals.is_gross_profit_known, has_maturity=totals.maturity is not None
    )
    columns = [metric.column for metric in metrics]
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"
    ):
        st.subheader(f"{len(campaigns)} campaigns", anchor=False, width="content")
        buckets = queries.special_buckets(
            publication, choice.selection, totals.is_gross_profit_known
        )
        sheet = tables.campaign_sheet(campaigns, buckets, choice.selection)
        with st.container(width="content"):
            downloads(publication, sheet)
    st.dataframe(
        tables.styled(
            campaigns, metrics, publication.currency, ("name", "channel", "note")
        ),
        column_config=tables.column_settings(metrics, is_wide=True),
        column_order=["name", *columns[:5], "note", "channel", *columns[5:]],
        placeholder=formats.MISSING,
        hide_index=True,
        height="content" if len(campaigns) <= TABLE_ROWS else 620,
        key="campaign_table",
    )


def unattributed_table(
    publication: Publication, choice: filters.Choice, parts: Reconciliation
) -> None:
    """What belongs to no campaign, apart, and the sum of everything."""
    currency = publication.currency
    st.subheader("Credited to no known campaign, and the sum", anchor=False)
    st.dataframe(
        tables.reconciliation_table(parts, currency),
        column_config=tables.reconciliation_settings(),
        hide_index=True,
        height="content",
        placeholder=formats.MISSING,
    )
    attributed, other, total = (
        formats.markdown(formats.money(amount, currency, decimals=2))
        for amount in (
            parts.attributed_amount,
            parts.unattributed_amount,
            parts.total_amount,
        )
    )
    share = formats.percent(parts.unattributed_share, 1)
    st.caption(
        f"Attributed {attributed} + not attributed {other} ({share}) "
        f"= all revenue **{total}**"
    )
    downloads(publication, tables.reconciliation_sheet(parts, choice.selection))


def definitions(totals: Totals) -> None:
    """Each figure of the page, in words."""
    metrics = campaign_table_metrics(
        totals.is_gross_profit_known, has_maturity=totals.maturity is not None
    )
    with st.expander("How each figure is worked out"):
        st.table(definitions_table(metrics), border="horizontal")


if __name__ == "__main__":
    render()
