"""The business clock in SQL, against counting minute by minute with zoneinfo.

D24, D25, E34: targets count working time, in the company's time zone and through the
changes of its clocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from tests.model_sql import model_sql, rendered

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "America/Santiago",  # changes at midnight
    "Australia/Lord_Howe",  # changes by half an hour
    "Asia/Kolkata",  # never changes
)
MODELS = (
    "int_working_calendars",
    "int_clock_bounds",
    "int_zone_offsets",
    "int_working_openings",
    "int_working_time",
)
WEEKDAYS = range(1, 8)
ALWAYS_OPEN = tuple((day, 0, 1440) for day in WEEKDAYS)
OFFICE = tuple((day, 480, 1080) for day in range(1, 6))
READING = """
    select {{ clock_reading('stretches', '$moment') }}
    from int_working_time as stretches
    inner join int_working_calendars as calendars
        on {{ falls_in_stretch('stretches', 'calendars.calendar_id', '$moment') }}
    where calendars.company_id = $company
"""


@dataclass(frozen=True)
class Week:
    """Hours as (ISO weekday, first minute, minute after the last), and days off."""

    zone: str
    hours: tuple[tuple[int, int, int], ...]
    holidays: tuple[date, ...] = ()

    def is_open(self, moment: datetime) -> bool:
        """Whether the clock on the wall shows working hours."""
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        return local.date() not in self.holidays and any(
            day == local.isoweekday() and opens <= minute < closes
            for day, opens, closes in self.hours
        )

    def minutes(self, start: datetime, end: datetime) -> int:
        """Open minutes between two whole minutes."""
        count = int((end - start) / timedelta(minutes=1))
        return sum(self.is_open(start + timedelta(minutes=at)) for at in range(count))


CHANGES = (
    datetime(2026, 3, 8, 7),  # New York forward
    datetime(2026, 11, 1, 6),  # New York back
    datetime(2026, 3, 29, 1),  # Berlin forward
    datetime(2026, 4, 4, 15),  # Santiago and Lord Howe back
    datetime(2026, 9, 6, 4),  # Santiago forward
    datetime(2026, 6, 17, 12),  # no change anywhere
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            """
            create table stg_companies (company_id varchar, timezone varchar);
            create table run_context as
                select timestamp '2026-01-01' as as_of_at, 'UTC' as timezone;
            create table int_contacts as select timestamp '2026-01-01' as created_at;
            create table sla_targets (clock varchar, target_minutes integer);
            create table working_hours (
                company_id varchar, iso_weekday integer, opens_minute integer,
                closes_minute integer
            );
            create table holidays (company_id varchar, holiday_date date);
            """
        )
        yield connection


def build(con: duckdb.DuckDBPyConnection, week: Week, start: datetime) -> None:
    """The clock's tables for one company, from that moment for a fortnight."""
    con.execute(
        "delete from stg_companies; delete from working_hours; delete from holidays; "
    )
    con.execute("insert into stg_companies values ('own', ?)", [week.zone])
    if week.hours:
        con.executemany(
            "insert into working_hours values (null, ?, ?, ?)",
            [list(row) for row in week.hours],
        )
    for day in week.holidays:
        con.execute("insert into holidays values (null, ?)", [day])
    con.execute("update run_context set as_of_at = ?", [start + timedelta(days=14)])
    con.execute("update int_contacts set created_at = ?", [start])
    create_clock(con)


def create_clock(con: duckdb.DuckDBPyConnection) -> None:
    for model in MODELS:
        con.execute(f"create or replace table {model} as {model_sql(model)}")


def reading(
    con: duckdb.DuckDBPyConnection, moment: datetime, company: str = "own"
) -> float:
    ((seconds,),) = con.execute(
        rendered(READING).replace("$moment", f"timestamp '{moment}'"),
        {"company": company},
    ).fetchall()
    return float(seconds)


def worked(con: duckdb.DuckDBPyConnection, start: datetime, end: datetime) -> float:
    """Working minutes between two moments by the models."""
    return (reading(con, end) - reading(con, start)) / 60


@dataclass(frozen=True)
class Case:
    """A company's week, two moments around a change of clocks, and a target."""

    company: str
    week: Week
    start: datetime
    end: datetime
    target: int


