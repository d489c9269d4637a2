"""Review: what waits for a person, the evidence beside it, and what was decided.

For reviewers: what most money hangs on comes first. Every answer is an event that the
next run applies and that can be taken back.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboards import desk, formats, shell
from dashboards.questions import review as questions
from dashboards.sections import (
    review,
    review_campaigns,
    review_decided,
    review_lead,
    review_persons,
)
from dashboards.sections.acting import show_answer
from dashboards.sections.review import View
from orchestration.settings import current_workspace

BY_MONEY, BY_VALUE = "Money at stake", "Narrows the intervals"


class Part(NamedTuple):
    """A part of the page: what it is called, what it draws, and what it counts."""

    label: str
    draw: Callable[[View], None]
    kind: str | None = None


PARTS = {
    "matches": Part("Matches", review.matches, "match"),
    "duplicates": Part(
        "Duplicate customers", review_persons.duplicates, "duplicate_customers"
    ),
    "parted": Part("Parted persons", review_persons.parted, "parted_person"),
    "campaigns": Part(
        "Unknown campaigns", review_campaigns.unknown, "unknown_campaign"
    ),
    "names": Part("Names", review_campaigns.names, "naming"),
    "lead": Part("One lead", review_lead.one_lead),
    "proposed": Part("Proposed customers", review_lead.proposed),
    "decided": Part("Decided", review_decided.decided),
}


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    if not shell.has_marts(publication, questions.MARTS):
        return
    scope = shell.current_scope()
    workspace = current_workspace()
    at_desk = desk.read(workspace)
    shown = desk.shown_to(publication, at_desk)
    pending = shown.pending(desk.applied(publication))
    counts = questions.counts(publication, scope.company_ids)
    numbers = dict(zip(counts["kind"], counts["reviews"], strict=True))
    numbers["naming"] = len(questions.naming(publication))
    view = View(publication, scope.company_ids, at_desk, shown, pending)
    review_decided.waiting_line(view)
    show_answer(at_desk)
    cards(counts, publication.currency)
    name = chosen_part(numbers)
    is_by_value = name == "matches" and chosen_order() == BY_VALUE
    PARTS[name].draw(replace(view, is_by_value=is_by_value))


def chosen_part(numbers: dict[str, int]) -> str:
    """The part that the URL names; its label says how many questions it has."""

    def label(name: str) -> str:
        part = PARTS[name]
        if part.kind is None:
            return part.label
        return f"{part.label} {formats.count(numbers.get(part.kind, 0))}"

    def keep() -> None:
        st.query_params["part"] = st.session_state["review_part"]

    asked = st.query_params.get("part", "matches")
    chosen = st.segmented_control(
        "Part",
        list(PARTS),
        default=asked if asked in PARTS else "matches",
        required=True,
        format_func=label,
        key="review_part",
        on_change=keep,
        wrap=True,
        label_visibility="collapsed",
    )
    return str(chosen or "matches")


def chosen_order() -> str:
    chosen = st.segmented_control(
        "First comes what",
        [BY_MONEY, BY_VALUE],
        default=BY_MONEY,
        required=True,
        key="review_by",
        bind="query-params",
        help="**Narrows the intervals**: an answer takes most out of the variance of "
        "attributed revenue.",
    )
    return str(chosen or BY_MONEY)


def cards(counts: pd.DataFrame, currency: str) -> None:
    """What waits together."""
    shown = (
        (
            "Questions",
            formats.count(int(counts["reviews"].sum())),
            "All kinds together.",
        ),
        (
            "At stake",
            formats.money(float(counts["amount_at_stake"].sum()), currency),
            "What hangs on the answers. One amount can hang on several questions.",
        ),
        (
            "Of the variance",
            formats.percent(float(counts["variance_share"].sum())),
            "How much of the variance of attributed revenue the answers would take away.",
        ),
    )
    with st.grid(3, min_column_width=158):
        for label, value, meaning in shown:
            st.metric(label, value, help=meaning, border=True)


if __name__ == "__main__":
    render()
