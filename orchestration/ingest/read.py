"""One delivered file as a DuckDB table of texts: a row per record, with its line."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import duckdb

from orchestration.contract import Table
from orchestration.ingest.files import (
    UNIT_SEPARATOR,
    BrokenRecord,
    LandingFile,
    RecordNumberer,
    UnreadableFileError,
    check_header,
    detect_encoding,
    detect_layout,
    sheet_blocks,
    text_blocks,
)

REJECT_CODES = {
    "TOO MANY COLUMNS": "too_many_columns",
    "MISSING COLUMNS": "too_few_columns",
    "UNQUOTED VALUE": "bad_quoting",
}


@dataclass(frozen=True)
class Delivered:
    """What reading a file gave: the table `delivered`, and records that do not split."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    extra_columns: tuple[str, ...]
    broken: tuple[BrokenRecord, ...]


def read_file(
    con: duckdb.DuckDBPyConnection, file: LandingFile, table: Table, scratch: Path
) -> Delivered:
    """Fills the temporary table `delivered`: _line, the contract's columns, _extra.

    All values are trimmed text, null where empty. Columns that the contract does not
    know are kept in _extra as JSON. Raises UnreadableFileError.
    """
    if file.format == ".parquet":
        return _read_parquet(con, file, table)
    if file.format in (".jsonl", ".ndjson"):
        return _read_json_lines(con, file, table, scratch)
    if file.format == ".xlsx":
        return _read_sheet(con, file, table, scratch)
    if file.format in (".csv", ".tsv"):
        layout = detect_layout(file.path, table)
        blocks = text_blocks(file.path, layout.encoding)
        return _read_delimited(
            con,
            table,
            scratch,
            blocks,
            layout.header,
            layout.delimiter,
            layout.encoding,
        )
    raise UnreadableFileError(
        "unknown_format",
        "the file's name ends in none of .csv, .tsv, .jsonl, .parquet, .xlsx (or .gz)",
    )


def _read_sheet(
    con: duckdb.DuckDBPyConnection, file: LandingFile, table: Table, scratch: Path
) -> Delivered:
    rows = sheet_blocks(file.path)
    skipped = 0
    first = next(rows, "")
    while first == "\n":
        skipped += 1
        first = next(rows, "")
    header = tuple(name.strip().lower() for name in next(csv.reader([first]), []))
    if not set(header) & set(table.column_names):
        raise UnreadableFileError(
            "missing_column",
            f"the first row of the first sheet holds no columns of {table.name}",
        )
    check_header(header, table)
    blocks = chain(["\n"] * skipped, [first], rows)
    return _read_delimited(con, table, scratch, blocks, header, ",", "xlsx")


def _read_delimited(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    scratch: Path,
    blocks: Iterator[str],
    header: tuple[str, ...],
    delimiter: str,
    encoding: str,
) -> Delivered:
    numberer = RecordNumberer(delimiter)
    names = [f"c{position}" for position in range(len(header))]
    with _numbered_copy(numberer, blocks, scratch) as copy:
        broken = _scan(con, copy, delimiter, names, skip=1)
    known = set(table.column_names)
    extra = {
        name: n for n, name in zip(names, header, strict=True) if name not in known
    }
    source = {name: n for n, name in zip(names, header, strict=True) if name in known}
    _make_delivered(con, table, source, extra)
    return Delivered(
        encoding, delimiter, header, tuple(extra), (*numberer.broken, *broken)
    )


@contextmanager
def _numbered_copy(
    numberer: RecordNumberer, blocks: Iterator[str], scratch: Path
) -> Iterator[Path]:
    """A temporary file of numbered records, removed afterwards."""
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=scratch, delete=False
    ) as copy:
        path = Path(copy.name)
        copy.writelines(numberer.number(blocks))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _scan(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    delimiter: str,
    names: list[str],
    *,
    skip: int,
    quoted: bool = True,
) -> list[BrokenRecord]:
    """Reads numbered records into the temporary table `scanned`; gives the rejects."""
    columns = ", ".join(f"'{name}': 'varchar'" for name in ["_line", *names])
    con.execute("drop table if exists reject_errors")
    con.execute("drop table if exists reject_scans")
    quote = '"' if quoted else ""
    con.execute(
        f"""
        create or replace temp table scanned as
        select * from read_csv(
            ?, auto_detect = false, header = false, skip = {skip}, delim = ?,
            quote = '{quote}', escape = '{quote}', columns = {{{columns}}},
            store_rejects = true, rejects_table = 'reject_errors',
            rejects_scan = 'reject_scans', rejects_limit = 0
        )
        """,
        [str(path), delimiter],
    )
    rejected = con.execute(
        """
        select
            ltrim(csv_line, chr(10)) as record,
            first(error_type order by column_idx) as error_type
        from reject_errors group by all
        """
    ).fetchall()
    broken = []
    for record, error_type in rejected:
        line, _, text = record.partition(delimiter)
        code = REJECT_CODES.get(str(error_type), "unreadable_row")
        broken.append(BrokenRecord(int(line), text, code))
    return sorted(broken, key=lambda record: record.line)


