"""What an executive asks first: which campaign to look at, how sure the return is, how
the work stands, and what changed since the last publication."""

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import changes as change_columns
from dashboards.figures import changes as change_figures
from dashboards.filters import Choice, Scope
from dashboards.links import link
from dashboards.metrics import METRICS, roi_metric
from dashboards.publication import Publication
from dashboards.questions import changes as change_questions
from dashboards.questions import decisions as decision_questions
from dashboards.questions import pipeline, sla, win_loss
from dashboards.questions.decisions import SPANS
from dashboards.sections import decisions
from dashboards.sections.changes import LABELS
from dashboards.selection import MonthRange, Selection
from dashboards.sheets import Sheet, panel

PIPELINE_MARTS = ("pipeline_by_day",)
WIN_MARTS = ("win_loss",)
SPEED_MARTS = ("speed_to_lead",)
SPEED = ("attempt", "business")


def look_at(publication: Publication, choice: Choice) -> None:
    """The one campaign that most needs a decision, and the way to it."""
    rows = decisions.prepared(publication, choice.selection)
    worst = decisions.to_look_at(rows)
    if worst is None:
        return
    spent = formats.markdown(
        formats.money(float(worst["spend_amount"]), publication.currency)
    )
    earned = formats.markdown(
        formats.money(float(worst["revenue_amount"]), publication.currency)
    )
    sure = (
        ""
        if formats.is_missing(worst["sureness"])
        else f", {formats.percent(worst['sureness'])} sure"
    )
    count = int((rows["decision_order"] == worst["decision_order"]).sum())
    span = SPANS[decisions.span_of(str(st.session_state.get("months", "")))]
    st.markdown(
        f"**Look at {formats.markdown(str(worst['name']))}** · {worst['decision']}{sure}: "
        f"it spent {spent} and earned {earned} in {span}. "
        f"It spends most of the {count} campaigns to {str(worst['decision']).lower()}."
    )
    link(
        "campaign_roi",
        "How sure, and from which invoices →",
        view="One campaign",
        campaign=str(worst["name"]),
    )


def match_uncertainty(
    publication: Publication, choice: Choice, is_gross_profit_known: bool
) -> None:
    """The interval of revenue, ROAS and ROI of all campaigns, in one line.

    ROI of gross profit and ROI of revenue are two figures: which one it is, is said.
    """
    selection = choice.selection
    if publication.missing(decision_questions.MARTS) or not _is_whole(selection):
        return
    span = decisions.span_of(str(st.session_state.get("months", "")))
    found = decision_questions.network_interval(publication, span, selection.basis)
    if found is None:
        return
    currency = publication.currency
    low, high = (
        formats.markdown(formats.money(found[key], currency))
        for key in ("revenue_low", "revenue_high")
    )
    text = f"**Match uncertainty**, 5 to 95%, {SPANS[span]}: revenue {low} to {high}"
    if found["roas_low"] is not None:
        text += (
            f", ROAS {formats.ratio(found['roas_low'])} to "
            f"{formats.ratio(found['roas_high'])}"
        )
        is_of_profit = found["roi_basis"] == "gross_profit"
        text += (
            f", {roi_metric(is_of_profit).label} "
            f"{formats.percent_range(found['roi_low'], found['roi_high'])}"
        )
        if is_gross_profit_known and not is_of_profit:
            text += " (the cost of some job that brought nothing is not known)"
    if not found["is_calibrated"]:
        text += " · uncalibrated"
    text += _outside(found, currency)
    st.caption(text, help=METRICS["revenue_low"].help)


def _outside(found: dict[str, object], currency: str) -> str:
    """Why a reported figure may lie beside its own interval."""
    revenue: float = float(found["revenue_amount"])  # type: ignore[arg-type]
    low, high = float(found["revenue_low"]), float(found["revenue_high"])  # type: ignore[arg-type]
    if low <= revenue <= high:
        return ""
    said = formats.markdown(formats.money(revenue, currency))
    if revenue < low:
        return (
            f". The reported {said} lies below: matches that wait for a review, or that "
            "the scores miss, are not in it yet."
        )
    return f". The reported {said} lies above: some of its matches are doubtful."


def _is_whole(selection: Selection) -> bool:
    """Whether the intervals, which are of everything, are of what the page shows."""
    return (
        not selection.company_ids
        and not selection.channels
        and selection.model == "confirmed"
        and selection.clock == "cohort"
    )


def work(publication: Publication, choice: Choice) -> None:
    """Win rate, speed to lead and the open pipeline of the chosen companies."""
    drawn = [
        draw
        for draw, marts in (
            (win_rate, WIN_MARTS),
            (speed, SPEED_MARTS),
            (open_pipeline, PIPELINE_MARTS),
        )
        if not publication.missing(marts)
    ]
    if not drawn:
        return
    st.subheader("How does the work stand?", anchor=False)
    with st.grid(3, min_column_width=200):
        for draw in drawn:
            with st.container():
                draw(publication, choice)
    if choice.selection.channels:
        st.caption("Of all channels: the work is not cut by channel.")


