"""How many pairs of strangers are in one place: counted in groups as pair by pair."""

import itertools
import random

import duckdb
import pytest

from splink_models.counts import (
    COUNTS,
    count_difference,
    count_records,
    keep_counts,
    keep_difference,
)
from splink_models.population import count_population
from tests.unit.identity_records import Record, connect, deliver

STREETS = ("12 main st", "7 oak ave", None)
POSTCODES = ("30301", "30302", "10001", None)
CITIES = ("atlanta", "new york", None)
REGIONS = ("ga", "ny", None)


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
        )
        for number in range(size)
    ]


def level_of(left: Record, right: Record) -> str | None:
    """The level of two places, slips apart; None when nothing is known of both."""

    def both(name: str) -> bool:
        return None not in (getattr(left, name), getattr(right, name))

    def same(name: str) -> bool:
        return both(name) and getattr(left, name) == getattr(right, name)

    if not (both("postcode") or both("city") or both("region")):
        return None
    if same("postcode"):
        return f"same postcode, street {'known' if both('street') else 'unknown'}"
    if same("city"):
        return "same town"
    if same("region"):
        return f"same region, {'other town' if both('city') else 'town unknown'}"
    return "other town"


@pytest.mark.parametrize("seed", range(5))
def test_pairs_in_one_place_are_counted_in_groups_as_pair_by_pair(seed: int) -> None:
    records = some_records(seed)
    con = connect()
    deliver(con, records)
    count_records(con, COUNTS, "wh.identity.records")
    counted = {
        label: pairs
        for (comparison, label), pairs in count_population(
            con, "wh.identity.records"
        ).pairs.items()
        if comparison == "address"
    }
    slips = counted.pop("street a slip apart")
    other_street = counted.pop("same postcode, other street")
    counted["same postcode, street known"] = slips + other_street

    expected = dict.fromkeys(counted, 0)
    for left, right in itertools.combinations(records, 2):
        level = level_of(left, right)
        if level is not None:
            expected[level] += 1
    assert counted == pytest.approx(expected)


def counts_of(con: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    return [
        con.execute(f"from {count.table} order by all").fetchall() for count in COUNTS
    ]


def test_counts_kept_by_difference_are_those_counted_anew() -> None:
    con = connect()
    before, after = some_records(1), some_records(2, 70)
    deliver(con, before)
    count_records(con, COUNTS, "wh.identity.records")
    keep_counts(con)
    con.execute("create table replaced as from wh.identity.records")
    for _ in range(30):
        deliver(con, after)
        con.execute("create or replace table delivered_now as from wh.identity.records")
        count_difference(con, "delivered_now", "replaced")
        con.execute("begin")
        keep_difference(con, "delivered_now", "replaced")
        con.execute("commit")
        by_difference = counts_of(con)
        count_records(con, COUNTS, "wh.identity.records")
        assert by_difference == counts_of(con)
        con.execute("create or replace table replaced as from delivered_now")
        before, after = after, before
    for count in COUNTS:
        kept = con.execute(f"select count(*) from {count.kept}").fetchall()[0][0]
        assert kept < 3_000, "what cancels out is not kept for ever"
