"""What becomes of quarantined rows: replayed, superseded, or still open.

A row is replayed when it no longer breaks the contract (the contract was widened, or the
record it refers to has arrived) and superseded when its record was delivered again, whole.
"""

import duckdb

from orchestration.contract import Column, Table, load_contract
from orchestration.ingest.validate import problems_expression, reason_sentence


def has_rows(con: duckdb.DuckDBPyConnection, source: str) -> bool:
    """Whether the table, with its condition, has any row."""
    return bool(con.execute(f"select 1 from {source} limit 1").fetchall())


def replay_rejected_rows(
    con: duckdb.DuckDBPyConnection, table: Table, run_id: str
) -> int:
    """Moves rejected rows that satisfy today's contract into raw; gives their number.

    Each keeps the file, line and time of its first delivery. Rows that could not even be
    split, references and doubled keys have no other verdict to wait for here.
    """
    if not has_rows(con, f"quarantine.\"{table.name}\" where status = 'open'"):
        return 0
    values = ", ".join(
        f'json_extract_string(raw_text, \'$."{name}"\') as "{name}"'
        for name in (*table.column_names, "_extra")
    )
    con.execute(
        f"""
        create or replace temp table replayable as
        with
        rejected as (
            select *, {values} from quarantine."{table.name}"
            where status = 'open' and is_rejected and source_line > 0
                and reason_code not in (
                    'reference_to_nothing', 'duplicate_key', 'too_many_columns',
                    'too_few_columns', 'bad_quoting', 'unclosed_quote',
                    'unreadable_row', 'bad_json_line'
                )
        )
        select * from rejected where len({problems_expression(table)}) = 0
        """
    )
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    hashed = ", ".join(f"coalesce(\"{name}\", '')" for name in table.column_names)
    con.execute("begin")
    con.execute(
        f"""
        insert into raw."{table.name}" ({columns}, _extra, _source_file, _source_line,
            _row_hash, _file_hash, _delivered_at, _loaded_at, _run_id)
        select {columns}, _extra, source_file, source_line,
            md5(concat_ws(chr(31), {hashed}, coalesce(_extra, ''))), file_hash,
            delivered_at, cast(now() at time zone 'UTC' as timestamp), ?
        from replayable
        """,
        [run_id],
    )
    con.execute(
        f"""
        update quarantine."{table.name}" as held
        set status = 'replayed', resolved_run_id = ?
        from replayable
        where held.file_hash = replayable.file_hash
            and held.source_line = replayable.source_line and held.status = 'open'
        """,
        [run_id],
    )
    con.execute("commit")
    replayed = con.execute("select count(*) from replayable").fetchall()[0][0]
    con.execute("drop table replayable")
    return int(replayed)


def list_broken_references(
    con: duckdb.DuckDBPyConnection, table: Table, run_id: str
) -> None:
    """Brings the list of references to nothing up to date.

    A required reference to nothing rejects its row. An optional one is listed, but the
    row stays: an invoice of an unknown job is money all the same. A reference to a table
    that was never delivered is not checked.
    """
    if not table.references or not has_rows(con, f'raw."{table.name}"'):
        return
    broken = "\nunion all\n".join(
        select
        for column in table.references
        if (select := _broken_reference(con, table, column))
    )
    empty = (
        "select cast(null as varchar) as source_file, cast(null as bigint) as "
        "source_line, cast(null as varchar) as column_name, cast(null as varchar) as "
        "value, cast(null as varchar) as file_hash, cast(null as timestamp) as "
        "delivered_at, false as is_rejected, cast(null as varchar) as raw_text "
        "where false"
    )
    con.execute(f"create or replace temp table broken as {broken or empty}")
    con.execute("begin")
    con.execute(
        f"""
        update quarantine."{table.name}" as held
        set status = 'replayed', resolved_run_id = ?
        where status = 'open' and reason_code = 'reference_to_nothing'
            and not exists (
                select 1 from broken
                where broken.file_hash = held.file_hash
                    and broken.source_line = held.source_line
                    and broken.column_name = held.column_name
            )
        """,
        [run_id],
    )
    sentence = reason_sentence(
        "'reference_to_nothing'", "column_name", "value", "source_file", "source_line"
    )
    con.execute(
        f"""
        insert into quarantine."{table.name}" by name
        select broken.*, 'reference_to_nothing' as reason_code, {sentence} as reason,
            cast(now() at time zone 'UTC' as timestamp) as loaded_at, ? as run_id,
            'open' as status
        from broken
        where not exists (
            select 1 from quarantine."{table.name}" as held
            where held.file_hash = broken.file_hash
                and held.source_line = broken.source_line
                and held.column_name = broken.column_name
                and held.status = 'open'
                and held.reason_code = 'reference_to_nothing'
        )
        """,
        [run_id],
    )
    con.execute("commit")
    con.execute("drop table broken")


