"""Why some records are one person."""

from typing import Any

from orchestration.errors import LeadhouseError
from orchestration.explain.evidence import (
    SUREST,
    levels_of,
    pair_document,
    pair_lines,
    strength,
    strongest_tree,
    verdict,
    way,
)
from orchestration.explain.marts import PublishedMarts, Row
from orchestration.explain.text import WORDS, field_lines, record_line

_MOST_OTHERS = 10
_MOST_WATERFALLS = 12


def explain_person(marts: PublishedMarts, given_id: str) -> Row:
    """A person by its id or by the id of one of its records."""
    person_id = _person_of(marts, given_id)
    records = marts.rows(
        """
        select * from person_records where person_id = ?
        order by created_at nulls last, record_id
        """,
        [person_id],
    )
    pairs = marts.rows(
        """
        select * from match_evidence where person_l = ? or person_r = ?
        order by match_weight desc nulls first, record_l, record_r
        """,
        [person_id, person_id],
    )
    levels = levels_of(marts)
    within = [pair for pair in pairs if pair["person_l"] == pair["person_r"]]
    without = [pair for pair in pairs if pair["person_l"] != pair["person_r"]]
    tree = strongest_tree(within)
    oldest = str(records[0]["record_id"])
    return {
        "person_id": person_id,
        "records": [_without_person(record) for record in records],
        "paths": [
            _path(tree, str(record["record_id"]), oldest) for record in records[1:]
        ],
        "edges": [pair_document(pair, levels) for pair in tree],
        "other_edges": [
            pair_document(pair, levels) for pair in within if pair not in tree
        ],
        "likely_others": [
            {
                "person_id": pair["person_r"]
                if pair["person_l"] == person_id
                else pair["person_l"],
                **pair_document(pair, levels),
            }
            for pair in without[:_MOST_OTHERS]
        ],
        "contact_points": marts.rows(
            """
            select points.* from record_contact_points as points
            semi join (from person_records where person_id = ?) as records
                on points.record_id = records.record_id
            order by points.record_id, points.kind, points.value
            """,
            [person_id],
        ),
        "overrides": [
            pair_document(pair, levels)
            for pair in pairs
            if pair.get("link_kind") is not None
        ],
        "splits": marts.rows(
            "select * from person_splits where component_id = ?",
            [records[0].get("component_id")],
        ),
        "history": marts.rows(
            """
            select *, run_id as changed_by_run_id from person_changes
            where person_id = ? or other_person_id = ?
            order by changed_at
            """,
            [person_id, person_id],
        ),
    }


def person_of_record(marts: PublishedMarts, record_id: str) -> str | None:
    """The person of a record; None where the record is not published."""
    found = marts.rows(
        "select person_id from person_records where record_id = ?", [record_id]
    )
    return str(found[0]["person_id"]) if found else None


def _person_of(marts: PublishedMarts, given_id: str) -> str:
    if person := person_of_record(marts, given_id):
        return person
    try:
        return str(
            marts.row("person_records", "person_id", given_id, "person")["person_id"]
        )
    except LeadhouseError:
        gone = marts.rows(
            """
            select change, other_person_id from person_changes
            where person_id = ? and change in ('merged', 'removed')
            order by changed_at desc limit 1
            """,
            [given_id],
        )
        if not gone:
            raise
        other = gone[0]["other_person_id"]
        into = f"merged into {other}" if other else "removed"
        raise LeadhouseError(f"Person {given_id!r} was {into}.") from None


def _without_person(record: Row) -> Row:
    return {name: value for name, value in record.items() if name != "person_id"}


def _path(tree: list[Row], record: str, oldest: str) -> Row:
    """How a record is held to the oldest one, and by how much at the weakest place."""
    pairs = way(tree, record, oldest)
    if pairs is None:
        return {"from": record, "to": oldest, "records": None, "weakest_weight": None}
    stations = [record]
    for pair in pairs:
        left, right = pair["record_l"], pair["record_r"]
        stations.append(right if stations[-1] == left else left)
    weakest = min(strength(pair) or 0.0 for pair in pairs)
    return {
        "from": record,
        "to": oldest,
        "records": stations,
        "weakest_weight": None if weakest == SUREST else weakest,
    }


def person_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """The explanation for people."""
    records = document["records"]
    lines = [f"Person {document['person_id']}: {len(records)} records"]
    lines += [record_line(record) for record in records]
    lines += _path_lines(document)
    edges = document["edges"]
    if edges:
        lines += ["", "What each pair on these ways says (log2 of the odds)"]
    for edge in edges[:_MOST_WATERFALLS]:
        lines += [f"  {line}" for line in pair_lines(edge)]
    if len(edges) > _MOST_WATERFALLS:
        lines.append(f"  … and {len(edges) - _MOST_WATERFALLS} pairs more: --json")
    lines += ignored_lines(document["contact_points"])
    if document["overrides"]:
        lines += ["", "Links that override scores"]
        lines += [_pair_line(pair) for pair in document["overrides"]]
    if document["likely_others"]:
        lines += ["", "Not this person, though compared"]
        lines += [
            f"{_pair_line(pair)} → {pair['person_id']}"
            for pair in document["likely_others"]
        ]
    for split in document["splits"]:
        lines += ["", "Its records were parted from others"]
        lines += field_lines(split)
    if document["history"]:
        lines += ["", "History"]
        lines += [_change_line(change) for change in document["history"]]
    return tuple(lines)


def _path_lines(document: dict[str, Any]) -> list[str]:
    if not document["paths"]:
        return ["", "One record: nothing was sure enough to be joined with it."]
    lines = [
        "",
        "How each is held to the oldest, by the way whose weakest pair is strongest",
    ]
    for path in document["paths"]:
        if path["records"] is None:
            lines.append(f"  {path['from']}: no pair that is still there holds it")
            continue
        weakest = path["weakest_weight"]
        by = "links only" if weakest is None else f"weakest {weakest:+.2f}"
        lines.append(f"  {' – '.join(path['records'])}  ({by})")
    return lines


def ignored_lines(points: list[Row]) -> list[str]:
    """The contact points that were not used, each with its reason."""
    ignored = [point for point in points if point.get("ignored_because")]
    if not ignored:
        return []
    return ["", "Ignored"] + [
        f"  {point['kind']} {point['value']} of {point['record_id']}: "
        + _why_ignored(point)
        for point in ignored
    ]


def _why_ignored(point: Row) -> str:
    reason = str(point["ignored_because"])
    if reason == "shared":
        return f"ignored, shared by {point['records_sharing']} records"
    return f"ignored, {WORDS.get(reason, reason)}"


def _pair_line(pair: Row) -> str:
    return f"  {pair['record_l']} – {pair['record_r']}: {verdict(pair)}"


def _change_line(change: Row) -> str:
    other = change.get("other_person_id")
    return (
        f"  {change['changed_at']}  {change['change']}"
        + (f", other person {other}" if other else "")
        + f"; cause {change['cause']}, {change['records_count']} records, "
        f"run {change['changed_by_run_id']}"
    )