def _make_delivered(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    source: dict[str, str],
    extra: dict[str, str],
) -> None:
    known = ",\n".join(
        f"nullif(trim({source[name]}), '') as \"{name}\""
        if name in source
        else f'cast(null as varchar) as "{name}"'
        for name in table.column_names
    )
    pairs = ", ".join(f"'{_quoted(name)}', {column}" for name, column in extra.items())
    extra_json = f"cast(json_object({pairs}) as varchar)" if pairs else "null"
    con.execute(
        f"""
        create or replace temp table delivered as
        select
            cast(_line as bigint) as _line,
            {known},
            cast({extra_json} as varchar) as _extra
        from scanned
        """
    )
    con.execute("drop table scanned")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _read_json_lines(
    con: duckdb.DuckDBPyConnection, file: LandingFile, table: Table, scratch: Path
) -> Delivered:
    encoding = detect_encoding(file.path)
    numberer = RecordNumberer(UNIT_SEPARATOR, quoted=False)
    with _numbered_copy(numberer, text_blocks(file.path, encoding), scratch) as copy:
        broken = _scan(con, copy, UNIT_SEPARATOR, ["text"], skip=0, quoted=False)
    con.execute(
        """
        create or replace temp table parsed as
        select _line, text, try_cast(text as json) as document from scanned
        """
    )
    bad = con.execute(
        """
        select cast(_line as bigint), text from parsed
        where document is null or json_type(document) <> 'OBJECT' order by 1
        """
    ).fetchall()
    broken += [BrokenRecord(line, text, "bad_json_line") for line, text in bad]
    keys = [
        key
        for (key,) in con.execute(
            """
            select distinct unnest(json_keys(document)) as name from parsed
            where json_type(document) = 'OBJECT' order by name
            """
        ).fetchall()
    ]
    if not keys:
        raise UnreadableFileError("empty_file", "no line holds a JSON object")
    header = tuple(key.strip().lower() for key in keys)
    check_header(header, table)
    columns = ", ".join(
        f"{_json_text(key)} as c{position}" for position, key in enumerate(keys)
    )
    con.execute(
        f"""
        create or replace temp table scanned as
        select _line, {columns} from parsed where json_type(document) = 'OBJECT'
        """
    )
    con.execute("drop table parsed")
    names = {name: f"c{position}" for position, name in enumerate(header)}
    known = set(table.column_names)
    extra = {name: column for name, column in names.items() if name not in known}
    source = {name: column for name, column in names.items() if name in known}
    _make_delivered(con, table, source, extra)
    return Delivered(encoding, "", header, tuple(extra), tuple(broken))


def _json_text(key: str) -> str:
    """A JSON value as text; the elements of a list separated by semicolons."""
    path = _quoted('$."' + key.replace('"', '\\"') + '"')
    return (
        f"case json_type(document, '{path}') when 'ARRAY' then array_to_string("
        f"cast(json_extract(document, '{path}') as varchar[]), ';') "
        f"else json_extract_string(document, '{path}') end"
    )


def _read_parquet(
    con: duckdb.DuckDBPyConnection, file: LandingFile, table: Table
) -> Delivered:
    try:
        described = con.execute(
            "describe select * from read_parquet(?)", [str(file.path)]
        ).fetchall()
    except duckdb.Error as error:
        raise UnreadableFileError(
            "damaged_parquet",
            f"the Parquet file cannot be opened ({str(error).splitlines()[0]})",
        ) from error
    header = tuple(str(row[0]).strip().lower() for row in described)
    check_header(header, table)
    columns = ", ".join(
        _parquet_text(str(row[0]), str(row[1])) + f" as c{position}"
        for position, row in enumerate(described)
    )
    con.execute(
        f"""
        create or replace temp table scanned as
        select file_row_number + 1 as _line, {columns}
        from read_parquet(?, file_row_number = true)
        """,
        [str(file.path)],
    )
    known = set(table.column_names)
    names = {name: f"c{position}" for position, name in enumerate(header)}
    extra = {name: column for name, column in names.items() if name not in known}
    source = {name: column for name, column in names.items() if name in known}
    _make_delivered(con, table, source, extra)
    return Delivered("parquet", "", header, tuple(extra), ())


def _parquet_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind.endswith("[]"):
        return f"array_to_string(cast({column} as varchar[]), ';')"
    return f"cast({column} as varchar)"
