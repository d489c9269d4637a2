"""Links records to persons with a trained model: score, keep the edges, cluster, name.

A run compares what is new or changed with everything and clusters anew what that touches;
the first run, and one whose model, rules or population are other ones, does so with all
records. Both go the same way and give the same persons.

Belongs here: the steps of a run and what is written to the warehouse. Training, and what
is compared, do not.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import duckdb

from splink_models.cluster import ClusterRules, cluster_records
from splink_models.counts import drop_counts
from splink_models.edges import keep_edges, no_edges
from splink_models.model import FittedLevel, TrainedModel
from splink_models.pairs import score_blocked_pairs
from splink_models.person_changes import tell_changes
from splink_models.person_ids import KNOWN_PERSONS, name_persons
from splink_models.ready import CANDIDATE_PROBABILITY, Ready, make_ready
from splink_models.records import COMPARED
from splink_models.state import RECORDS, find_unsettled, keep_records
from splink_models.touched import NEAR_KNOWN, choose_clustered
from splink_models.written import (
    LastLinkage,
    forget_fit,
    write_edges,
    write_fit,
    write_levels,
    write_persons,
)


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
            ready = make_ready(con, model, rules, everything, beside)
            report.changed_records = _count(con, "changed")
        with report.timed("score"):
            report.pairs_scored = _score(con, ready)
        keeping = beside.submit(_keep, con.cursor(), ready, run_id)
        if ready.is_full:
            with report.timed("write"):
                keeping.result()
        with report.timed("cluster"):
            choose_clustered(con, rules, ready.is_full)
            report.clustered_records = _count(con, "clustered_records")
            cluster_records(con, rules)
            name_persons(con, run_id, KNOWN_PERSONS if ready.is_full else NEAR_KNOWN)
            tell_changes(con, run_id, str(_now()), ready.full_because or "population")
        with report.timed("write"):
            keeping.result()
            report.persons = _persons(con, ready.last)
            _write(con, ready, report.persons, run_id)
    report.compared_records = ready.compared_records
    report.is_full = ready.is_full
    report.full_because = ready.full_because
    report.levels = ready.fitted.levels
    report.records = _count(con, RECORDS)
    report.comparable_records = _count(con, f"{RECORDS} where has_contact_point")
    report.edges_kept = _count(con, "wh.identity.scored_edges")
    report.links = _count(con, "wh.identity.links")
    return report


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


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


def _score(con: duckdb.DuckDBPyConnection, ready: Ready) -> int:
    """Table `scored_edges`, of the pairs scored now, and for a day `unsettled`, of the
    records whose kept edges hold no more. Returns how many pairs were compared."""
    if not ready.is_full:
        find_unsettled(con)
    compared = 0
    if ready.compared_records > 1:
        compared = score_blocked_pairs(
            con, ready.fitted, ready.now.scorer, "scored_pairs"
        )
        keep_edges(con, ready.fitted, CANDIDATE_PROBABILITY)
    else:
        no_edges(con, ready.fitted)
    con.execute(f"drop table {COMPARED}")
    return compared


def _keep(con: duckdb.DuckDBPyConnection, ready: Ready, run_id: str) -> None:
    """Writes what the next run needs to know of records and pairs.

    A day's small tables keep one core busy, so that this is done while the other clusters.
    Until the persons are written too, no fit is kept: should the run end before, the next
    one compares everything anew. A day has the fit, and so the levels, of the last run.
    """
    with _transaction(con):
        forget_fit(con)
        if ready.is_full:
            write_levels(con, ready.fitted, ready.now.model_version)
        write_edges(con, ready.fitted.version, run_id, ready.is_full)
        keep_records(con, ready.fitted.rules, ready.counted, ready.is_full)


def _write(
    con: duckdb.DuckDBPyConnection, ready: Ready, persons: int, run_id: str
) -> None:
    now = replace(ready.now, persons=persons)
    with _transaction(con):
        write_persons(con, ready.fitted.version, run_id, ready.is_full)
        write_fit(con, ready.fitted, now, run_id)
    _drop_scratch(con)


def _drop_scratch(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("drop view derived; drop view raw_records")
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
        NEAR_KNOWN,
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
