"""Pairs of records: what scores and links say of them, and how pairs hold a person."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from orchestration.explain.marts import PublishedMarts, Row
from orchestration.explain.text import percent
from splink_models.waterfall import waterfall

SUREST = float("inf")
_HIDDEN = ("person_l", "person_r", "model_version")


def levels_of(marts: PublishedMarts) -> list[Row]:
    """The weights of every level, comparisons in the order in which they are listed."""
    return marts.rows("select * from match_levels")


def pair_document(pair: Row, levels: Sequence[Row]) -> Row:
    """A row of match_evidence with its waterfall; the link, if any, as a part of it."""
    document = {
        name: value
        for name, value in pair.items()
        if not name.startswith(("gamma_", "link_", "decision_")) and name not in _HIDDEN
    }
    document["link"] = (
        None
        if pair.get("link_kind") is None
        else {
            "kind": pair["link_kind"],
            "reason": pair.get("link_reason"),
            "decision_event_id": pair.get("decision_event_id"),
        }
    )
    document["steps"] = [asdict(step) for step in waterfall(pair, levels)]
    return document


def strength(pair: Row) -> float | None:
    """How strongly a pair holds: its weight, more than any for a must-link; None where
    it does not."""
    if pair.get("link_kind") == "cannot":
        return None
    if pair.get("link_kind") == "must":
        return SUREST
    weight = pair.get("match_weight")
    return None if weight is None else float(weight)


def strongest_tree(pairs: Iterable[Row]) -> list[Row]:
    """The pairs of a maximum spanning tree (Kruskal 1956): the way between two records
    along it is the one whose weakest pair is strongest."""
    holding = [(strength(pair), pair) for pair in pairs]
    ordered = sorted(
        ((weight, pair) for weight, pair in holding if weight is not None),
        key=lambda each: (-each[0], each[1]["record_l"], each[1]["record_r"]),
    )
    parent: dict[str, str] = {}

    def root(record: str) -> str:
        while parent.setdefault(record, record) != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    tree = []
    for _, pair in ordered:
        left, right = root(pair["record_l"]), root(pair["record_r"])
        if left != right:
            parent[left] = right
            tree.append(pair)
    return tree


def way(tree: Iterable[Row], start: str, end: str) -> list[Row] | None:
    """The pairs of the tree from one record to the other; None where it has no way."""
    neighbours: dict[str, list[tuple[str, Row]]] = {}
    for pair in tree:
        left, right = pair["record_l"], pair["record_r"]
        neighbours.setdefault(left, []).append((right, pair))
        neighbours.setdefault(right, []).append((left, pair))
    came: dict[str, tuple[str, Row]] = {}
    seen, waiting = {start}, [start]
    while waiting:
        record = waiting.pop()
        for other, pair in neighbours.get(record, []):
            if other not in seen:
                seen.add(other)
                came[other] = (record, pair)
                waiting.append(other)
    if end not in seen:
        return None
    pairs: list[Row] = []
    while end != start:
        end, pair = came[end]
        pairs.append(pair)
    return pairs[::-1]


def pair_lines(document: Row) -> list[str]:
    """A pair for people: a heading and its waterfall."""
    lines = [f"{document['record_l']} – {document['record_r']}: {verdict(document)}"]
    lines += [
        f"    {step['weight']:>+8.2f}  {step['comparison']:<14} {step['label']}"
        for step in document["steps"]
    ]
    if document["steps"]:
        found = document.get("blocking_rule")
        by = f", found by {found}" if found else ""
        lines.append(f"    {document['match_weight']:>+8.2f}  match weight{by}")
    return lines


def verdict(pair: dict[str, Any]) -> str:
    """Weight and probability of a pair, and the link that overrides them."""
    said = []
    link = pair["link"]
    if link is not None:
        held = "held together" if link["kind"] == "must" else "kept apart"
        event = link["decision_event_id"]
        by = f", decision {event}" if event else ""
        said.append(f"{held} ({link['reason']}{by})")
    if pair.get("match_weight") is not None:
        model = f"{percent(pair['match_probability'])} by the model"
        if pair.get("is_calibrated"):
            said.append(
                f"{percent(pair['calibrated_probability'])} one person, "
                f"calibrated ({model})"
            )
        else:
            said.append(f"{model}, uncalibrated")
    return "; ".join(said) or "not scored"
