"""Why a lead, a person, an invoice or a figure is what it is.

Belongs here: walking the published marts from a thing or a figure to what made it, as one
JSON document and as text. It reads a publication and nothing else, and imports nothing that
is slow, so that pages may ask it too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.access import EVERYTHING, Audience
from orchestration.explain.campaign_month import explain_campaign_month
from orchestration.explain.customer import customer_lines, explain_customer
from orchestration.explain.lead import explain_lead, lead_lines
from orchestration.explain.marts import PublishedMarts
from orchestration.explain.money import explain_invoice, explain_job
from orchestration.explain.money_text import (
    campaign_month_lines,
    invoice_lines,
    job_lines,
)
from orchestration.explain.person import explain_person, person_lines
from orchestration.explain.trace import Options
from orchestration.explain.unique_lead import explain_unique_lead, unique_lead_lines

Document = dict[str, Any]


@dataclass(frozen=True)
class Explanation:
    """What there is to say: a document for programs and lines for people."""

    document: Document
    lines: tuple[str, ...]

    def to_json(self) -> Document:
        """The document of `leadhouse explain --json`; amounts are exact decimals."""
        return self.document

    def to_text(self) -> str:
        """The same for people."""
        return "\n".join(self.lines)


def _whole(
    gather: Callable[[PublishedMarts, str], Document],
) -> Callable[[PublishedMarts, str, Options], Document]:
    """What has no figure, and so no slice of one."""
    return lambda marts, given_id, _: gather(marts, given_id)


_KINDS: dict[
    str,
    tuple[
        Callable[[PublishedMarts, str, Options], Document],
        Callable[[Document], tuple[str, ...]],
    ],
] = {
    "campaign-month": (explain_campaign_month, campaign_month_lines),
    "invoice": (explain_invoice, invoice_lines),
    "job": (explain_job, job_lines),
    "unique-lead": (explain_unique_lead, unique_lead_lines),
    "lead": (explain_lead, lead_lines),
    "customer": (_whole(explain_customer), customer_lines),
    "person": (_whole(explain_person), person_lines),
}
KINDS = tuple(_KINDS)


def explain(
    publication: Path,
    kind: str,
    given_id: str,
    options: Options | None = None,
    audience: Audience = EVERYTHING,
) -> Explanation:
    """The explanation of the thing of that kind and id, money in the slice of `options`.

    Told from what the audience may see. Raises LeadhouseError naming the nearest ids where
    there is none, where the publication lacks a mart, and where what it explains does not
    add up.
    """
    gather, say = _KINDS[kind]
    with PublishedMarts(publication, audience) as marts:
        document = {
            "kind": kind,
            **gather(marts, given_id, options or Options()),
            **marts.stamp(),
        }
    return Explanation(document, say(document))


__all__ = ["KINDS", "Explanation", "Options", "explain"]
