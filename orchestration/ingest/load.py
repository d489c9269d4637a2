"""Loads what has been delivered since the last run: each file whole, in one transaction.

A file whose content was loaded before changes nothing. A file that cannot be read at all
is one quarantine row, and is tried again by every run until it can be or is replaced.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from orchestration.contract import Table, load_contract
from orchestration.ingest.files import (
    BrokenRecord,
    LandingFile,
    UnreadableFileError,
    find_files,
    unknown_folders,
)
from orchestration.ingest.quarantine import (
    list_broken_references,
    replay_rejected_rows,
    supersede_redelivered_rows,
)
from orchestration.ingest.read import Delivered, read_file
from orchestration.ingest.validate import REASONS, problems_expression, reason_sentence
from orchestration.settings import Workspace
from orchestration.warehouse import prepare_warehouse


@dataclass
class TableLoad:
    """What one run loaded of one source table."""

    files: int = 0
    unreadable_files: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_replayed: int = 0
    extra_columns: list[str] = field(default_factory=list)


@dataclass
class IngestReport:
    """What one run loaded, by table, and the folders that are no source table."""

    tables: dict[str, TableLoad]
    unknown_folders: list[str]

    @property
    def rows_accepted(self) -> int:
        return sum(load.rows_accepted for load in self.tables.values())

    @property
    def rows_rejected(self) -> int:
        return sum(load.rows_rejected for load in self.tables.values())


def ingest(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, run_id: str
) -> IngestReport:
    """Loads every new landing file into raw and quarantine, then checks references."""
    tables = load_contract()
    prepare_warehouse(con)
    report = IngestReport(
        {name: TableLoad() for name in tables},
        unknown_folders(workspace.landing, tables),
    )
    for table in tables.values():
        replayed = replay_rejected_rows(con, table, run_id)
        report.tables[table.name].rows_replayed = replayed
    loaded = {
        (table, content_hash)
        for table, content_hash in con.execute(
            "select table_name, file_hash from raw.files where status = 'loaded'"
        ).fetchall()
    }
    for file in find_files(workspace.landing, tables):
        if (file.table, file.content_hash) in loaded:
            continue
        loaded.add((file.table, file.content_hash))
        _load_file(con, workspace, file, tables[file.table], run_id, report)
    for table in tables.values():
        list_broken_references(con, table, run_id)
        supersede_redelivered_rows(con, table, run_id)
    return report


def _load_file(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    file: LandingFile,
    table: Table,
    run_id: str,
    report: IngestReport,
) -> None:
    load = report.tables[table.name]
    loaded_at = datetime.now(UTC).replace(tzinfo=None)
    try:
        delivered = read_file(con, file, table, workspace.scratch)
    except UnreadableFileError as error:
        _quarantine_file(con, file, error, run_id, loaded_at)
        load.unreadable_files += 1
        return
    con.execute("begin")
    try:
        accepted, rejected = _store(con, file, table, delivered, run_id, loaded_at)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    load.files += 1
    load.rows_accepted += accepted
    load.rows_rejected += rejected
    load.extra_columns = sorted({*load.extra_columns, *delivered.extra_columns})


def _store(
    con: duckdb.DuckDBPyConnection,
    file: LandingFile,
    table: Table,
    delivered: Delivered,
    run_id: str,
    loaded_at: datetime,
) -> tuple[int, int]:
    """Splits the temporary table `delivered` into raw and quarantine rows."""
    check_rows(con, table)
    lineage = [
        file.name,
        file.content_hash,
        file.delivered_at,
        loaded_at,
        run_id,
    ]
    accepted = _insert_accepted(con, table, lineage)
    rejected = _insert_rejected(con, table, lineage)
    _insert_broken(con, table, delivered.broken, lineage)
    rejected += len(delivered.broken)
    con.execute("drop table checked")
    _close_file_quarantine(con, file, run_id)
    con.execute(
        "insert into raw.files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'loaded', ?, ?, ?)",
        [
            file.name,
            table.name,
            file.content_hash,
            file.size,
            delivered.encoding,
            delivered.delimiter,
            list(delivered.extra_columns),
            accepted + rejected,
            accepted,
            rejected,
            file.delivered_at,
            loaded_at,
            run_id,
        ],
    )
    return accepted, rejected


def check_rows(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Turns the temporary table `delivered` into `checked`: the same with problems.

    A key's first sound row in a file is accepted, its further ones are rejected.
    """
    key = ", ".join(f'"{name}"' for name in table.key)
    con.execute(
        f"""
        create or replace temp table judged as
        select *, {problems_expression(table)} as problems from delivered
        """
    )
    con.execute("drop table delivered")
    con.execute(
        f"""
        create or replace temp table checked as
        select
            * exclude (problems),
            case
                when len(problems) = 0 and row_number() over (
                    partition by {key}, len(problems) order by _line
                ) > 1
                then [{{
                    'code': 'duplicate_key', 'column_name': '{table.key[0]}',
                    'value': concat_ws('|', {key})
                }}]
                else problems
            end as problems
        from judged
        """
    )
    con.execute("drop table judged")


