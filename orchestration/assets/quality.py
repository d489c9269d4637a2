"""The quality gate: Great Expectations over raw and marts, one asset check each.

A failed check of severity error blocks the publication, which follows the marts.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.context import utc_now
from orchestration.quality import (
    Check,
    QualityResult,
    Stage,
    Suite,
    declared_checks,
    docs_index,
    run_suites,
    write_results,
)
from orchestration.resources import WorkspaceResource

STAGES: tuple[Stage, ...] = ("raw", "marts")


# Checks over several tables stand with the asset that a person would look for first.
SHARED_TABLES = {"leads, calls": "raw.leads", "quarantine": "quarantine.leads"}


def _asset_key(table: str) -> dg.AssetKey:
    return dg.AssetKey(SHARED_TABLES.get(table, table).split("."))


def _check_name(suite: str, check: str) -> str:
    return f"{suite}__{check}"


def _spec(suite: Suite, check: Check, stage: Stage) -> dg.AssetCheckSpec:
    # A check of raw may not block staging, which it also reads: what it finds stops the
    # publication instead, where the gate is asked.
    return dg.AssetCheckSpec(
        _check_name(suite.name, check.name),
        asset=_asset_key(check.table),
        blocking=stage == "marts" and check.severity == "error",
        description=check.says,
    )


@dg.multi_asset_check(
    specs=[
        _spec(suite, check, stage)
        for stage in STAGES
        for suite, check in declared_checks(stage)
    ]
)
def quality_gate(workspace: WorkspaceResource) -> Iterator[dg.AssetCheckResult]:
    """Evaluates every suite and keeps what it finds in quality.results."""
    place = workspace.workspace
    with workspace.warehouse() as con:
        run_id = con.execute("select run_id from ops.run_context").fetchall()[0][0]
    results = [
        result
        for stage in STAGES
        for result in run_suites(place.warehouse, place, run_id, stage)
    ]
    with workspace.warehouse() as con:
        write_results(con, run_id, utc_now(), results)
    for result in results:
        yield _check_result(result, str(docs_index(place)))


def _check_result(result: QualityResult, docs: str) -> dg.AssetCheckResult:
    severity = (
        dg.AssetCheckSeverity.ERROR
        if result.severity == "error"
        else dg.AssetCheckSeverity.WARN
    )
    return dg.AssetCheckResult(
        check_name=_check_name(result.suite, result.check),
        asset_key=_asset_key(result.table),
        passed=result.passed,
        severity=severity,
        description=result.observed,
        metadata={
            "rows_failed": result.rows_failed or 0,
            "data_docs": dg.MetadataValue.path(docs),
        },
    )