def scope_of(selection: Selection) -> Scope:
    """Companies and months of a choice, as the pages without money ask for them."""
    months = MonthRange(selection.first_month, selection.last_month)
    return Scope(selection.company_ids, (), months)


def win_rate(publication: Publication, choice: Choice) -> None:
    """Won of decided, with its interval."""
    clock: win_loss.OutcomeClock = (
        "cohort" if choice.selection.clock == "cohort" else "period"
    )
    now = _rate(publication, choice.selection, clock)
    before = _rate(publication, choice.previous, clock) if choice.previous else None
    value = now["win_rate_decided"] if now is not None else None
    st.metric(
        "Win rate, decided",
        formats.percent(value),
        formats.change(
            value,
            before["win_rate_decided"] if before is not None else None,
            is_share=True,
        ),
        help="**Win rate, decided** = won ÷ (won + lost); cancelled and open ones are in "
        f"neither.\n\nUnit: percent  \nGrain: months chosen  \nClock: {clock}",
        border=True,
    )
    if now is not None and value is not None:
        bounds = formats.percent_range(
            now["win_rate_decided_low"], now["win_rate_decided_high"]
        )
        st.caption(
            f"95% interval {bounds} · {formats.count(now['won'])} won, "
            f"{formats.count(now['lost'])} lost"
        )


def _rate(
    publication: Publication, selection: Selection, clock: win_loss.OutcomeClock
) -> pd.Series | None:
    rows = win_loss.headline(publication, scope_of(selection), clock)
    if rows.empty or pd.isna(rows.iloc[0]["win_rate_decided"]):
        return None
    return rows.iloc[0]


def speed(publication: Publication, choice: Choice) -> None:
    """The median until somebody first tried to answer, open leads included."""
    scope = scope_of(choice.selection)
    is_one = len(scope.company_ids) == 1
    rows = sla.speed_segments(
        publication, scope, "company" if is_one else "all", *SPEED
    )
    row = rows.iloc[0] if len(rows) else None
    median = None if row is None else row["median_minutes"]
    st.metric(
        "Speed to lead, median",
        formats.duration(median),
        help="**Speed to lead** = business time from a lead to the first attempt to reach "
        "it; leads that nobody answered yet count as still waiting.\n\nUnit: minutes  \n"
        "Grain: all months  \nClock: business",
        border=True,
    )
    if row is not None:
        of = str(row["label"]) if is_one else "the whole network"
        st.caption(
            f"{formats.percent(row['share_in_1_hour'])} within an hour · "
            f"{formats.count(row['unanswered'])} of {formats.count(row['leads'])} "
            f"unanswered · {formats.markdown(of)}, all months"
        )


def open_pipeline(publication: Publication, choice: Choice) -> None:
    """What is open now, weighted by its probability to win."""
    bounds = pipeline.day_bounds(publication)
    if bounds is None:
        return
    rows = pipeline.stages_on(publication, choice.selection.company_ids, bounds[1])
    row = rows[rows["stage"] == "all"].iloc[0]
    st.metric(
        "Open pipeline, weighted",
        formats.money(float(row["weighted_amount"]), publication.currency),
        help="**Weighted pipeline** = target amount × probability to win, of the open "
        "unique leads that have both.\n\nUnit: money  \nGrain: now  \nClock: the day of "
        "the run",
        border=True,
    )
    amount = formats.markdown(
        formats.money(float(row["target_amount"]), publication.currency)
    )
    st.caption(
        f"{formats.count(row['open_unique_leads'])} open unique leads, {amount} in all · "
        f"{formats.count(row['weighted_unique_leads'])} have an amount and a probability"
    )


def changed(publication: Publication, choice: Choice) -> None:
    """What this publication changed of the one before it, by cause."""
    if publication.missing(change_questions.MARTS):
        return
    rows = change_questions.since_the_last_one(publication, choice.selection)
    rows = rows.assign(cause_label=rows["cause"].map(LABELS).fillna(rows["cause"]))
    panel(
        publication,
        "What changed since the last publication, and why?",
        change_figures.by_cause(rows, "money", publication.currency)
        if len(rows)
        else None,
        Sheet("changes_since_last", rows, change_columns.causes("cents")),
        note="Revenue of all months and companies, by cause, what belongs to no campaign "
        "included. A cause that only moves money between campaigns sums to 0.",
        if_empty="No revenue changed since the publication before this one, or there is "
        "none that it can be compared with.",
    )
    link("changes", "Which campaigns, months and records →")
