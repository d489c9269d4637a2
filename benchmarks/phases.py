"""Seconds and peak memory of each phase of a run, and what dbt adds to its queries.

    python -m benchmarks.phases [--sizes 10000 100000 1000000] [--keep DIR] [--json]

For each size a network is generated, every phase is run in a process of its own, then
`leadhouse run --full` over the same landing files, and last `dbt run` against the same
compiled queries in DuckDB alone, in a copy of the warehouse. See benchmarks/README.md.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measured import measure
from benchmarks.report import (
    PhaseResult,
    SizeResult,
    machine,
    to_markdown,
)
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

SIZES = (10_000, 100_000, 1_000_000)
PHASES = ("generate", "ingest", "prepare", "link", "marts", "gate", "publish")
PUBLISHED, GATE_FAILED = 0, 2


def run_phase(phase: str, workspace: Workspace, leads: int = 0) -> PhaseResult:
    """One phase in its own process, timed from within: Python's start is not in it."""
    facts_file = workspace.root / f"{phase}.facts.json"
    measured = measure(
        [
            sys.executable,
            "-m",
            "benchmarks.steps",
            phase,
            str(workspace.root),
            str(facts_file),
            str(leads),
        ],
        workspace.root / "benchmark.log",
    )
    facts = json.loads(facts_file.read_text("utf-8"))
    return _told(PhaseResult(phase, facts["seconds"], measured, facts))


def run_whole(workspace: Workspace) -> PhaseResult:
    """`leadhouse run --full` as a person starts it, Python's start included."""
    command = Path(sys.executable).with_name("leadhouse")
    measured = measure(
        [str(command), "--workspace", str(workspace.root), "run", "--full"],
        workspace.root / "benchmark.log",
        allowed=(PUBLISHED, GATE_FAILED),
    )
    published = measured.exit_code == PUBLISHED
    return _told(
        PhaseResult(
            "leadhouse run --full",
            measured.seconds,
            measured,
            {"outcome": "published" if published else "gate failed"},
        )
    )


def measure_size(leads: int, folder: Path) -> SizeResult:
    """Everything at one size; the folder becomes the workspace."""
    print(f"{leads:,} leads in {folder}", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    workspace = Workspace(folder)
    phases = tuple(run_phase(phase, workspace, leads) for phase in PHASES)
    copied = Workspace(folder / "copy")
    copied.root.mkdir()
    shutil.copyfile(workspace.warehouse, copied.warehouse)
    run_phase("parse", copied)
    dbt = run_phase("dbt_models", copied)
    direct = run_phase("direct_models", copied)
    shutil.rmtree(copied.root)
    return SizeResult(leads, phases, run_whole(workspace), dbt, direct)


def _told(result: PhaseResult) -> PhaseResult:
    print(
        f"  {result.phase:<22}{result.seconds:8.1f} s{result.peak_mib:8,.0f} MiB",
        file=sys.stderr,
        flush=True,
    )
    return result


@contextmanager
def place(keep: Path | None) -> Iterator[Path]:
    """The folder given, or one that is removed afterwards."""
    if keep is not None:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="leadhouse-bench-") as folder:
        yield Path(folder)


def main() -> int:
    """Measures every size and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--keep", type=Path, help="folder that keeps the workspaces")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    where = machine()
    try:
        with place(options.keep) as folder:
            sizes = [measure_size(size, folder / str(size)) for size in options.sizes]
    except LeadhouseError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        found = {"machine": where, "sizes": [size.to_json() for size in sizes]}
        print(json.dumps(found, indent=2))
    else:
        print(to_markdown(where, sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
