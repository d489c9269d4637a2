"""Files as sources deliver them: periods, formats, late versions, broken rows."""

import gzip
import os
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.generate.clock import END, START
from orchestration.generate.draws import DAY, HOUR, Draws, Ints, Texts, blank

_KINDS = {
    "csv": ("csv", "format csv, header", ""),
    "csv.gz": ("csv", "format csv, header", ""),
    "cp1252": ("csv", "format csv, header, delimiter ';'", "cp1252"),
    "jsonl": ("jsonl", "format json", ""),
    "parquet": ("parquet", "format parquet", ""),
}
"""Ending, DuckDB's options and encoding (empty: UTF-8) of each kind of file."""
_PARQUET_TYPES = {
    "spend_date": "date",
    "cost_amount": "decimal(12, 2)",
    "impressions": "integer",
    "clicks": "integer",
}
_QUARTERS = 12
_YEARS = 3
LATE = END + 2 * DAY
"""When corrections and repeated files come in."""
DELETIONS = LATE + 2 * DAY
"""When the source tells what it has deleted, after every version of it."""


@dataclass(frozen=True)
class Delivery:
    """The rows of one table as text, and how they are cut into files."""

    table: str
    rows: dict[str, Texts]
    at: Ints
    periods: int = 1
    kind: str = "csv"
    name: str = ""
    delivered_at: int = 0


@dataclass
class Landing:
    """Writes files below landing/ and remembers them."""

    folder: Path
    con: duckdb.DuckDBPyConnection
    files: list[Path] = field(default_factory=list)

    def write(self, delivery: Delivery) -> int:
        """One file per period that has rows; returns the number of rows."""
        size = len(delivery.at)
        span = (END - START) // delivery.periods
        period = np.clip((delivery.at - START) // span, 0, delivery.periods - 1)
        columns = {
            name: pa.array(values, type=pa.string(), mask=values == "")
            for name, values in delivery.rows.items()
        }
        self.con.register("delivered", pa.table({**columns, "period": period}))
        for part in range(delivery.periods):
            if not (period == part).any():
                continue
            ends = delivery.delivered_at or START + (part + 1) * span + 6 * HOUR
            self._write_part(delivery, part, ends)
        self.con.unregister("delivered")
        return size

    def _write_part(self, delivery: Delivery, part: int, delivered_at: int) -> None:
        suffix = {1: "", _YEARS: f"_year{part + 1}", _QUARTERS: f"_q{part + 1:02}"}
        name = (delivery.name or delivery.table) + suffix[delivery.periods]
        ending, options, encoding = _KINDS[delivery.kind]
        path = self.folder / delivery.table / f"{name}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(
            f'cast("{column}" as {_PARQUET_TYPES.get(column, "varchar")}) as "{column}"'
            if delivery.kind == "parquet"
            else f'"{column}"'
            for column in delivery.rows
        )
        target = str(path).replace("'", "''")
        self.con.execute(
            f"copy (select {columns} from delivered where period = {part}) "
            f"to '{target}' ({options})"
        )
        if encoding:
            path.write_bytes(path.read_text("utf-8").encode(encoding))
        if delivery.kind == "csv.gz":
            path = _compress(path)
        self.keep(path, delivered_at)

    def keep(self, path: Path, delivered_at: int) -> None:
        """Set the time of a written file and remember it."""
        os.utime(path, (delivered_at, delivered_at))
        self.files.append(path)

    def repeat(self, path: Path, name: str) -> None:
        """The same bytes under another name, later."""
        copy = path.with_name(name)
        copy.write_bytes(path.read_bytes())
        self.keep(copy, LATE + HOUR)

    def append_lines(self, path: Path, lines: list[str]) -> None:
        """Raw lines at the end of a file, its time unchanged."""
        before = path.stat().st_mtime
        with path.open("a", encoding="utf-8", newline="") as file:
            file.writelines(f"{line}\n" for line in lines)
        os.utime(path, (before, before))


def _compress(path: Path) -> Path:
    target = path.with_name(path.name + ".gz")
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(path.read_bytes())
    path.unlink()
    return target


def with_broken(
    rows: dict[str, Texts],
    at: Ints,
    key: str,
    faults: dict[str, str],
    share: float,
    draws: Draws,
) -> tuple[dict[str, Texts], Ints]:
    """The rows and, among them, copies with ids of their own and one fault each.

    `faults` gives the wrong value of a column, used in turn. No truth knows these rows.
    """
    size = len(at)
    count = max(len(faults), int(size * share)) if size else 0
    source = draws.between(0, max(size - 1, 0), count)
    extra = {name: values[source].copy() for name, values in rows.items()}
    extra[key] = np.array([f"X-{key}-{n + 1}" for n in range(count)], dtype=object)
    for nth, (column, value) in enumerate(faults.items()):
        extra.setdefault(column, blank(count))[nth :: len(faults)] = value
    order = np.argsort(np.concatenate([np.arange(size), source + 0.5]), kind="stable")
    mixed = {name: np.concatenate([rows[name], extra[name]])[order] for name in rows}
    return mixed, np.concatenate([at, at[source]])[order]


def older_version(
    rows: dict[str, Texts], columns: dict[str, str], share: float, draws: Draws
) -> tuple[dict[str, Texts], Ints]:
    """Rows as first delivered, wrong in the columns given, and which ones were."""
    size = len(next(iter(rows.values())))
    chosen = np.flatnonzero(draws.chance(share, size))
    first = dict(rows)
    for column, value in columns.items():
        values = rows[column].copy()
        values[chosen] = value
        first[column] = values
    return first, chosen


def rows_at(rows: dict[str, Texts], positions: Ints) -> dict[str, Texts]:
    """The rows at the positions."""
    return {name: values[positions] for name, values in rows.items()}


def end_times(count: int) -> Ints:
    """Delivery time of tables that are not cut by period."""
    return np.full(count, END - 1, dtype=np.int64)
