"""Routing and offers: how leads find their company, and who takes them how fast."""

import streamlit as st

from dashboards import formats, vocabulary
from dashboards.columns import routing as columns
from dashboards.figures import rates as rate_figures
from dashboards.figures import routing as figures
from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions import routing as questions
from dashboards.sheets import Sheet, panel

RIGHT = rate_figures.Rate(
    "right_first_time_share",
    "Right first time",
    "leads that never changed their company ÷ leads whose way is known",
)
NETWORK = "Of the whole network, over all months."


def routing(publication: Publication, scope: Scope) -> None:
    """How leads of the chosen months found their company."""
    together = questions.routing_totals(publication, scope)
    if together.empty:
        st.info("No lead came in for this choice. Take a longer range of months.")
        return
    row = together.iloc[0]
    shown = (
        ("Leads", formats.count(row["leads"]), "Leads and inbound calls."),
        (
            "Not routed",
            formats.count(row["unrouted_leads"]),
            "Leads that belong to no company. Chosen companies have none by nature.",
        ),
        (
            "Right first time",
            formats.percent(row["right_first_time_share"], 1),
            f"{RIGHT.formula}: "
            + formats.percent_range(
                row["right_first_time_share_low"], row["right_first_time_share_high"]
            )
            + " with 95%.",
        ),
        (
            "Changes of user",
            formats.number(row["user_hops_per_lead"]),
            "Changes from one user to another, per lead whose way is known.",
        ),
    )
    with st.grid(4, min_column_width=158):
        for label, value, meaning in shown:
            st.metric(label, value, help=meaning, border=True)
    months = questions.routing_months(publication, scope)
    left, right = st.columns(2, gap="medium")
    with left:
        panel(
            publication,
            "How fast does a lead get to somebody?",
            figures.times(months)
            if months["median_unit_minutes"].notna().any()
            else None,
            Sheet("routing_months", months, columns.ROUTED_MONTHS),
            explanation="Medians of each month. Leads that have not come so far are no "
            "part of them.",
            if_empty="Medians of several companies do not add up: choose one company "
            "without others below it, or none.",
        )
    with right:
        panel(
            publication,
            "How do leads find their company?",
            figures.ways(months),
            Sheet("routing_ways", months, columns.ROUTED_MONTHS),
        )
    sources = questions.routing_sources(publication, scope)
    panel(
        publication,
        "Which sources are routed right the first time?",
        rate_figures.with_bars(
            sources.dropna(subset=[RIGHT.column]),
            RIGHT,
            list(sources.dropna(subset=[RIGHT.column])["source"]),
            "followed_leads",
            row[RIGHT.column],
        )
        if sources[RIGHT.column].notna().any()
        else None,
        Sheet("routing_sources", sources, columns.ROUTED_SOURCES),
        explanation=RIGHT.formula,
        if_empty="Nothing shows yet where these leads went.",
    )
    left, right = st.columns(2, gap="medium")
    with left:
        unrouted(publication, scope)
    with right:
        turns(publication, scope)


def unrouted(publication: Publication, scope: Scope) -> None:
    """Why leads belong to no company."""
    rows = questions.unrouted_reasons(publication, scope)
    named = rows.assign(reason=rows["reason"].map(vocabulary.in_words))
    panel(
        publication,
        "Why do leads belong to nobody?",
        figures.reasons(rows) if not rows.empty else None,
        Sheet("unrouted_leads", named, columns.UNROUTED),
        explanation="Why the first rule that speaks of the lead found nobody.",
        if_empty="Every lead of these months has a company.",
    )


def turns(publication: Publication, scope: Scope) -> None:
    """Whether companies of a round robin got what was their turn."""
    rows = questions.fairness(publication, scope)
    panel(
        publication,
        "Do all in the pool get their turn?",
        figures.turns(rows) if not rows.empty else None,
        Sheet("round_robin_fairness", rows, columns.TURNS),
        explanation="Leads that took turns, against an equal part for each company in "
        "the pool.",
        if_empty="No lead of these months took a turn: no rule of the definition lets "
        "companies take turns, or none applied.",
    )


def offers(publication: Publication, scope: Scope) -> None:
    """What became of offers, and what a longer or shorter window would change."""
    rows = questions.offers(publication, scope)
    named = rows.assign(
        mode=rows["mode"].map(vocabulary.in_words),
        outcome=[
            figures.OUTCOMES.get(outcome, (vocabulary.in_words(outcome),))[0]
            for outcome in rows["outcome"]
        ],
    )
    panel(
        publication,
        "What becomes of offers?",
        figures.offers(rows) if not rows.empty else None,
        Sheet("offers", named, columns.OFFERS),
        explanation="Same company: people of one company. Competing: several companies "
        "at once, the first to accept gets it.",
        if_empty="No offer was made in these months.",
    )
    groups = questions.offer_groups(publication)
    if not groups:
        st.info("No offer has been answered yet.")
        return
    mode, level = chosen_group(groups)
    left, right = st.columns(2, gap="medium")
    with left:
        accepted = questions.acceptance(publication, mode, level)
        panel(
            publication,
            "How soon are offers accepted?",
            figures.acceptance(accepted, "minute_to", False)
            if not accepted.empty
            else None,
            Sheet("offer_acceptance", accepted, columns.ACCEPTANCE),
            note=NETWORK,
            explanation="Had no offer been cut off by its window or by a faster one.",
        )
    with right:
        what_if = questions.what_if(publication, mode, level)
        panel(
            publication,
            "How long should the window be?",
            figures.acceptance(what_if, "window_minutes", True)
            if not what_if.empty
            else None,
            Sheet("offer_what_if", what_if, columns.WHAT_IF),
            note=f"{NETWORK} It describes, it does not forecast: a longer window changes "
            "how soon people answer.",
            explanation="The share of offers that would be accepted within a window of "
            "this length.",
        )


def chosen_group(groups: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """The mode and the qualification level of the offers looked at."""
    labels = {key: vocabulary.in_words(key) for key, _ in groups}
    labels[questions.ALL] = "All modes"
    by_label = {label: key for key, label in labels.items()}
    with st.grid(4, min_column_width=180):
        mode = st.selectbox(
            "Mode of the offers", list(by_label), key="mode", bind="query-params"
        )
        chosen = by_label.get(mode or "", questions.ALL)
        levels = {
            "All levels" if level == questions.ALL else f"Level {level}": level
            for key, level in groups
            if key == chosen
        }
        level = st.selectbox(
            "Qualification level", list(levels), key="level", bind="query-params"
        )
    return chosen, levels.get(level or "", questions.ALL)
