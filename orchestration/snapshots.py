"""Pipelines as they were published: what each earlier publication said of its own day.

Belongs here: reading them back. Which are kept and how they compare with today's is
decided in dbt.
"""

import duckdb

from orchestration.publish import current_run_id
from orchestration.settings import Workspace

COLUMNS = {
    "as_of_at": "timestamp",
    "as_of_date": "date",
    "published_run_id": "varchar",
    "stage": "varchar",
    "company_id": "varchar",
    "campaign_id": "varchar",
    "open_unique_leads": "bigint",
    "target_amount": "decimal(18, 2)",
    "weighted_amount": "decimal(18, 2)",
}


def write_pipeline_snapshots(
    con: duckdb.DuckDBPyConnection, workspace: Workspace
) -> int:
    """Replaces ops.pipeline_snapshots by those of the current publication; gives rows.

    Each publication carries the ones before it on, so that pruning loses none. Empty
    before the first. A publication and not the last run is asked: what a shut gate kept
    back nobody has seen.
    """
    declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    con.execute(f"create or replace table ops.pipeline_snapshots ({declared})")
    run_id = current_run_id(workspace)
    published = workspace.published / str(run_id) / "pipeline_snapshots.parquet"
    if run_id is None or not published.exists():
        return 0
    return int(
        con.execute(
            f"insert into ops.pipeline_snapshots select {', '.join(COLUMNS)} "
            "from read_parquet($published)",
            {"published": str(published)},
        ).fetchall()[0][0]
    )
