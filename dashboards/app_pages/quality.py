"""Quality, for whoever answers for the data: what was checked, what waits, what adds up.

One part at a time; its name is in the URL.
"""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from dashboards import shell
from dashboards.publication import Publication
from dashboards.questions import quality as questions
from dashboards.sections import campaign_names
from dashboards.sections import quality as sections


class Part(NamedTuple):
    """A part of the page and the marts that it reads."""

    draw: Callable[[Publication], None]
    marts: tuple[str, ...]


PARTS = {
    "Gate": Part(sections.gate, questions.GATE_MARTS),
    "Sources": Part(sections.sources, questions.SOURCE_MARTS),
    "Quarantine": Part(sections.quarantine, questions.QUARANTINE_MARTS),
    "Campaign names": Part(campaign_names.names, questions.NAME_MARTS),
    "Reconciliation": Part(sections.ledger, questions.LEDGER_MARTS),
}


def render() -> None:
    """Draw the chosen part."""
    publication = shell.current_publication()
    name = st.segmented_control(
        "Part",
        list(PARTS),
        default="Gate",
        required=True,
        key="quality",
        bind="query-params",
        wrap=True,
        label_visibility="collapsed",
    )
    part = PARTS[name or "Gate"]
    if shell.has_marts(publication, part.marts):
        part.draw(publication)


if __name__ == "__main__":
    render()
