"""What to do with each campaign, and how sure that is."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import filters, formats, vocabulary
from dashboards.columns import decisions as columns
from dashboards.figures import decisions as figures
from dashboards.publication import Publication
from dashboards.questions import decisions as questions
from dashboards.questions.decisions import SPANS, Span
from dashboards.selection import Selection
from dashboards.sheets import Sheet, panel

NAMED = 6
GROUPS = {0: "Stop", 1: "Tune", 2: "Scale"}
UNDECIDED = {"no_cost": "No spend", "too_young": "Too young"}


def span_of(months: str) -> Span:
    """The span that the intervals are made for and that fits the months chosen."""
    return "all" if months == "All months" else "last_12_months"


def prepared(publication: Publication, selection: Selection) -> pd.DataFrame:
    """The decisions in the reader's words; empty where the publication has none."""
    if publication.missing(questions.MARTS):
        return pd.DataFrame()
    span = span_of(str(st.session_state.get("months", "")))
    rows = questions.budget_decisions(publication, span, selection)
    return rows.assign(
        decision=[decision(key) for key in rows["budget_decision"]],
        why=[why(row) for row in rows.to_dict("records")],
        roi_counts=rows["roi_basis"].map(
            {
                "gross_profit": "Gross profit",
                "revenue": "Revenue: a job's cost is unknown",
            }
        ),
    )


def decision(key: str) -> str:
    """A decision in words; one that the pages do not know keeps its own."""
    return UNDECIDED.get(key) or vocabulary.in_words(key)


def why(row: Mapping[Hashable, Any]) -> str:
    """What the decision rests on, in one sentence."""
    if row["budget_decision"] == "no_cost":
        return "There is no return on no spend."
    if row["budget_decision"] == "too_young":
        return "No month is old enough to judge."
    probability = row["probability_above_target"]
    text = f"Reaches the target in {formats.percent(probability)} of the draws"
    won, leads = row["won_unique_leads"], row["unique_leads"]
    text += f"; {formats.count(won)} of {formats.count(leads)} won."
    share = row["match_variance_share"]
    if row["budget_decision"] == "tune" and isinstance(share, float) and share == share:
        text += (
            " Reviewing its matches would settle most of it."
            if share >= 0.5
            else " Only more orders would settle it."
        )
    return text


def to_look_at(rows: pd.DataFrame) -> pd.Series | None:
    """The campaign that costs most of those to stop; without one, to tune."""
    for order in GROUPS:
        group = rows[rows["decision_order"] == order] if len(rows) else rows
        if len(group):
            return group.nlargest(1, "spend_amount").iloc[0]
    return None


def decisions(
    publication: Publication, choice: filters.Choice, rows: pd.DataFrame
) -> None:
    """Stop, tune, scale: the names first, then every range."""
    question = "Which campaigns should stop, which should grow?"
    if rows.empty:
        st.subheader(question, anchor=False)
        if publication.audience.company_ids is not None:
            st.info(
                "Campaigns are judged for the whole network, not for some of its "
                "companies: ask those who see all of it."
            )
            return
        st.info(
            "Nothing was judged: this publication has no intervals for these campaigns. "
            "A campaign is judged by months that are old enough; publish again with "
            "`leadhouse run` where the publication is of an earlier version."
        )
        return
    span = span_of(str(st.session_state.get("months", "")))
    network = questions.network_interval(publication, span, choice.selection.basis)
    target = network.get("target_roi") if network else None
    st.subheader(question, anchor=False, help=_explained(network))
    st.markdown(headline(rows, publication.currency))
    label = st.segmented_control(
        "Range of",
        list(figures.INTERVALS),
        default="ROI",
        required=True,
        key="range",
        bind="query-params",
    )
    interval = figures.INTERVALS[label or "ROI"]
    drawn = rows.dropna(subset=[interval.column])
    panel(
        publication,
        f"How sure is the {interval.label} of each campaign?",
        figures.ranges(
            drawn,
            interval,
            publication.currency,
            target if interval.column == "roi" else None,
        )
        if len(drawn)
        else None,
        Sheet("budget_decisions", rows, columns.DECISIONS, _chosen(choice, span)),
        note=_note(rows, drawn, interval, span, choice),
        if_empty="No campaign has spend, so none has a return.",
    )


def headline(rows: pd.DataFrame, currency: str) -> str:
    """The names of those to stop, to scale and to tune, and what they spend."""
    lines = []
    for order in (0, 2, 1):
        group = rows[rows["decision_order"] == order]
        if group.empty:
            if order == 0:
                lines.append("**Stop none**: no campaign misses the target for sure.")
            continue
        named = group.sort_values("spend_amount", ascending=False, kind="stable")
        names = ", ".join(
            formats.markdown(str(name))
            + (
                f" ({formats.percent(sure)} sure)"
                if not formats.is_missing(sure)
                else ""
            )
            for name, sure in zip(
                named["name"].head(NAMED), named["sureness"].head(NAMED), strict=True
            )
        )
        more = len(named) - NAMED
        spent = formats.markdown(formats.money(group["spend_amount"].sum(), currency))
        lines.append(
            f"**{GROUPS[order]} {len(group)}** · spent {spent} · {names}"
            + (f" and {more} more" if more > 0 else "")
        )
    return "  \n".join(lines)


def _explained(network: dict[str, Any] | None) -> str:
    text = (
        "ROI of the confirmed model on the cohort clock, against the target of the "
        "definition, in every draw of the uncertain matches and of small numbers."
    )
    if network and network.get("target_roi") is not None:
        target, sure = network["target_roi"], network["sure_from"]
        text += (
            f"\n\nTarget: ROI of {formats.percent(target)}. "
            f"Scale where at least {formats.percent(sure)} of the draws reach it, stop "
            f"where at most {formats.percent(1 - sure)} do, tune between."
        )
    return text


def _note(
    rows: pd.DataFrame,
    drawn: pd.DataFrame,
    interval: figures.Interval,
    span: Span,
    choice: filters.Choice,
) -> str:
    text = (
        f"Of {SPANS[span]}, confirmed model, cohort clock. Thick: match uncertainty, 5 to "
        "95%."
    )
    if interval.wide_low:
        text += " Thin: small numbers too."
    if (rows["revenue_amount"] < rows["revenue_low"]).any():
        text += (
            " A figure beside its own range waits for reviews, or for matches that the "
            "scores miss."
        )
    if not rows["is_calibrated"].all():
        text += (
            " **Uncalibrated**: the match probabilities are the model's own until enough "
            "matches are reviewed."
        )
    if choice.selection.company_ids:
        text += " Of **all companies**: intervals are not made for each."
    if len(drawn) > figures.SHOWN:
        text += f" The first {figures.SHOWN} of {len(drawn)}; the table has all."
    return text


def _chosen(choice: filters.Choice, span: Span) -> dict[str, str]:
    return {
        "judged_over": span,
        "revenue_basis": choice.selection.basis,
        "attribution_model": "confirmed",
        "clock": "cohort",
    }
