"""Promised times and speed of answers: which targets are met, who misses them."""

import pandas as pd
import streamlit as st

from dashboards import formats, vocabulary
from dashboards.columns import routing as columns
from dashboards.figures import flow as flow_figures
from dashboards.figures import rates as figures
from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions import sla as questions
from dashboards.sheets import Sheet, panel, table

KEPT = figures.Rate("compliance", "Kept", "met in time ÷ all that were due")
BREACHED = figures.Rate(
    "breach_share", "Missed or overdue", "breaches ÷ all that were due"
)
RESPONSES = {"Tried to reach": "attempt", "Spoken with": "contact"}
CLOCKS = {"Working time": "business", "Wall clock": "wall"}
KINDS = {
    **vocabulary.SEGMENT_KINDS,
    "origin": "Origin",
    "priority_level": "Priority",
}


def target_label(row: pd.Series) -> str:
    """A target in words: Lead created → contact attempted in 30 min, emergency."""
    time = formats.duration(row["target_minutes"])
    clock = "working time" if row["clock"] == "business" else "on the wall clock"
    label = (
        f"{vocabulary.in_words(row['from_event'])} → "
        f"{vocabulary.in_words(row['to_event']).lower()} in {time}, {clock}"
    )
    kind = row.get("target_lead_type", "__all__")
    return (
        label if kind == "__all__" else f"{label}, {vocabulary.in_words(kind).lower()}"
    )


def short_label(row: pd.Series) -> str:
    """A target as an axis has room for it: Contact attempted, 30 min, emergency."""
    time = formats.duration(row["target_minutes"])
    label = f"{vocabulary.in_words(row['to_event'])}, {time}"
    kind = row.get("target_lead_type", "__all__")
    return label if kind == "__all__" else f"{label}, {kind}"


def targets(publication: Publication, scope: Scope) -> None:
    """Which targets are kept, how that moved, and who misses them."""
    rows = questions.targets(publication, scope)
    if rows.empty:
        st.info("No target was started in these months. Take a longer range of months.")
        return
    rows = rows.assign(label=[target_label(row) for _, row in rows.iterrows()])
    due = rows[rows["due"] > 0]
    panel(
        publication,
        "Which promised times are kept?",
        figures.with_bars(
            due,
            KEPT,
            [short_label(row) for _, row in due.iterrows()],
            "due",
            name_length=36,
        )
        if not due.empty
        else None,
        Sheet("sla_targets", rows, columns.TARGETS),
        note="The least kept first, with 95% intervals.",
        explanation="Met in time ÷ (met, too late, overdue and not met).",
        if_empty="Nothing is due yet.",
    )
    keys = dict(zip(rows["label"], rows["target"], strict=True))
    label = st.selectbox("Target", list(keys), key="target", bind="query-params")
    months = questions.target_months(
        publication, scope, keys[label or next(iter(keys))]
    )
    panel(
        publication,
        "Is it kept more often than before?",
        figures.by_month(months, (KEPT,))
        if months["compliance"].notna().any()
        else None,
        Sheet("sla_months", months, columns.TARGET_MONTHS, {"target": label or ""}),
        note="By the month in which the leads came in, with the 95% band.",
        if_empty="Nothing was due of this target.",
    )
    breaches(publication, scope)


def breaches(publication: Publication, scope: Scope) -> None:
    """Who breaches, and what is overdue now."""
    rows = questions.breaches(publication, scope)
    left, right = st.columns(2, gap="medium")
    with left:
        panel(
            publication,
            "Who misses promised times most?",
            figures.with_bars(rows, BREACHED, list(rows["company_name"]), "due")
            if not rows.empty
            else None,
            Sheet("sla_breaches", rows, columns.BREACHES),
            note="Those with the most breaches first; all targets together.",
            explanation="Missed, or overdue and not met, of all that were due.",
        )
    with right:
        st.subheader("What is overdue now?", anchor=False)
        late = questions.open_breaches(publication, scope)
        if late.empty:
            st.info("Nothing that came in in these months is overdue.")
            return
        late = late.assign(target=[short_label(row) for _, row in late.iterrows()])
        st.caption(f"The newest {len(late)}.")
        table(publication, Sheet("sla_overdue", late, columns.OPEN_BREACHES))


def speed(publication: Publication, scope: Scope) -> None:
    """How soon somebody tries to reach the person, and speaks with him."""
    found = questions.speed_kinds(publication)
    kinds = {label: kind for kind, label in KINDS.items() if kind in found}
    with st.grid(3, min_column_width=180, vertical_alignment="bottom"):
        response = st.segmented_control(
            "Response",
            list(RESPONSES),
            default="Tried to reach",
            required=True,
            key="response",
            bind="query-params",
        )
        clock = st.segmented_control(
            "On the",
            list(CLOCKS),
            default="Working time",
            required=True,
            key="speed_clock",
            bind="query-params",
        )
        label = st.selectbox(
            "Compare by", list(kinds), key="speed_by", bind="query-params"
        )
    the_response = RESPONSES[response or "Tried to reach"]
    the_clock = CLOCKS[clock or "Working time"]
    kind = kinds.get(label or "", vocabulary.EVERYTHING)
    months = questions.speed_months(publication, scope, the_response, the_clock)
    chosen = {"response": the_response, "clock": the_clock}
    panel(
        publication,
        "How soon are leads answered?",
        flow_figures.speed_months(months) if not months.empty else None,
        Sheet("speed_months", months, columns.SPEED_MONTHS, chosen),
        note=f"Of {publication.whole}, by the month in which the leads came in.",
        explanation="Shares of all that had the response or waited as long.",
        if_empty="No valid lead came in in these months.",
    )
    rows = questions.speed_segments(publication, scope, kind, the_response, the_clock)
    panel(
        publication,
        "Who answers sooner?",
        flow_figures.speed_segments(rows) if not rows.empty else None,
        Sheet("speed_segments", rows, columns.SPEED_SEGMENTS, chosen),
        note=f"All months; the {min(len(rows), flow_figures.SHOWN)} with the most leads "
        f"of {len(rows)}. Faint: few cases.",
        if_empty="No valid lead of this choice.",
    )
