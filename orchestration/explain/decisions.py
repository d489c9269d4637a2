"""What people at the desk decided about a lead, its record or its customer."""

import json
from collections.abc import Sequence

from orchestration.desk.kinds import KINDS
from orchestration.explain.marts import PublishedMarts, Row


def decisions_about(
    marts: PublishedMarts, lead_ids: Sequence[str], record_ids: Sequence[str]
) -> list[Row]:
    """Every event about these leads or records, oldest first, undone ones too."""
    return marts.rows(
        """
        select * from desk_decisions
        where list_contains($leads, subject_id)
            or list_contains($records, subject_id)
            or (list_contains($records, object_id)
                and kind in ('merge_persons', 'split_persons'))
        order by decided_at, event_id
        """,
        {"leads": list(lead_ids), "records": list(record_ids)},
    )


def decision_lines(decisions: Sequence[Row]) -> list[str]:
    """The decisions for people."""
    if not decisions:
        return []
    return ["", f"Decisions: {len(decisions)}"] + [
        f"  {row['decided_at']}  {_said(row)}, by {row['decided_by']}"
        + (f": {row['reason']}" if row.get("reason") else "")
        + f" [event {row['event_id']}]"
        + ("" if row.get("is_standing", True) or _is_undo(row) else " (undone)")
        for row in decisions
    ]


def _is_undo(row: Row) -> bool:
    return bool(row["kind"] == "undo")


def _said(row: Row) -> str:
    kind = KINDS.get(row["kind"])
    text = kind.label if kind else str(row["kind"])
    if _is_undo(row):
        return f"{text}: event {row['undone_event_id']}"
    told = [str(row[key]) for key in ("subject_id", "object_id") if row.get(key)]
    payload = json.loads(row.get("payload") or "{}")
    told += [f"{name} {value}" for name, value in payload.items()]
    return f"{text} ({', '.join(told)})"
