"""The ways to link records, each a function on a prepared folder; one process runs one.

Belongs here: linking the same records in each way, its seconds, peak memory and scores.
What plain Splink is belongs to plain_splink.py, the bounds to ceiling.py.

    python -m benchmarks.linkage_ways <way> <workspace> <folder> <facts file>

The workspace holds warehouse.duckdb, landing/ and truth/; `inputs`, the first way, copies
what is linked into the folder, so that nothing in the workspace changes.
"""

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

from benchmarks.ceiling import load_truth, score_ceilings
from benchmarks.linkage_day import link_a_day
from benchmarks.plain_splink import link_with_splink
from orchestration.warehouse import configure
from splink_models.baseline import exact_match_baseline, read_contact_points
from splink_models.link import link_records
from splink_models.model import TrainedModel, load_model
from splink_models.scores import score_clusters
from splink_models.train import train

_SEED = 1
THREADS = 2
"""Alike for every way: what a small machine has."""


@dataclass(frozen=True)
class Place:
    """Where a way finds what it links, and may write."""

    workspace: Path
    folder: Path

    @property
    def inputs(self) -> Path:
        """A database with identity.records and identity.links alone."""
        return self.folder / "inputs.duckdb"


def inputs(place: Place) -> dict[str, Any]:
    """Copies the records and explicit references of the warehouse."""
    with duckdb.connect() as con:
        _attach(con, place.workspace / "warehouse.duckdb", "built", read_only=True)
        _attach(con, place.inputs, "wh", read_only=False)
        con.execute("create schema wh.identity")
        for table in ("records", "links"):
            con.execute(
                f"create table wh.identity.{table} as from built.identity.{table}"
            )
        counted = con.execute(
            """
            select
                count(*),
                count(*) filter (where record_type <> 'customer') as leads,
                count(*) filter (where record_type = 'call') / leads,
            from wh.identity.records
            """
        ).fetchall()[0]
    return {
        "records": counted[0],
        "leads": counted[1],
        "calls_share": round(counted[2], 4),
    }


def exact(place: Place) -> dict[str, Any]:
    """Equal phone or e-mail, a list of generic ones left out, all that hangs together."""
    with _scratch(place) as con:
        seconds = {}
        began = time.perf_counter()
        read_contact_points(con, place.workspace / "landing")
        seconds["prepare"] = time.perf_counter() - began
        began = time.perf_counter()
        exact_match_baseline(con)
        seconds["cluster"] = time.perf_counter() - began
        con.execute("alter table baseline_persons rename to linked_persons")
        return _linked_by_fields(con, place, seconds)


def splink(place: Place) -> dict[str, Any]:
    """Splink as its documentation recommends."""
    return _with_splink(place, fix_u=False)


def splink_fixed_u(place: Place) -> dict[str, Any]:
    """Splink with the chance of strangers' equal phones and e-mails fixed."""
    return _with_splink(place, fix_u=True)


def _with_splink(place: Place, fix_u: bool) -> dict[str, Any]:
    with _scratch(place) as con:
        seconds, pairs = link_with_splink(con, fix_u)
        return {"pairs": pairs} | _linked_by_fields(con, place, seconds)


def leadhouse(place: Place) -> dict[str, Any]:
    """Leadhouse, all of it: trained on these records, then scored and clustered."""
    with _own_copy(place) as con:
        began = time.perf_counter()
        model = train(con, "wh.identity.records", "benchmark", _SEED)
        trained = {"train": time.perf_counter() - began}
        return _link(con, place, model, trained)


def leadhouse_shipped(place: Place) -> dict[str, Any]:
    """Leadhouse with the model that it is delivered with: what a run does."""
    with _own_copy(place) as con:
        return _link(con, place, load_model(), {})


def leadhouse_fields(place: Place) -> dict[str, Any]:
    """The same without explicit references: what the fields alone give."""
    with _own_copy(place) as con:
        con.execute("delete from wh.identity.links")
        return _link(con, place, load_model(), {})


def leadhouse_day(place: Place) -> dict[str, Any]:
    """A day's new leads and calls on top of all that was before."""
    with _own_copy(place) as con:
        return link_a_day(con, load_model()) | {"peak_bytes": _peak_bytes()}


def ceiling(place: Place) -> dict[str, Any]:
    """The bounds of what anything could reach; no way to link."""
    with _scratch(place) as con:
        load_truth(con, place.workspace / "truth")
        began = time.perf_counter()
        scores = score_ceilings(con)
        return {
            "seconds": {"work": round(time.perf_counter() - began, 2)},
            "peak_bytes": _peak_bytes(),
            "ceilings": {name: asdict(found) for name, found in scores.items()},
        }


