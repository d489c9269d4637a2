"""What comparing two publications takes, at the size of many copies of one.

    python -m benchmarks.restatements PUBLICATION [--copies 200] [--json]

Every record of a publication is repeated under other names; the earlier one lacks a
hundredth of the copies. Of 5,000 leads 200 copies are a million. See benchmarks/README.md.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.measured import measure
from benchmarks.report import MEBIBYTE, machine, table
from orchestration.diff import NEEDED, compared
from orchestration.errors import LeadhouseError

COPIES = 200
RUNS = ("20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb")
_WHOLE = ("campaign_roi", "desk_decisions", "dim_campaigns")
"""Marts that are not repeated: what they hold is not of single records."""
_NAMES_OF_MANY = ("campaign_id", "company_id", "run_id", "changed_by_run_id")


def enlarge(publication: Path, folder: Path, copies: int) -> tuple[Path, Path]:
    """Two publications made of so many copies, the earlier one with a hundredth less."""
    made = []
    for run, kept in zip(RUNS, (copies - max(1, copies // 100), copies), strict=True):
        target = folder / run
        target.mkdir()
        manifest = json.loads((publication / "manifest.json").read_text("utf-8"))
        stated = json.dumps(manifest | {"run_id": run})
        (target / "manifest.json").write_text(stated, "utf-8")
        for mart in NEEDED:
            source = publication / f"{mart}.parquet"
            if mart in _WHOLE:
                shutil.copy(source, target)
            else:
                _repeat(source, target / source.name, kept)
        made.append(target)
    return made[0], made[1]


def _repeat(source: Path, target: Path, copies: int) -> None:
    with duckdb.connect() as con:
        columns = con.execute(f"describe from '{source}'").fetchall()
        named = [
            f"{name} || '/' || copy as {name}"
            for name, kind, *_ in columns
            if kind == "VARCHAR" and name.endswith("_id") and name not in _NAMES_OF_MANY
        ]
        renamed = f"replace ({', '.join(named)})" if named else ""
        con.execute(
            f"""
            copy (
                select * exclude (copy) {renamed} from '{source}'
                cross join range({copies}) as copies (copy)
            ) to '{target}' (format parquet)
            """
        )


def compare(before: Path, after: Path) -> dict[str, float]:
    """Compares them as a run does for `restatements`; seconds and changed figures."""
    began = time.perf_counter()
    with compared(before, after) as con:
        changes = con.execute("select count(*) from figure_changes").fetchall()
    return {"seconds": time.perf_counter() - began, "rows": changes[0][0]}


def main() -> int:
    """Measures and prints, or compares for the process that measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("publication", type=Path)
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--enlarge", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.enlarge:
        enlarge(options.publication, options.folder, options.copies)
        return 0
    if options.folder:
        facts = compare(*(options.folder / run for run in RUNS))
        (options.folder / "facts.json").write_text(json.dumps(facts), "utf-8")
        return 0
    where = machine()
    with tempfile.TemporaryDirectory(prefix="leadhouse-bench-") as name:
        folder = Path(name)
        command = [
            *(sys.executable, "-m", "benchmarks.restatements"),
            *(str(options.publication), "--folder", str(folder)),
            *("--copies", str(options.copies)),
        ]
        try:
            measure([*command, "--enlarge"], folder / "log")
            measured = measure(command, folder / "log")
        except LeadhouseError as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
    row = {
        "copies": options.copies,
        "seconds": round(facts["seconds"], 2),
        "cpu_seconds": round(measured.cpu_seconds, 2),
        "peak_mib": round(measured.peak_bytes / MEBIBYTE),
        "changes": facts["rows"],
    }
    if options.json:
        print(json.dumps({"machine": where, "restatements": row}, indent=2))
    else:
        print(", ".join(f"{key} {value}" for key, value in where.items()), end="\n\n")
        head = ["copies", "s", "CPU s", "peak MiB", "changes"]
        print(table(head, [[str(value) for value in row.values()]]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
