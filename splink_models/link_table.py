"""Links the rows of any table, given which column holds what.

Belongs here: the steps, and what is chosen by the columns and the number of rows. How rows
are read, what is compared and how numbers are trained do not.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.sql_functions import FUNCTIONS, register_functions
from splink_models.cluster import AUTO_THRESHOLD
from splink_models.comparisons import EMAIL, TIME
from splink_models.edges import keep_edges
from splink_models.levels import Comparison
from splink_models.model import (
    FittedLevel,
    FittedModel,
    TrainedModel,
    fit_model,
    load_model,
)
from splink_models.pairs import (
    count_levels,
    prepare_scorer,
    score_blocked_pairs,
    score_random_pairs,
)
from splink_models.table_clusters import cluster_table
from splink_models.table_columns import TableColumns, TableError, table_columns
from splink_models.table_comparisons import (
    BIRTH,
    COMPANY,
    EMPLOYER,
    FULL_NAME,
    IDENTIFIER,
    LOCATION,
    PLACE,
    TELEPHONE,
)
from splink_models.table_records import prepare_table
from splink_models.table_rows import read_rows
from splink_models.train import sampled, train_on_prepared

CLUSTERS = "linked_clusters"
PAIRS = "linked_pairs"
_MEASURED_PAIRS = 50_000
TABLE_MODEL = Path(__file__).parent / "trained" / "table.json"
EVERY_PAIR_UP_TO = 3_000
"""Records of which all pairs are compared (4.5 million): nothing is missed."""
FEWEST_TO_TRAIN = 1_000
"""Fewer records do not say how rare agreement is; they have the shipped numbers."""
TAKEN_FOR = 10_000
"""Records that a table with shipped numbers is taken for: it is a part of some population,
in which its names and places are less rare than the table itself makes them look."""
CANDIDATE_PROBABILITY = 0.01


@dataclass(frozen=True)
class LinkedTable:
    """What linking a table gave. The two tables are temporary ones of the connection:
    `linked_clusters` (record_id, cluster_id), one row per row of the table, a cluster being
    named after its first id; `linked_pairs`, one row per pair worth a look: record_l,
    record_r, match_weight, match_probability, household_weight, gamma columns."""

    model: TrainedModel
    is_trained: bool
    """Whether the numbers come from the table itself."""
    levels: tuple[FittedLevel, ...]
    """The weight of every level as it counted."""
    threshold: float
    records: int
    pairs_compared: int
    pairs_kept: int
    clusters: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The report without the tables."""
        report = asdict(self) | {"model": self.model.model_dump()}
        return report | {"levels": [level.model_dump() for level in self.levels]}

    def to_text(self) -> str:
        """A summary and, for each comparison, what its levels weigh."""
        numbers = "trained on the table" if self.is_trained else self.model.version
        lines = [
            f"{self.records:,} rows are {self.clusters:,} persons or companies "
            f"(numbers: {numbers}; threshold {self.threshold}; "
            f"{self.pairs_compared:,} pairs compared, {self.pairs_kept:,} kept; "
            f"{self.seconds:.1f} s)."
        ]
        lines += [
            f"  {level.comparison}: {level.label}: {level.match_weight:+.1f}"
            for level in self.levels
        ]
        return "\n".join(lines)


def link_table(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, Any] | TableColumns,
    *,
    model: TrainedModel | None = None,
    threshold: float = AUTO_THRESHOLD,
    country: str = "US",
    seed: int = 1,
) -> LinkedTable:
    """Finds the rows of a table that are of one person or company.

    `columns` says which column holds what (TableColumns); `country`, as two letters, how
    phones and dates are read that do not say it. Pairs at least as probable as the
    threshold are joined. Without a `model` the numbers are trained on the table itself,
    without labels; one of fewer than 1,000 rows has those that are shipped. The same
    table and seed give the same clusters; what a given model compares beside the columns
    that are there says nothing. Raises TableError for a column that is not there, ids that
    are not of one row, and a country that is not two letters.
    """
    began = time.perf_counter()
    mapping = (
        columns if isinstance(columns, TableColumns) else table_columns(dict(columns))
    )
    if not re.fullmatch("[A-Z]{2}", country):
        raise TableError(
            f"Country {country!r}: two capital letters are wanted, as in US."
        )
    _copy_delivered(con, table, mapping)
    with _scratch(con):
        read_rows(con, "delivered_rows", mapping)
        records = prepare_table(con, country)
        is_trained = model is None and records >= FEWEST_TO_TRAIN
        numbers = model or _numbers(con, mapping, records, seed)
        taken_for = records if model or is_trained else max(records, TAKEN_FOR)
        fitted = _fit(con, numbers, taken_for, seed)
        scorer = prepare_scorer(con, fitted)
        compared = score_blocked_pairs(con, fitted, scorer, "scored_pairs")
        keep_edges(con, fitted, CANDIDATE_PROBABILITY)
        cluster_table(con, fitted, threshold)
        for given, made in ((CLUSTERS, "clusters"), (PAIRS, "scored_edges")):
            con.execute(f"create or replace temp table {given} as from {made}")
    con.execute("drop table delivered_rows")
    return LinkedTable(
        model=numbers,
        is_trained=is_trained,
        levels=fitted.levels,
        threshold=threshold,
        records=records,
        pairs_compared=compared,
        pairs_kept=_count(con, PAIRS),
        clusters=_count(con, CLUSTERS, "distinct cluster_id"),
        seconds=round(time.perf_counter() - began, 3),
    )


