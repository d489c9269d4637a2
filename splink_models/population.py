"""How many records there are, and how often two strangers share a place or a time.

The weights of a model depend on them: among a million records one number is rarer evidence
than among a thousand, and one town says nothing where everybody lives in it. All is
counted exactly and then rounded, so that it is a function of the records
alone, and a day's records change it seldom: then every pair is weighed anew.

Belongs here: counting. What the counts mean for a level is said in comparisons.py.
"""

import itertools
from dataclasses import dataclass
from math import log2

import duckdb

from splink_models.model import LevelCounts

_STREETS_A_SLIP_APART = 0.02
"""Share of strangers with one postcode whose streets are two letters or less apart."""

_PLACE = ("postcode", "city", "region")
_PLACES = tuple(
    names for size in (1, 2, 3) for names in itertools.combinations(_PLACE, size)
)
"""Every way in which two records may have a place in common."""


def _known(names: tuple[str, ...]) -> str:
    return " and ".join(f"{name} is not null" for name in names)


def _pairs(records: str) -> str:
    return f"coalesce(sum({records} * ({records} - 1)), 0) / 2"


_ALIKE = " union all ".join(
    f"""
    select
        {place} as place,
        {_pairs("records")},
        {_pairs("coalesce(with_street, 0)")},
        {_pairs("coalesce(with_city, 0)")}
    from (
        select
            sum(records) as records,
            sum(records) filter (where has_street) as with_street,
            sum(records) filter (where city is not null) as with_city
        from places
        where {_known(names)}
        group by {", ".join(names)}
    )
    """
    for place, names in enumerate(_PLACES)
)
_KNOWN = "select " + ", ".join(
    f"coalesce(sum(records) filter (where {_known(names)}), 0)" for names in _PLACES
)
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
    dated, two_days, two_weeks, two_months, half_year, year = _row(con, _TIME)
    address = _address(con)
    time = {
        "within two days": two_days,
        "within two weeks": two_weeks,
        "within two months": two_months,
        "within half a year": half_year,
        "within a year": year,
    }
    time["further apart"] = dated - sum(time.values())
    return Population(
        records=rounded_count(counted[0][0]),
        pairs={
            (comparison, label): pairs
            for comparison, levels in (("address", address), ("time", time))
            for label, pairs in levels.items()
        },
    )


def _address(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Pairs of records at each level of the address, each at the first that it reaches."""
    alike = {
        _PLACES[place]: (pairs, with_street, with_city)
        for place, pairs, with_street, with_city in con.execute(_ALIKE).fetchall()
    }
    known = dict(zip(_PLACES, _row(con, f"{_KNOWN} from places"), strict=True))
    in_postcode, streets_known, _ = map(float, alike["postcode",])
    in_city = float(alike["city",][0] - alike["postcode", "city"][0])
    in_region = float(
        alike["region",][0]
        - alike["postcode", "region"][0]
        - alike["city", "region"][0]
        + alike[_PLACE][0]
    )
    town_unknown = float(
        (alike["region",][0] - alike["region",][2])
        - (alike["postcode", "region"][0] - alike["postcode", "region"][2])
    )
    slips = streets_known * _STREETS_A_SLIP_APART
    levels = {
        "street a slip apart": slips,
        "same postcode, street unknown": in_postcode - streets_known,
        "same postcode, other street": streets_known - slips,
        "same town": in_city,
        "same region, town unknown": town_unknown,
        "same region, other town": in_region - town_unknown,
    }
    placed = sum(
        (-1) ** (len(names) + 1) * records * (records - 1) / 2
        for names, records in known.items()
    )
    return levels | {"other town": placed - sum(levels.values())}


def rounded_count(records: int) -> int:
    """To the nearest power of two: what a shared number weighs more, the prior weighs less."""
    return round(2 ** round(log2(records))) if records > 0 else 0


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    return tuple(float(value) for value in con.execute(query).fetchall()[0])
