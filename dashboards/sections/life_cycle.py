"""The life cycle of a lead by the rules in force: statuses, and the ways between them."""

import json

import pandas as pd
import streamlit as st

from dashboards import theme, vocabulary
from dashboards.columns import Column
from dashboards.publication import Publication
from dashboards.questions import definitions as questions
from dashboards.sheets import Sheet, table

ALL_TYPES = "All types"
# How each state is drawn, dark enough for white letters.
OPEN_GREY = "#6B7280"
STATE_COLOURS = {
    "pending": OPEN_GREY,
    "in_progress": theme.CAMPAIGN_COLOURS[0],
    "won": theme.CAMPAIGN_COLOURS[2],
    "completed": theme.CAMPAIGN_COLOURS[2],
    "lost": theme.CAMPAIGN_COLOURS[1],
    "cancelled": theme.CAMPAIGN_COLOURS[4],
}
STATUSES = (
    Column("label", "Status", "text", is_pinned=True),
    Column(
        "state", "State", "text", "What the opportunity is while it has the status."
    ),
    Column("stage", "Stage", "text"),
    Column("grain", "Said of", "text", "One offer, or the opportunity."),
    Column("next", "May become", "text"),
    Column("status", "As delivered", "text"),
)


def life_cycle(publication: Publication) -> None:
    """The statuses of a type of lead, and which may follow which."""
    tables = questions.rule_tables(publication)
    if not {"statuses", "status_transitions", "lead_types"} <= set(tables):
        st.info(
            "This publication was made by an earlier version, which kept no copy of its "
            "rules. Publish again to see them."
        )
        return
    types = list(tables["lead_types"]["type"])
    chosen = st.selectbox(
        "Lead type", [ALL_TYPES, *types], key="lead_type", bind="query-params"
    )
    lead_type = "" if chosen in (None, ALL_TYPES) else str(chosen)
    statuses = for_type(tables["statuses"], "lead_types", lead_type)
    ways = for_type(tables["status_transitions"], "lead_type", lead_type)
    st.subheader("Which status may follow which?", anchor=False)
    st.caption(
        "Every status that can be reported, by what it means for the opportunity. Other "
        "changes count, too, but are listed as not allowed."
    )
    st.graphviz_chart(drawn(statuses, ways))
    table(publication, Sheet("life_cycle", listed(statuses, ways), STATUSES))


def for_type(rows: pd.DataFrame, column: str, lead_type: str) -> pd.DataFrame:
    """The rows that hold for a type: those that name it, and those that name none."""
    if not lead_type:
        return rows
    named = rows[column].str.split(";").map(lambda names: {n.strip() for n in names})
    return rows[named.map(lambda names: lead_type in names or names == {""})]


def listed(statuses: pd.DataFrame, ways: pd.DataFrame) -> pd.DataFrame:
    """One row per status, with those that may follow it."""
    labels = dict(zip(statuses["status"], statuses["label"], strict=True))
    following = {
        start: ", ".join(dict.fromkeys(labels.get(end, end) for end in ends))
        for start, ends in ways.groupby("from_status")["to_status"]
    }
    return statuses.assign(
        state=statuses["life_cycle_state"].map(vocabulary.in_words),
        next=statuses["status"].map(following).fillna("nothing"),
    )


def drawn(statuses: pd.DataFrame, ways: pd.DataFrame) -> str:
    """The statuses and ways as a graph in the DOT language."""
    shown = set(statuses["status"])
    lines = [
        'digraph { bgcolor="transparent"; rankdir=TB; nodesep=0.35; ranksep=0.45;',
        'node [shape=box, style="rounded,filled", fontcolor="white", penwidth=0, '
        'fontname="sans-serif", fontsize=12, margin="0.16,0.07"];',
        f'edge [color="{theme.FAINT_TEXT}", arrowsize=0.6];',
    ]
    for status, label, state in zip(
        statuses["status"],
        statuses["label"],
        statuses["life_cycle_state"],
        strict=True,
    ):
        colour = STATE_COLOURS.get(state, OPEN_GREY)
        lines.append(
            f'{json.dumps(status)} [label={json.dumps(label)}, fillcolor="{colour}"];'
        )
    pairs = dict.fromkeys(zip(ways["from_status"], ways["to_status"], strict=True))
    lines += [
        f"{json.dumps(start)} -> {json.dumps(end)};"
        for start, end in pairs
        if start in shown and end in shown
    ]
    return "\n".join([*lines, "}"])
