"""The store of decision events: SQLite by default, any database by URL."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import pyarrow as pa
from sqlalchemy import Column, DateTime, MetaData, String, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from orchestration.errors import LeadhouseError

DECISION_KINDS = ("approve_match", "reject_match", "dismiss", "restore", "undo")

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
    """One decision: who says what of which lead, and why."""

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
        """Adds one event. Raises LeadhouseError for a kind that does not exist."""
        if decision.kind not in DECISION_KINDS:
            raise LeadhouseError(
                f"Decision {decision.kind!r} is none of {', '.join(DECISION_KINDS)}."
            )
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
