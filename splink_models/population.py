"""How many records there are, and how often two strangers share a place or a time.

The weights of a model depend on them: among a million records one number is rarer evidence
than among a thousand, and one town says nothing where everybody lives in it. All is
counted exactly and then rounded, so that it is a function of the records
alone, and a day's records change it seldom: then every pair is weighed anew.

Belongs here: counting. What the counts mean for a level is said in comparisons.py.
"""

from dataclasses import dataclass
from math import log2

import duckdb

from splink_models.model import LevelCounts

_STREETS_A_SLIP_APART = 0.02
"""Share of strangers with one postcode whose streets are two letters or less apart."""

_ADDRESS = """
with

postcodes as (
    select
        sum(records) as records,
        sum(records) filter (where has_street) as with_street
    from places
    where postcode is not null
    group by postcode
),

cities as (
    select sum(records) as records
    from places
    where city is not null
    group by city
),

cities_with_postcode as (
    select sum(records) as records
    from places
    where city is not null and postcode is not null
    group by city, postcode
),

known as (
    select
        coalesce(sum(records) filter (where postcode is not null), 0) as postcodes,
        coalesce(sum(records) filter (where city is not null), 0) as cities,
        coalesce(
            sum(records) filter (where city is not null and postcode is not null), 0
        ) as places
    from places
),

pairs as (
    select
        (
            postcodes * (postcodes - 1)
            + cities * (cities - 1)
            - places * (places - 1)
        ) / 2 as known,
        (select coalesce(sum(records * (records - 1)), 0) / 2 from postcodes)
            as same_postcode,
        (
            select
                coalesce(sum(coalesce(with_street, 0) * (coalesce(with_street, 0) - 1)), 0)
                / 2
            from postcodes
        ) as same_postcode_streets_known,
        (select coalesce(sum(records * (records - 1)), 0) / 2 from cities) as same_city,
        (select coalesce(sum(records * (records - 1)), 0) / 2 from cities_with_postcode)
            as same_place
    from known
)

select
    known,
    same_postcode - same_postcode_streets_known,
    same_postcode_streets_known,
    same_city - same_place
from pairs
"""

_TIME = """
with

near as (
    select
        abs(days_l.day - days_r.day) as days_apart,
        sum(
            case
                when days_l.day = days_r.day
                    then days_l.records * (days_l.records - 1) / 2
                else days_l.records * days_r.records
            end
        ) as pairs
    from days as days_l
    inner join days as days_r
        on days_r.day between days_l.day and days_l.day + 365
    group by all
)

select
    coalesce((select sum(records) * (sum(records) - 1) / 2 from days), 0),
    coalesce(sum(pairs) filter (where days_apart <= 2), 0),
    coalesce(sum(pairs) filter (where days_apart between 3 and 14), 0),
    coalesce(sum(pairs) filter (where days_apart between 15 and 60), 0),
    coalesce(sum(pairs) filter (where days_apart between 61 and 180), 0),
    coalesce(sum(pairs) filter (where days_apart between 181 and 365), 0)
from near
"""


@dataclass(frozen=True)
class Population:
    """Records with a contact point, rounded, and how many of their pairs are at each
    level whose chance is measured."""

    records: int
    pairs: LevelCounts


def count_population(con: duckdb.DuckDBPyConnection, records: str) -> Population:
    """The population of a table with the columns of identity.records.

    Reads the scratch tables `places` and `days`, the counts of its records (counts.py).
    """
    counted = con.execute(
        f"select count(*) from {records} where has_contact_point"
    ).fetchall()
    placed, street_unknown, streets_known, same_city = _row(con, _ADDRESS)
    dated, two_days, two_weeks, two_months, half_year, year = _row(con, _TIME)
    slips = streets_known * _STREETS_A_SLIP_APART
    address = {
        "street a slip apart": slips,
        "same postcode, street unknown": street_unknown,
        "same postcode, other street": streets_known - slips,
        "same town": same_city,
    }
    time = {
        "within two days": two_days,
        "within two weeks": two_weeks,
        "within two months": two_months,
        "within half a year": half_year,
        "within a year": year,
    }
    address["other town"] = placed - sum(address.values())
    time["further apart"] = dated - sum(time.values())
    return Population(
        records=rounded_count(counted[0][0]),
        pairs={
            (comparison, label): pairs
            for comparison, levels in (("address", address), ("time", time))
            for label, pairs in levels.items()
        },
    )


def rounded_count(records: int) -> int:
    """To the nearest power of two: what a shared number weighs more, the prior weighs less."""
    return round(2 ** round(log2(records))) if records > 0 else 0


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    return tuple(float(value) for value in con.execute(query).fetchall()[0])