def random_cases(count: int) -> list[Case]:
    """Weeks of up to two openings a day, on quarters of an hour, with days off."""
    draws = np.random.default_rng(5)
    cases = []
    for number in range(count):
        hours = []
        for day in WEEKDAYS:
            size = 2 * int(draws.integers(0, 3))
            bounds = sorted(int(15 * at) for at in draws.permutation(97)[:size])
            pairs = zip(bounds[::2], bounds[1::2], strict=True)
            hours += [(day, opens, closes) for opens, closes in pairs]
        change = CHANGES[number % len(CHANGES)]
        offs = draws.integers(-4, 8, int(draws.integers(0, 3)))
        days_off = {change.date() + timedelta(days=int(off)) for off in offs}
        zone = ZONES[int(draws.integers(len(ZONES)))]
        start = change + timedelta(minutes=int(draws.integers(-4320, 4320)))
        end = start + timedelta(minutes=int(draws.integers(0, 6 * 1440)))
        week = Week(zone, tuple(hours), tuple(days_off))
        cases.append(Case(f"c{number}", week, start, end, int(draws.integers(1, 2400))))
    return cases


@pytest.fixture(scope="module")
def cases(con: duckdb.DuckDBPyConnection) -> list[Case]:
    """Cases whose clocks are built, a company each, over the year."""
    cases = random_cases(90)
    con.execute("delete from stg_companies; delete from working_hours")
    con.execute("delete from holidays")
    for case in cases:
        con.execute(
            "insert into stg_companies values (?, ?)", [case.company, case.week.zone]
        )
        for row in case.week.hours or [(1, 0, 0)]:
            con.execute(
                "insert into working_hours values (?, ?, ?, ?)", [case.company, *row]
            )
        for day in case.week.holidays:
            con.execute("insert into holidays values (?, ?)", [case.company, day])
    con.execute("update int_contacts set created_at = timestamp '2026-01-01'")
    con.execute("update run_context set as_of_at = timestamp '2026-12-01'")
    create_clock(con)
    con.execute(
        "create or replace table cases (company varchar, m timestamp, t integer)"
    )
    con.executemany(
        "insert into cases values (?, ?, ?)",
        [
            [case.company, moment, case.target]
            for case in cases
            for moment in (case.start, case.end)
        ],
    )
    con.execute(
        "create or replace table case_readings as "
        + rendered(
            """
            select cases.company, cases.m, cases.t, calendars.calendar_id,
                {{ clock_reading('stretches', 'cases.m') }} as seconds
            from cases
            inner join int_working_calendars as calendars
                on cases.company = calendars.company_id
            inner join int_working_time as stretches
                on {{ falls_in_stretch('stretches', 'calendars.calendar_id', 'cases.m') }}
            """
        )
    )
    con.execute(
        """
        create or replace table int_sla_started as
        select calendar_id, 'business' as clock, seconds as started_reading,
            t as target_minutes
        from case_readings
        """
    )
    con.execute(f"create or replace table case_dues as {model_sql('int_sla_due')}")
    return cases


def test_working_minutes_are_those_that_one_counts(
    con: duckdb.DuckDBPyConnection, cases: list[Case]
) -> None:
    readings = {
        (company, moment): seconds
        for company, moment, seconds in con.execute(
            "select company, m, seconds from case_readings"
        ).fetchall()
    }
    found = {
        case.company: (
            readings[case.company, case.end] - readings[case.company, case.start]
        )
        / 60
        for case in cases
    }
    expected = {case.company: case.week.minutes(case.start, case.end) for case in cases}
    assert found == expected
    assert sum(minutes > 0 for minutes in expected.values()) > len(cases) / 2


def test_a_target_is_due_when_its_last_minute_is_worked(
    con: duckdb.DuckDBPyConnection, cases: list[Case]
) -> None:
    """D25: the last minute worked before due_at is the target's last one."""
    dues = {
        (company, moment): due
        for company, moment, due in con.execute(
            """
            select company, m, due_at from case_readings
            left join case_dues using (calendar_id)
            where seconds + 60 * t = due_reading
            """
        ).fetchall()
    }
    checked = 0
    for case in cases:
        due = dues.get((case.company, case.start))
        if due is None:
            assert sum(closes - opens for _, opens, closes in case.week.hours) < 60
        elif due < case.start + timedelta(days=15):
            assert due > case.start
            assert case.week.is_open(due - timedelta(minutes=1))
            assert case.week.minutes(case.start, due) == case.target
            checked += 1
    assert checked > len(cases) / 2


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 17), 24)],
)
def test_a_day_of_the_clocks_change_has_its_own_length(
    con: duckdb.DuckDBPyConnection, day: date, hours: int
) -> None:
    """E34: the days of 23 and 25 hours."""
    zone = ZoneInfo("America/New_York")
    bounds = [
        datetime.combine(each, datetime.min.time(), zone).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    ]
    start, end = (bound.replace(tzinfo=None) for bound in bounds)
    build(con, Week("America/New_York", ALWAYS_OPEN), start)
    assert worked(con, start, end) == hours * 60


