"""What is counted of all records: how many bear a name, live in a place, came on a day.

The counts are kept between runs and brought up to date by what a day brings and takes
away, so that a day counts its own records only.

Belongs here: counting, anew or by the difference. What counts mean for a pair is said in
population.py and records.py.
"""

from dataclasses import dataclass

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

    @property
    def kept(self) -> str:
        """Where the last run left it."""
        return f"wh.identity.linkage_{self.table}"

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    def of(self, records: str, sign: str = "") -> str:
        """SQL of the count in a table with the columns of identity.records."""
        return f"""
            select {self.values}, {sign}count(*) as records
            from {records}
            where has_contact_point and {self.condition}
            group by all
        """


_FEW_ROWS = 1_000
_HAS_NAMES = "first_name is not null and last_name is not null"
NAME_COUNTS = (
    Count(
        "first_names",
        ("usual_first_name",),
        f"{USUAL_FIRST_NAME} as usual_first_name",
        _HAS_NAMES,
    ),
    Count("last_names", ("last_name",), "last_name", _HAS_NAMES),
)
POPULATION_COUNTS = (
    Count(
        "places",
        ("postcode", "city", "region", "has_street"),
        "postcode, city, region, street is not null as has_street",
        "coalesce(postcode, city, region) is not null",
    ),
    Count(
        "days",
        ("day",),
        "cast(created_at as date) - date '2000-01-01' as day",
        "created_at is not null",
    ),
)
COUNTS = (*NAME_COUNTS, *POPULATION_COUNTS)


def count_records(
    con: duckdb.DuckDBPyConnection, counts: tuple[Count, ...], records: str
) -> None:
    """Makes a scratch table of each count, named as it is."""
    for count in counts:
        con.execute(f"create or replace table {count.table} as {count.of(records)}")


def count_difference(
    con: duckdb.DuckDBPyConnection, delivered: str, replaced: str
) -> None:
    """Makes the scratch tables from the kept ones, the records of one table added and
    those of another taken away."""
    for count in COUNTS:
        con.execute(
            f"""
            create or replace table {count.table} as
            select {count.names}, cast(sum(records) as bigint) as records
            from (
                from {count.kept}
                union all
                {count.of(delivered)}
                union all
                {count.of(replaced, "-")}
            )
            group by all
            having sum(records) > 0
            """
        )


def keep_counts(con: duckdb.DuckDBPyConnection) -> None:
    """Writes the scratch tables to the kept ones."""
    for count in COUNTS:
        con.execute(f"create or replace table {count.kept} as from {count.table}")


def keep_difference(
    con: duckdb.DuckDBPyConnection, delivered: str, replaced: str
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
                f"{count.of(delivered)} union all {count.of(replaced, '-')}"
            )


def drop_counts(con: duckdb.DuckDBPyConnection) -> None:
    for count in COUNTS:
        con.execute(f"drop table if exists {count.table}")
