"""The build database: what survives when it is built anew."""

from pathlib import Path

import pytest

from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace
from orchestration.warehouse import open_warehouse, renew_warehouse


def test_a_renewed_warehouse_keeps_names_and_history_and_nothing_else(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path)
    with open_warehouse(workspace) as con:
        con.execute("create schema identity; create schema ops; create schema raw")
        con.execute("create table identity.persons as select 'lead:1' as record_id")
        con.execute(
            "create table ops.run_log (run_id varchar primary key, reason varchar)"
        )
        con.execute("insert into ops.run_log values ('run-1', 'told')")
        con.execute("create table raw.leads as select 1 as lead_id")

    renew_warehouse(workspace)

    with open_warehouse(workspace) as con:
        tables = con.execute("select table_name from duckdb_tables() order by 1")
        assert [name for (name,) in tables.fetchall()] == ["persons", "run_log"]
        assert con.execute("from identity.persons").fetchall() == [("lead:1",)]
        con.execute("insert or replace into ops.run_log values ('run-1', 'again')")
        assert con.execute("from ops.run_log").fetchall() == [("run-1", "again")]


def test_a_warehouse_that_cannot_be_read_is_named_and_left_as_it_is(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path)
    workspace.warehouse.write_bytes(b"no database" * 1000)

    with pytest.raises(LeadhouseError, match=r"warehouse\.duckdb cannot be read"):
        renew_warehouse(workspace)
    assert workspace.warehouse.read_bytes().startswith(b"no database")


def test_a_workspace_without_a_warehouse_has_nothing_to_renew(tmp_path: Path) -> None:
    renew_warehouse(Workspace(tmp_path))

    assert list(tmp_path.iterdir()) == []