def test_a_lead_at_2359_waits_for_the_morning(con: duckdb.DuckDBPyConnection) -> None:
    """E34: 23:59 in New York is the next day in UTC."""
    friday_night = datetime(2026, 6, 20, 3, 59)
    build(con, Week("America/New_York", OFFICE), friday_night)
    monday_morning = datetime(2026, 6, 22, 12, 0)
    assert worked(con, friday_night, monday_morning) == 0
    assert worked(con, friday_night, monday_morning + timedelta(minutes=5)) == 5


def test_holidays_weekends_and_lunch_are_not_worked(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """D24: several openings a day, and a holiday on the Monday."""
    hours = tuple(
        (day, opens, closes)
        for day in range(1, 6)
        for opens, closes in ((480, 720), (780, 1020))
    )
    friday = datetime(2026, 6, 19, 8, 30)
    build(con, Week("UTC", hours, (date(2026, 6, 22),)), friday)
    assert worked(con, friday, datetime(2026, 6, 19, 12, 30)) == 210
    assert worked(con, friday, datetime(2026, 6, 23, 9, 0)) == 210 + 240 + 60


def test_an_event_with_an_offset_is_read_in_utc_before_it_is_counted(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """E34: an offset in the text counts, not the company's zone."""
    build(con, Week("America/New_York", OFFICE), datetime(2026, 6, 17))
    utc = rendered("select {{ utc_moment(\"'$text'\", \"'America/New_York'\") }}")
    moments = [
        con.execute(utc.replace("$text", text)).fetchall()[0][0]
        for text in ("2026-06-17T09:00:00", "2026-06-17T15:10:00+02:00")
    ]
    assert worked(con, moments[0], moments[1]) == 10
    assert worked(con, moments[0], moments[0]) == 0


def test_a_company_with_hours_of_its_own_does_not_work_the_default_week(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """D24: working_hours.csv replaces the whole week; its holidays come on top."""
    start = datetime(2026, 6, 15)
    build(con, Week("UTC", ALWAYS_OPEN, (date(2026, 6, 16),)), start)
    con.execute("insert into stg_companies values ('late', 'UTC'), ('like_own', 'UTC')")
    con.execute("insert into working_hours values ('late', 1, 1200, 1440)")
    con.execute("insert into holidays values ('late', date '2026-06-22')")
    create_clock(con)
    week_later, now = start + timedelta(days=7), start + timedelta(days=8)
    late = [reading(con, moment, "late") for moment in (start, week_later, now)]
    assert [late[1] - late[0], late[2] - late[1]] == [4 * 3600, 0]
    assert worked(con, start, week_later) == 6 * 1440
    ((calendars,),) = con.execute(
        "select count(distinct calendar_id) from int_working_calendars"
    ).fetchall()
    assert calendars == 2


def due_at(
    con: duckdb.DuckDBPyConnection, start: datetime, minutes: int
) -> datetime | None:
    """When so many working minutes from the start are over, by int_sla_due."""
    con.execute(
        """
        create or replace table int_sla_started as
        select calendar_id, 'business' as clock, cast(? as double) as started_reading,
            cast(? as integer) as target_minutes
        from int_working_calendars where company_id = 'own'
        """,
        [reading(con, start), minutes],
    )
    found = con.execute(f"select due_at from ({model_sql('int_sla_due')})").fetchall()
    return found[0][0] if found else None


def test_due_times_at_the_edges_of_the_day(con: duckdb.DuckDBPyConnection) -> None:
    """D25: at closing time, overnight, and two targets of one instant."""
    friday_five = datetime(2026, 6, 19, 17)
    build(con, Week("UTC", OFFICE), friday_five)
    assert due_at(con, friday_five, 60) == datetime(2026, 6, 19, 18)
    assert due_at(con, friday_five, 61) == datetime(2026, 6, 22, 8, 1)
    saturday = datetime(2026, 6, 20, 12)
    assert due_at(con, saturday, 1) == datetime(2026, 6, 22, 8, 1)


def test_where_nobody_ever_works_nothing_falls_due(
    con: duckdb.DuckDBPyConnection,
) -> None:
    build(con, Week("UTC", ()), datetime(2026, 6, 19))
    assert due_at(con, datetime(2026, 6, 19, 9), 30) is None