def _broken_reference(
    con: duckdb.DuckDBPyConnection, table: Table, column: Column
) -> str:
    """SQL of the rows whose reference names nothing; empty where it is not checked."""
    parent = load_contract()[str(column.references)]
    if not column.required and not has_rows(con, f'raw."{parent.name}"'):
        return ""
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in table.column_names)
    return f"""
        select
            _source_file as source_file, _source_line as source_line,
            '{column.name}' as column_name, "{column.name}" as value,
            _file_hash as file_hash, _delivered_at as delivered_at,
            {str(column.required).lower()} as is_rejected,
            cast(json_object({pairs}, '_extra', _extra) as varchar) as raw_text
        from raw."{table.name}"
        anti join ({known_keys(parent)}) as known
            on "{column.name}" = known.record_key
        where "{column.name}" is not null
    """


def known_keys(parent: Table) -> str:
    """SQL of the keys of a table's sound rows; those deleted since are known, too.

    A call is a lead of its own under `call:<call_id>`.
    """
    key = f'"{parent.key[0]}"'
    keys = f"""
        select distinct {key} as record_key from raw."{parent.name}" as row
        where not exists (
            select 1 from quarantine."{parent.name}" as held
            where held.file_hash = row._file_hash
                and held.source_line = row._source_line
                and held.status = 'open' and held.is_rejected
        )
    """
    if parent.name == "leads":
        keys += " union all select distinct 'call:' || call_id from raw.calls"
    return keys


def supersede_redelivered_rows(
    con: duckdb.DuckDBPyConnection, table: Table, run_id: str
) -> None:
    """Closes rejected rows whose record has since been delivered again and accepted."""
    if not has_rows(con, f"quarantine.\"{table.name}\" where status = 'open'"):
        return
    held_key = ", ".join(
        f"json_extract_string(raw_text, '$.\"{name}\"')" for name in table.key
    )
    row_key = ", ".join(f'"{name}"' for name in table.key)
    con.execute(
        f"""
        create or replace temp table waiting as
        select file_hash, source_line, delivered_at,
            concat_ws('|', {held_key}) as record_key
        from quarantine."{table.name}"
        where status = 'open' and source_line > 0 and json_valid(raw_text)
            and reason_code <> 'duplicate_key'
        """
    )
    if con.execute("select count(*) from waiting").fetchall()[0][0]:
        con.execute(
            f"""
            update quarantine."{table.name}" as held
            set status = 'superseded', resolved_run_id = ?
            from (
                select distinct waiting.file_hash, waiting.source_line
                from waiting
                inner join raw."{table.name}" as row
                    on waiting.record_key = concat_ws('|', {row_key})
                    and row._delivered_at > waiting.delivered_at
            ) as redelivered
            where held.file_hash = redelivered.file_hash
                and held.source_line = redelivered.source_line
                and held.status = 'open'
            """,
            [run_id],
        )
    con.execute("drop table waiting")
