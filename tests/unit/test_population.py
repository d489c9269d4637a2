"""How many pairs of strangers are in one place: counted in groups as pair by pair."""

import itertools
import random
from collections.abc import Iterator
from datetime import datetime

import duckdb
import pytest

from splink_models.counts import (
    COUNTS,
    Counted,
    count_difference,
    count_everything,
    count_records,
    keep_counts,
    keep_difference,
)
from splink_models.population import count_population
from tests.unit.identity_records import NOW, Record, connect, deliver

STREETS = ("12 main st", "7 oak ave", None)
POSTCODES = ("30301", "30302", "10001", None)
CITIES = ("atlanta", "new york", None)
REGIONS = ("ga", "ny", None)
COMPANIES = ("C1", "C2", None)


def some_records(seed: int, size: int = 60) -> list[Record]:
    draw = random.Random(seed)
    return [
        Record(
            f"lead:{number}",
            draw.randrange(500),
            draw.choice(("ann", "bob")),
            draw.choice(("lee", "stone")),
            phones=[f"+1404555{number:04d}"],
            street=draw.choice(STREETS),
            city=draw.choice(CITIES),
            region=draw.choice(REGIONS),
            postcode=draw.choice(POSTCODES),
            company_id=draw.choice(COMPANIES),
        )
        for number in range(size)
    ]


def both(left: Record, right: Record, name: str) -> bool:
    return None not in (getattr(left, name), getattr(right, name))


def same(left: Record, right: Record, name: str) -> bool:
    return both(left, right, name) and getattr(left, name) == getattr(right, name)


def place_of(left: Record, right: Record) -> str:
    """What two records say of their place, slips apart."""
    if same(left, right, "postcode"):
        known = both(left, right, "street")
        return f"same postcode, street {'known' if known else 'unknown'}"
    if same(left, right, "city"):
        return "same town"
    if same(left, right, "region"):
        known = both(left, right, "city")
        return f"same region, {'other town' if known else 'town unknown'}"
    if any(both(left, right, name) for name in ("postcode", "city", "region")):
        return "other town"
    return "place unknown"


def levels_of(left: Record, right: Record) -> Iterator[tuple[str, str]]:
    """The level of two records in each comparison of places; none where it is unknown."""
    place = place_of(left, right)
    if place != "place unknown":
        yield "address", place
    if both(left, right, "company_id") and "postcode" not in place:
        companies = (
            "one company" if same(left, right, "company_id") else "two companies"
        )
        yield (
            "served_by",
            f"{companies}, {'other place' if place == 'other town' else place}",
        )


@pytest.mark.parametrize("seed", range(5))
def test_pairs_in_one_place_are_counted_in_groups_as_pair_by_pair(seed: int) -> None:
    records = some_records(seed)
    con = connect()
    deliver(con, records)
    count_records(con, COUNTS, "wh.identity.records", Counted())
    counted = {
        level: pairs
        for level, pairs in count_population(con, "wh.identity.records").pairs.items()
        if level[0] != "time"
    }
    slips = counted.pop(("address", "street a slip apart"))
    other_street = counted.pop(("address", "same postcode, other street"))
    counted["address", "same postcode, street known"] = slips + other_street

    expected = dict.fromkeys(counted, 0)
    for left, right in itertools.combinations(records, 2):
        for level in levels_of(left, right):
            expected[level] += 1
    assert counted == pytest.approx(expected)


@pytest.mark.parametrize(("records", "until", "growth"), [(8, 5, 8 / 6), (9, 5, 8 / 6)])
def test_names_are_counted_up_to_the_day_on_which_there_were_enough(
    records: int, until: int, growth: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One a day, of which one has no day: 8 / sqrt(2) are reached with the sixth record;
    what comes later changes nothing, until the number is rounded to another bound."""
    monkeypatch.setattr("splink_models.counts._FEWEST_NAMED", 1)
    con = connect()
    deliver(
        con,
        [
            Record(f"lead:{number}", number, "ann", "lee", phones=["+14045550100"])
            for number in range(1, records + 1)
        ],
    )
    con.execute(
        "update wh.identity.records set created_at = null where record_id = 'lead:1'"
    )
    counted = count_everything(con, "wh.identity.records")

    first = (NOW - datetime(2000, 1, 1)).days
    assert counted.until == first + until + 1
    assert counted.growth == pytest.approx(growth)
    named = con.execute("select sum(records) from first_names").fetchall()
    assert named == [(6,)]


def counts_of(con: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    return [
        con.execute(f"from {count.table} order by all").fetchall() for count in COUNTS
    ]


def test_counts_kept_by_difference_are_those_counted_anew() -> None:
    con = connect()
    before, after = some_records(1), some_records(2, 70)
    deliver(con, before)
    count_records(con, COUNTS, "wh.identity.records", Counted())
    keep_counts(con)
    con.execute("create table replaced as from wh.identity.records")
    for _ in range(30):
        deliver(con, after)
        con.execute("create or replace table delivered_now as from wh.identity.records")
        count_difference(con, COUNTS, "delivered_now", "replaced", Counted())
        con.execute("begin")
        keep_difference(con, "delivered_now", "replaced", Counted())
        con.execute("commit")
        by_difference = counts_of(con)
        count_records(con, COUNTS, "wh.identity.records", Counted())
        assert by_difference == counts_of(con)
        con.execute("create or replace table replaced as from delivered_now")
        before, after = after, before
    for count in COUNTS:
        kept = con.execute(f"select count(*) from {count.kept}").fetchall()[0][0]
        assert kept < 3_000, "what cancels out is not kept for ever"
