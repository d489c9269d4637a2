"""Which contacts are one opportunity, and its name, against a re-telling in Python.

The models cut and name all contacts at once; here random histories are told one contact,
one run after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model_sql import model_sql

START = datetime(2026, 1, 1)
GAP_DAYS = 5
LINES = (None, "roofs", "doors")


@dataclass(frozen=True)
class Contact:
    lead_id: str
    hour: int
    line: str | None

    @property
    def created_at(self) -> datetime:
        return START + timedelta(hours=self.hour)


@dataclass(frozen=True)
class Change:
    """A status of a contact's opportunity, so many hours after the contact."""

    event_id: str
    contact: Contact
    delay: int
    is_decided: bool
    rank: int

    @property
    def order(self) -> tuple[datetime, int, str]:
        moment = self.contact.created_at + timedelta(hours=self.delay)
        return (moment, self.rank, self.event_id)


@dataclass(frozen=True)
class History:
    """The contacts of one person with one company, and what was said of them."""

    contacts: tuple[Contact, ...]
    changes: tuple[Change, ...]


@st.composite
def histories(draw: st.DrawFn) -> History:
    hours = draw(st.lists(st.integers(0, 24 * 20), min_size=1, max_size=9))
    contacts = [
        Contact(f"l{number}", hour, draw(st.sampled_from(LINES)))
        for number, hour in enumerate(hours)
    ]
    changes = [
        Change(
            f"e{number}",
            draw(st.sampled_from(contacts)),
            draw(st.integers(0, 24 * 8)),
            draw(st.booleans()),
            draw(st.integers(1, 2)),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    return History(tuple(contacts), tuple(changes))


def told(history: History, splits_lines: bool) -> dict[str, tuple[str, str | None]]:
    """Each contact with the first one of its opportunity and why it begins one."""
    found: dict[str, tuple[str, str | None]] = {}
    opportunity: list[Contact] = []
    for contact in sorted(history.contacts, key=lambda each: (each.hour, each.lead_id)):
        reason = _boundary(opportunity, contact, history.changes, splits_lines)
        if reason:
            opportunity = []
        opportunity.append(contact)
        found[contact.lead_id] = (opportunity[0].lead_id, reason)
    return found


def _boundary(
    opportunity: list[Contact],
    contact: Contact,
    changes: tuple[Change, ...],
    splits_lines: bool,
) -> str | None:
    if not opportunity:
        return "first_contact"
    if contact.hour - opportunity[-1].hour > GAP_DAYS * 24:
        return "gap"
    lines = [member.line for member in opportunity if member.line]
    if splits_lines and lines and contact.line and contact.line != lines[-1]:
        return "product_line"
    known = [
        change
        for change in changes
        if change.contact in opportunity and change.order[0] < contact.created_at
    ]
    if known and max(known, key=lambda change: change.order).is_decided:
        return "decided"
    return None


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table int_contacts (
                lead_id varchar, person_id varchar, company_scope varchar,
                created_at timestamp, product_line varchar, is_valid boolean
            );
            create table int_lead_decisions (
                lead_id varchar, event_id varchar, changed_at timestamp,
                is_decided boolean, evidence_rank integer
            );
            create table opportunity_gaps (product_line varchar, gap_days integer);
            create table settings (
                opportunity_gap_days integer, split_on_product_line boolean
            );
            """
        )
        for name in ("int_contacts_pieced", "int_contacts_cut"):
            connection.execute(f"create view {name} as {model_sql(name)}")
        yield connection


def cut(
    con: duckdb.DuckDBPyConnection, told_of: list[History], splits_lines: bool
) -> list[dict[str, tuple[str, str | None]]]:
    """The same by the models, every history being that of a person of its own."""
    contacts = [
        {
            "lead_id": f"{person}:{each.lead_id}",
            "person_id": str(person),
            "company_scope": "c",
            "created_at": each.created_at,
            "product_line": each.line,
            "is_valid": True,
        }
        for person, history in enumerate(told_of)
        for each in history.contacts
    ]
    decisions = [
        {
            "lead_id": f"{person}:{each.contact.lead_id}",
            "event_id": each.event_id,
            "changed_at": each.order[0],
            "is_decided": each.is_decided,
            "evidence_rank": each.rank,
        }
        for person, history in enumerate(told_of)
        for each in history.changes
    ]
    rules = [{"opportunity_gap_days": GAP_DAYS, "split_on_product_line": splits_lines}]
    for table, rows in (
        ("int_contacts", contacts),
        ("int_lead_decisions", decisions),
        ("settings", rules),
    ):
        con.execute(f"delete from {table}")
        if rows:
            con.register("rows_made", pa.Table.from_pylist(rows))
            con.execute(f"insert into {table} by name select * from rows_made")
    found: list[dict[str, tuple[str, str | None]]] = [{} for _ in told_of]
    for person, lead_id, first, reason in con.execute(
        "select person_id, lead_id, first_lead_id, boundary_reason "
        "from int_contacts_cut"
    ).fetchall():
        own = f"{person}:"
        found[int(person)][lead_id.removeprefix(own)] = (
            first.removeprefix(own),
            reason,
        )
    return found


@pytest.mark.parametrize("splits_lines", [False, True])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told_of=st.lists(histories(), min_size=5, max_size=20))
def test_opportunities_are_those_of_one_contact_after_the_other(
    con: duckdb.DuckDBPyConnection, told_of: list[History], splits_lines: bool
) -> None:
    """A18, A19: unique leads form by themselves, by the rule."""
    expected = [told(history, splits_lines) for history in told_of]
    assert cut(con, told_of, splits_lines) == expected
