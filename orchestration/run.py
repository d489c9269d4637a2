"""One run of the pipeline in this process: lock, materialize, say how it ended.

Belongs here: the outcome of a run and its record. What the steps do belongs to the assets.
"""

import os
import shutil
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.context import new_run_id, utc_now
from orchestration.dbt import dbt_environment
from orchestration.definition import load_active_definition
from orchestration.locking import single_writer
from orchestration.publish import current_run_id, write_last_run
from orchestration.settings import (
    PROJECT_DIR,
    WORKSPACE_VARIABLE,
    Workspace,
    dagster_home,
)
from orchestration.warehouse import open_warehouse, renew_warehouse

if TYPE_CHECKING:
    import dagster as dg

WORKSPACE_TAG = "leadhouse/workspace"
EXIT_CODES = {"published": 0, "gate_failed": 2, "error": 1}


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended; `reason` says why it did not publish."""

    run_id: str
    outcome: str
    reason: str | None
    seconds: float

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.outcome]


def run_pipeline(workspace: Workspace, *, full: bool = False) -> RunOutcome:
    """Materializes everything and publishes it if the gate is open.

    `full` builds the warehouse anew from the landing files and the desk. Raises
    LeadhouseError for what stops a run before it begins: settings, rules, another run.
    """
    began = time.monotonic()
    workspace.settings()
    load_active_definition(workspace)
    with single_writer(workspace):
        clear_leftovers(workspace, full=full)
        started_at = utc_now()
        run_id = new_run_id(started_at)
        outcome, reason = confirmed(
            workspace, run_id, *_materialize(workspace, run_id, started_at)
        )
        _record(workspace, run_id, started_at, outcome, reason)
    return RunOutcome(run_id, outcome, reason, time.monotonic() - began)


def confirmed(
    workspace: Workspace, run_id: str, outcome: str, reason: str | None
) -> tuple[str, str | None]:
    """The outcome, unless it is said to be published and is not the current publication.

    Dagster skips a step without failing the run where something that it follows was not
    built; what the folder of publications says is what counts.
    """
    if outcome != "published" or current_run_id(workspace) == run_id:
        return outcome, reason
    return "error", (
        "The run ended without publishing: something that the publication follows was "
        f"not built. Its log is {workspace.logs / f'{run_id}.log'}; run again."
    )


def clear_leftovers(workspace: Workspace, *, full: bool) -> None:
    """Removes what an earlier run left half done, under the writer lock.

    A full run also empties the warehouse, but for its history: the rest is made of the
    landing files and the desk.
    """
    shutil.rmtree(workspace.scratch, ignore_errors=True)
    if workspace.published.is_dir():
        for unfinished in workspace.published.glob(".*.unfinished"):
            shutil.rmtree(unfinished)
    if full:
        renew_warehouse(workspace)


def dagster_environment(workspace: Workspace) -> dict[str, str]:
    """What Dagster and dbt read of the environment for this workspace."""
    return dbt_environment(workspace) | {
        WORKSPACE_VARIABLE: str(workspace.root),
        "DAGSTER_HOME": str(dagster_home()),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "False",
    }


def _materialize(
    workspace: Workspace, run_id: str, started_at: datetime
) -> tuple[str, str | None]:
    os.environ.update(dagster_environment(workspace))
    workspace.logs.mkdir(parents=True, exist_ok=True)
    # Dagster resolves the relative storage folder of dagster.yaml from here.
    os.chdir(PROJECT_DIR)
    path = workspace.logs / f"{run_id}.log"
    with path.open("w", encoding="utf-8") as log, redirect_stdout(log):
        import dagster as dg

        from orchestration.assets.raw import RUN_ID_TAG, STARTED_AT_TAG
        from orchestration.definitions import defs

        with dg.DagsterInstance.get() as instance:
            _close_dead_runs(instance, workspace)
            result = defs.resolve_job_def("pipeline").execute_in_process(
                instance=instance,
                raise_on_error=False,
                tags={
                    RUN_ID_TAG: run_id,
                    STARTED_AT_TAG: started_at.isoformat(),
                    WORKSPACE_TAG: str(workspace.root),
                },
                run_config={"loggers": {"progress": {}}},
            )
    return _outcome(result, path)


def _close_dead_runs(instance: "dg.DagsterInstance", workspace: Workspace) -> None:
    """Ends, for Dagster, what a killed process began: we hold its lock now."""
    import dagster as dg

    dead = instance.get_runs(
        dg.RunsFilter(
            tags={WORKSPACE_TAG: str(workspace.root)},
            statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING],
        )
    )
    for run in dead:
        instance.report_run_failed(run, "The process of this run ended before it did.")


def _outcome(result: "dg.ExecuteInProcessResult", log: Path) -> tuple[str, str | None]:
    """published, gate_failed or error, with the reason in a person's words."""
    if result.success:
        return "published", None
    failed_checks = [
        f"{check.check_name}: {check.description}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.severity.name == "ERROR" and check.blocking
    ]
    gate = list(failed_checks)
    errors = []
    for event in result.all_events:
        if event.event_type_value != "STEP_FAILURE":
            continue
        failure = event.step_failure_data
        told = failure.user_failure_data
        if told and "gate" in told.metadata:
            gate.append(told.description or "a test failed")
        elif "AssetCheck" not in str(failure.error and failure.error.cls_name):
            errors.append(_sentence(failure.error) or event.message or "")
    if errors:
        return "error", f"{'; '.join(errors)} (log: {log})"
    if gate:
        return "gate_failed", "; ".join(dict.fromkeys(gate))
    return "error", f"The run failed; its log is {log}."


def _sentence(error: object) -> str:
    """The innermost message of a Dagster error, on one line."""
    while getattr(error, "cause", None) is not None:
        error = error.cause  # type: ignore[attr-defined]
    text = str(getattr(error, "message", "") or "")
    return " ".join(text.partition(": ")[2].split() or text.split())


def _record(
    workspace: Workspace,
    run_id: str,
    started_at: datetime,
    outcome: str,
    reason: str | None,
) -> None:
    if outcome != "published":
        with open_warehouse(workspace) as con:
            tables = con.execute(
                "select 1 from duckdb_tables() where table_name = 'run_log'"
            ).fetchall()
            if tables:
                con.execute(
                    """
                    update ops.run_log set outcome = ?, reason = ?, is_published = false,
                        finished_at = cast(now() at time zone 'UTC' as timestamp)
                    where run_id = ?
                    """,
                    [outcome, reason, run_id],
                )
    write_last_run(workspace, run_id, started_at, outcome, reason)
