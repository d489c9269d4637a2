"""Recording a decision from a script: the ids are held against the publication first.

Belongs here: whether a decision names what exists. What it then does is dbt's.
"""

import difflib

from orchestration.desk import Decision, DeskStore
from orchestration.errors import LeadhouseError
from orchestration.explain.marts import PublishedMarts
from orchestration.publish import require_publication
from orchestration.settings import Workspace


def record_decision(
    workspace: Workspace,
    kind: str,
    subject_id: str,
    object_id: str | None,
    decided_by: str,
    reason: str | None,
) -> Decision:
    """Appends the event to the desk and returns it.

    A lead may also be given as its record (`lead:L1`), a customer as `customer:K1`. Raises
    LeadhouseError for an id that the current publication, or for undo the desk, does not
    have, and for a decision that cannot mean anything.
    """
    if not decided_by.strip():
        raise LeadhouseError("A decision needs the name of who decides.")
    store = DeskStore(workspace.desk_url(workspace.settings()))
    try:
        if kind == "undo":
            subject_id, object_id = _subject_of(store, subject_id), subject_id
        else:
            with PublishedMarts(require_publication(workspace)) as marts:
                subject_id, object_id = _existing(marts, kind, subject_id, object_id)
        decision = Decision(
            kind=kind,
            subject_id=subject_id,
            object_id=object_id,
            decided_by=decided_by,
            reason=reason,
        )
        store.append(decision)
    finally:
        store.close()
    return decision


def _existing(
    marts: PublishedMarts, kind: str, subject_id: str, object_id: str | None
) -> tuple[str, str | None]:
    """Both ids as the desk keeps them."""
    if kind in ("merge_persons", "split_persons"):
        return _record(marts, subject_id), _record(marts, str(object_id))
    lead_id = _lead(marts, subject_id)
    return lead_id, None if object_id is None else _customer(marts, object_id)


def _lead(marts: PublishedMarts, given_id: str) -> str:
    lead_id = given_id.removeprefix("lead:")
    return str(marts.row("fct_leads", "lead_id", lead_id, "lead")["lead_id"])


def _customer(marts: PublishedMarts, given_id: str) -> str:
    customer_id = given_id.removeprefix("customer:")
    found = marts.row("dim_customers", "customer_id", customer_id, "customer")
    if found["is_deleted"]:
        raise LeadhouseError(f"Customer {customer_id!r} was deleted by its source.")
    return customer_id


def _record(marts: PublishedMarts, record_id: str) -> str:
    kind = record_id.partition(":")[0]
    if kind == "customer":
        return f"customer:{_customer(marts, record_id)}"
    if kind == "lead":
        return f"lead:{_lead(marts, record_id)}"
    if kind == "call":
        return _lead(marts, record_id)
    raise LeadhouseError(
        f"{record_id!r} is no record: a record is lead:<lead_id>, call:<call_id> or "
        "customer:<customer_id>."
    )


def _subject_of(store: DeskStore, event_id: str) -> str:
    """What the event is about, so that its undoing is found under the same id."""
    events = store.read()
    subjects = dict(
        zip(
            events["event_id"].to_pylist(),
            events["subject_id"].to_pylist(),
            strict=True,
        )
    )
    if event_id in subjects:
        return str(subjects[event_id])
    near = difflib.get_close_matches(event_id, subjects, n=3, cutoff=0.5)
    raise LeadhouseError(
        f"There is no decision {event_id!r} at the desk; "
        + (f"nearest: {', '.join(near)}." if near else f"it holds {len(subjects)}.")
    )
