"""The way of leads: the steps that they take, usual paths, leaks, qualification."""

import streamlit as st

from dashboards import formats, vocabulary
from dashboards.columns import routing as columns
from dashboards.figures import flow as figures
from dashboards.figures import rates as rate_figures
from dashboards.filters import Scope
from dashboards.metrics import Unit
from dashboards.publication import Publication
from dashboards.questions import flow as questions
from dashboards.sheets import Sheet, panel, table

EVERY_SOURCE = "All sources"
NETWORK = "Of the whole network, over all months."
DECIDED = rate_figures.Rate("win_rate_decided", "Won of decided", "won ÷ (won + lost)")


def flow(publication: Publication, scope: Scope) -> None:
    """How far leads come, and by which ways."""
    options = [EVERY_SOURCE, *questions.sources(publication)]
    label = st.selectbox("Source of leads", options, key="source", bind="query-params")
    source = None if label in (None, EVERY_SOURCE) else label
    steps = questions.steps(publication, source)
    left, right = st.columns(2, gap="medium")
    chosen = {"source": label or EVERY_SOURCE}
    with left:
        panel(
            publication,
            "How far do leads come?",
            figures.steps(steps) if not steps.empty else None,
            Sheet("lead_flow", steps, columns.STEPS, chosen),
            note=NETWORK
            + ("" if source else " Choose a source for the times of its steps."),
            explanation="Steps in their usual order; leads skip some.",
            if_empty="No lead has come in yet.",
        )
    with right:
        st.subheader("Which ways do they take?", anchor=False)
        rows = questions.variants(publication, source)
        if rows.empty:
            st.info("No unique lead has been in any stage yet.")
        else:
            st.caption(
                "The ten most frequent ways of each source; the rest is “other”."
            )
            path = rows["path"].map(in_stages)
            named = rows.assign(path=path)
            table(
                publication,
                Sheet("lead_flow_variants", named, columns.VARIANTS, chosen),
            )
    levels(publication)


def in_stages(path: str) -> str:
    """A way in words: Unacknowledged → Accepted → Lost."""
    return " → ".join(vocabulary.stage(stage) for stage in path.split(" > "))


def levels(publication: Publication) -> None:
    """Whether better qualified leads are won more often."""
    rows = questions.levels(publication)
    labels = [
        f"Level {level}" if level != vocabulary.NONE else "No level"
        for level in rows["mql_level_label"]
    ]
    origins = [
        "" if origin == "__all__" else f", {vocabulary.in_words(origin).lower()}"
        for origin in rows["level_from"]
    ]
    names = [f"{a}{b}" for a, b in zip(labels, origins, strict=True)]
    named = rows.assign(label=names, decided=rows["won"] + rows["lost"])
    panel(
        publication,
        "Does a higher level win more?",
        rate_figures.with_bars(named, DECIDED, names, "decided")
        if not rows.empty
        else None,
        Sheet("qualification_levels", named, columns.LEVELS),
        note=f"{NETWORK} “Given” came with a lead, “rule” was worked out from points.",
        explanation=DECIDED.formula,
        if_empty="No unique lead has a level.",
    )


def leaks(publication: Publication, scope: Scope) -> None:
    """Where leads are lost without anybody deciding so."""
    rows = questions.leaks(publication, scope.company_ids)
    if rows.empty:
        st.info("No lead of this choice.")
        return
    by = st.segmented_control(
        "Measured by",
        ["Unique leads", "Expected value"],
        default="Unique leads",
        required=True,
        key="leak_by",
        bind="query-params",
    )
    is_value = by == "Expected value"
    unit: Unit = "money" if is_value else "count"
    lost = rows["expected_lost_amount"].sum()
    leaking = rows[rows["is_leak"].astype(bool)]["unique_leads"].sum()
    share = leaking / rows["unique_leads"].sum() if rows["unique_leads"].sum() else None
    with st.grid(3, min_column_width=158):
        st.metric("Leaking", formats.count(leaking), help=LEAK, border=True)
        st.metric("Share of all", formats.percent(share), help=LEAK, border=True)
        st.metric(
            "Expected value leaking",
            formats.money(lost, publication.currency),
            help="The expected value of such unique leads: what those like them bring.",
            border=True,
        )
    panel(
        publication,
        "Where do leads leak away?",
        figures.leaks(
            rows,
            "expected_amount" if is_value else "unique_leads",
            unit,
            publication.currency,
        ),
        Sheet("leakage", rows, columns.LEAKS),
        note="All months. Each unique lead stands at the first point at which it leaks, "
        "or where it is safe.",
        explanation=LEAK,
    )


LEAK = "A unique lead that is lost unless somebody acts: nobody decided against it."
