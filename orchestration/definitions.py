"""Assembles everything that Dagster serves; nothing else."""

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.assets.identity import linkage, report_currency
from orchestration.assets.models import PROJECT, models
from orchestration.assets.published import published
from orchestration.assets.quality import quality_gate
from orchestration.assets.raw import delivered, desk_decisions, run_context
from orchestration.automation import daily, landing_files, pipeline
from orchestration.dbt import DBT
from orchestration.progress import progress_logger
from orchestration.resources import WorkspaceResource

defs = dg.Definitions(
    assets=[
        run_context,
        delivered,
        desk_decisions,
        models,
        linkage,
        report_currency,
        published,
    ],
    asset_checks=[quality_gate],
    jobs=[pipeline],
    schedules=[daily],
    sensors=[landing_files],
    resources={
        "dbt": DbtCliResource(project_dir=PROJECT, dbt_executable=DBT),
        "workspace": WorkspaceResource(),
    },
    loggers={"progress": progress_logger},
    executor=dg.in_process_executor,
)
