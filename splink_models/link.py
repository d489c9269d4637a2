"""Links records to persons with a trained model: score, keep the edges, cluster, name.

A run compares what is new or changed with everything and clusters anew what that touches;
the first run, and one whose model, rules or population are other ones, does so with all
records. Both go the same way and give the same persons.

Belongs here: the steps of a run and what is written to the warehouse. Training, and what
is compared, do not.
"""

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import duckdb
import splink

from splink_models.changed import AS_DELIVERED, CHANGED, find_changed
from splink_models.cluster import ClusterRules, cluster_records
from splink_models.counts import (
    DAYS,
    NAME_COUNTS,
    PLACES,
    Count,
    Counted,
    choose_counted,
    count_difference,
    count_records,
    drop_counts,
)
from splink_models.edges import keep_edges, no_edges
from splink_models.model import FittedLevel, FittedModel, TrainedModel, fit_model
from splink_models.nearby import derive_nearby, find_nearby
from splink_models.pairs import prepare_scorer, score_blocked_pairs
from splink_models.person_ids import name_persons
from splink_models.population import count_population
from splink_models.records import (
    COMPARED,
    COMPARED_COLUMNS,
    DERIVED_COLUMNS,
    RAW_COLUMNS,
)
from splink_models.state import (
    RECORDS,
    derive_all,
    find_unsettled,
    keep_records,
    prepare_state,
)
from splink_models.touched import (
    choose_clustered,
    fetch_kept,
    fetch_near,
    find_near,
    follow_links,
)
from splink_models.written import (
    LastLinkage,
    forget_fit,
    full_because,
    last_linkage,
    prepare_written,
    write_edges,
    write_fit,
    write_levels,
    write_persons,
)

CANDIDATE_PROBABILITY = 0.05
"""Pairs below are not kept: nobody reviews them, and together they would be most rows."""
_METHOD = "3"
"""Raised when the same records, links and model would give other edges or groups."""


