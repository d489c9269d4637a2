"""The store of decision events: SQLite by default, PostgreSQL by URL.

Belongs here: how events are kept, and that two people who decide one thing at once are
told apart. What an event may say is in kinds.py; what it does is dbt's.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from orchestration.desk.kinds import KINDS, Decision, problem_of, topic
from orchestration.desk.tables import DECISIONS, open_engine, prepare_tables
from orchestration.errors import ConflictError, LeadhouseError

# Two writers meet at most this often in a row before the store gives up: each round one
# of them gets through.
MOST_TRIES = 20
Answer = TypeVar("Answer")
READING = "leadhouse_reads"
_TEXTS = (
    "event_id",
    "decided_by",
    "kind",
    "subject_id",
    "object_id",
    "reason",
    "payload",
    "topic",
)


@dataclass(frozen=True)
class Newest:
    """The newest event that a decider knew of, whatever it is that is decided."""

    event_id: str | None


Seen = Mapping[str, str | None] | Newest


class DeskStore:
    """Appends and reads decisions; nothing is ever changed or removed."""

    def __init__(self, url: str) -> None:
        self._engine, self._sentence = open_engine(url)
        if self._engine.dialect.name == "sqlite":
            _lock_when_writing(self._engine)
        self._told(lambda: prepare_tables(self._engine))

    def append(
        self, *decisions: Decision, seen: Seen | None = None
    ) -> tuple[Decision, ...]:
        """Adds the events, all or none, and returns them as they were written.

        `seen` has, by topic, the newest event that the decider knew of, None for none;
        a topic that it leaves out is not compared. Raises ConflictError where there is
        a newer one, LeadhouseError for a decision that cannot mean anything.
        """
        for decision in decisions:
            if problem := problem_of(decision):
                raise LeadhouseError(problem)
        for _ in range(MOST_TRIES):
            try:
                return self._told(lambda: self._write(decisions, seen or {}))
            except IntegrityError:
                # Somebody wrote on the same topic between our look and our writing:
                # look again, and tell a conflict if it is one.
                continue
        raise LeadhouseError(
            "The desk is busy: others decide the same just now. Try again."
        )

    def read(self) -> pa.Table:
        """Every event, oldest first, one row each; payload is JSON text."""
        return self._told(self._read)

    def close(self) -> None:
        self._engine.dispose()

    def _write(self, decisions: Sequence[Decision], seen: Seen) -> tuple[Decision, ...]:
        written = []
        with self._engine.begin() as connection:
            topics = [_topic(connection, decision) for decision in decisions]
            _queue_up(connection, sorted(set(topics)))
            newest = _newest(connection, sorted(set(topics)))
            if isinstance(seen, Newest):
                seen = dict.fromkeys(topics, seen.event_id)
            _compare(newest, seen)
            for decision, about in zip(decisions, topics, strict=True):
                before = newest.get(about)
                if before is not None and decision.decided_at <= before["decided_at"]:
                    # The clocks of two machines differ; the order of events must not.
                    later = before["decided_at"] + timedelta(microseconds=1)
                    decision = replace(decision, decided_at=later)
                row = _row(decision, about, before["topic_sequence"] if before else 0)
                connection.execute(DECISIONS.insert().values(**row))
                newest[about] = row
                written.append(decision)
        return tuple(written)

    def _read(self) -> pa.Table:
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            rows = connection.execute(
                select(DECISIONS).order_by(DECISIONS.c.decided_at, DECISIONS.c.event_id)
            ).mappings()
            found = list(rows)
        columns: dict[str, pa.Array] = {
            name: pa.array([row[name] for row in found], pa.string()) for name in _TEXTS
        }
        columns["decided_at"] = pa.array(
            [row["decided_at"] for row in found], pa.timestamp("us")
        )
        return pa.table(columns)

    def _told(self, work: Callable[[], Answer]) -> Answer:
        """Does the work; what the database refuses becomes a sentence."""
        try:
            return work()
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise LeadhouseError(self._sentence(error)) from None


def _lock_when_writing(engine: Any) -> None:
    """SQLite's driver begins late, so that two writers could both look first: a
    transaction that writes takes the lock before it looks."""

    @event.listens_for(engine, "connect")
    def leave_begin_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_reading = connection.get_execution_options().get(READING)
        connection.exec_driver_sql("begin" if is_reading else "begin immediate")


def _topic(connection: Connection, decision: Decision) -> str:
    if decision.kind != "undo":
        return topic(decision)
    found = connection.execute(
        select(DECISIONS.c.topic).where(DECISIONS.c.event_id == decision.object_id)
    ).scalar_one_or_none()
    if found is None:
        raise LeadhouseError(f"There is no decision {decision.object_id!r} to undo.")
    return str(found)


def _queue_up(connection: Connection, topics: Sequence[str]) -> None:
    """On PostgreSQL, waits for others who write on these topics: without it every
    writer but one would have to try again. That places are unique is what guards."""
    if connection.dialect.name == "postgresql":
        for about in topics:
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(about))))


def _newest(
    connection: Connection, topics: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """The newest event of each topic that has any."""
    last = (
        select(DECISIONS.c.topic, func.max(DECISIONS.c.topic_sequence).label("last"))
        .where(DECISIONS.c.topic.in_(topics))
        .group_by(DECISIONS.c.topic)
        .subquery()
    )
    rows = connection.execute(
        select(DECISIONS).join(
            last,
            (DECISIONS.c.topic == last.c.topic)
            & (DECISIONS.c.topic_sequence == last.c.last),
        )
    ).mappings()
    return {row["topic"]: dict(row) for row in rows}


def _compare(
    newest: Mapping[str, Mapping[str, Any]], seen: Mapping[str, str | None]
) -> None:
    for about, event_id in seen.items():
        there = newest.get(about)
        if there is not None and there["event_id"] != event_id:
            raise ConflictError(conflict_sentence(there))


def conflict_sentence(row: Mapping[str, Any]) -> str:
    """Who decided what, and when, before the one who is told."""
    what = KINDS[row["kind"]].label.lower()
    on = row["subject_id"] + (f" – {row['object_id']}" if row["object_id"] else "")
    moment: datetime = row["decided_at"]
    return (
        f"{row['decided_by']} has decided this meanwhile, on {moment:%d %b %Y at %H:%M} "
        f"UTC: {what} ({on}; event {row['event_id']}). Nothing of yours was recorded; "
        "look at it again."
    )


def _row(decision: Decision, about: str, before: int) -> dict[str, Any]:
    payload = decision.payload
    return {
        **vars(decision),
        "payload": None
        if payload is None
        else json.dumps(dict(payload), sort_keys=True),
        "topic": about,
        "topic_sequence": before + 1,
    }


def write_decisions(con: duckdb.DuckDBPyConnection, url: str) -> int:
    """Copies every decision into desk.decisions; gives their number."""
    store = DeskStore(url)
    try:
        events = store.read()
    finally:
        store.close()
    con.register("desk_events", events)
    con.execute("create or replace table desk.decisions as select * from desk_events")
    con.unregister("desk_events")
    return int(events.num_rows)
