"""What a run writes before it reads any delivered file: itself, its rules, and the names
and snapshots that it keeps from earlier runs.

Belongs here: the order of it. What each table holds belongs to who writes it.
"""

from dataclasses import dataclass
from datetime import datetime

from orchestration.context import (
    RunContext,
    code_version,
    new_run_id,
    write_blocking_rules,
    write_run_context,
)
from orchestration.definition import (
    load_active_definition,
    write_definition,
    write_definition_files,
)
from orchestration.names import write_unique_lead_names
from orchestration.settings import Workspace
from orchestration.snapshots import write_pipeline_snapshots
from orchestration.warehouse import open_warehouse, prepare_warehouse
from splink_models.active import load_active_model


@dataclass(frozen=True)
class Begun:
    """The run, and how many rows of each kind it begins with."""

    context: RunContext
    blocking_rules: int
    unique_lead_names: int
    pipeline_snapshots: int


def begin_run(
    workspace: Workspace, started_at: datetime, run_id: str | None = None
) -> Begun:
    """Writes what the run goes by into the warehouse.

    `started_at` is UTC without a zone. Raises LeadhouseError where the settings, the
    definition or the model are wrong, before the warehouse is opened or made.
    """
    settings = workspace.settings()
    definition = load_active_definition(workspace)
    model = load_active_model(workspace.models, settings.model)
    context = RunContext(
        run_id=run_id or new_run_id(started_at),
        started_at=started_at,
        definition_name=definition.name,
        definition_version=definition.version,
        model_version=model.version,
        code_version=code_version(),
    )
    with open_warehouse(workspace, settings.memory_limit) as con:
        prepare_warehouse(con)
        write_run_context(con, context, settings)
        write_definition(con, definition)
        write_definition_files(con, definition)
        write_blocking_rules(con, model.blocking_rules)
        return Begun(
            context=context,
            blocking_rules=len(model.blocking_rules),
            unique_lead_names=write_unique_lead_names(con, workspace),
            pipeline_snapshots=write_pipeline_snapshots(con, workspace),
        )
