"""Pairs of records and their levels of agreement, by Splink.

Belongs here: running Splink's blocking, comparison and scoring on scratch tables. What is
compared and with which numbers does not.
"""

import gc
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.settings import Settings

from splink_models.levels import Comparison
from splink_models.model import FittedModel, LevelCounts
from splink_models.records import COMPARED


@dataclass
class _Settled(SettingsCreator):
    """Splink's settings, worked out: that takes longer than scoring a day's pairs."""

    settled: Settings | None = None

    def get_settings(self, sql_dialect_str: str) -> Settings:
        """What was worked out before."""
        assert self.settled is not None
        return self.settled


@dataclass(frozen=True)
class Scorer:
    """A model made ready for `compared_records`, before these are there."""

    model: FittedModel
    database: DuckDBAPI
    settings: SettingsCreator

    def linker(self) -> Linker:
        return Linker(
            self.database.register(COMPARED),
            self.settings,
            log_level=logging.ERROR,
            validate_settings=False,
        )


def prepare_scorer(
    con: duckdb.DuckDBPyConnection, model: FittedModel, only_rescored: bool = False
) -> Scorer:
    """What does not depend on the records; `con` is the connection that will score."""
    with _uncollected():
        settings = model.settings(only_rescored)
        settings.linker_uid = "leadhouse"
        settled = _Settled(
            link_type=settings.link_type,
            linker_uid=settings.linker_uid,
            settled=settings.get_settings("duckdb"),
        )
    return Scorer(model, DuckDBAPI(con), settled)


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
    con: duckdb.DuckDBPyConnection,
    scorer: Scorer,
    table: str,
    least_probability: float | None = None,
) -> int:
    """Makes the scratch table of the pairs that the blocking rules find, one row a pair:
    record_number_l, record_number_r, match_weight, match_key and the gamma columns.

    Pairs less probable than that are left out; with `only_rescored` so are those of which
    neither record `is_rescored`. Returns how many pairs were compared.
    """
    with _uncollected():
        linker = scorer.linker()
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        found = con.execute(f"select count(*) from {blocked.physical_name}").fetchall()
        _store(con, scorer.model, linker, table, least_probability)
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
    scorer = prepare_scorer(con, model)
    linker = scorer.linker()
    con.register("drawn_pairs", drawn)
    con.execute(
        """
        create or replace table random_pairs as
        select '0' as match_key, join_key_l, join_key_r from drawn_pairs
        """
    )
    con.unregister("drawn_pairs")
    linker.table_management.register_blocked_pairs_for_predict(
        scorer.database.register("random_pairs")
    )
    _store(con, model, linker, table, None)
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
    con: duckdb.DuckDBPyConnection,
    model: FittedModel,
    linker: Linker,
    table: str,
    least_probability: float | None,
) -> None:
    scored = linker.inference.predict(
        threshold_match_probability=least_probability, warning_mode="never"
    )
    con.execute(
        f"""
        create or replace table {table} as
        select
            record_number_l,
            record_number_r,
            match_weight,
            cast(match_key as integer) as match_key,
            {model.gammas_sql()}
        from {scored.physical_name}
        """
    )
    tables = linker.table_management
    tables.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
