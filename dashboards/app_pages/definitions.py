"""Definitions, for whoever asks what a figure means or by which rule it was made.

One part at a time; its name is in the URL.
"""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from dashboards import shell
from dashboards.publication import Publication
from dashboards.questions import catalogue
from dashboards.sections import definitions as sections
from dashboards.sections import life_cycle


class Part(NamedTuple):
    """A part of the page and the marts that it reads."""

    draw: Callable[[Publication], None]
    marts: tuple[str, ...] = ()


PARTS = {
    "Metrics": Part(sections.metrics),
    "Rules": Part(sections.rules),
    "Life cycle": Part(life_cycle.life_cycle),
    "Sources": Part(sections.sources, catalogue.MARTS),
}


def render() -> None:
    """Draw the chosen part."""
    publication = shell.current_publication()
    name = st.segmented_control(
        "Part",
        list(PARTS),
        default="Metrics",
        required=True,
        key="defined",
        bind="query-params",
        wrap=True,
        label_visibility="collapsed",
    )
    part = PARTS[name or "Metrics"]
    if shell.has_marts(publication, part.marts):
        part.draw(publication)


if __name__ == "__main__":
    render()
