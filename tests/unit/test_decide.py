"""`leadhouse decide`: what it takes, what it refuses, and what it tells a second decider."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.desk import DeskStore
from tests.unit.explained_publication import publish

DECISIONS: list[tuple[tuple[str, ...], tuple[str, str, str | None], dict[str, str]]] = [
    (("approve-match", "L1", "K1"), ("approve_match", "L1", "K1"), {}),
    (("reject-match", "lead:L1", "customer:K1"), ("reject_match", "L1", "K1"), {}),
    (("dismiss", "call:C1"), ("dismiss", "call:C1", None), {}),
    (("restore", "L2"), ("restore", "L2", None), {}),
    (
        ("merge", "lead:L1", "customer:K1"),
        ("merge_persons", "lead:L1", "customer:K1"),
        {},
    ),
    (("split", "call:C1", "lead:L2"), ("split_persons", "call:C1", "lead:L2"), {}),
    (
        ("propose-customer", "unique:L1", "--credit-rating", "good"),
        ("propose_customer", "L1", None),
        {"credit_rating": "good"},
    ),
    (
        ("correct-stage", "L1", " Won", "--at", "2026-03-01T10:00:00+02:00"),
        ("correct_stage", "L1", None),
        {"status": "won", "occurred_at": "2026-03-01T08:00:00Z"},
    ),
    (
        ("create-campaign", "CM3", "--name", "Fair", "--channel", "events"),
        ("create_campaign", "CM3", None),
        {"name": "Fair", "channel": "events"},
    ),
    (
        ("create-alias", "sprng", "CM1"),
        ("create_alias", "sprng", "CM1"),
        {"alias_type": "name"},
    ),
    (
        ("accept-naming", "CM1"),
        ("accept_naming", "CM1", None),
        {
            "name": "2026_Spring",
            "instead_of": "Spring",
            "pattern": "{year}_{event}",
        },
    ),
    (
        ("accept-naming", "CM2", "--name", "2026_Summer"),
        ("accept_naming", "CM2", None),
        {"name": "2026_Summer", "instead_of": "Summer"},
    ),
]


def leadhouse(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(root), *arguments])


def events(root: Path) -> list[dict[str, Any]]:
    store = DeskStore(f"sqlite:///{root / 'desk.db'}")
    rows = store.read().to_pylist()
    store.close()
    return list(rows)


@pytest.mark.parametrize(("given", "kept", "payload"), DECISIONS)
def test_a_decision_is_an_event_of_the_desk_that_can_be_undone(
    tmp_path: Path,
    given: tuple[str, ...],
    kept: tuple[str, str, str | None],
    payload: dict[str, str],
) -> None:
    """A27: a decision has an author and can be undone."""
    publish(tmp_path)
    done = leadhouse(
        tmp_path, "decide", *given, "--by", "ann", "--reason", "known", "--json"
    )
    assert done.exit_code == 0, done.stderr
    event = json.loads(done.stdout)
    assert (event["kind"], event["subject_id"], event["object_id"]) == kept
    assert (event["decided_by"], event["reason"]) == ("ann", "known")
    assert (event["payload"] or {}) == payload

    undone = leadhouse(tmp_path, "decide", "undo", event["event_id"], "--by", "bob")
    assert "the next run applies it" in undone.stdout
    first, second = events(tmp_path)
    assert second["object_id"] == first["event_id"] == event["event_id"]
    assert second["topic"] == first["topic"]
    doctor = leadhouse(tmp_path, "doctor").stdout
    assert "2 decisions" in doctor


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("approve-match", "L7", "K1"), "There is no lead 'L7'"),
        (("approve-match", "L1", "K7"), "There is no customer 'K7'"),
        (("approve-match", "L1", "K2"), "Customer 'K2' was deleted"),
        (("merge", "L1", "lead:L2"), "'L1' is no record"),
        (("split", "lead:L1", "lead:L1"), "both records are lead:L1"),
        (("undo", "e1"), "There is no decision 'e1'"),
        (("dismiss", "L1", "--by", " "), "needs the name"),
        (("propose-customer", "unique:L7"), "There is no lead 'unique:L7'"),
        (("correct-stage", "L1", "wonn"), "'wonn' is no status of the definition"),
        (("correct-stage", "L1", "won", "--at", "noon"), "'noon' is no ISO 8601"),
        (("correct-stage", "L1", "won", "--at", "2099-01-01"), "is still to come"),
        (
            ("create-campaign", "CM1", "--name", "x", "--channel", "y"),
            "already a campaign 'CM1'",
        ),
        (
            ("create-campaign", "n", "--name", "x", "--channel", "y",
             "--company-id", "south"),
            "There is no company 'south'",
        ),
        (("create-alias", "x", "CM9"), "There is no campaign 'CM9'"),
        (("create-alias", "x", "__unattributed__"), "is a bucket"),
        (("accept-naming", "CM2"), "no complete suggestions for 'CM2'"),
        (
            ("choose-customer", "L1", "K7", "--instead-of", "K1"),
            "There is no customer 'K7'",
        ),
    ],
)  # fmt: skip
def test_a_decision_about_nothing_is_refused(
    tmp_path: Path, given: tuple[str, ...], said: str
) -> None:
    publish(tmp_path)
    by = () if "--by" in given else ("--by", "ann")
    done = leadhouse(tmp_path, "decide", *given, *by)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "0 decisions" in leadhouse(tmp_path, "doctor").stdout


def test_another_customer_is_chosen_and_the_suggested_one_rejected_at_once(
    tmp_path: Path,
) -> None:
    """A8: a reviewer's choice of another customer is one act."""
    publish(tmp_path)
    done = leadhouse(
        tmp_path, "decide", "choose-customer", "L2", "K1", "--instead-of", "K1",
        "--by", "ann",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert [event["kind"] for event in events(tmp_path)] == ["approve_match"]
    wrong = leadhouse(
        tmp_path, "decide", "choose-customer", "L1", "K1", "--instead-of", "K2",
        "--by", "ann",
    )  # fmt: skip
    assert "Customer 'K2' was deleted" in wrong.stderr
    assert len(events(tmp_path)) == 1


def test_who_decides_what_was_decided_meanwhile_is_told(tmp_path: Path) -> None:
    """A27: two people who decide on one lead; the second is told who and what."""
    publish(tmp_path)
    first = leadhouse(
        tmp_path, "decide", "dismiss", "L1", "--by", "ann", "--seen", "none", "--json"
    )
    assert first.exit_code == 0, first.stderr
    second = ("decide", "approve-match", "L1", "K1", "--by", "bob", "--seen")
    told = leadhouse(tmp_path, *second, "none")
    assert told.exit_code == 1
    assert "ann has decided this meanwhile" in told.stderr
    assert "lead dismissed (L1;" in told.stderr
    assert len(events(tmp_path)) == 1
    event_id = json.loads(first.stdout)["event_id"]
    assert leadhouse(tmp_path, *second, event_id).exit_code == 0


def test_a_file_of_decisions_is_recorded_whole_or_not_at_all(tmp_path: Path) -> None:
    """A12: a campaign and its alias, created together, and leads dismissed in bulk."""
    publish(tmp_path)
    rows: list[dict[str, Any]] = [
        {
            "kind": "create_campaign",
            "subject_id": "CM3",
            "payload": {"name": "Fair", "channel": "events"},
        },
        {
            "kind": "create_alias",
            "subject_id": "sprng",
            "object_id": "CM3",
            "payload": {"alias_type": "name"},
        },
        {"kind": "dismiss", "subject_id": "L1", "reason": "a test of ours"},
        {"kind": "dismiss", "subject_id": "L2"},
    ]
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n".join(map(json.dumps, [*rows, {"kind": "dismiss"}])))
    bad = leadhouse(tmp_path, "decide", "all", str(file), "--by", "ann")
    assert "line 5: no decision" in bad.stderr
    lost = {"kind": "dismiss", "subject_id": "L9"}
    file.write_text("\n".join(map(json.dumps, [*rows, lost])))
    assert (
        "no lead 'L9'"
        in leadhouse(tmp_path, "decide", "all", str(file), "--by", "ann").stderr
    )
    assert events(tmp_path) == []
    file.write_text("\n".join(map(json.dumps, rows)))
    done = leadhouse(
        tmp_path, "decide", "all", str(file), "--by", "ann", "--reason", "spam"
    )
    assert done.exit_code == 0, done.stderr
    assert [event["reason"] for event in events(tmp_path)] == [
        "spam", "spam", "a test of ours", "spam",
    ]  # fmt: skip
