"""What a run begins with: its context and rules, and the delivered rows."""

from collections.abc import Iterator
from datetime import datetime

import dagster as dg

from orchestration.begin import begin_run
from orchestration.context import utc_now
from orchestration.contract import load_contract
from orchestration.definition.tables import csv_tables, setting_tables
from orchestration.desk.store import write_decisions
from orchestration.ingest import ingest
from orchestration.resources import WorkspaceResource

RUN_ID_TAG = "leadhouse/run_id"
STARTED_AT_TAG = "leadhouse/started_at"
RULE_TABLES = (*csv_tables(), *setting_tables())
CONTEXT_KEY = dg.AssetKey(["ops", "run_context"])


def _spec(schema: str, name: str, group: str, deps: list[dg.AssetKey]) -> dg.AssetSpec:
    return dg.AssetSpec([schema, name], group_name=group, deps=deps, kinds={"duckdb"})


@dg.multi_asset(
    name="run_context",
    specs=[
        _spec("ops", "run_context", "rules", []),
        _spec("ops", "blocking_rules", "rules", []),
        _spec("ops", "unique_lead_names", "rules", []),
        _spec("ops", "pipeline_snapshots", "rules", []),
        *(_spec("definition", name, "rules", []) for name in RULE_TABLES),
    ],
)
def run_context(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Validates the settings and the active definition before anything is read."""
    started_at = datetime.fromisoformat(
        context.run.tags.get(STARTED_AT_TAG, utc_now().isoformat())
    )
    begun = begin_run(workspace.workspace, started_at, context.run.tags.get(RUN_ID_TAG))
    yield dg.MaterializeResult(
        asset_key=CONTEXT_KEY,
        metadata=vars(begun.context) | {"started_at": started_at.isoformat()},
    )
    for name in ("blocking_rules", "unique_lead_names", "pipeline_snapshots"):
        yield dg.MaterializeResult(
            asset_key=["ops", name],
            metadata={"dagster/row_count": getattr(begun, name)},
        )
    for name in RULE_TABLES:
        yield dg.MaterializeResult(asset_key=["definition", name])


@dg.multi_asset(
    name="delivered",
    specs=[
        *(_spec("raw", name, "raw", [CONTEXT_KEY]) for name in load_contract()),
        *(_spec("quarantine", name, "raw", [CONTEXT_KEY]) for name in load_contract()),
        _spec("raw", "files", "raw", [CONTEXT_KEY]),
    ],
)
def delivered(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Loads every landing file that has not been loaded before."""
    with workspace.warehouse() as con:
        run_id = con.execute("select run_id from ops.run_context").fetchall()[0][0]
        report = ingest(con, workspace.workspace, run_id)
        totals = {
            name: con.execute(f'select count(*) from raw."{name}"').fetchall()[0][0]
            for name in report.tables
        }
        files = con.execute("select count(*) from raw.files").fetchall()[0][0]
    yield dg.MaterializeResult(
        asset_key=["raw", "files"], metadata={"dagster/row_count": files}
    )
    for folder in report.unknown_folders:
        context.log.warning(f"landing/{folder} is no source table and was not read.")
    for name, load in report.tables.items():
        if load.extra_columns:
            context.log.warning(
                f"{name}: unknown columns {', '.join(load.extra_columns)} were kept "
                "beside the rows."
            )
        yield dg.MaterializeResult(
            asset_key=["raw", name],
            metadata={
                "dagster/row_count": totals[name],
                "files_read": load.files,
                "rows_accepted": load.rows_accepted,
                "rows_replayed": load.rows_replayed,
            },
        )
        yield dg.MaterializeResult(
            asset_key=["quarantine", name],
            metadata={
                "rows_rejected": load.rows_rejected,
                "unreadable_files": load.unreadable_files,
            },
        )


@dg.asset(
    key=["desk", "decisions"], group_name="desk", deps=[CONTEXT_KEY], kinds={"sqlite"}
)
def desk_decisions(workspace: WorkspaceResource) -> dg.MaterializeResult[None]:
    """People's decisions, as they stand when the run begins."""
    with workspace.warehouse() as con:
        events = write_decisions(
            con, workspace.workspace.desk_url(workspace.settings())
        )
    return dg.MaterializeResult(metadata={"dagster/row_count": events})
