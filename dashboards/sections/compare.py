"""Campaigns against each other, and over the months, by one figure."""

from datetime import date

import pandas as pd
import streamlit as st

from dashboards import charts, filters, queries, theme
from dashboards.answers import Totals
from dashboards.metrics import METRICS, Metric, profit_metric, roi_metric
from dashboards.publication import Publication
from dashboards.selection import YOUNG_MATURITY
from dashboards.sheets import chart

# More lines than this cannot be told apart; the table shows all campaigns.
TREND_LIMIT = 6
TREND_DEFAULT = 4


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
            st.caption(remarks(campaigns, ranked, metric))
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
        key="campaigns",
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


def remarks(campaigns: pd.DataFrame, ranked: pd.DataFrame, metric: Metric) -> str:
    """Which campaigns are left out, and what the lines on the bars are."""
    lines = []
    if charts.has_interval(ranked, metric):
        lines.append("Lines on the bars: match uncertainty, 5 to 95%.")
    left_out = len(campaigns) - len(ranked)
    if left_out:
        lines.append(f"{left_out} campaigns without spend have no such figure.")
    return " ".join(lines)
