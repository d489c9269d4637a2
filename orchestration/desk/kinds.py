"""What can be decided: each kind of decision, what it is about, and what it must say.

Belongs here: what a decision means taken by itself. Whether what it names exists is
decide.py's question; what it does to the figures is dbt's.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

Payload = Mapping[str, str]
Thing = Literal["lead", "customer", "record", "campaign", "text", "event"]

RECORD_PREFIXES = ("lead:", "call:", "customer:")
ALIAS_TYPES = ("name", "tracking_number", "utm_campaign")
LONGEST = {"subject_id": 200, "object_id": 200, "decided_by": 200, "reason": 2000}
LONGEST_IN_PAYLOAD = 200


@dataclass(frozen=True)
class Kind:
    """What a kind of decision is about, and what its payload must and may say."""

    label: str
    subject: Thing
    object: Thing | None = None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "approve_match": Kind("Match approved", "lead", "customer"),
    "reject_match": Kind("Match rejected", "lead", "customer"),
    "merge_persons": Kind("Records joined", "record", "record"),
    "split_persons": Kind("Records parted", "record", "record"),
    "dismiss": Kind("Lead dismissed", "lead"),
    "restore": Kind("Lead restored", "lead"),
    "propose_customer": Kind(
        "Customer proposed",
        "lead",
        optional=("account_classification", "credit_rating"),
    ),
    "correct_stage": Kind(
        "Stage corrected",
        "lead",
        required=("status", "occurred_at"),
        optional=("lost_reason", "competitor"),
    ),
    "create_campaign": Kind(
        "Campaign created",
        "campaign",
        required=("name", "channel"),
        optional=(
            "source",
            "medium",
            "company_id",
            "start_date",
            "end_date",
            "is_paid",
        ),
    ),
    "create_alias": Kind("Alias created", "text", "campaign", required=("alias_type",)),
    "accept_naming": Kind(
        "Name accepted",
        "campaign",
        required=("name", "instead_of"),
        optional=("pattern",),
    ),
    "undo": Kind("Undone", "event", "event"),
}
DECISION_KINDS = tuple(KINDS)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Decision:
    """One decision: who says what of which lead, records or campaign, and why.

    subject_id is a lead id (`L1`, `call:C1`), of merge_persons and split_persons a
    record id (`lead:L1`, `call:C1`, `customer:K1`), of create_campaign and accept_naming
    a campaign id, of create_alias the alias. object_id is the customer, the other
    record, the alias's campaign, or the event undone. payload says what KINDS asks for;
    its times are UTC as ISO 8601.
    """

    kind: str
    subject_id: str
    decided_by: str
    object_id: str | None = None
    reason: str | None = None
    payload: Payload | None = None
    decided_at: datetime = field(default_factory=_now)
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))


def record_of_lead(lead_id: str) -> str:
    """The record of a lead id: `lead:L1`, or of a call `call:C1`."""
    return lead_id if lead_id.startswith("call:") else f"lead:{lead_id}"


def topic_of_lead(lead_id: str) -> str:
    """The topic of whatever is decided about a lead."""
    return record_of_lead(lead_id)


def topic_of_campaign_text(text: str) -> str:
    """The topic of what a text is that leads name as their campaign."""
    return f"campaign:{' '.join(text.lower().split())}"


def topic_of_pair(record_l: str, record_r: str) -> str:
    """The topic of two records: of a lead and a customer, that of the lead."""
    leads = [
        record for record in (record_l, record_r) if not record.startswith("customer:")
    ]
    return leads[0] if len(leads) == 1 else "|".join(sorted((record_l, record_r)))


def topic(decision: Decision) -> str:
    """What the decision is about, the same for all that would contradict each other.

    An undo is about what the event undone is about, which the store knows.
    """
    kind = KINDS[decision.kind]
    payload = decision.payload or {}
    if kind.subject == "lead":
        return topic_of_lead(decision.subject_id)
    if kind.subject == "record":
        return topic_of_pair(decision.subject_id, str(decision.object_id))
    if decision.kind == "create_alias":
        return topic_of_campaign_text(decision.subject_id)
    return topic_of_campaign_text(payload.get("instead_of") or payload["name"])


def problem_of(decision: Decision) -> str | None:
    """What is wrong with a decision taken by itself, in one sentence."""
    kind = KINDS.get(decision.kind)
    if kind is None:
        return f"Decision {decision.kind!r} is none of {', '.join(DECISION_KINDS)}."
    if not decision.subject_id.strip():
        return f"Decision {decision.kind} does not say what it is about."
    if not decision.decided_by.strip():
        return "A decision needs the name of who decides."
    if kind.object and not decision.object_id:
        return f"Decision {decision.kind} on {decision.subject_id} lacks its object."
    for name, longest in LONGEST.items():
        if len(str(getattr(decision, name) or "")) > longest:
            return f"Decision {decision.kind}: {name} is longer than {longest} signs."
    return (
        _problem_of_records(decision)
        if kind.subject == "record"
        else _problem_of_payload(decision, kind)
    )


def _problem_of_records(decision: Decision) -> str | None:
    for record_id in (decision.subject_id, decision.object_id or ""):
        if not record_id.startswith(RECORD_PREFIXES):
            return (
                f"Decision {decision.kind}: {record_id!r} is no record id such as "
                "lead:L1, call:C1 or customer:K1."
            )
    if decision.subject_id == decision.object_id:
        return f"Decision {decision.kind}: both records are {decision.subject_id}."
    return None


def _problem_of_payload(decision: Decision, kind: Kind) -> str | None:
    payload = decision.payload or {}
    for name in kind.required:
        if not str(payload.get(name, "")).strip():
            return f"Decision {decision.kind} on {decision.subject_id} lacks {name}."
    unknown = set(payload) - set(kind.required) - set(kind.optional)
    if unknown:
        return f"Decision {decision.kind} does not know {', '.join(sorted(unknown))}."
    for name, value in payload.items():
        if len(value) > LONGEST_IN_PAYLOAD:
            return (
                f"Decision {decision.kind}: {name} is longer than "
                f"{LONGEST_IN_PAYLOAD} signs."
            )
    if payload.get("alias_type", ALIAS_TYPES[0]) not in ALIAS_TYPES:
        return f"{payload['alias_type']!r} is none of {', '.join(ALIAS_TYPES)}."
    if payload.get("is_paid", "true") not in ("true", "false"):
        return f"is_paid is true or false, not {payload['is_paid']!r}."
    for name, reads in (
        ("start_date", date.fromisoformat),
        ("end_date", date.fromisoformat),
        ("occurred_at", _moment),
    ):
        try:
            if name in payload:
                reads(payload[name])
        except ValueError:
            return f"{name} {payload[name]!r} is no ISO 8601 value in UTC."
    return None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
