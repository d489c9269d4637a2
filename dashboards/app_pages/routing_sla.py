"""Routing and SLA: how leads find a company, who takes them, how soon, and what leaks.

One part at a time: each asks its own questions, and its name is in the URL.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, NamedTuple

import streamlit as st

from dashboards import shell
from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions import flow as flow_questions
from dashboards.questions import routing as routing_questions
from dashboards.questions import sla as sla_questions
from dashboards.sections import flow, routing, sla


class Part(NamedTuple):
    """A part of the page, the marts that it reads, and the filters that it follows."""

    draw: Callable[[Publication, Scope], None]
    marts: tuple[str, ...]
    follows: Literal["months", "companies", "nothing"] = "months"

    def describe(self, scope: Scope) -> str:
        """What the part is about; a filter that it does not follow is said."""
        if self.follows == "months":
            return scope.describe()
        if self.follows == "companies":
            return f"{replace(scope, months=None).describe()} · all months"
        return "**The whole network** · all months, whatever is chosen above"


PARTS = {
    "Routing": Part(routing.routing, routing_questions.ROUTING_MARTS),
    "Offers": Part(routing.offers, routing_questions.OFFER_MARTS),
    "Promised times": Part(sla.targets, sla_questions.MARTS),
    "Speed to lead": Part(sla.speed, sla_questions.MARTS),
    "Lead flow": Part(flow.flow, flow_questions.MARTS, "nothing"),
    "Leakage": Part(flow.leaks, flow_questions.MARTS, "companies"),
}


def render() -> None:
    """Draw the chosen part."""
    publication = shell.current_publication()
    scope = shell.current_scope()
    name = st.segmented_control(
        "Part",
        list(PARTS),
        default="Routing",
        required=True,
        key="part",
        bind="query-params",
        wrap=True,
        label_visibility="collapsed",
    )
    part = PARTS[name or "Routing"]
    st.caption(part.describe(scope))
    if shell.has_marts(publication, part.marts):
        part.draw(publication, scope)


if __name__ == "__main__":
    render()
