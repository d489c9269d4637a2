"""Whose turn it is, against a telling of the same history one lead after the other.

The models number all leads at once; here each lead comes alone, and the company that
waits longest in the pool of that day's piece of time gets it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import md5

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model_sql import model_sql, rendered

START = date(2026, 1, 1)
DAYS = 30
RULE = 40
ENDLESS = date(9999, 12, 31)
CHAIN = {
    model: model_sql(model)
    for model in ("int_routing_pools", "int_routing_decisions", "int_routing_turns")
}


@dataclass(frozen=True)
class Member:
    company_id: str
    active_from: date
    active_to: date

    def is_active(self, day: date) -> bool:
        return self.active_from <= day <= self.active_to


@dataclass(frozen=True)
class Lead:
    """A lead created on one day and first delivered some days later."""

    lead_id: str
    created_day: int
    delay: int

    @property
    def day(self) -> date:
        return START + timedelta(days=self.created_day)

    @property
    def arrived_at(self) -> datetime:
        moment = self.day + timedelta(days=self.delay)
        return datetime.combine(moment, datetime.min.time())

    @property
    def order(self) -> tuple[datetime, date, str]:
        return (self.arrived_at, self.day, self.lead_id)


@st.composite
def members(draw: st.DrawFn) -> tuple[Member, ...]:
    made = []
    for number in range(draw(st.integers(1, 5))):
        joins = draw(st.integers(-3, DAYS))
        stays = draw(st.integers(0, DAYS))
        leaves = draw(st.booleans())
        active_from = START + timedelta(days=joins)
        active_to = active_from + timedelta(days=stays) if leaves else ENDLESS
        made.append(Member(f"c{number}", active_from, active_to))
    return tuple(made)


leads = st.lists(st.tuples(st.integers(0, DAYS), st.integers(0, 5)), max_size=40).map(
    lambda days: tuple(
        Lead(f"l{number:02}", created, delay)
        for number, (created, delay) in enumerate(days)
    )
)


def piece_of(pool: tuple[Member, ...], day: date) -> date:
    """The first day of the time around the day in which nobody joins or leaves."""
    changes = {member.active_from for member in pool}
    changes |= {m.active_to + timedelta(days=1) for m in pool if m.active_to < ENDLESS}
    return max(change for change in changes if change <= day)


def told(pool: tuple[Member, ...], arrivals: tuple[Lead, ...]) -> dict[str, str]:
    """The company of each lead, as the leads come in one by one."""
    queues: dict[date, list[str]] = {}
    chosen = {}
    for lead in sorted(arrivals, key=lambda each: each.order):
        active = [m.company_id for m in pool if m.is_active(lead.day)]
        if not active:
            continue
        piece = piece_of(pool, lead.day)
        queue = queues.setdefault(piece, sorted(active, key=_drawn(piece)))
        chosen[lead.lead_id] = queue.pop(0)
        queue.append(chosen[lead.lead_id])
    return chosen


def _drawn(piece: date) -> Callable[[str], str]:
    return lambda company: md5(f"{RULE}|{piece}|{company}".encode()).hexdigest()


def turns(pool: tuple[Member, ...], arrivals: tuple[Lead, ...]) -> dict[str, str]:
    """The company of each lead by the models."""
    con = duckdb.connect()
    _tables(con, pool, arrivals)
    for model, sql in CHAIN.items():
        con.execute(f"create table {model} as {sql}")
    rows = con.execute("select lead_id, company_id from int_routing_turns").fetchall()
    return dict(rows)


def _tables(
    con: duckdb.DuckDBPyConnection, pool: tuple[Member, ...], arrivals: tuple[Lead, ...]
) -> None:
    con.execute(
        f"create table routing_rules as select {RULE} as rule_order,"
        " 'round_robin' as action, cast(null as varchar) as target"
    )
    companies = [
        {
            "company_id": member.company_id,
            "is_serving": True,
            "is_preferred": False,
            "active_from": member.active_from,
            "active_to": member.active_to,
        }
        for member in pool
    ]
    given = pa.table(
        {
            "lead_id": pa.array([each.lead_id for each in arrivals], pa.string()),
            "created_date": pa.array([each.day for each in arrivals], pa.date32()),
            "arrived_at": pa.array(
                [each.arrived_at for each in arrivals], "timestamp[us]"
            ),
        }
    )
    con.register("companies", pa.Table.from_pylist(companies))
    con.register("given", given)
    con.execute("create table int_routing_companies as from companies")
    con.execute(
        "create table int_routing_requests as"
        " select *, cast(created_date as timestamp) as created_at from given"
    )
    con.execute(
        f"create table int_routing_fits as select lead_id, {RULE} as rule_order,"
        " 1 as try_order, 'round_robin' as action, true as is_tried from given"
    )
    con.execute(
        "create table int_routing_areas as select '' as lead_id, 0 as rule_order,"
        " true as is_active where false"
    )
    con.execute("create table int_routing_places as from int_routing_areas")


@settings(max_examples=25, deadline=None)
@given(members(), leads)
def test_turns_are_those_of_a_queue(
    pool: tuple[Member, ...], arrivals: tuple[Lead, ...]
) -> None:
    """D9: only companies active on the day, each waiting its turn."""
    assert turns(pool, arrivals) == told(pool, arrivals)


@settings(max_examples=25, deadline=None)
@given(members(), leads)
def test_shares_differ_by_one_at_most_while_the_pool_stays(
    pool: tuple[Member, ...], arrivals: tuple[Lead, ...]
) -> None:
    """D9: fair at every moment, and nobody makes up for the time before he joined."""
    chosen = turns(pool, arrivals)
    counts: dict[date, Counter[str]] = {}
    for lead in sorted(arrivals, key=lambda each: each.order):
        if lead.lead_id not in chosen:
            assert not [m for m in pool if m.is_active(lead.day)]
            continue
        piece = counts.setdefault(piece_of(pool, lead.day), Counter())
        piece[chosen[lead.lead_id]] += 1
        active = [m.company_id for m in pool if m.is_active(lead.day)]
        assert set(piece) <= set(active)
        shares = [piece[company] for company in active]
        assert max(shares) - min(shares) <= 1


@settings(max_examples=15, deadline=None)
@given(members(), leads, st.integers(0, 40))
def test_what_arrives_later_changes_nothing_before(
    pool: tuple[Member, ...], arrivals: tuple[Lead, ...], known: int
) -> None:
    """D9: however old a late lead is, and in which order rows lie in their table."""
    by_arrival = sorted(arrivals, key=lambda each: each.order)
    before = tuple(reversed(by_arrival[:known]))
    chosen = turns(pool, arrivals)
    assert turns(pool, before) == {
        lead.lead_id: chosen[lead.lead_id] for lead in before if lead.lead_id in chosen
    }


@settings(max_examples=15, deadline=None)
@given(members(), leads, st.integers(0, DAYS))
def test_who_joins_changes_nothing_before_he_does(
    pool: tuple[Member, ...], arrivals: tuple[Lead, ...], joins: int
) -> None:
    """D9: who had his turn before the pool changes keeps it.

    One that arrives after the change takes the next turn of the pool of its own day,
    whoever had come before it from a later day.
    """
    new = Member("new", START + timedelta(days=joins), ENDLESS)
    before, after = turns(pool, arrivals), turns((*pool, new), arrivals)
    for lead in arrivals:
        if lead.created_day + lead.delay < joins:
            assert before.get(lead.lead_id) == after.get(lead.lead_id)


def test_the_first_turn_after_a_change_is_not_always_the_same_company_s() -> None:
    """D9: 200 changes of the pool, one lead in each: a share of about a third."""
    always = [Member(name, START, ENDLESS) for name in ("a", "b")]
    visits = [
        Member(f"v{number}", day, day)
        for number in range(100)
        for day in [START + timedelta(days=2 * number)]
    ]
    arrivals = tuple(Lead(f"l{day:03}", day, 0) for day in range(200))
    counts = Counter(turns((*always, *visits), arrivals).values())
    visiting = sum(counts[member.company_id] for member in visits)
    assert 70 <= counts["a"] <= 98
    assert 70 <= counts["b"] <= 98
    assert 20 <= visiting <= 47


KM = "select " + rendered("{{ haversine_km('lat1', 'lon1', 'lat2', 'lon2') }}")
latitudes = st.floats(-90, 90).map(lambda degrees: round(degrees, 6))
longitudes = st.floats(-180, 180).map(lambda degrees: round(degrees, 6))


def distance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Kilometres by the macro, of points as decimals, as they are delivered."""
    names = ("lat1", "lon1", "lat2", "lon2")
    values = ", ".join(
        f"cast({value} as decimal(18, 8)) as {name}"
        for name, value in zip(names, (*first, *second), strict=True)
    )
    ((km,),) = duckdb.execute(f"{KM} from (select {values})").fetchall()
    return float(km)


