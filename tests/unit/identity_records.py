"""Records of the schema identity, small enough to be read, and who they are linked to be."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

import duckdb

from splink_models.records import FINGERPRINT

NOW = datetime(2026, 6, 1, 9)


@dataclass(frozen=True)
class Record:
    """A row of identity.records; what a test does not name is unknown."""

    record_id: str
    days: float = 0
    first_name: str | None = None
    last_name: str | None = None
    alternatives: list[str] = field(default_factory=list)
    phones: list[str] | None = None
    emails: list[str] | None = None
    street: str | None = None
    city: str | None = None
    postcode: str | None = None
    organization: str | None = None
    ignored_phones: list[str] | None = None
    company_id: str | None = None
    region: str | None = None


COLUMNS = """
    record_id varchar, days double, first_name varchar, last_name varchar,
    alternatives varchar[], phones varchar[], email_forms varchar[], street varchar,
    city varchar, postcode varchar, organization varchar, ignored_phones varchar[],
    company_id varchar, region varchar
"""


def connect() -> duckdb.DuckDBPyConnection:
    """A scratch connection with an empty warehouse attached as `wh`."""
    con = duckdb.connect()
    con.execute("attach ':memory:' as wh")
    con.execute("create schema wh.identity")
    return con


def deliver(
    con: duckdb.DuckDBPyConnection,
    records: Iterable[Record],
    links: Iterable[tuple[str, str, str, str | None]] = (),
) -> None:
    """Replaces identity.records and identity.links of the warehouse by these."""
    con.execute(f"create or replace temp table delivered ({COLUMNS})")
    for record in records:
        con.execute(
            "insert into delivered values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            list(asdict(record).values()),
        )
    con.execute(
        f"""
        create or replace table wh.identity.records as
        select *, {FINGERPRINT} as fingerprint from (select
            delivered.* exclude (days, alternatives),
            split_part(record_id, ':', 1) as record_type,
            cast(? as timestamp) + to_seconds(86400 * days) as created_at,
            case when first_name is not null then [first_name] || alternatives end
                as first_name_alternatives,
            coalesce(phones, email_forms) is not null
            or (last_name is not null and street is not null)
            or (
                first_name is not null
                and last_name is not null
                and coalesce(postcode, city, region, company_id) is not null
            ) as has_contact_point
        from delivered)
        """,
        [NOW],
    )
    con.execute(
        """
        create or replace table wh.identity.links (
            record_l varchar, record_r varchar, kind varchar, reason varchar,
            decision_event_id varchar
        )
        """
    )
    for first, second, kind, event in links:
        con.execute(
            "insert into wh.identity.links values (?, ?, ?, 'test', ?)",
            [first, second, kind, event],
        )


def persons_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Person of each record."""
    return dict(
        con.execute("select record_id, person_id from wh.identity.persons").fetchall()
    )


def groups(persons: dict[str, str]) -> set[frozenset[str]]:
    """The records of each person."""
    members: dict[str, set[str]] = {}
    for record, person in persons.items():
        members.setdefault(person, set()).add(record)
    return {frozenset(records) for records in members.values()}
