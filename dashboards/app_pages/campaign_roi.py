"""Campaign ROI, for analysts: which campaign to stop, how sure, and from what it comes.

One slice of clock, attribution model and revenue basis at a time; what belongs to no
campaign stands apart and adds up with the rest to all revenue. The second view is one
campaign down to its invoices.
"""

import pandas as pd
import streamlit as st

from dashboards import filters, formats, queries, shell, tables, theme
from dashboards.answers import Reconciliation, Totals
from dashboards.metrics import (
    METRICS,
    campaign_table_metrics,
    definitions_table,
    profit_metric,
    roi_metric,
)
from dashboards.publication import Publication
from dashboards.questions import campaign as campaign_questions
from dashboards.sections import campaign as one
from dashboards.sections import decisions, doubt
from dashboards.sections.compare import compare
from dashboards.selection import YOUNG_MATURITY
from dashboards.sheets import downloads

# More rows than this scroll inside the table.
TABLE_ROWS = 16
ALL, ONE = "All campaigns", "One campaign"


def render() -> None:
    """Draw the chosen view."""
    publication = shell.current_publication()
    choice = shell.current_choice()
    view = st.segmented_control(
        "View",
        [ALL, ONE],
        default=ALL,
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    st.caption(filters.describe(choice))
    totals = queries.totals(publication, choice.selection)
    parts = queries.reconciliation(publication, choice.selection)
    if shell.is_empty_selection(totals, parts):
        return
    decided = decisions.prepared(publication, choice.selection)
    if view == ONE:
        one_campaign(publication, choice, decided)
        return
    decisions.decisions(publication, choice, decided)
    look_into(decided)
    summary(publication, totals)
    campaigns = tables.with_intervals(
        tables.with_notes(
            queries.by_campaign(
                publication, choice.selection, totals.is_gross_profit_known
            )
        ),
        decided,
        choice.selection,
    )
    compare(publication, choice, totals, campaigns)
    campaign_table(publication, choice, totals, campaigns)
    unattributed_table(publication, choice, parts)
    definitions(totals)


def look_into(decided: pd.DataFrame) -> None:
    """The way to the campaign that most needs a look."""
    worst = decisions.to_look_at(decided)
    if worst is not None:
        st.button(
            f"Look into {formats.shortened(str(worst['name']), 40)} →",
            key="look_into",
            on_click=_open,
            args=(str(worst["campaign_id"]),),
        )


def _open(campaign_id: str) -> None:
    st.session_state["view"] = ONE
    st.session_state["campaign"] = campaign_id


def one_campaign(
    publication: Publication, choice: filters.Choice, decided: pd.DataFrame
) -> None:
    """A campaign: what to do with it, its months, invoices, leads, and their trace."""
    labels = campaign_questions.choices(publication)
    worst = decisions.to_look_at(decided)
    options = list(labels)
    preset = str(worst["campaign_id"]) if worst is not None else options[0]
    # Set rather than given as the widget's default, which the URL would not carry: a
    # link that is shared shows the same campaign when another one is to stop.
    if "campaign" not in st.session_state and "campaign" not in st.query_params:
        st.session_state["campaign"] = preset
    chosen = st.selectbox(
        "Campaign",
        options,
        format_func=lambda key: labels[key],
        key="campaign",
        bind="query-params",
    )
    campaign_id = chosen or preset
    name = labels[campaign_id]
    ranks = list(queries.campaigns(publication)["campaign_id"])
    colour = (
        theme.campaign_look(ranks.index(campaign_id)).colour
        if campaign_id in ranks
        else theme.QUIET
    )
    judged = decided[decided["campaign_id"] == campaign_id] if len(decided) else decided
    if len(judged):
        st.markdown(verdict(judged.iloc[0], publication.currency))
    rows = one.months(publication, choice, campaign_id, name, colour)
    month = one.chosen_month(rows)
    if month is not None:
        one.behind(publication, choice, campaign_id, name, month)
    doubt.robustness(publication, campaign_id, name, labels)
    doubt.worthwhile_reviews(publication, campaign_id)
    doubt.projections(publication, choice, campaign_id, name, colour)


def verdict(row: pd.Series, currency: str) -> str:
    """The decision on one campaign, how sure, and why."""
    spent = formats.markdown(formats.money(row["spend_amount"], currency))
    earned = formats.markdown(formats.money(row["revenue_amount"], currency))
    text = f"**{row['decision']}**"
    if not formats.is_missing(row["sureness"]):
        text += f", {formats.percent(row['sureness'])} sure"
    text += f" · {formats.markdown(str(row['why']))} Spent {spent}, earned {earned}"
    if not formats.is_missing(row["roi"]):
        text += (
            f", ROI {formats.percent(row['roi'])} "
            f"({formats.percent_range(row['total_roi_low'], row['total_roi_high'])} with "
            "small numbers)"
        )
    return f"{text}."


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