@dataclass
class LinkReport:
    """What one run linked; seconds by phase; the levels of agreement as they counted."""

    records: int = 0
    comparable_records: int = 0
    changed_records: int = 0
    compared_records: int = 0
    clustered_records: int = 0
    pairs_scored: int = 0
    edges_kept: int = 0
    links: int = 0
    persons: int = 0
    is_full: bool = False
    full_because: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    levels: tuple[FittedLevel, ...] = field(default=(), repr=False)

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Adds the seconds that the block takes to the phase."""
        began = time.perf_counter()
        yield
        taken = self.seconds.get(phase, 0.0) + time.perf_counter() - began
        self.seconds[phase] = round(taken, 3)


def link_records(
    con: duckdb.DuckDBPyConnection,
    model: TrainedModel,
    run_id: str,
    rules: ClusterRules | None = None,
    everything: bool = False,
) -> LinkReport:
    """Brings identity.scored_edges, persons, person_changes and person_splits up to date.

    `con` is an in-memory connection with the warehouse attached, writable, as `wh`; it has
    identity.records and identity.links. Splink's tables stay in memory. `everything`
    compares all records even where the last run's edges could be kept.
    """
    rules = rules or ClusterRules()
    report = LinkReport()
    with ThreadPoolExecutor(max_workers=1) as beside:
        with report.timed("prepare"):
            ready = _prepare(con, model, rules, everything, report, beside)
        with report.timed("score"):
            fetching = beside.submit(_fetch, con.cursor(), rules, report.is_full)
            report.pairs_scored = _score(con, ready, report)
            fetching.result()
        keeping = beside.submit(_keep, con.cursor(), ready, run_id, report.is_full)
        if report.is_full:
            with report.timed("write"):
                keeping.result()
        with report.timed("cluster"):
            choose_clustered(con, rules, report.is_full)
            report.clustered_records = _count(con, "clustered_records")
            cluster_records(con, rules)
            name_persons(con, run_id, str(_now()), report.full_because or "population")
        with report.timed("write"):
            keeping.result()
            report.persons = _persons(con, ready.last)
            _write(con, ready, report, run_id)
    report.records = _count(con, RECORDS)
    report.comparable_records = _count(con, f"{RECORDS} where has_contact_point")
    report.edges_kept = _count(con, "wh.identity.scored_edges")
    report.links = _count(con, "wh.identity.links")
    return report


@dataclass(frozen=True)
class _Ready:
    """The model brought to the records, ready to score; which records are counted; what
    this run will be known by to the next, what the last was."""

    fitted: FittedModel
    counted: Counted
    now: LastLinkage
    last: LastLinkage | None


def _prepare(
    con: duckdb.DuckDBPyConnection,
    model: TrainedModel,
    rules: ClusterRules,
    everything: bool,
    report: LinkReport,
    beside: Executor,
) -> _Ready:
    """Finds what has changed and what is to be compared.

    A day's small tables keep one core busy: while they are made, links are followed and
    the model is fitted `beside`.
    """
    is_whole = prepare_state(con)
    prepare_written(con)
    last = last_linkage(con)
    because = full_because(last, model.version, repr(rules), everything or not is_whole)
    find_changed(con, AS_DELIVERED if because is None else "record_id")
    following = beside.submit(follow_links, con.cursor())
    _count_now(con, (DAYS,), Counted(), because)
    counted = choose_counted(con, RECORDS)
    _count_now(con, NAME_COUNTS, counted, because)
    if because is None:
        find_nearby(con, model.rules, counted)
    following.result()
    if because is None:
        find_near(con)
        fetch_kept(con)
    fitting = beside.submit(_fit, con.cursor(), model, rules, counted, because, last)
    if because is None:
        report.compared_records = derive_nearby(con)
    fitted, now = fitting.result()
    if because is None and last is not None and last.fit_version != now.fit_version:
        because = "population"
        _count_now(con, (PLACES, *NAME_COUNTS), counted, because)
    if because is not None:
        report.compared_records = derive_all(con, counted)
    report.levels = fitted.levels
    report.full_because = because
    report.is_full = because is not None
    report.changed_records = _count(con, "changed")
    return _Ready(fitted, counted, now, last)


def _count_now(
    con: duckdb.DuckDBPyConnection,
    counts: tuple[Count, ...],
    counted: Counted,
    full_because: str | None,
) -> None:
    """The scratch tables of the counts: by what has changed, or in a full run anew."""
    if full_because is None:
        count_difference(con, counts, *CHANGED, counted)
    else:
        count_records(con, counts, RECORDS, counted)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _fit(
    con: duckdb.DuckDBPyConnection,
    model: TrainedModel,
    rules: ClusterRules,
    counted: Counted,
    full_because: str | None,
    last: LastLinkage | None,
) -> tuple[FittedModel, LastLinkage]:
    """Counts places, and brings the model to them and to the number of records.

    What Splink would run is that of the last run while the fit is the same.
    """
    _count_now(con, (PLACES,), counted, full_because)
    population = count_population(con, RECORDS)
    fitted = fit_model(model, population.records, population.pairs)
    fit_version = hashlib.md5(
        repr(
            (
                (_METHOD, counted.until, fitted, fitted.declared()),
                (RAW_COLUMNS, DERIVED_COLUMNS, COMPARED_COLUMNS),
                (splink.__version__, CANDIDATE_PROBABILITY),
            )
        ).encode()
    ).hexdigest()[:12]
    if last is not None and last.fit_version == fit_version:
        scorer = last.scorer
    else:
        scorer = prepare_scorer(con, fitted, CANDIDATE_PROBABILITY, COMPARED_COLUMNS)
    return fitted, LastLinkage(model.version, fit_version, repr(rules), scorer)


def _persons(con: duckdb.DuckDBPyConnection, last: LastLinkage | None) -> int:
    """The persons there are now: those of the last run but for those clustered anew."""
    now, before = con.execute(
        """
        select
            (select count(distinct person_id) from record_persons),
            (select count(distinct person_id) from persons_before)
        """
    ).fetchall()[0]
    return int(now if last is None else last.persons + now - before)


def _fetch(
    con: duckdb.DuckDBPyConnection, rules: ClusterRules, everything: bool
) -> None:
    """What a day may have to cluster anew, while its pairs are scored on one core."""
    if not everything:
        fetch_near(con, rules)


def _score(con: duckdb.DuckDBPyConnection, ready: _Ready, report: LinkReport) -> int:
    """Table `scored_edges`, of the pairs scored now, and for a day `unsettled`, of the
    records whose kept edges hold no more. Returns how many pairs were compared."""
    if not report.is_full:
        find_unsettled(con)
    compared = 0
    if report.compared_records > 1:
        compared = score_blocked_pairs(
            con, ready.fitted, ready.now.scorer, "scored_pairs"
        )
        keep_edges(con, ready.fitted, CANDIDATE_PROBABILITY)
    else:
        no_edges(con, ready.fitted)
    con.execute(f"drop table {COMPARED}")
    return compared


def _keep(
    con: duckdb.DuckDBPyConnection, ready: _Ready, run_id: str, everything: bool
) -> None:
    """Writes what the next run needs to know of records and pairs.

    A day's small tables keep one core busy, so that this is done while the other clusters.
    Until the persons are written too, no fit is kept: should the run end before, the next
    one compares everything anew.
    """
    with _transaction(con):
        forget_fit(con)
        write_levels(con, ready.fitted, ready.now.model_version)
        write_edges(con, ready.fitted.version, run_id, everything)
        keep_records(con, ready.fitted.rules, ready.counted, everything)


def _write(
    con: duckdb.DuckDBPyConnection, ready: _Ready, report: LinkReport, run_id: str
) -> None:
    now = replace(ready.now, persons=report.persons)
    with _transaction(con):
        write_persons(con, ready.fitted.version, run_id, report.is_full)
        write_fit(con, ready.fitted, now, run_id)
    drop_counts(con)
    tables = (
        "prints",
        "changed",
        "delivered_records",
        "replaced_records",
        "derivations",
        "names",
        "reclassed_names",
        "unsettled",
        "scored_edges",
        "nearby_keys",
        "near_keys",
        "near_persons",
        "kept_near",
        "near_edges",
        "seeds",
        "links",
        "link_changes",
        "persons_before",
        "clustered_records",
        "clustered_edges",
        "record_groups",
        "splits",
        "record_persons",
        "person_changes",
    )
    con.execute("drop view derived; drop view raw_records")
    con.execute("; ".join(f"drop table if exists {table}" for table in tables))


@contextmanager
def _transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.execute("begin")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
