"""The desk store: what it takes, what it refuses, and that it keeps everything."""

from pathlib import Path

import pytest

from orchestration.desk import Decision, DeskStore
from orchestration.errors import LeadhouseError


@pytest.fixture
def store(tmp_path: Path) -> DeskStore:
    return DeskStore(f"sqlite:///{tmp_path / 'desk.db'}")


def test_decisions_are_kept_in_the_order_in_which_they_were_taken(
    store: DeskStore,
) -> None:
    approval = Decision("approve_match", "L1", "ann", object_id="K1")
    store.append(approval)
    store.append(Decision("split_persons", "lead:L1", "ann", object_id="customer:K1"))
    store.append(Decision("undo", "L1", "bob", object_id=approval.event_id))
    assert store.read()["kind"].to_pylist() == [
        "approve_match",
        "split_persons",
        "undo",
    ]


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision("approve", "L1", "ann", object_id="K1"), "'approve' is none of"),
        (Decision("approve_match", "L1", "ann"), "on L1 lacks its object"),
        (Decision("undo", "L1", "ann"), "lacks its object"),
        (Decision("merge_persons", "lead:L1", "ann", object_id="K1"), "'K1' is no"),
        (
            Decision("split_persons", "call:1", "ann", object_id="call:1"),
            "both records",
        ),
    ],
)
def test_a_decision_that_means_nothing_is_refused(
    store: DeskStore, decision: Decision, says: str
) -> None:
    with pytest.raises(LeadhouseError, match=says):
        store.append(decision)
    assert store.read().num_rows == 0