WAYS: dict[str, Callable[[Place], dict[str, Any]]] = {
    way.__name__: way
    for way in (
        inputs,
        exact,
        splink,
        splink_fixed_u,
        leadhouse,
        leadhouse_shipped,
        leadhouse_fields,
        leadhouse_day,
        ceiling,
    )
}


@contextmanager
def _scratch(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that reads the inputs as `wh`."""
    with duckdb.connect() as con:
        _configure(con, place)
        _attach(con, place.inputs, "wh", read_only=True)
        yield con


@contextmanager
def _own_copy(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that reads and writes a copy of the inputs as `wh`."""
    own = place.folder / "own.duckdb"
    shutil.copyfile(place.inputs, own)
    with duckdb.connect() as con:
        _configure(con, place)
        _attach(con, own, "wh", read_only=False)
        yield con
    own.unlink()


def _configure(con: duckdb.DuckDBPyConnection, place: Place) -> None:
    configure(con, place.folder, None)
    con.execute(f"set threads = {THREADS}")


def _attach(
    con: duckdb.DuckDBPyConnection, file: Path, name: str, read_only: bool
) -> None:
    location = str(file).replace("'", "''")
    con.execute(f"attach '{location}' as {name}" + " (read_only)" * read_only)


def _link(
    con: duckdb.DuckDBPyConnection,
    place: Place,
    model: TrainedModel,
    seconds: dict[str, float],
) -> dict[str, Any]:
    report = link_records(con, model, "benchmark")
    facts = _work_facts(seconds | report.seconds)
    con.execute(
        """
        create table linked_persons as
        select record_id, person_id from wh.identity.persons
        """
    )
    load_truth(con, place.workspace / "truth")
    return {"pairs": report.pairs_scored, **facts, "scores": _scores(con)}


def _linked_by_fields(
    con: duckdb.DuckDBPyConnection, place: Place, seconds: dict[str, float]
) -> dict[str, Any]:
    """Facts of a way that knows no references: its scores, and with them joined on."""
    facts = _work_facts(seconds)
    load_truth(con, place.workspace / "truth")
    scores = {"scores_without_references": _scores(con)}
    _join_references(con)
    return {**facts, **scores, "scores": _scores(con)}


def _work_facts(seconds: dict[str, float]) -> dict[str, Any]:
    """Seconds by phase, and the most memory that the process held up to now."""
    return {
        "seconds": {phase: round(taken, 2) for phase, taken in seconds.items()},
        "peak_bytes": _peak_bytes(),
    }


def _peak_bytes() -> int:
    """Linux counts ru_maxrss in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _scores(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Scores of linked_persons; a record that a way left out stands alone."""
    con.execute(
        """
        create or replace table compared_persons as
        select
            truth_records.person_id as actual,
            coalesce(linked_persons.person_id, truth_records.record_id) as predicted,
        from truth_records
        left join linked_persons using (record_id)
        """
    )
    return asdict(score_clusters(con, "compared_persons"))


def _join_references(con: duckdb.DuckDBPyConnection) -> None:
    """Joins the persons of linked_persons between whom there is an explicit reference."""
    con.execute(
        """
        create table referred_persons as
        select
            coalesce(persons_l.person_id, links.record_l) as person_l,
            coalesce(persons_r.person_id, links.record_r) as person_r,
        from wh.identity.links as links
        left join linked_persons as persons_l on links.record_l = persons_l.record_id
        left join linked_persons as persons_r on links.record_r = persons_r.record_id
        where links.kind = 'must'
        """
    )
    con.execute(
        """
        create table named_persons as
        select person_id from linked_persons
        union
        select unnest([person_l, person_r]) from referred_persons
        """
    )
    database = DuckDBAPI(con)
    joined = cluster_pairwise_predictions_at_threshold(
        nodes=database.register("named_persons"),
        edges=database.register("referred_persons"),
        db_api=database,
        node_id_column_name="person_id",
        edge_id_column_name_left="person_l",
        edge_id_column_name_right="person_r",
    )
    con.execute(
        f"""
        create or replace table linked_persons as
        select
            truth_records.record_id,
            joined.cluster_id as person_id,
        from truth_records
        left join linked_persons using (record_id)
        inner join {joined.physical_name} as joined
            on coalesce(linked_persons.person_id, truth_records.record_id)
                = joined.person_id
        """
    )


def main(way: str, workspace: str, folder: str, facts_file: str) -> None:
    """Runs one way and leaves its facts in the file."""
    facts = WAYS[way](Place(Path(workspace), Path(folder)))
    Path(facts_file).write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
