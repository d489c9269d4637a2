"""Models' own SQL on drawn tables, part by part, against a scan and sort of the same rows.

Belongs here: running each part in a process of its own, so that its peak memory is its
own, and telling what it took. What is drawn and which models are a part is the matter of
the benchmark that uses it.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.measured import Measured, measure
from benchmarks.report import MEBIBYTE, machine, table
from orchestration.errors import LeadhouseError
from tests.model_sql import model_sql

THREADS = 2
SORT = "sort"
DRAW = "draw"
Sizes = dict[str, int]


def _nothing(_: duckdb.DuckDBPyConnection) -> None:
    """No view is needed."""


@dataclass(frozen=True)
class Benchmark:
    """Parts of a run over tables that are drawn.

    `drawn` are the tables in the order in which they are made, with {names} of `sizes`;
    `define` makes the views that a part reads, once what they read is there.
    """

    module: str
    title: str
    sizes: Sizes
    drawn: dict[str, str]
    scan_and_sort: str
    parts: dict[str, tuple[str, ...]]
    define: Callable[[duckdb.DuckDBPyConnection], None] = _nothing

    @property
    def ways(self) -> tuple[str, ...]:
        """The plain scan and sort, then the parts in the order of a run."""
        return (SORT, *self.parts)


def draw_tables(con: duckdb.DuckDBPyConnection, bench: Benchmark, sizes: Sizes) -> None:
    """Tables as the models find them; the same sizes give the same tables."""
    con.execute("set threads = 1")  # so that the same seed draws the same
    con.execute("set timezone = 'UTC'")
    con.execute("select setseed(0.7)")
    for name, sql in bench.drawn.items():
        con.execute(f"create table {name} as {sql.format(**sizes)}")


def run_way(bench: Benchmark, way: str, database: Path) -> dict[str, float]:
    """Builds the tables of one part, or sorts the rows; gives seconds and rows."""
    with duckdb.connect(str(database)) as con:
        con.execute(f"set threads = {THREADS}")
        con.execute("set timezone = 'UTC'")
        bench.define(con)
        began = time.perf_counter()
        if way == SORT:
            con.execute(f"create or replace table sorted as {bench.scan_and_sort}")
            built: tuple[str, ...] = ("sorted",)
        else:
            built = bench.parts[way]
            for name in built:
                con.execute(f"create or replace table {name} as {model_sql(name)}")
        seconds = time.perf_counter() - began
        (rows,) = con.execute(f"select count(*) from {built[-1]}").fetchall()[0]
    return {"seconds": seconds, "rows": rows}


def measure_ways(bench: Benchmark, sizes: Sizes) -> list[dict[str, object]]:
    """One row per way: seconds, peak memory, rows and ratio to the scan and sort."""
    given = [text for name, size in sizes.items() for text in (f"--{name}", str(size))]
    with tempfile.TemporaryDirectory(prefix="leadhouse-bench-") as folder:
        rows: list[dict[str, object]] = []
        for way in (DRAW, *bench.ways):
            facts_file = Path(folder) / f"{way}.json"
            command = [
                *(sys.executable, "-m", bench.module, "--way", way, *given),
                *("--database", str(Path(folder) / "bench.duckdb")),
                *("--facts", str(facts_file)),
            ]
            measured = measure(command, Path(folder) / "log")
            facts = json.loads(facts_file.read_text("utf-8"))
            if way != DRAW:
                rows.append(_row(way, facts, measured, rows))
            print(f"  {way:<12}{facts['seconds']:8.2f} s", file=sys.stderr, flush=True)
        return [*rows, _total(bench, rows)]


def _row(
    way: str,
    facts: dict[str, float],
    measured: Measured,
    before: list[dict[str, object]],
) -> dict[str, object]:
    plain = float(str(before[0]["seconds"])) if before else facts["seconds"]
    return {
        "way": way,
        "seconds": round(facts["seconds"], 2),
        "ratio": round(facts["seconds"] / plain, 2),
        "cpu_seconds": round(measured.cpu_seconds, 2),
        "peak_mib": round(measured.peak_bytes / MEBIBYTE),
        "rows": facts["rows"],
    }


def _total(bench: Benchmark, rows: list[dict[str, object]]) -> dict[str, object]:
    seconds = [float(str(row["seconds"])) for row in rows]
    return {
        "way": f"all of {bench.title}",
        "seconds": round(sum(seconds[1:]), 2),
        "ratio": round(sum(seconds[1:]) / seconds[0], 2),
        "cpu_seconds": round(
            sum(float(str(row["cpu_seconds"])) for row in rows[1:]), 2
        ),
        "peak_mib": max(int(str(row["peak_mib"])) for row in rows[1:]),
        "rows": "",
    }


def main(bench: Benchmark, description: str) -> int:
    """Measures and prints, or runs one way for the process that measures."""
    options = _options(bench, description)
    sizes = {name: int(getattr(options, name)) for name in bench.sizes}
    if options.way == DRAW:
        with duckdb.connect(str(options.database)) as con:
            draw_tables(con, bench, sizes)
        options.facts.write_text(json.dumps({"seconds": 0.0, "rows": 0}), "utf-8")
        return 0
    if options.way:
        facts = run_way(bench, options.way, options.database)
        options.facts.write_text(json.dumps(facts), "utf-8")
        return 0
    where = machine()
    try:
        rows = measure_ways(bench, sizes)
    except LeadhouseError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"machine": where, bench.title: rows}, indent=2))
    else:
        print(", ".join(f"{key} {value}" for key, value in where.items()), end="\n\n")
        head = ["way", "s", "ratio to scan and sort", "CPU s", "peak MiB", "rows"]
        print(table(head, [[str(value) for value in row.values()] for row in rows]))
    return 0


def _options(bench: Benchmark, description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    for name, size in bench.sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--way", choices=(DRAW, *bench.ways), help=argparse.SUPPRESS)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--facts", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()
