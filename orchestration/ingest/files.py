"""Delivered files: which there are, what each is, and their decoded records.

A file becomes a stream of records, each prefixed by the line it began on, so that DuckDB
can parse it set-based and every row, accepted or not, still knows its line.
"""

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from orchestration.contract import Table

FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx")
DELIMITERS = (",", ";", "\t", "|")
# DuckDB's own default for the longest line it reads.
LONGEST_RECORD_BYTES = 2_000_000
CHUNK_BYTES = 4 * 1024 * 1024
# A separator that no text holds: JSON lines are read as two columns, line and text.
UNIT_SEPARATOR = "\x1f"


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; `code` is the quarantine's reason code."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True)
class LandingFile:
    """A file below landing/<table>/."""

    path: Path
    name: str
    table: str
    delivered_at: datetime
    content_hash: str
    size: int

    @property
    def format(self) -> str:
        name = self.path.name.lower().removesuffix(".gz")
        return next((kind for kind in FORMATS if name.endswith(kind)), "")


@dataclass(frozen=True)
class BrokenRecord:
    """A record that could not be split into columns."""

    line: int
    text: str
    code: str


@dataclass(frozen=True)
class Layout:
    """How a delimited file is written."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]


def find_files(landing: Path, tables: dict[str, Table]) -> list[LandingFile]:
    """Every delivered file, oldest first, the referenced tables before the others."""
    found: list[LandingFile] = []
    for table in tables:
        folder = landing / table
        if not folder.is_dir():
            continue
        found += [
            _landing_file(path, landing, table)
            for path in sorted(folder.iterdir())
            if path.is_file() and not path.name.startswith((".", "~$"))
        ]
    order = {table: position for position, table in enumerate(tables)}
    return sorted(found, key=lambda f: (order[f.table], f.delivered_at, f.name))


def unknown_folders(landing: Path, tables: dict[str, Table]) -> list[str]:
    """Folders of landing that are no source table."""
    if not landing.is_dir():
        return []
    return sorted(
        path.name
        for path in landing.iterdir()
        if path.is_dir() and path.name not in tables and not path.name.startswith(".")
    )


def _landing_file(path: Path, landing: Path, table: str) -> LandingFile:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(CHUNK_BYTES):
            digest.update(block)
    status = path.stat()
    return LandingFile(
        path=path,
        name=str(path.relative_to(landing.parent).as_posix()),
        table=table,
        delivered_at=datetime.fromtimestamp(status.st_mtime, UTC).replace(tzinfo=None),
        content_hash=digest.hexdigest(),
        size=status.st_size,
    )


def _blocks(path: Path) -> Iterator[bytes]:
    """The file's bytes, decompressed."""
    is_gzip = path.name.lower().endswith(".gz")
    try:
        with gzip.open(path, "rb") if is_gzip else path.open("rb") as stream:
            while block := stream.read(CHUNK_BYTES):
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFileError(
            "damaged_archive",
            f"the gzip archive is damaged or truncated ({error})",
        ) from error


