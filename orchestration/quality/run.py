"""Runs the quality gate of one stage over the warehouse.

Belongs here: measuring the batches and putting the results together. What is checked is
in raw_suites.py, mart_suites.py, metric_suites.py, compared_suites.py and
drift_suites.py; how, in validate.py.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.quality.compared_suites import contacts_compared, marts_compared
from orchestration.quality.docs import INDEX, PAGE_FOLDERS, STYLE, finish_site
from orchestration.quality.drift_suites import identity_drift
from orchestration.quality.last_publication import (
    LastPublication,
    read_last_publication,
)
from orchestration.quality.mart_suites import mart_suites
from orchestration.quality.metric_suites import metric_suites
from orchestration.quality.model import Check, QualityResult, Stage, Suite
from orchestration.quality.raw_suites import raw_suites
from orchestration.quality.validate import Validator, failed
from orchestration.settings import QualitySettings, Workspace

PROJECT = ".great_expectations"
RESULTS = "results.json"
STAGES: tuple[Stage, ...] = ("raw", "marts")


def run_suites(
    warehouse: Path, workspace: Workspace, run_id: str, stage: Stage
) -> list[QualityResult]:
    """What every check of the stage finds, in the order of the suites.

    The Data Docs of the run are in `<workspace>/quality/index.html` afterwards; those
    of another run are gone. PublicationError where the last publication cannot be read.
    """
    last = read_last_publication(workspace)
    _clear_other_run(workspace.quality, run_id)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("set timezone = 'UTC'")
        currency = _report_currency(con) if stage == "marts" else None
        suites = _suites(stage, workspace.settings().quality, last, currency)
        validator = Validator(workspace.quality / PROJECT, workspace.quality)
        results = [
            result
            for suite in suites
            for result in _suite_results(con, validator, suite, run_id)
        ]
    validator.build_site()
    by_stage = _keep_results(workspace.quality, run_id, stage, results)
    finish_site(workspace.quality, run_id, by_stage)
    return results


def declared_checks(stage: Stage) -> tuple[tuple[Suite, Check], ...]:
    """Every check of the stage with its suite, as they are before any data is seen."""
    suites = _suites(stage, QualitySettings(), None, None)
    return tuple((suite, check) for suite in suites for check in suite.checks)


def docs_index(workspace: Workspace) -> Path:
    """The page that the Data Docs begin from."""
    return workspace.quality / INDEX


def write_results(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    checked_at: datetime,
    results: Iterable[QualityResult],
) -> None:
    """Adds the results to `quality.results`, replacing those of the same run and check.

    checked_at is UTC without a zone. The columns are those of the mart quality_results.
    """
    con.execute("create schema if not exists quality")
    con.execute(
        """
        create table if not exists quality.results (
            run_id varchar, suite varchar, "check" varchar, severity varchar,
            observed varchar, passed boolean, rows_failed bigint, table_name varchar,
            checked_at timestamp, primary key (run_id, suite, "check")
        )
        """
    )
    rows = [
        [
            run_id,
            result.suite,
            result.check,
            result.severity,
            result.observed,
            result.passed,
            result.rows_failed,
            result.table,
            checked_at,
        ]
        for result in results
    ]
    if rows:
        con.executemany(
            "insert or replace into quality.results values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _suites(
    stage: Stage,
    settings: QualitySettings,
    last: LastPublication | None,
    report_currency: str | None,
) -> tuple[Suite, ...]:
    if stage == "raw":
        return (*raw_suites(settings), contacts_compared(last))
    compared = marts_compared(last, report_currency, settings.min_kept_share)
    return (
        *mart_suites(),
        *metric_suites(),
        compared,
        identity_drift(last, settings.max_drift),
    )


def _report_currency(con: duckdb.DuckDBPyConnection) -> str:
    ((currency,),) = con.execute(
        "select report_currency from ops.report_currency"
    ).fetchall()
    return str(currency)


def _suite_results(
    con: duckdb.DuckDBPyConnection, validator: Validator, suite: Suite, run_id: str
) -> list[QualityResult]:
    """Results of one suite; a table or column that is missing fails all its checks."""
    skipped = {
        check.name: QualityResult(
            suite=suite.name,
            check=check.name,
            severity=check.severity,
            observed=check.not_applicable,
            passed=True,
            rows_failed=None,
            table=check.table,
        )
        for check in suite.checks
        if check.not_applicable is not None
    }
    measured: list[QualityResult] = []
    if suite.measured:
        try:
            batch = con.execute(suite.sql).df()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            reason = f"cannot be measured: {str(error).splitlines()[0]}"
            measured = [failed(suite, check, reason) for check in suite.measured]
        else:
            measured = validator.validate(suite, batch, run_id)
    found = skipped | {result.check: result for result in measured}
    return [found[check.name] for check in suite.checks]


def _clear_other_run(folder: Path, run_id: str) -> None:
    """Removes what an earlier run left, so that the docs are those of one run."""
    if _stored(folder).get("run_id") == run_id:
        return
    for name in (PROJECT, *PAGE_FOLDERS, "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (INDEX, STYLE, RESULTS):
        (folder / name).unlink(missing_ok=True)


def _stored(folder: Path) -> dict[str, object]:
    file = folder / RESULTS
    if not file.is_file():
        return {}
    content: dict[str, object] = json.loads(file.read_text("utf-8"))
    return content


def _keep_results(
    folder: Path, run_id: str, stage: Stage, results: list[QualityResult]
) -> dict[Stage, list[QualityResult]]:
    """Stores the results beside those of the run's other stage and returns both."""
    stored = _stored(folder)
    stored["run_id"] = run_id
    stored[stage] = [asdict(result) for result in results]
    (folder / RESULTS).write_text(json.dumps(stored, indent=1), "utf-8")
    return {
        each: [QualityResult(**result) for result in stored[each]]  # type: ignore[attr-defined]
        for each in STAGES
        if each in stored
    }
