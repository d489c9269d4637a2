"""The phases of a run, each a function on a workspace; one process runs one of them.

Belongs here: calling what the Dagster assets call, without Dagster. Measuring belongs to
measured.py, printing to report.py.

    python -m benchmarks.steps <phase> <workspace> <facts file> [leads]

writes what the phase says of itself (rows, seconds without Python's imports) as JSON.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.direct import THREADS, run_directly, timed
from benchmarks.events import SCAN_AND_SORT, add_events
from orchestration.begin import begin_run
from orchestration.context import utc_now, write_report_currency
from orchestration.dbt import DBT, dbt_environment, run_tests, target_path
from orchestration.desk.store import write_decisions
from orchestration.errors import LeadhouseError
from orchestration.ingest import ingest as ingest_landing
from orchestration.publish import publish as publish_marts
from orchestration.settings import DBT_PROJECT_DIR, Workspace
from orchestration.warehouse import configure, open_warehouse
from splink_models.active import load_active_model
from splink_models.calibrate import write_calibration
from splink_models.cluster import defined_rules
from splink_models.link import link_records

Facts = dict[str, Any]

SEED = 7
BEFORE_LINKAGE = ("resource_type:seed", "path:models/staging", "path:models/identity")
DECIDED = ("stg_decisions+,path:models/staging", "stg_decisions+,path:models/identity")
LEAD_FOLDERS = (
    "intermediate/qualification",
    "intermediate/routing",
    "intermediate/offers",
    "intermediate/lifecycle",
    "intermediate/pipeline",
    "intermediate/timing",
    "intermediate/survival",
    "intermediate/response",
    "intermediate/completion",
    "intermediate/sla",
    "intermediate/outcomes",
    "intermediate/due",
    "intermediate/flow",
    "intermediate/definition",
    "marts/qualification",
    "marts/routing",
    "marts/offers",
    "marts/lifecycle",
    "marts/pipeline",
    "marts/timing",
    "marts/response",
    "marts/completion",
    "marts/sla",
    "marts/outcomes",
    "marts/due",
    "marts/flow",
    "marts/definition",
    "marts/surveys",
)
"""Folders of models that say where leads go, how fast they move and how they end."""
AFTER_LINKAGE = ("path:models/intermediate", "path:models/marts")


def generate(workspace: Workspace, leads: int) -> Facts:
    """Writes a network of so many leads and calls into the workspace."""
    from orchestration.generate import generate as generate_network

    report = generate_network(leads, SEED, workspace.root)
    return {"rows": sum(report.rows.values()), "files": report.files}


def ingest(workspace: Workspace, _: int) -> Facts:
    """Context, rules and desk, then every landing file into raw and quarantine."""
    context = begin_run(workspace, utc_now()).context
    settings = workspace.settings()
    with open_warehouse(workspace, settings.memory_limit) as con:
        report = ingest_landing(con, workspace, context.run_id)
        write_decisions(con, workspace.desk_url(settings))
    return {"rows": report.rows_accepted, "rejected": report.rows_rejected}


def prepare(workspace: Workspace, _: int) -> Facts:
    """dbt's seeds, staging and identity models, then the report currency."""
    _dbt(workspace, "build", *_selected(BEFORE_LINKAGE))
    settings = workspace.settings()
    with open_warehouse(workspace, settings.memory_limit) as con:
        write_report_currency(con, settings)
        return {"rows": _count(con, "identity.records")}


def decisions(workspace: Workspace, _: int) -> Facts:
    """What stands of the desk's decisions, and the links that follow from them."""
    _dbt(workspace, "run", "--select", "stg_decisions", *DECIDED)
    return {}


def link(workspace: Workspace, _: int) -> Facts:
    """Scores record pairs with the active model and clusters them to persons."""
    settings = workspace.settings()
    model = load_active_model(workspace.models, settings.model)
    with duckdb.connect() as con:
        configure(con, workspace.scratch, settings.memory_limit)
        location = str(workspace.warehouse).replace("'", "''")
        con.execute(f"attach '{location}' as wh")
        run_id = con.execute("select run_id from wh.ops.run_context").fetchall()[0][0]
        report = link_records(con, model, run_id, defined_rules(con, "wh"))
        write_calibration(con, workspace.labels, run_id)
    return {
        "rows": report.persons,
        "pairs_scored": report.pairs_scored,
        "model": model.version,
    }


def marts(workspace: Workspace, _: int) -> Facts:
    """dbt's intermediate models and marts."""
    _dbt(workspace, "build", *_selected(AFTER_LINKAGE))
    with open_warehouse(workspace) as con:
        return {"rows": _count(con, "marts.campaign_roi")}


def intermediate(workspace: Workspace, _: int) -> Facts:
    """dbt's intermediate models, with the one mart of days that they read."""
    _dbt(workspace, "run", "--select", "path:models/intermediate", "dim_dates")
    with open_warehouse(workspace) as con:
        return {"rows": _count(con, "intermediate.int_roi_campaigns")}


