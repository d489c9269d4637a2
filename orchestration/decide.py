"""Recording decisions: what they name is held against the publication first.

Belongs here: whether decisions name what exists, and what belongs together in one of
them. What they then do is dbt's.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration.definition import load_active_definition
from orchestration.desk import KINDS, Decision, DeskStore, Seen
from orchestration.errors import LeadhouseError
from orchestration.explain.marts import PublishedMarts
from orchestration.publish import require_publication
from orchestration.settings import Workspace

_FEW = 3


def record_decision(
    workspace: Workspace,
    kind: str,
    subject_id: str,
    object_id: str | None,
    decided_by: str,
    reason: str | None,
    payload: Mapping[str, str] | None = None,
) -> Decision:
    """Appends one event to the desk and returns it; see record_decisions."""
    decision = Decision(kind, subject_id, decided_by, object_id, reason, payload)
    return record_decisions(workspace, [decision])[0]


def record_decisions(
    workspace: Workspace,
    decisions: Sequence[Decision],
    seen: Seen | None = None,
    open_marts: Callable[[Path], PublishedMarts] = PublishedMarts,
) -> tuple[Decision, ...]:
    """Appends the events to the desk, all or none, and returns them as written.

    A lead may also be given as its record (`lead:L1`) or its unique lead, a customer as
    `customer:K1`; of undo the subject is the event to undo. `seen` has by topic the
    newest event that the decider knew of; `open_marts` opens as much of the publication
    as the decider may see: what it does not show cannot be decided on.

    Raises ConflictError where somebody decided on one of these meanwhile, LeadhouseError
    for an id that the current publication, or for undo the desk, does not have, and for
    a decision that cannot mean anything.
    """
    for decision in decisions:
        if not decision.decided_by.strip():
            raise LeadhouseError("A decision needs the name of who decides.")
        if decision.kind not in KINDS:
            raise LeadhouseError(
                f"Decision {decision.kind!r} is none of {', '.join(KINDS)}."
            )
    store = DeskStore(workspace.desk_url(workspace.settings()))
    try:
        if all(decision.kind == "undo" for decision in decisions):
            checked = [_undo(store, decision) for decision in decisions]
        else:
            with open_marts(require_publication(workspace)) as marts:
                known = _Known(workspace, marts, store)
                checked = [known.check(decision) for decision in decisions]
        return store.append(*checked, seen=seen)
    finally:
        store.close()


def choose_customer(
    lead_id: str,
    customer_id: str,
    instead_of: Sequence[str],
    decided_by: str,
    reason: str | None = None,
) -> tuple[Decision, ...]:
    """What "it is another customer" means: not those suggested, but this one."""
    return (
        *reject_all(
            lead_id, [k for k in instead_of if k != customer_id], decided_by, reason
        ),
        Decision("approve_match", lead_id, decided_by, customer_id, reason),
    )


def reject_all(
    lead_id: str,
    customer_ids: Sequence[str],
    decided_by: str,
    reason: str | None = None,
) -> tuple[Decision, ...]:
    """The lead is none of these customers."""
    return tuple(
        Decision("reject_match", lead_id, decided_by, customer_id, reason)
        for customer_id in customer_ids
    )


class _Known:
    """What there is to decide about: the publication, and what the desk adds to it."""

    def __init__(
        self, workspace: Workspace, marts: PublishedMarts, store: DeskStore
    ) -> None:
        self._workspace = workspace
        self._marts = marts
        self._store = store
        self._created: set[str] | None = None

    def check(self, decision: Decision) -> Decision:
        """The decision with its ids as the desk keeps them."""
        kind = KINDS[decision.kind]
        given, payload = decision.object_id, dict(decision.payload or {})
        if decision.kind == "undo":
            return _undo(self._store, decision)
        if decision.kind == "correct_stage":
            payload = self._stage(payload)
        if decision.kind == "create_campaign":
            self._new_campaign(decision.subject_id, payload)
        if decision.kind == "accept_naming":
            payload = self._naming(decision.subject_id, payload)
        if decision.kind == "create_alias":
            self._campaign(str(given))
        subject_id = decision.subject_id
        if kind.subject == "lead":
            subject_id = self._lead(subject_id)
        elif kind.subject == "record":
            subject_id, given = self._record(subject_id), self._record(str(given))
        if kind.object == "customer" and given is not None:
            given = self._customer(given)
        return replace(
            decision, subject_id=subject_id, object_id=given, payload=payload or None
        )

    def _lead(self, given_id: str) -> str:
        if given_id.startswith("unique:"):
            found = self._marts.rows(
                "select lead_id from fct_leads where unique_lead_id = ? "
                "order by created_at, lead_id limit 1",
                [given_id],
            )
            if found:
                return str(found[0]["lead_id"])
        lead_id = given_id.removeprefix("lead:")
        return str(self._marts.row("fct_leads", "lead_id", lead_id, "lead")["lead_id"])

    def _customer(self, given_id: str) -> str:
        customer_id = given_id.removeprefix("customer:")
        found = self._marts.row("dim_customers", "customer_id", customer_id, "customer")
        if found["is_deleted"]:
            raise LeadhouseError(f"Customer {customer_id!r} was deleted by its source.")
        return customer_id

    def _record(self, record_id: str) -> str:
        kind = record_id.partition(":")[0]
        if kind == "customer":
            return f"customer:{self._customer(record_id)}"
        if kind == "lead":
            return f"lead:{self._lead(record_id)}"
        if kind == "call":
            return self._lead(record_id)
        raise LeadhouseError(
            f"{record_id!r} is no record: a record is lead:<lead_id>, call:<call_id> "
            "or customer:<customer_id>."
        )

    def _campaign(self, campaign_id: str) -> None:
        """Fails where there is no such campaign, nor one that waits for the next run."""
        if campaign_id in self._created_campaigns():
            return
        found = self._marts.row("dim_campaigns", "campaign_id", campaign_id, "campaign")
        if found["is_special"]:
            raise LeadhouseError(f"{campaign_id!r} is a bucket, no campaign.")

    def _new_campaign(self, campaign_id: str, payload: Mapping[str, str]) -> None:
        there = self._marts.rows(
            "select name from dim_campaigns where campaign_id = ?", [campaign_id]
        )
        if there or campaign_id in self._created_campaigns():
            raise LeadhouseError(f"There is already a campaign {campaign_id!r}.")
        if company_id := payload.get("company_id"):
            self._marts.row("dim_companies", "company_id", company_id, "company")
        self._created_campaigns().add(campaign_id)

    def _created_campaigns(self) -> set[str]:
        if self._created is None:
            events = self._store.read().to_pylist()
            undone = {row["object_id"] for row in events if row["kind"] == "undo"}
            self._created = {
                row["subject_id"]
                for row in events
                if row["kind"] == "create_campaign" and row["event_id"] not in undone
            }
        return self._created

    def _naming(self, campaign_id: str, payload: dict[str, str]) -> dict[str, str]:
        """The accepted name with the one that it replaces; a suggestion if none is given."""
        found = self._marts.row("dim_campaigns", "campaign_id", campaign_id, "campaign")
        if not payload.get("name"):
            complete = self._marts.rows(
                "select pattern, suggestion from naming_violations "
                "where campaign_id = ? and is_suggestion_complete order by pattern",
                [campaign_id],
            )
            if len(complete) != 1:
                raise LeadhouseError(
                    f"The naming rule has {len(complete) or 'no'} complete "
                    f"suggestions for {campaign_id!r}: say the name."
                )
            payload["name"] = str(complete[0]["suggestion"])
            payload["pattern"] = str(complete[0]["pattern"])
        # A publication of an earlier version knows no accepted names.
        delivered = found.get("delivered_name") or found["name"]
        return {"instead_of": str(delivered), **payload}

    def _stage(self, payload: dict[str, str]) -> dict[str, str]:
        """The status as the definition spells it, and the moment in UTC."""
        wanted = " ".join(payload.get("status", "").lower().split())
        statuses = [
            str(row.text("status"))
            for row in load_active_definition(self._workspace).tables["statuses"]
        ]
        spelled = {status.lower(): status for status in statuses}
        if wanted not in spelled:
            raise LeadhouseError(
                f"{payload.get('status')!r} is no status of the definition: "
                f"{', '.join(statuses)}."
            )
        return payload | {
            "status": spelled[wanted],
            "occurred_at": moment_in_utc(payload.get("occurred_at"), self._workspace),
        }


def moment_in_utc(text: str | None, workspace: Workspace) -> str:
    """The moment as ISO 8601 in UTC; without an offset it is the workspace's time.

    None is now. Raises LeadhouseError for what is no moment, or is one to come.
    """
    now = datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text) if text else now
    except ValueError as error:
        raise LeadhouseError(f"{text!r} is no ISO 8601 time.") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=workspace.settings().zone)
    moment = moment.astimezone(UTC)
    if moment > now:
        raise LeadhouseError(f"{text!r} is still to come: a stage is told afterwards.")
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _undo(store: DeskStore, decision: Decision) -> Decision:
    """The undoing under the subject of what it undoes, so that both are found together."""
    event_id = decision.subject_id
    events = store.read()
    subjects = dict(
        zip(
            events["event_id"].to_pylist(),
            events["subject_id"].to_pylist(),
            strict=True,
        )
    )
    if event_id in subjects:
        return replace(decision, subject_id=subjects[event_id], object_id=event_id)
    near = difflib.get_close_matches(event_id, subjects, n=_FEW, cutoff=0.5)
    raise LeadhouseError(
        f"There is no decision {event_id!r} at the desk; "
        + (f"nearest: {', '.join(near)}." if near else f"it holds {len(subjects)}.")
    )
