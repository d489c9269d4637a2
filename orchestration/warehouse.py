"""The build database: how it is opened, and the tables that exist before any data.

One process writes it at a time (orchestration.locking); dashboards never open it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.contract import Table, load_contract
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

LINEAGE_COLUMNS = {
    "_extra": "varchar",
    "_source_file": "varchar",
    "_source_line": "bigint",
    "_row_hash": "varchar",
    "_file_hash": "varchar",
    "_delivered_at": "timestamp",
    "_loaded_at": "timestamp",
    "_run_id": "varchar",
}
QUARANTINE_COLUMNS = {
    "source_file": "varchar",
    "source_line": "bigint",
    "reason_code": "varchar",
    "reason": "varchar",
    "column_name": "varchar",
    "value": "varchar",
    "raw_text": "varchar",
    "file_hash": "varchar",
    "delivered_at": "timestamp",
    "loaded_at": "timestamp",
    "run_id": "varchar",
    "is_rejected": "boolean",
    "status": "varchar",
    "resolved_run_id": "varchar",
}
HISTORY = (
    ("identity", "persons"),
    ("identity", "person_changes"),
    ("ops", "run_log"),
    ("quality", "results"),
)
"""What cannot be made of landing files again: the names of persons, and what runs did."""
SCHEMAS = ("raw", "quarantine", "definition", "desk", "ops", "identity", "quality")


@contextmanager
def open_warehouse(
    workspace: Workspace, memory_limit: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the warehouse, in UTC, spilling into the workspace."""
    workspace.root.mkdir(parents=True, exist_ok=True)
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(workspace.warehouse))
    try:
        configure(con, workspace.scratch, memory_limit)
        yield con
    finally:
        con.close()


def renew_warehouse(workspace: Workspace) -> None:
    """Replaces the warehouse by an empty one that keeps its history.

    Raises LeadhouseError when the file cannot be read; it stays as it is.
    """
    if not workspace.warehouse.exists():
        return
    renewed = workspace.root / "warehouse.renewed.duckdb"
    renewed.unlink(missing_ok=True)
    with duckdb.connect() as con:
        try:
            con.execute(f"attach '{_quoted(workspace.warehouse)}' as old (read_only)")
        except duckdb.Error as error:
            raise LeadhouseError(
                f"{workspace.warehouse} cannot be read: remove it to build it anew "
                "without the names of its persons and the history of its runs "
                f"({str(error).splitlines()[0]})."
            ) from error
        con.execute(f"attach '{_quoted(renewed)}' as renewed")
        for schema, table in HISTORY:
            _copy_table(con, schema, table)
    renewed.replace(workspace.warehouse)
    workspace.warehouse.with_name("warehouse.duckdb.wal").unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _copy_table(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    """Copies a table of `old`, where there is one, to `renewed` with its keys."""
    declared = con.execute(
        "select sql from duckdb_tables() "
        "where database_name = 'old' and schema_name = ? and table_name = ?",
        [schema, table],
    ).fetchall()
    if not declared:
        return
    con.execute(f"create schema if not exists renewed.{schema}")
    con.execute("use renewed")
    con.execute(declared[0][0])
    con.execute("use memory")
    con.execute(f'insert into renewed.{schema}."{table}" from old.{schema}."{table}"')


def configure(
    con: duckdb.DuckDBPyConnection, scratch: Path, memory_limit: str | None
) -> None:
    """The settings that every connection of a run has."""
    con.execute("set timezone = 'UTC'")
    con.execute("set temp_directory = ?", [str(scratch)])
    if memory_limit:
        con.execute("set memory_limit = ?", [memory_limit])


def prepare_warehouse(con: duckdb.DuckDBPyConnection) -> None:
    """Creates every raw and quarantine table, so that an absent file is an empty table."""
    for schema in SCHEMAS:
        con.execute(f"create schema if not exists {schema}")
    for table in load_contract().values():
        con.execute(_create("raw", table.name, _raw_columns(table)))
        _add_new_columns(con, table)
        con.execute(_create("quarantine", table.name, QUARANTINE_COLUMNS))
    con.execute(
        """
        create table if not exists raw.files (
            source_file varchar, table_name varchar, file_hash varchar,
            bytes bigint, encoding varchar, delimiter varchar,
            extra_columns varchar[], rows_delivered bigint, rows_accepted bigint,
            rows_rejected bigint, status varchar, delivered_at timestamp,
            loaded_at timestamp, run_id varchar
        )
        """
    )


def _raw_columns(table: Table) -> dict[str, str]:
    return dict.fromkeys(table.column_names, "varchar") | LINEAGE_COLUMNS


def _create(schema: str, name: str, columns: dict[str, str]) -> str:
    body = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    return f'create table if not exists {schema}."{name}" ({body})'


def _add_new_columns(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """A contract that has grown adds its columns to the raw tables that exist."""
    existing = {
        name
        for (name,) in con.execute(
            "select column_name from duckdb_columns() "
            "where schema_name = 'raw' and table_name = ?",
            [table.name],
        ).fetchall()
    }
    for name in table.column_names:
        if name not in existing:
            con.execute(f'alter table raw."{table.name}" add column "{name}" varchar')
