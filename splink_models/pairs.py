"""Pairs of records and their levels of agreement, by Splink.

Belongs here: running Splink's blocking, comparison and scoring on scratch tables. What is
compared and with which numbers does not.
"""

import gc
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.duckdb.dataframe import DuckDBDataFrame
from splink.internals.input_column import InputColumn

from splink_models.levels import Comparison
from splink_models.model import FittedModel, LevelCounts
from splink_models.records import COMPARED


@dataclass(frozen=True)
class Scorer:
    """The SQL by which Splink finds and scores the pairs of `compared_records`: it takes
    as long to write for a day as to run, and can be written before the records are there.
    """

    blocking: tuple[str, ...]
    blocked_pairs: str
    scored_pairs: str
    """A query; of the other two, statements and the table that they make."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Scorer":
        kept = json.loads(text)
        return cls(**(kept | {"blocking": tuple(kept["blocking"])}))


class _KnownTable(DuckDBDataFrame):
    """A table whose columns are known: Splink asks for them again and again."""

    known: tuple[InputColumn, ...] = ()

    @property
    def columns(self) -> list[InputColumn]:
        return list(self.known)


class _Unrun(DuckDBAPI):
    """A database that keeps what Splink would run."""

    def __init__(self, con: duckdb.DuckDBPyConnection, columns: tuple[str, ...]):
        super().__init__(con)
        self.compared_columns = tuple(
            InputColumn(name, sqlglot_dialect_str="duckdb") for name in columns
        )
        self.statements: list[str] = []

    def _execute_sql_against_backend(self, final_sql: str) -> Any:
        self.statements.append(final_sql)

    def table_to_splink_dataframe(
        self, templated_name: str, physical_name: str
    ) -> DuckDBDataFrame:
        table = _KnownTable(templated_name, physical_name, self)
        if physical_name == COMPARED:
            table.known = self.compared_columns
        return table


def prepare_scorer(
    con: duckdb.DuckDBPyConnection,
    model: FittedModel,
    least_probability: float | None = None,
    columns: tuple[str, ...] | None = None,
) -> Scorer:
    """What Splink would run to score the pairs that the model's blocking rules find.

    Pairs less probable than that are left out. `columns` are those of `compared_records`
    where it is not made yet; they have `is_rescored` to say of which pairs neither record
    is compared.
    """
    if columns is None:
        found = con.execute(f"from {COMPARED} limit 0").description or []
        columns = tuple(name for name, *_ in found)
    with _uncollected():
        database = _Unrun(con, columns)
        linker = _linker(database, model.settings("is_rescored" in columns))
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        blocking = tuple(database.statements)
        scored = linker.inference.predict(
            threshold_match_probability=least_probability, warning_mode="never"
        )
    return Scorer(blocking, blocked.physical_name, scored.sql_used_to_create)


def _linker(database: DuckDBAPI, settings: SettingsCreator) -> Linker:
    return Linker(
        database.register(COMPARED),
        settings,
        log_level=logging.ERROR,
        validate_settings=False,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Splink makes tens of thousands of small objects; looking whether they are garbage
    means walking through everything that the process holds."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def score_blocked_pairs(
    con: duckdb.DuckDBPyConnection, model: FittedModel, scorer: Scorer, table: str
) -> int:
    """Makes the scratch table of the pairs that the blocking rules find, one row a pair:
    record_number_l, record_number_r, match_weight, match_key and the gamma columns.

    Returns how many pairs were compared.
    """
    for statement in scorer.blocking:
        con.execute(statement)
    found = con.execute(f"select count(*) from {scorer.blocked_pairs}").fetchall()
    _store(con, model, scorer.scored_pairs, table)
    con.execute(f"drop table {scorer.blocked_pairs}")
    return int(found[0][0])


def score_random_pairs(
    con: duckdb.DuckDBPyConnection,
    model: FittedModel,
    table: str,
    pairs: int,
    seed: int,
) -> int:
    """As score_blocked_pairs, for up to so many random pairs; returns how many there are.

    The same seed and number of records give the same pairs.
    """
    records = con.execute(f"select count(*) from {COMPARED}").fetchall()[0][0]
    drawn = random_pairs(records, pairs, seed)
    database = DuckDBAPI(con)
    linker = _linker(database, model.settings())
    con.register("drawn_pairs", drawn)
    con.execute(
        """
        create or replace table random_pairs as
        select '0' as match_key, join_key_l, join_key_r from drawn_pairs
        """
    )
    con.unregister("drawn_pairs")
    linker.table_management.register_blocked_pairs_for_predict(
        database.register("random_pairs")
    )
    scored = linker.inference.predict(warning_mode="never")
    _store(con, model, f"from {scored.physical_name}", table)
    tables = linker.table_management
    tables.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    con.execute("drop table random_pairs")
    return len(drawn)


def random_pairs(records: int, pairs: int, seed: int) -> pd.DataFrame:
    """Distinct pairs of record numbers (1 to records), the smaller one left.

    As many as were asked for, but for those drawn twice.
    """
    pairs = min(pairs, records * (records - 1) // 2)
    draw = np.random.default_rng(seed)
    numbers = draw.integers(1, records + 1, size=(pairs, 2))
    numbers = numbers[numbers[:, 0] != numbers[:, 1]]
    numbers = np.unique(np.sort(numbers, axis=1), axis=0)
    return pd.DataFrame({"join_key_l": numbers[:, 0], "join_key_r": numbers[:, 1]})


def count_levels(
    con: duckdb.DuckDBPyConnection, table: str, compared: Iterable[Comparison]
) -> LevelCounts:
    """Pairs of the table at each level; pairs without both values are at none."""
    counts: LevelCounts = {}
    for comparison in compared:
        by_gamma = dict(
            con.execute(
                f"select {comparison.gamma_column}, count(*) from {table} group by all"
            ).fetchall()
        )
        for label in comparison.labels:
            gamma = comparison.gamma(label)
            counts[comparison.name, label] = int(by_gamma.get(gamma, 0))
    return counts


def _store(
    con: duckdb.DuckDBPyConnection, model: FittedModel, scored: str, table: str
) -> None:
    con.execute(
        f"""
        create or replace table {table} as
        select
            record_number_l,
            record_number_r,
            match_weight,
            cast(match_key as integer) as match_key,
            {model.gammas_sql()}
        from ({scored})
        """
    )
