"""Links records to persons with a trained model: score, keep the edges, cluster.

Belongs here: the steps of a run and what is written to the warehouse. Training, and what
is compared, do not.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from splink_models.cluster import cluster_records
from splink_models.model import FittedLevel, FittedModel, TrainedModel, fit_model
from splink_models.pairs import (
    count_levels,
    score_blocked_pairs,
    score_random_pairs,
)
from splink_models.records import COMPARED, prepare_records

AUTO_THRESHOLD = 0.9
CANDIDATE_PROBABILITY = 0.05
"""Pairs below are not kept: nobody reviews them, and together they would be most rows."""
_MEASURED_PAIRS = 200_000
_MEASURING_SEED = 20


@dataclass
class LinkReport:
    """What one run linked; seconds by phase; the levels of agreement as they counted."""

    records: int = 0
    comparable_records: int = 0
    pairs_scored: int = 0
    edges_kept: int = 0
    links: int = 0
    persons: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    levels: tuple[FittedLevel, ...] = field(default=(), repr=False)

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Adds the seconds that the block takes to the phase."""
        began = time.perf_counter()
        yield
        self.seconds[phase] = round(time.perf_counter() - began, 3)


def link_records(
    con: duckdb.DuckDBPyConnection,
    model: TrainedModel,
    run_id: str,
    auto_threshold: float = AUTO_THRESHOLD,
) -> LinkReport:
    """Writes identity.scored_edges and identity.persons of the warehouse.

    `con` is an in-memory connection with the warehouse attached, writable, as `wh`; it has
    identity.records and identity.links. Splink's tables stay in memory.
    """
    report = LinkReport()
    with report.timed("prepare"):
        _load_inputs(con)
        report.records = _count(con, "all_records")
        report.links = _count(con, "links")
        report.comparable_records = prepare_records(con, "wh.identity.records")
    if report.comparable_records > 1:
        with report.timed("measure"):
            fitted = _fit_to_records(con, model, report.comparable_records)
        with report.timed("score"):
            report.pairs_scored = score_blocked_pairs(
                con, fitted, "scored_pairs", CANDIDATE_PROBABILITY
            )
            _keep_edges(con, fitted)
        report.levels = fitted.levels
    else:
        _no_edges(con, fit_model(model, report.comparable_records, {}))
    report.edges_kept = _count(con, "scored_edges")
    with report.timed("cluster"):
        cluster_records(con, auto_threshold)
    with report.timed("write"):
        _write(con, model, run_id)
    report.persons = _count(con, "wh.identity.persons", "distinct person_id")
    return report


def _load_inputs(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """
        create or replace table all_records as
        select record_id, created_at, first_name, last_name, first_name_alternatives
        from wh.identity.records
        """
    )
    con.execute(
        """
        create or replace table links as
        select record_l, record_r, kind from wh.identity.links
        """
    )


def _fit_to_records(
    con: duckdb.DuckDBPyConnection, model: TrainedModel, records: int
) -> FittedModel:
    """The model for these records, some random pairs of which are compared for it."""
    expected = fit_model(model, records, {})
    score_random_pairs(
        con, expected, "measured_pairs", _MEASURED_PAIRS, _MEASURING_SEED
    )
    counts = count_levels(con, "measured_pairs", model.compared)
    con.execute("drop table measured_pairs")
    return fit_model(model, records, counts)


def _keep_edges(con: duckdb.DuckDBPyConnection, fitted: FittedModel) -> None:
    """Table `scored_edges`: the pairs with their weight once households are allowed for.

    Splink weighs one person against strangers; the chance of a household is added to the
    strangers' side, so that the weight can only fall.
    """
    con.execute(
        f"""
        create or replace table scored_edges as
        with

        weighed as (
            select
                *,
                -log2(1 + pow(2, {fitted.household_odds_sql()})) as household_weight
            from scored_pairs
        ),

        judged as (
            select
                *,
                1 / (1 + pow(2, -(match_weight + household_weight)))
                    as match_probability
            from weighed
        )

        select
            records_l.record_id as record_l,
            records_r.record_id as record_r,
            judged.match_weight + judged.household_weight as match_weight,
            judged.match_probability,
            judged.household_weight,
            judged.match_key,
            {", ".join(fitted.gamma_columns)}
        from judged
        inner join {COMPARED} as records_l
            on judged.record_number_l = records_l.record_number
        inner join {COMPARED} as records_r
            on judged.record_number_r = records_r.record_number
        where judged.match_probability >= ?
        """,
        [CANDIDATE_PROBABILITY],
    )
    con.execute("drop table scored_pairs")


def _no_edges(con: duckdb.DuckDBPyConnection, fitted: FittedModel) -> None:
    gammas = ", ".join(f"{column} integer" for column in fitted.gamma_columns)
    con.execute(
        f"""
        create or replace table scored_edges (
            record_l varchar, record_r varchar, match_weight double,
            match_probability double, household_weight double, match_key integer,
            {gammas}
        )
        """
    )


def _write(con: duckdb.DuckDBPyConnection, model: TrainedModel, run_id: str) -> None:
    stamp = [model.version, run_id]
    con.execute("begin")
    try:
        con.execute(
            """
            create or replace table wh.identity.scored_edges as
            select *, ? as model_version, ? as run_id
            from scored_edges
            order by record_l, record_r
            """,
            stamp,
        )
        con.execute(
            """
            create or replace table wh.identity.persons as
            select record_id, person_id, ? as model_version, ? as run_id
            from record_persons
            order by record_id
            """,
            stamp,
        )
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _count(con: duckdb.DuckDBPyConnection, table: str, what: str = "*") -> int:
    return int(con.execute(f"select count({what}) from {table}").fetchall()[0][0])
