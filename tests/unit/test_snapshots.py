"""Earlier pipelines are read back from what was published, and from nothing else."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Workspace
from orchestration.snapshots import write_pipeline_snapshots


def published(workspace: Workspace, run_id: str, stage: str) -> None:
    folder = workspace.published / run_id
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute(
            f"""
            copy (
                select
                    timestamp '2026-03-01 12:00:00' as as_of_at,
                    date '2026-03-01' as as_of_date,
                    '{run_id}' as published_run_id,
                    '{stage}' as stage,
                    'c' as company_id,
                    'k' as campaign_id,
                    3::bigint as open_unique_leads,
                    cast(12.5 as decimal(18, 2)) as target_amount,
                    cast(null as decimal(18, 2)) as weighted_amount,
                    'newer column' as more
            ) to '{folder}/pipeline_snapshots.parquet'
            """
        )


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema ops")
    return connection


def test_nothing_is_known_before_the_first_publication(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert write_pipeline_snapshots(con, Workspace(tmp_path)) == 0
    assert con.execute("from ops.pipeline_snapshots").fetchall() == []


def test_the_current_publication_is_read_and_no_other(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path)
    published(workspace, "r1", "accepted")
    published(workspace, "r2", "acknowledged")
    (workspace.published / "current").write_text("r1\n")
    assert write_pipeline_snapshots(con, workspace) == 1
    assert con.execute("from ops.pipeline_snapshots").fetchall() == [
        (
            datetime(2026, 3, 1, 12),
            date(2026, 3, 1),
            "r1",
            "accepted",
            "c",
            "k",
            3,
            Decimal("12.50"),
            None,
        )
    ]


def test_a_publication_from_before_snapshots_has_none(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path)
    (workspace.published / "r1").mkdir(parents=True)
    (workspace.published / "current").write_text("r1\n")
    assert write_pipeline_snapshots(con, workspace) == 0
