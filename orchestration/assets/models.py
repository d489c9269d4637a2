"""The dbt project as assets; the linkage runs in its middle."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)

from orchestration.dbt import (
    TestOutcome,
    ensure_manifest,
    forget_results,
    read_results,
    target_path,
)
from orchestration.context import utc_now
from orchestration.quality import QualityResult, write_results
from orchestration.resources import WorkspaceResource
from orchestration.settings import DBT_PROJECT_DIR

PROJECT = DbtProject(project_dir=DBT_PROJECT_DIR, profiles_dir=DBT_PROJECT_DIR)
GATE = "gate"
GROUPS = ("staging", "identity", "intermediate", "marts")


class LayerTranslator(DagsterDbtTranslator):
    """A model's asset key is schema and name; its group is its layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        layers = [name for name in dbt_resource_props["fqn"] if name in GROUPS]
        return layers[0] if layers else "reference"


@dbt_assets(
    manifest=ensure_manifest(),
    project=PROJECT,
    exclude="resource_type:unit_test",
    dagster_dbt_translator=LayerTranslator(
        DagsterDbtTranslatorSettings(enable_source_tests_as_checks=False)
    ),
)
def models(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, workspace: WorkspaceResource
) -> Iterator[Any]:
    """Builds and tests the models; a failed test of severity error shuts the gate."""
    target = target_path(workspace.workspace)
    forget_results(target)
    invocation = dbt.cli(
        ["build"],
        context=context,
        target_path=target,
        raise_on_error=False,
    )
    yield from invocation.stream()
    if not (target / "run_results.json").exists():
        raise dg.Failure(f"dbt ended before it built anything: {invocation.get_error()}")
    failed_models, outcomes = read_results(target)
    with workspace.warehouse() as con:
        run_id = con.execute("select run_id from ops.run_context").fetchall()[0][0]
        write_results(con, run_id, utc_now(), map(_quality_result, outcomes))
    if failed_models:
        raise dg.Failure(f"dbt could not build {'; '.join(failed_models)}")
    shut = [test for test in outcomes if not test.passed and test.severity == "error"]
    if shut:
        raise dg.Failure(
            "; ".join(f"{test.name}: {test.message}" for test in shut),
            metadata={GATE: True},
        )


def _quality_result(test: TestOutcome) -> QualityResult:
    return QualityResult(
        suite="dbt",
        check=test.name,
        severity="warning" if test.severity == "warning" else "error",
        observed="no rows" if test.passed else str(test.message),
        passed=test.passed,
        rows_failed=test.failures,
        table=test.model,
    )