def detect_encoding(path: Path) -> str:
    """utf-8-sig, utf-16 or, where the bytes are not UTF-8, cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = True
    try:
        for block in _blocks(path):
            if first and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            first = False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def text_blocks(path: Path, encoding: str) -> Iterator[str]:
    """The file's text in blocks, line ends made \\n.

    cp1252 leaves five bytes undefined; they become the replacement character, since the
    raw bytes stay in the landing file.
    """
    decoder = codecs.getincrementaldecoder(encoding)(
        errors="replace" if encoding == "cp1252" else "strict"
    )
    held = ""
    for block in _blocks(path):
        text = held + decoder.decode(block)
        held = "\r" if text.endswith("\r") else ""
        text = text[:-1] if held else text
        yield text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    yield (held + decoder.decode(b"", final=True)).replace("\r", "\n")


def detect_layout(path: Path, table: Table) -> Layout:
    """Encoding, delimiter and header of a delimited file.

    The delimiter is the one under which the first line holds most of the table's
    columns. Raises UnreadableFileError when there is no such line.
    """
    encoding = detect_encoding(path)
    first_line = _first_line(path, encoding)
    if not first_line.strip():
        raise UnreadableFileError("empty_file", "the file is empty")
    best: tuple[int, str, tuple[str, ...]] = (0, "", ())
    for delimiter in DELIMITERS:
        header = tuple(
            name.strip().lower()
            for name in next(csv.reader([first_line], delimiter=delimiter))
        )
        known = len(set(header) & set(table.column_names))
        if known > best[0]:
            best = (known, delimiter, header)
    known, delimiter, header = best
    if known == 0 or (len(header) == 1 and len(table.required_names) > 1):
        raise UnreadableFileError(
            "unknown_delimiter",
            f"the first line holds no columns of {table.name} separated by comma, "
            f"semicolon, tab or bar; it reads {first_line[:120]!r}",
        )
    check_header(header, table)
    return Layout(encoding, delimiter, header)


def _first_line(path: Path, encoding: str) -> str:
    text = ""
    for block in text_blocks(path, encoding):
        text += block
        stripped = text.lstrip("\n")
        if "\n" in stripped:
            return stripped.split("\n", 1)[0]
    return text.strip("\n")


def check_header(header: tuple[str, ...], table: Table) -> None:
    """Raises UnreadableFileError for a required column missing or a column twice."""
    missing = [name for name in table.required_names if name not in header]
    if missing:
        raise UnreadableFileError(
            "missing_column",
            f"required column {', '.join(missing)} is missing; the header has "
            f"{', '.join(header[:60])}",
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UnreadableFileError(
            "column_twice", f"column {', '.join(twice)} stands in the header twice"
        )


class RecordNumberer:
    """Splits delimited text into records and prefixes each with its first line's number.

    A quote opens a field only at the field's start, so that an inch mark in plain text
    does no harm. A field that is never closed costs its own line alone.
    """

    def __init__(self, delimiter: str, *, quoted: bool = True) -> None:
        mark = re.escape(delimiter)
        self._delimiter = delimiter
        self._quoted = quoted
        self._closed_field = re.compile(f'(?:^|(?<={mark}))"(?:[^"]|"")*"')
        self._open_field = re.compile(f'(?:^|{mark})"')
        self._line = 0
        self._pending: list[str] = []
        self._pending_length = 0
        self.broken: list[BrokenRecord] = []

    def number(self, blocks: Iterator[str]) -> Iterator[str]:
        """Blocks of `<line><delimiter><record>` lines, without blank ones."""
        rest = ""
        for block in blocks:
            lines = (rest + block).split("\n")
            rest = lines.pop()
            yield from self._block(lines)
        yield from self._block([rest] if rest else [])
        while self._pending:
            yield from self._give_up()

    def _block(self, lines: list[str]) -> Iterator[str]:
        mark = self._delimiter
        if not self._pending and not (self._quoted and any('"' in ln for ln in lines)):
            first = self._line + 1
            self._line += len(lines)
            text = "\n".join(
                [f"{n}{mark}{ln}" for n, ln in enumerate(lines, first) if ln.strip()]
            )
            if text:
                yield text + "\n"
            return
        for line in lines:
            yield from self._add(line)

    def _add(self, line: str) -> Iterator[str]:
        self._line += 1
        self._pending.append(line)
        self._pending_length += len(line) + 1
        if self._is_open(line):
            if self._pending_length > LONGEST_RECORD_BYTES:
                yield from self._give_up()
            return
        record = "\n".join(self._pending)
        first = self._line - len(self._pending) + 1
        self._pending, self._pending_length = [], 0
        if record.strip():
            yield f"{first}{self._delimiter}{record}\n"

    def _is_open(self, line: str) -> bool:
        """Whether a quoted field is still open after the pending lines' last, `line`."""
        if not self._quoted:
            return False
        if '"' not in line:
            return len(self._pending) > 1
        record = "\n".join(self._pending)
        return bool(self._open_field.search(self._closed_field.sub("", record)))

    def _give_up(self) -> Iterator[str]:
        """Sets the line of the unclosed quote aside and reads on after it."""
        lines, self._pending, self._pending_length = self._pending, [], 0
        self._line -= len(lines) - 1
        self.broken.append(BrokenRecord(self._line, lines[0], "unclosed_quote"))
        for line in lines[1:]:
            yield from self._add(line)


def sheet_blocks(path: Path) -> Iterator[str]:
    """The first sheet of a workbook as comma-separated text, one line per row.

    Raises UnreadableFileError when the file is no workbook.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise UnreadableFileError(
            "damaged_workbook", f"the workbook cannot be opened ({error})"
        ) from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(
                [_cell(cell) for cell in row]
            )
            text = line.getvalue()
            yield text if text.strip(',"\n') else "\n"
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time(0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # A line break inside a cell would shift the line count of the rows below it.
    return str(value).replace("\r\n", " ").replace("\n", " ")
