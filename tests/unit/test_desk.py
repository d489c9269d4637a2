"""The desk store: what it takes, what it refuses, and that it keeps everything.

Each rule is held against SQLite and against a real PostgreSQL server.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from orchestration.desk import Decision, DeskStore
from orchestration.desk.kinds import topic, topic_of_campaign_text
from orchestration.errors import ConflictError, LeadhouseError, SettingsError
from orchestration.settings import Workspace
from tests.postgres_server import PASSWORD, URL_PASSWORD, postgres_server

STAGE = {"status": "won", "occurred_at": "2026-03-01T12:00:00Z"}
CAMPAIGN = {"name": "Spring Sale", "channel": "events"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store's URL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.db'}"
    server = str(request.getfixturevalue("server"))
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("drop table if exists decisions"))
    engine.dispose()
    return server


@pytest.fixture
def store(url: str) -> Iterator[DeskStore]:
    opened = DeskStore(url)
    yield opened
    opened.close()


def approval(lead_id: str = "L1", customer_id: str = "K1", by: str = "ann") -> Decision:
    return Decision("approve_match", lead_id, by, object_id=customer_id)


def test_decisions_are_kept_in_the_order_in_which_they_were_taken(
    store: DeskStore,
) -> None:
    approved = approval()
    store.append(approved)
    store.append(Decision("split_persons", "lead:L1", "ann", object_id="customer:K1"))
    store.append(Decision("undo", "L1", "bob", object_id=approved.event_id))
    store.append(Decision("correct_stage", "L2", "bob", payload=STAGE))
    events = store.read()
    assert events["kind"].to_pylist() == [
        "approve_match",
        "split_persons",
        "undo",
        "correct_stage",
    ]
    assert events["payload"].to_pylist() == [
        None,
        None,
        None,
        '{"occurred_at": "2026-03-01T12:00:00Z", "status": "won"}',
    ]


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision("approve", "L1", "ann", object_id="K1"), "'approve' is none of"),
        (Decision("approve_match", "L1", "ann"), "on L1 lacks its object"),
        (Decision("approve_match", "L1", " ", object_id="K1"), "name of who decides"),
        (Decision("undo", "L1", "ann"), "lacks its object"),
        (Decision("undo", "L1", "ann", object_id="gone"), "no decision 'gone'"),
        (Decision("merge_persons", "lead:L1", "ann", object_id="K1"), "'K1' is no"),
        (
            Decision("split_persons", "call:1", "ann", object_id="call:1"),
            "both records",
        ),
        (Decision("correct_stage", "L1", "ann"), "lacks status"),
        (
            Decision("correct_stage", "L1", "ann", payload=STAGE | {"mood": "x"}),
            "does not know mood",
        ),
        (
            Decision(
                "correct_stage", "L1", "ann", payload=STAGE | {"occurred_at": "noon"}
            ),
            "'noon' is no ISO 8601",
        ),
        (
            Decision(
                "create_alias", "x", "ann", object_id="c", payload={"alias_type": "url"}
            ),
            "'url' is none of name",
        ),
        (Decision("create_campaign", "c1", "ann", payload={"name": "A"}), "channel"),
        (
            Decision(
                "create_campaign", "c1", "ann", payload=CAMPAIGN | {"name": "A" * 201}
            ),
            "name is longer than 200",
        ),
        (Decision("dismiss", "L1", "ann", reason="x" * 2001), "reason is longer"),
    ],
)
def test_a_decision_that_means_nothing_is_refused_and_nothing_is_written_beside_it(
    store: DeskStore, decision: Decision, says: str
) -> None:
    with pytest.raises(LeadhouseError, match=says):
        store.append(approval("L9"), decision)
    assert store.read().num_rows == 0


def test_the_second_who_decides_a_thing_is_told_who_when_and_what(
    store: DeskStore,
) -> None:
    """Both saw nothing decided; the second writes nothing."""
    first = Decision(
        "approve_match",
        "L1",
        "ann",
        object_id="K1",
        decided_at=datetime(2026, 3, 1, 9, 30),
    )
    seen = {topic(first): None}
    store.append(first, seen=seen)
    second = Decision("reject_match", "L1", "bob", object_id="K1")
    other = Decision("dismiss", "L2", "bob")
    with pytest.raises(ConflictError) as told:
        store.append(other, second, seen=seen)
    for said in ("ann", "01 Mar 2026 at 09:30 UTC", "match approved", "L1 – K1"):
        assert said in str(told.value)
    assert store.read().num_rows == 1
    store.append(second, seen={topic(first): first.event_id})
    assert store.read()["kind"].to_pylist() == ["approve_match", "reject_match"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            approval(),
            Decision("split_persons", "customer:K1", "b", object_id="lead:L1"),
        ),
        (approval(), Decision("dismiss", "L1", "b")),
        (approval(), Decision("correct_stage", "L1", "b", payload=STAGE)),
        (
            Decision("merge_persons", "lead:A", "a", object_id="call:B"),
            Decision("split_persons", "call:B", "b", object_id="lead:A"),
        ),
        (
            Decision("create_campaign", "c1", "a", payload=CAMPAIGN),
            Decision(
                "create_alias",
                " spring  SALE",
                "b",
                object_id="c2",
                payload={"alias_type": "name"},
            ),
        ),
        (
            Decision(
                "accept_naming", "c1", "a", payload={"name": "n", "instead_of": "Old"}
            ),
            Decision(
                "accept_naming", "c1", "b", payload={"name": "m", "instead_of": "OLD"}
            ),
        ),
    ],
)
def test_what_contradicts_each_other_has_one_topic(
    first: Decision, second: Decision
) -> None:
    assert topic(first) == topic(second)


def test_an_undo_concerns_what_the_event_concerned(store: DeskStore) -> None:
    (first,) = store.append(approval())
    store.append(Decision("undo", "L1", "bob", object_id=first.event_id))
    with pytest.raises(ConflictError, match="bob"):
        store.append(
            Decision("undo", "L1", "ann", object_id=first.event_id),
            seen={topic(first): first.event_id},
        )


def test_a_clock_that_is_behind_does_not_turn_the_order_of_events(
    store: DeskStore,
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    store.append(Decision("dismiss", "L1", "ann", decided_at=now))
    early = now - timedelta(minutes=5)
    (restored,) = store.append(Decision("restore", "L1", "bob", decided_at=early))
    assert restored.decided_at > now
    assert store.read()["kind"].to_pylist() == ["dismiss", "restore"]


ROUNDS = 12


def _decide_at_once(url: str, name: str, gate: object) -> list[str]:
    """One of two processes: in every round both wait for each other, then decide."""
    store = DeskStore(url)
    answers = []
    for number in range(ROUNDS):
        decision = approval(f"L{number}", by=name)
        gate.wait(120)  # type: ignore[attr-defined]
        try:
            store.append(decision, seen={topic(decision): None})
        except ConflictError as error:
            answers.append(str(error).partition(" ")[0])
        else:
            answers.append("recorded")
    store.close()
    return answers


def test_of_two_processes_that_decide_at_once_one_is_recorded(url: str) -> None:
    """In each round one is recorded, and the other is told the name of the one."""
    context = get_context("spawn")
    with context.Manager() as manager, context.Pool(2) as pool:
        gate = manager.Barrier(2)
        arguments = [(url, name, gate) for name in ("ann", "bob")]
        of_ann, of_bob = pool.starmap(_decide_at_once, arguments)
    for pair in zip(of_ann, of_bob, strict=True):
        assert pair in (("recorded", "ann"), ("bob", "recorded"))
    store = DeskStore(url)
    assert store.read().num_rows == ROUNDS
    store.close()


def test_writers_that_compare_nothing_all_get_through(store: DeskStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.append(approval(by=f"p{n}")), range(40)))
    events = store.read()
    assert events.num_rows == 40
    moments = events["decided_at"].to_pylist()
    assert len(set(moments)) == 40


def test_a_desk_of_an_earlier_version_is_renewed_and_keeps_its_events(
    url: str,
) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                """
                create table decisions (
                    event_id varchar(36) primary key, decided_at timestamp not null,
                    decided_by varchar(200) not null, kind varchar(40) not null,
                    subject_id varchar(200) not null, object_id varchar(200),
                    reason varchar(2000)
                )
                """
            )
        )
        connection.execute(
            text(
                "insert into decisions values "
                "('e1', '2026-01-01 10:00:00.000000', 'ann', 'approve_match', 'L1',"
                " 'K1', 'same phone'),"
                "('e2', '2026-01-02 10:00:00.000000', 'ann', 'undo', 'L1', 'e1', null)"
            )
        )
    engine.dispose()
    for _ in range(2):
        store = DeskStore(url)
        events = store.read()
        assert events["event_id"].to_pylist() == ["e1", "e2"]
        assert events["reason"].to_pylist() == ["same phone", None]
        assert events["topic"].to_pylist() == ["lead:L1", "lead:L1"]
        with pytest.raises(ConflictError, match="e2"):
            store.append(approval(by="bob"), seen={"lead:L1": "e1"})
        store.close()


def test_a_campaign_text_is_one_topic_in_any_spelling() -> None:
    assert topic_of_campaign_text(" Spring  SALE ") == topic_of_campaign_text(
        "spring sale"
    )


def test_no_error_tells_the_password(server: str, tmp_path: Path) -> None:
    """E17: a secret is in no message."""
    wrong = server.replace(URL_PASSWORD, "secret%2Fone")
    nowhere = server.replace(server.rpartition(":")[2], "1/none")
    unknown = server.replace("postgresql+psycopg", "nosuchdatabase")
    for bad in (wrong, nowhere, unknown, f"{PASSWORD}"):
        with pytest.raises(LeadhouseError) as told:
            DeskStore(bad)
        for secret in (PASSWORD, URL_PASSWORD, "secret/one", "secret%2Fone"):
            assert secret not in str(told.value)
        assert told.value.__cause__ is None or PASSWORD not in str(told.value.__cause__)
    settings = tmp_path / "leadhouse.yml"
    settings.write_text(f"desk: '{server}'\n")
    with pytest.raises(SettingsError) as refused:
        Workspace(tmp_path).settings()
    assert URL_PASSWORD not in str(refused.value)


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("this is no database, and long enough to be read as one" * 20)
    with pytest.raises(LeadhouseError, match="desk store sqlite"):
        DeskStore(f"sqlite:///{path}")