@pytest.mark.parametrize(
    ("first", "second", "km"),
    [
        ((40.7128, -74.0060), (51.5074, -0.1278), 5570.2),
        ((51.5074, -0.1278), (-33.8688, 151.2093), 16993.9),
        ((0.0, 179.5), (0.0, -179.5), 111.195),
        ((90.0, 0.0), (-90.0, 120.0), 20015.115),
        ((51.5, 0.0), (51.5, 0.0), 0.0),
    ],
    ids=["new_york_london", "london_sydney", "date_line", "poles", "same_place"],
)
def test_known_distances_are_found(
    first: tuple[float, float], second: tuple[float, float], km: float
) -> None:
    """E16: proximity is the great-circle distance."""
    assert distance(first, second) == pytest.approx(km, rel=1e-5, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(latitudes, longitudes, latitudes, longitudes)
def test_distances_are_the_angle_between_the_points(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    """E16: the same by another formula, that of vectors from the centre."""
    ends = [
        np.array([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)])
        for a, b in np.radians([[lat1, lon1], [lat2, lon2]])
    ]
    across = float(np.linalg.norm(np.cross(*ends)))
    angle = np.arctan2(across, float(np.dot(*ends)))
    found = distance((lat1, lon1), (lat2, lon2))
    assert found == pytest.approx(6371.0088 * angle, rel=1e-6, abs=1e-3)
