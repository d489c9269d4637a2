"""The store of decision events: SQLite by default, any database by URL."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import pyarrow as pa
from sqlalchemy import Column, DateTime, MetaData, String, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from orchestration.errors import LeadhouseError

# approve_match and reject_match: a lead and a customer; merge_persons and split_persons:
# two records; dismiss and restore: a lead; undo: an event.
DECISION_KINDS = (
    "approve_match",
    "reject_match",
    "merge_persons",
    "split_persons",
    "dismiss",
    "restore",
    "undo",
)
KINDS_OF_RECORDS = ("merge_persons", "split_persons")
KINDS_OF_TWO = ("approve_match", "reject_match", "undo", *KINDS_OF_RECORDS)
RECORD_PREFIXES = ("lead:", "call:", "customer:")

METADATA = MetaData()
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("event_id", String(36), primary_key=True),
    Column("decided_at", DateTime, nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject_id", String(200), nullable=False),
    Column("object_id", String(200)),
    Column("reason", String(2000)),
)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Decision:
    """One decision: who says what of which lead, or of which two records, and why.

    subject_id is a lead id (`L1`, `call:C1`); of merge_persons and split_persons it is a
    record id (`lead:L1`, `call:C1`, `customer:K1`), as is their object_id. Otherwise
    object_id is the customer, or the event that is undone.
    """

    kind: str
    subject_id: str
    decided_by: str
    object_id: str | None = None
    reason: str | None = None
    decided_at: datetime = field(default_factory=_now)
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class DeskStore:
    """Appends and reads decisions; nothing is ever changed or removed."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        try:
            METADATA.create_all(self._engine)
        except SQLAlchemyError as error:
            raise LeadhouseError(
                f"The desk store {self._engine.url.render_as_string()} cannot be "
                f"opened: {error.__cause__ or error}."
            ) from error

    def append(self, decision: Decision) -> None:
        """Adds one event. Raises LeadhouseError for one that cannot mean anything."""
        if problem := _problem(decision):
            raise LeadhouseError(problem)
        with self._engine.begin() as connection:
            connection.execute(DECISIONS.insert().values(**vars(decision)))

    def read(self) -> pa.Table:
        """Every event, oldest first, one row each."""
        names = [column.name for column in DECISIONS.columns]
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(DECISIONS).order_by(DECISIONS.c.decided_at, DECISIONS.c.event_id)
            ).all()
        kinds = {"decided_at": pa.timestamp("us")}
        return pa.table(
            {
                name: pa.array(
                    [row[position] for row in rows], kinds.get(name, pa.string())
                )
                for position, name in enumerate(names)
            }
        )

    def close(self) -> None:
        self._engine.dispose()


def _problem(decision: Decision) -> str | None:
    """What is wrong with a decision taken by itself, in one sentence."""
    if decision.kind not in DECISION_KINDS:
        return f"Decision {decision.kind!r} is none of {', '.join(DECISION_KINDS)}."
    if decision.kind in KINDS_OF_TWO and not decision.object_id:
        return f"Decision {decision.kind} on {decision.subject_id} lacks its object."
    if decision.kind in KINDS_OF_RECORDS:
        for record_id in (decision.subject_id, decision.object_id or ""):
            if not record_id.startswith(RECORD_PREFIXES):
                return (
                    f"Decision {decision.kind}: {record_id!r} is no record id such as "
                    "lead:L1, call:C1 or customer:K1."
                )
        if decision.subject_id == decision.object_id:
            return f"Decision {decision.kind}: both records are {decision.subject_id}."
    return None


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