def gate(workspace: Workspace, _: int) -> Facts:
    """dbt's tests and the Great Expectations suites of both stages."""
    from orchestration.quality import run_suites, write_results

    outcomes = run_tests(workspace)
    with open_warehouse(workspace) as con:
        run_id = con.execute("select run_id from ops.run_context").fetchall()[0][0]
    results = run_suites(workspace.warehouse, workspace, run_id, "raw")
    results += run_suites(workspace.warehouse, workspace, run_id, "marts")
    with open_warehouse(workspace) as con:
        write_results(con, run_id, utc_now(), results)
    failed = [f"dbt.{outcome.test.name}" for outcome in outcomes if not outcome.passed]
    failed += [f"{found.suite}.{found.check}" for found in results if not found.passed]
    return {"rows": len(outcomes) + len(results), "failed": ", ".join(failed)}


def publish(workspace: Workspace, _: int) -> Facts:
    """Every mart as a Parquet file, swapped in; without a gate, no check has a result."""
    from orchestration.quality import write_results

    with open_warehouse(workspace) as con:
        run_id = con.execute("select run_id from ops.run_context").fetchall()[0][0]
        write_results(con, run_id, utc_now(), [])
        publication = publish_marts(con, workspace, workspace.settings())
    return {"rows": sum(publication.rows.values())}


def parse(workspace: Workspace, _: int) -> Facts:
    """dbt's parse, which every run but a workspace's first finds done."""
    _dbt(workspace, "parse")
    return {}


def dbt_models(workspace: Workspace, _: int) -> Facts:
    """`dbt run` of every model over a warehouse in which all of them stand already."""
    _dbt(workspace, "run")
    results = json.loads(
        (target_path(workspace) / "run_results.json").read_text("utf-8")
    )
    return {
        "rows": len(results["results"]),
        "after_start_up": round(float(results["elapsed_time"]), 3),
    }


def direct_models(workspace: Workspace, _: int) -> Facts:
    """The queries that dbt compiled, one after another in DuckDB itself."""
    return {"rows": len(run_directly(workspace))}


def thicken(workspace: Workspace, events: int) -> Facts:
    """Further events on the leads that were read in, until there are so many."""
    with open_warehouse(workspace) as con:
        return {"rows": add_events(con, events)}


def dbt_lead_marts(workspace: Workspace, _: int) -> Facts:
    """`dbt run` of the models of routing, lifecycle, timing and outcomes alone."""
    selected = [f"path:models/{folder}" for folder in LEAD_FOLDERS]
    _dbt(workspace, "run", "--select", *selected)
    results = json.loads(
        (target_path(workspace) / "run_results.json").read_text("utf-8")
    )
    return {
        "rows": len(results["results"]),
        "after_start_up": round(float(results["elapsed_time"]), 3),
    }


def direct_lead_marts(workspace: Workspace, _: int) -> Facts:
    """The same models' queries in DuckDB itself, with what each took."""
    took = run_directly(workspace, LEAD_FOLDERS)
    return {
        "rows": len(took),
        "models": {name: vars(model) for name, model in took.items()},
    }


def scan_and_sort(workspace: Workspace, _: int) -> Facts:
    """The same events read once and put in order: what rebuilding is measured against."""
    with open_warehouse(workspace) as con:
        con.execute(f"set threads = {THREADS}")
        took = timed(con, SCAN_AND_SORT)
        return {"rows": _count(con, "events_sorted"), "query": vars(took)}


STEPS: dict[str, Callable[[Workspace, int], Facts]] = {
    step.__name__: step
    for step in (
        generate,
        ingest,
        prepare,
        link,
        marts,
        intermediate,
        gate,
        publish,
        parse,
        dbt_models,
        direct_models,
        thicken,
        dbt_lead_marts,
        direct_lead_marts,
        scan_and_sort,
    )
}


def _selected(selectors: tuple[str, ...]) -> tuple[str, ...]:
    return ("--select", *selectors, "--exclude-resource-types", "test", "unit_test")


def _dbt(workspace: Workspace, command: str, *arguments: str) -> None:
    """Runs dbt as the assets do. Raises LeadhouseError with its output if it fails, or if
    a selector finds nothing."""
    done = subprocess.run(
        [
            *(DBT, "--warn-error-options", "{error: [NoNodesForSelectionCriteria]}"),
            *(command, *arguments, "--target-path", str(target_path(workspace))),
        ],
        cwd=DBT_PROJECT_DIR,
        env=os.environ | dbt_environment(workspace),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LeadhouseError(f"dbt {command} failed: {done.stdout[-3000:]}")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def main(phase: str, root: str, facts_file: str, leads: str = "0") -> None:
    """Runs one phase and leaves its facts and seconds in the file."""
    began = time.perf_counter()
    facts = STEPS[phase](Workspace(Path(root)), int(leads))
    facts["seconds"] = round(time.perf_counter() - began, 3)
    Path(facts_file).write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
