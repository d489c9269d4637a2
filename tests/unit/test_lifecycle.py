"""How an opportunity's life is told by events, offers, jobs and invoices, case by case.

The whole way through the models, from what is delivered to where the opportunity stands.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest

from tests.lifecycle_models import (
    Rows,
    lifecycle_connection,
    opportunity,
    tell,
    together,
)

MARCH = datetime(2026, 3, 1, 12)


def day(number: float) -> datetime:
    """Noon of that day of March 2026; fractions are parts of days."""
    return MARCH + timedelta(days=number - 1)


def events(lead_id: str, *told: tuple[float, str] | tuple[float, str, Any]) -> Rows:
    """Status events of a lead, each on a day of March, numbered as they are told."""
    return [
        {
            "event_id": f"{lead_id}-{number:02}",
            "lead_id": lead_id,
            "occurred_at": day(each[0]),
            "status": each[1],
            "company_id": "c",
            "evidence": "click",
            **(each[2] if len(each) > 2 else {}),
        }
        for number, each in enumerate(told, 1)
    ]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with lifecycle_connection() as connection:
        yield connection


def stands(
    con: duckdb.DuckDBPyConnection, told: Rows = (), **others: Rows
) -> dict[str, Any]:
    """Where the one opportunity with the leads a and b stands after what is told."""
    tell(
        con,
        together(
            opportunity("u", "a", "b", created_at=MARCH),
            {"stg_lead_status_events": told, **others},
        ),
    )
    rows = con.execute("select * from int_unique_lead_outcomes")
    names = [column[0] for column in rows.description or ()]
    (found,) = rows.fetchall()
    return dict(zip(names, found, strict=True))


def visits(con: duckdb.DuckDBPyConnection, *columns: str) -> list[tuple[Any, ...]]:
    wanted = ", ".join(columns)
    return con.execute(
        f"select {wanted} from int_stage_intervals order by visit_number"
    ).fetchall()


def expect(found: Mapping[str, Any], **wanted: Any) -> None:
    assert {name: found[name] for name in wanted} == wanted


def job(
    number: int, ordered: datetime, done: datetime | None = None, **fields: Any
) -> dict[str, Rows]:
    conversion = {
        "conversion_id": f"job:{number}",
        "conversion_kind": "job",
        "unique_lead_id": "u",
        "matched_lead_id": "a",
        "converted_at": ordered,
        "is_cancelled": False,
    }
    return {
        "int_conversions_matched": [conversion | fields],
        "stg_jobs": [{"job_id": str(number), "completed_at": done}],
    }


def test_a_loss_after_a_win_counts_with_its_reason(
    con: duckdb.DuckDBPyConnection,
) -> None:
    lost = {"lost_reason": "price", "competitor": "acme"}
    found = stands(con, events("a", (2, "won"), (3, "lost", lost)))
    expect(found, life_cycle_state="lost", won_at=None, lost_at=day(3))
    expect(found, decided_at=day(3), lost_reason="price", competitor="acme")


def test_a_win_after_a_loss_counts_whichever_lead_it_is_said_of(
    con: duckdb.DuckDBPyConnection,
) -> None:
    lost = events("a", (2, "lost", {"lost_reason": "price"}))
    found = stands(con, [*lost, *events("b", (3, "won"))])
    expect(found, life_cycle_state="won", won_at=day(3), lost_at=None, lost_reason=None)


def test_a_reopened_opportunity_is_undecided_and_in_its_second_spell(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = stands(con, events("a", (2, "lost"), (3, "qualified")))
    expect(found, life_cycle_state="in_progress", stage="accepted", decided_at=None)
    assert visits(con, "stage", "spell_number") == [
        ("unacknowledged", 1),
        ("lost", 1),
        ("accepted", 2),
    ]


def test_a_cancelled_opportunity_is_decided_and_has_no_reason(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = stands(con, events("a", (2, "cancelled")))
    expect(found, life_cycle_state="cancelled", stage="cancelled", decided_at=day(2))
    expect(found, won_at=None, lost_at=None)


def test_winning_twice_is_won_once(con: duckdb.DuckDBPyConnection) -> None:
    found = stands(con, events("a", (2, "won"), (5, "won")))
    expect(found, life_cycle_state="won", won_at=day(2), decided_at=day(2))


def test_won_again_counts_from_the_second_win(con: duckdb.DuckDBPyConnection) -> None:
    found = stands(con, events("a", (2, "won"), (3, "lost"), (5, "won")))
    expect(found, life_cycle_state="won", won_at=day(5), decided_at=day(5))


def test_late_news_between_winning_and_completing_leave_the_win(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = stands(con, events("a", (2, "won"), (3, "qualified"), (5, "completed")))
    expect(found, life_cycle_state="completed", won_at=day(2), fulfilled_at=day(5))


def test_what_is_completed_after_a_loss_was_won_before(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = stands(con, events("a", (2, "won"), (3, "lost"), (5, "completed")))
    expect(found, life_cycle_state="completed", won_at=day(2), decided_at=day(2))


def test_a_job_wins_and_its_completion_fulfils(con: duckdb.DuckDBPyConnection) -> None:
    found = stands(con, **job(1, day(2), day(20)))
    expect(found, life_cycle_state="completed", won_at=day(2), fulfilled_at=day(20))
    assert visits(con, "stage", "evidence", "is_inferred")[1:] == [
        ("won", "job", True),
        ("complete", "job", True),
    ]


def test_a_cancelled_job_and_an_estimate_win_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    cancelled = job(1, day(2), is_cancelled=True)
    priced = {
        "int_conversions_matched": [
            {
                "conversion_id": "estimate:1",
                "conversion_kind": "estimate",
                "unique_lead_id": "u",
                "converted_at": day(2),
                "is_cancelled": False,
            }
        ]
    }
    found = stands(con, **together(cancelled, priced))
    expect(found, life_cycle_state="pending", stage="unacknowledged", decided_at=None)


def test_events_and_jobs_of_the_future_wait_for_their_day(
    con: duckdb.DuckDBPyConnection,
) -> None:
    july = (datetime(2026, 7, 1, 12) - MARCH).days + 1
    told = events("a", (july, "won"), (july + 0.01, "lost"))
    found = stands(con, told, **job(1, day(july), datetime(2026, 8, 1)))
    expect(found, life_cycle_state="won", won_at=day(july), fulfilled_at=None)
