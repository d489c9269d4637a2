"""Why a lead, a unique lead, a person or a customer is what it is.

Belongs here: walking the published marts from a thing to what made it, as one JSON
document and as text. It reads a publication and nothing else; figures are not its matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.explain.customer import customer_lines, explain_customer
from orchestration.explain.lead import explain_lead, lead_lines
from orchestration.explain.marts import PublishedMarts
from orchestration.explain.person import explain_person, person_lines
from orchestration.explain.unique_lead import explain_unique_lead, unique_lead_lines

Document = dict[str, Any]


@dataclass(frozen=True)
class Explanation:
    """What there is to say: a document for programs and lines for people."""

    document: Document
    lines: tuple[str, ...]

    def to_json(self) -> Document:
        """The document of `leadhouse explain --json`."""
        return self.document

    def to_text(self) -> str:
        """The same for people."""
        return "\n".join(self.lines)


_KINDS: dict[
    str,
    tuple[
        Callable[[PublishedMarts, str], Document], Callable[[Document], tuple[str, ...]]
    ],
] = {
    "lead": (explain_lead, lead_lines),
    "unique-lead": (explain_unique_lead, unique_lead_lines),
    "customer": (explain_customer, customer_lines),
    "person": (explain_person, person_lines),
}
KINDS = tuple(_KINDS)


def explain(publication: Path, kind: str, given_id: str) -> Explanation:
    """The explanation of the thing of that kind and id.

    Raises LeadhouseError naming the nearest ids where there is none, and where the
    publication lacks a mart.
    """
    gather, say = _KINDS[kind]
    with PublishedMarts(publication) as marts:
        document = {"kind": kind, **gather(marts, given_id), **marts.stamp()}
    return Explanation(document, say(document))
