"""The quality gate: dbt's tests and Great Expectations, one asset check each.

A failed check of severity error keeps the run from publishing.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.context import utc_now
from orchestration.dbt import DeclaredTest, TestOutcome, declared_tests, run_tests
from orchestration.quality import (
    QualityResult,
    Severity,
    Stage,
    declared_checks,
    docs_index,
    run_suites,
    write_results,
)
from orchestration.resources import WorkspaceResource

STAGES: tuple[Stage, ...] = ("raw", "marts")
GATE = "gate"
DBT_SUITE = "dbt"

# Checks over several tables stand with the asset that a person would look for first.
SHARED_TABLES = {"leads, calls": "raw.leads", "quarantine": "quarantine.leads"}


def _asset_key(table: str) -> dg.AssetKey:
    return dg.AssetKey(SHARED_TABLES.get(table, table).split("."))


def _check_name(suite: str, check: str) -> str:
    return f"{suite}__{check}"


def _spec(name: str, table: str, severity: Severity, says: str) -> dg.AssetCheckSpec:
    # Only checks of marts can hold back what follows their asset, the publication: those
    # of earlier layers are measured in the same step, after the layers that follow them.
    # What they find stops the publication where it asks for the gate.
    return dg.AssetCheckSpec(
        name,
        asset=_asset_key(table),
        blocking=severity == "error" and table.startswith("marts."),
        description=says,
    )


def _specs() -> list[dg.AssetCheckSpec]:
    expectations = [
        _spec(
            _check_name(suite.name, check.name), check.table, check.severity, check.says
        )
        for stage in STAGES
        for suite, check in declared_checks(stage)
    ]
    return expectations + [
        _spec(_check_name(DBT_SUITE, test.name), table_of(test), test.severity, "")
        for test in declared_tests()
    ]


def table_of(test: DeclaredTest) -> str:
    """Schema and name of the model that a dbt test is asked of."""
    return f"{test.schema}.{test.model}"


@dg.multi_asset_check(specs=_specs())
def quality_gate(workspace: WorkspaceResource) -> Iterator[dg.AssetCheckResult]:
    """Evaluates every check and keeps what it finds in quality.results."""
    place = workspace.workspace
    with workspace.warehouse() as con:
        run_id = con.execute("select run_id from ops.run_context").fetchall()[0][0]
    results = [_quality_result(outcome) for outcome in run_tests(place)]
    for stage in STAGES:
        results += run_suites(place.warehouse, place, run_id, stage)
    with workspace.warehouse() as con:
        write_results(con, run_id, utc_now(), results)
    for result in results:
        yield _check_result(result, str(docs_index(place)))


def _quality_result(outcome: TestOutcome) -> QualityResult:
    return QualityResult(
        suite=DBT_SUITE,
        check=outcome.test.name,
        severity=outcome.test.severity,
        observed="no rows" if outcome.passed else str(outcome.message),
        passed=outcome.passed,
        rows_failed=outcome.failures,
        table=table_of(outcome.test),
    )


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
