"""The audit log: who signed in, decided, exported and started what, and when.

It stands beside the decisions, in the desk store. Nothing in it is ever changed.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from sqlalchemy import Column, DateTime, MetaData, String, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from orchestration.errors import LeadhouseError

Act = Literal["sign_in", "refused", "export", "decision", "run"]
ACTS: tuple[Act, ...] = get_args(Act)
_DETAIL_CHARACTERS = 2000

_METADATA = MetaData()
_LOG = Table(
    "audit_log",
    _METADATA,
    Column("event_id", String(36), primary_key=True),
    Column("occurred_at", DateTime, nullable=False),
    Column("person", String(320), nullable=False),
    Column("act", String(20), nullable=False),
    Column("detail", String(_DETAIL_CHARACTERS), nullable=False),
)


@dataclass(frozen=True)
class AuditEvent:
    """One line of the log; occurred_at in UTC without a zone."""

    occurred_at: datetime
    person: str
    act: Act
    detail: str


class AuditLog:
    """Appends and reads what people did; raises LeadhouseError where it cannot."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        try:
            _METADATA.create_all(self._engine)
        except SQLAlchemyError as error:
            raise self._closed(error) from error

    def append(self, person: str, act: Act, detail: str = "") -> None:
        """Writes down that the person did this, now."""
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    _LOG.insert().values(
                        event_id=str(uuid.uuid4()),
                        occurred_at=datetime.now(UTC).replace(tzinfo=None),
                        person=person,
                        act=act,
                        detail=detail[:_DETAIL_CHARACTERS],
                    )
                )
        except SQLAlchemyError as error:
            raise self._closed(error) from error

    def read(self, limit: int = 500) -> list[AuditEvent]:
        """The newest events, the newest first."""
        newest = (
            select(_LOG.c.occurred_at, _LOG.c.person, _LOG.c.act, _LOG.c.detail)
            .order_by(_LOG.c.occurred_at.desc(), _LOG.c.event_id)
            .limit(limit)
        )
        try:
            with self._engine.connect() as connection:
                return [
                    AuditEvent(row.occurred_at, row.person, row.act, row.detail)
                    for row in connection.execute(newest)
                ]
        except SQLAlchemyError as error:
            raise self._closed(error) from error

    def _closed(self, error: SQLAlchemyError) -> LeadhouseError:
        where = self._engine.url.render_as_string()
        return LeadhouseError(
            f"The audit log in {where} cannot be used: {error.__cause__ or error}."
        )