def _copy_delivered(
    con: duckdb.DuckDBPyConnection, table: str, columns: TableColumns
) -> None:
    """Temporary table `delivered_rows`: the named columns, within reach of the scratch."""
    described = con.execute(f"describe {table}").fetchall()
    columns.check_against(table, tuple(str(row[0]) for row in described))
    named = ", ".join('"' + name.replace('"', '""') + '"' for name in columns.named)
    con.execute(
        f"create or replace temp table delivered_rows as select {named} from {table}"
    )


@contextmanager
def _scratch(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Unqualified names mean a database in memory that is gone after the block."""
    where = con.execute("select current_database(), current_schema()").fetchall()[0]
    con.execute("attach ':memory:' as table_linkage")
    con.execute("use table_linkage")
    register_functions(con)
    try:
        yield
    finally:
        for function in FUNCTIONS:
            con.remove_function(function)
        con.execute("use {}.{}".format(*(f'"{name}"' for name in where)))
        con.execute("detach table_linkage")


def _numbers(
    con: duckdb.DuckDBPyConnection, columns: TableColumns, records: int, seed: int
) -> TrainedModel:
    """The numbers of what the columns allow to compare: trained, else as shipped."""
    compared = chosen_comparisons(columns)
    if not compared:
        raise TableError("The mapping names no column by which rows can be compared.")
    rules = chosen_rules(columns, records)
    shipped = load_model(TABLE_MODEL)
    if records >= FEWEST_TO_TRAIN:
        with sampled(con, records, seed):
            return train_on_prepared(
                con, records, compared, rules, "table", seed, otherwise=shipped
            )
    kept = {item.name: shipped.comparisons[item.name] for item in compared}
    return shipped.model_copy(update={"comparisons": kept, "blocking_rules": rules})


def _fit(
    con: duckdb.DuckDBPyConnection, model: TrainedModel, records: int, seed: int
) -> FittedModel:
    """The model for so many records, with the chances of these places and times."""
    expected = fit_model(model, records, {})
    score_random_pairs(con, expected, "measured_pairs", _MEASURED_PAIRS, seed)
    counts = count_levels(con, "measured_pairs", model.compared)
    return fit_model(model, records, counts)


def _count(con: duckdb.DuckDBPyConnection, table: str, what: str = "*") -> int:
    return int(con.execute(f"select count({what}) from {table}").fetchall()[0][0])


def chosen_comparisons(columns: TableColumns) -> tuple[Comparison, ...]:
    """What rows with these columns are compared by."""
    named = columns.full_name or columns.first_name or columns.last_name
    place = None if columns.street else columns.city or columns.postcode
    choice = (
        (FULL_NAME, named),
        (EMAIL, columns.emails),
        (TELEPHONE, columns.phones),
        (BIRTH, columns.date_of_birth),
        (IDENTIFIER, columns.identifiers),
        (LOCATION, columns.street),
        (PLACE, place),
        (COMPANY, columns.organization),
        (EMPLOYER, columns.employer),
        (TIME, columns.created_at),
    )
    return tuple(comparison for comparison, column in choice if column)


def chosen_rules(columns: TableColumns, records: int) -> tuple[str, ...]:
    """By which rules pairs of so many such rows are found."""
    if records <= EVERY_PAIR_UP_TO:
        return ("every pair",)
    named = columns.full_name or columns.first_name or columns.last_name
    born = columns.date_of_birth
    choice = (
        ("phone", columns.phones),
        ("email", columns.emails),
        ("identifier", columns.identifiers),
        ("birth and a name", born and named),
        ("birth and town", born and columns.city),
        ("house and last name", columns.street and named),
        ("house and first name", columns.street and named),
        ("name in postcode", columns.postcode and named),
        ("uncommon name", named),
        ("company", columns.organization),
        ("house of a company", columns.organization and columns.street),
    )
    return tuple(rule for rule, column in choice if column)
