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
    ensure_manifest,
    failed_models,
    forget_results,
    target_path,
)
from orchestration.resources import WorkspaceResource
from orchestration.settings import DBT_PROJECT_DIR

PROJECT = DbtProject(project_dir=DBT_PROJECT_DIR, profiles_dir=DBT_PROJECT_DIR)
GROUPS = ("staging", "identity", "intermediate", "marts")


class LayerTranslator(DagsterDbtTranslator):
    """A model's asset key is schema and name; its group is its layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        if not _reads_raw(manifest, unique_id):
            # What reads no delivery (a seed, a list, the rules) is placed behind raw: so
            # it is built with the staging models instead of in a dbt invocation of its
            # own.
            return spec.merge_attributes(deps=[["raw", "leads"]])
        return spec

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        layers = [name for name in dbt_resource_props["fqn"] if name in GROUPS]
        return layers[0] if layers else "reference"


def _reads_raw(manifest: Mapping[str, Any], unique_id: str) -> bool:
    """Whether a node reads raw, itself or through what it reads."""
    parents: Mapping[str, list[str]] = manifest["parent_map"]
    seen: set[str] = set()
    waiting = [unique_id]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.startswith("source.") and node.split(".")[2] == "raw":
            return True
        waiting += parents.get(node, [])
    return False


@dbt_assets(
    manifest=ensure_manifest(),
    project=PROJECT,
    exclude="resource_type:unit_test",
    dagster_dbt_translator=LayerTranslator(
        DagsterDbtTranslatorSettings(enable_asset_checks=False)
    ),
)
def models(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, workspace: WorkspaceResource
) -> Iterator[Any]:
    """Builds seeds and models; their tests are asked at the gate, all together."""
    target = target_path(workspace.workspace)
    forget_results(target)
    invocation = dbt.cli(
        ["build", "--exclude-resource-types", "test", "unit_test"],
        context=context,
        target_path=target,
        raise_on_error=False,
    )
    yield from invocation.stream()
    if not (target / "run_results.json").exists():
        raise dg.Failure(
            f"dbt ended before it built anything: {invocation.get_error()}"
        )
    if failed := failed_models(target):
        raise dg.Failure(f"dbt could not build {'; '.join(failed)}")