def _insert_accepted(
    con: duckdb.DuckDBPyConnection, table: Table, lineage: list[object]
) -> int:
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    hashed = ", ".join(f"coalesce(\"{name}\", '')" for name in table.column_names)
    return _count(
        con.execute(
            f"""
            insert into raw."{table.name}" ({columns}, _extra, _source_line, _row_hash,
                _source_file, _file_hash, _delivered_at, _loaded_at, _run_id)
            select {columns}, _extra, _line,
                md5(concat_ws(chr(31), {hashed}, coalesce(_extra, ''))), ?, ?, ?, ?, ?
            from checked where len(problems) = 0 order by _line
            """,
            lineage,
        )
    )


def _insert_rejected(
    con: duckdb.DuckDBPyConnection, table: Table, lineage: list[object]
) -> int:
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in table.column_names)
    sentence = reason_sentence(
        "problem.code", "problem.column_name", "problem.value", "?", "_line"
    )
    return _count(
        con.execute(
            f"""
            insert into quarantine."{table.name}" by name
            select
                _line as source_line,
                problems[1].code as reason_code,
                array_to_string(
                    list_transform(problems, lambda problem: {sentence}), ' '
                ) as reason,
                problems[1].column_name as column_name,
                problems[1].value as value,
                cast(json_object({pairs}, '_extra', _extra) as varchar) as raw_text,
                ? as source_file, ? as file_hash, ? as delivered_at, ? as loaded_at,
                ? as run_id, true as is_rejected, 'open' as status
            from checked where len(problems) > 0 order by _line
            """,
            [lineage[0], *lineage],
        )
    )


def _insert_broken(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    broken: tuple[BrokenRecord, ...],
    lineage: list[object],
) -> None:
    file, file_hash, delivered_at, loaded_at, run_id = lineage
    for record in broken:
        words = REASONS.get(record.code, "cannot be read")
        con.execute(
            f"""
            insert into quarantine."{table.name}" by name
            select ? as source_file, ? as source_line, ? as reason_code, ? as reason,
                ? as raw_text, ? as file_hash, ? as delivered_at, ? as loaded_at,
                ? as run_id, true as is_rejected, 'open' as status
            """,
            [
                file,
                record.line,
                record.code,
                f"{file}, line {record.line}: the row {words}.",
                record.text,
                file_hash,
                delivered_at,
                loaded_at,
                run_id,
            ],
        )


def _quarantine_file(
    con: duckdb.DuckDBPyConnection,
    file: LandingFile,
    error: UnreadableFileError,
    run_id: str,
    loaded_at: datetime,
) -> None:
    """One open row for the file, however often it is tried."""
    con.execute(
        f"""
        insert into quarantine."{file.table}" by name
        select ? as source_file, cast(0 as bigint) as source_line, ? as reason_code,
            ? as reason, ? as raw_text, ? as file_hash, ? as delivered_at,
            ? as loaded_at, ? as run_id, true as is_rejected, 'open' as status
        where not exists (
            select 1 from quarantine."{file.table}"
            where file_hash = ? and source_line = 0 and status = 'open'
        )
        """,
        [
            file.name,
            error.code,
            f"{file.name}: {error}.",
            file.path.open("rb").read(500).decode("utf-8", "replace"),
            file.content_hash,
            file.delivered_at,
            loaded_at,
            run_id,
            file.content_hash,
        ],
    )


def _close_file_quarantine(
    con: duckdb.DuckDBPyConnection, file: LandingFile, run_id: str
) -> None:
    """A file that now reads, or replaces an unreadable one of its name, closes it."""
    con.execute(
        f"""
        update quarantine."{file.table}"
        set status = case when file_hash = ? then 'replayed' else 'superseded' end,
            resolved_run_id = ?
        where source_line = 0 and status = 'open'
            and (file_hash = ? or source_file = ?)
        """,
        [file.content_hash, run_id, file.content_hash, file.name],
    )


def _count(result: duckdb.DuckDBPyConnection) -> int:
    return int(result.fetchall()[0][0])
