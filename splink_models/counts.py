"""What is counted of all records: how many bear a name, live in a place, came on a day.

The counts are kept between runs and brought up to date by what a day brings and takes
away, so that a day counts its own records only.

Belongs here: counting, anew or by the difference. What counts mean for a pair is said in
population.py and records.py.
"""

from dataclasses import dataclass
from math import log2, sqrt

import duckdb

USUAL_FIRST_NAME = "coalesce(first_name_alternatives[2], first_name)"
"""SQL of a first name, a short form brought to its name; of several that it may stand
for, to the first."""


@dataclass(frozen=True)
class Count:
    """How many records show each combination of values: a table with a row for each."""

    table: str
    columns: tuple[str, ...]
    values: str
    condition: str
    is_settled: bool = False
    """Whether records up to a day only are counted: that of `Counted`."""
    is_sampled: bool = False
    """Whether a sample is counted: that of `Counted`."""

    @property
    def kept(self) -> str:
        """Where the last run left it."""
        return f"wh.identity.linkage_{self.table}"

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    def of(self, records: str, counted: "Counted", sign: str = "") -> str:
        """SQL of the count in a table with the columns of identity.records."""
        conditions = ["has_contact_point", self.condition]
        if self.is_settled and counted.until is not None:
            conditions.append(f"coalesce({CREATED_DAY} <= {counted.until}, true)")
        if self.is_sampled and counted.every > 1:
            conditions.append(f"hash(record_id) % {counted.every} = 0")
        return f"""
            select {self.values}, {sign}count(*) as records
            from {records}
            where {" and ".join(conditions)}
            group by all
        """


@dataclass(frozen=True)
class Counted:
    """Which records are counted, where it is not all: a function of how many there are.

    Names are counted of those up to the day `until`, on which there were as many as when
    their number last crossed a bound, so that a day's new records make no old name more
    common; `growth` is how many times as many there are taken to be now. Places are
    counted of every so-manieth record, drawn by its id: more say no more.
    """

    until: int | None = None
    growth: float = 1.0
    every: int = 1


CREATED_DAY = "cast(created_at as date) - date '2000-01-01'"
"""SQL of the day of a record, as a number."""
_FEWEST_NAMED = 100_000
"""Records whose names tell how common a name is; where there are fewer, all are counted."""
_PLACED = 2**15
"""About so many records, or all, tell how often two have a place in common."""
_FEW_ROWS = 1_000
_HAS_NAMES = "first_name is not null and last_name is not null"
NAME_COUNTS = (
    Count(
        "first_names",
        ("usual_first_name",),
        f"{USUAL_FIRST_NAME} as usual_first_name",
        _HAS_NAMES,
        is_settled=True,
    ),
    Count("last_names", ("last_name",), "last_name", _HAS_NAMES, is_settled=True),
)
PLACES = Count(
    "places",
    ("postcode", "city", "region", "company_id", "has_street"),
    "postcode, city, region, company_id, street is not null as has_street",
    "true",
    is_sampled=True,
)
DAYS = Count("days", ("day",), f"{CREATED_DAY} as day", "created_at is not null")
COUNTS = (*NAME_COUNTS, PLACES, DAYS)


def count_records(
    con: duckdb.DuckDBPyConnection,
    counts: tuple[Count, ...],
    records: str,
    counted: Counted,
) -> None:
    """Makes a scratch table of each count, named as it is."""
    for count in counts:
        con.execute(
            f"create or replace table {count.table} as {count.of(records, counted)}"
        )


def count_difference(
    con: duckdb.DuckDBPyConnection,
    counts: tuple[Count, ...],
    delivered: str,
    replaced: str,
    counted: Counted,
) -> None:
    """Makes the scratch tables from the kept ones, the records of one table added and
    those of another taken away."""
    for count in counts:
        con.execute(
            f"""
            create or replace table {count.table} as
            select {count.names}, cast(sum(records) as bigint) as records
            from (
                from {count.kept}
                union all
                {count.of(delivered, counted)}
                union all
                {count.of(replaced, counted, "-")}
            )
            group by all
            having sum(records) > 0
            """
        )


def count_everything(con: duckdb.DuckDBPyConnection, records: str) -> Counted:
    """Makes the scratch table of every count; which records were counted."""
    count_records(con, (DAYS,), records, Counted())
    counted = choose_counted(con, records)
    count_records(con, (PLACES, *NAME_COUNTS), records, counted)
    return counted


def choose_counted(con: duckdb.DuckDBPyConnection, records: str) -> Counted:
    """Which records of a table, whose count `days` is made, are counted: see there."""
    everything = con.execute(
        f"select count(*) from {records} where has_contact_point"
    ).fetchall()[0][0]
    rounded = rounded_count(everything)
    found = con.execute(
        """
        with

        records_of_days as (
            select day, sum(records) as records from days group by day
        ),

        records_until as (
            select
                day,
                cast(? as bigint) - sum(records) over (order by day desc) + records
                    as records
            from records_of_days
        )

        select day, records
        from records_until
        where records >= ?
        order by day
        limit 1
        """,
        [everything, max(rounded / sqrt(2), _FEWEST_NAMED)],
    ).fetchall()
    until, settled = found[0] if found else (None, everything)
    return Counted(
        until=until,
        growth=rounded / max(float(settled), 1.0),
        every=max(rounded // _PLACED, 1),
    )


def rounded_count(records: int) -> int:
    """To the nearest power of two: what a shared number weighs more, the prior weighs less."""
    return round(2 ** round(log2(records))) if records > 0 else 0


def keep_counts(con: duckdb.DuckDBPyConnection) -> None:
    """Writes the scratch tables to the kept ones."""
    for count in COUNTS:
        con.execute(f"create or replace table {count.kept} as from {count.table}")


def keep_difference(
    con: duckdb.DuckDBPyConnection,
    delivered: str,
    replaced: str,
    counted: Counted,
) -> None:
    """Adds to the kept tables what count_difference added up: a combination of values has
    several rows then, and one again when they have become twice as many as needed."""
    for count in COUNTS:
        rows, needed = con.execute(
            f"select (select count(*) from {count.kept}), count(*) from {count.table}"
        ).fetchall()[0]
        if rows > 2 * needed + _FEW_ROWS:
            con.execute(f"create or replace table {count.kept} as from {count.table}")
        else:
            con.execute(
                f"insert into {count.kept} "
                f"{count.of(delivered, counted)} "
                f"union all {count.of(replaced, counted, '-')}"
            )


def drop_counts(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("; ".join(f"drop table if exists {count.table}" for count in COUNTS))
