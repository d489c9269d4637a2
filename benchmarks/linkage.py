"""Ways to link records on the same networks: time, memory, F1, and how far F1 could go.

    python -m benchmarks.linkage [--sizes 100000 1000000] [--warehouse DIR ...] [--json]

Each network is generated and built up to its records, or taken as it stands in a folder
with warehouse.duckdb, landing/ and truth/; each way runs in a process of its own. See
benchmarks/README.md.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.linkage_report import LinkageResult, to_markdown
from benchmarks.linkage_ways import WAYS
from benchmarks.measured import measure
from benchmarks.phases import place, run_phase
from benchmarks.report import machine
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

SIZES = (100_000, 1_000_000)
_BUILT_BY = ("generate", "ingest", "prepare")


def link_network(workspace: Path) -> LinkageResult:
    """Every way on the network of the workspace, which stays as it is."""
    with tempfile.TemporaryDirectory(prefix="leadhouse-linkage-") as folder:
        ways = {way: _run_way(way, workspace, Path(folder)) for way in WAYS}
    return LinkageResult(ways["inputs"]["leads"], ways)


def build_network(leads: int, folder: Path) -> Path:
    """A workspace with a generated network, its records made and nothing linked."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for phase in _BUILT_BY:
        run_phase(phase, Workspace(folder), leads)
    return folder


def _run_way(way: str, workspace: Path, folder: Path) -> dict[str, Any]:
    facts_file = folder / "facts.json"
    command = [sys.executable, "-m", "benchmarks.linkage_ways", way]
    measured = measure(
        [*command, str(workspace), str(folder), str(facts_file)], folder / "log"
    )
    print(f"  {way:<22}{measured.seconds:8.1f} s", file=sys.stderr, flush=True)
    facts: dict[str, Any] = json.loads(facts_file.read_text("utf-8"))
    return facts


def _networks(options: argparse.Namespace, folder: Path) -> list[Path]:
    if options.warehouse:
        return [given.resolve() for given in options.warehouse]
    return [build_network(size, folder / str(size)) for size in options.sizes]


def main() -> int:
    """Links every network in every way and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument(
        "--warehouse",
        type=Path,
        nargs="+",
        help="folders with a built warehouse.duckdb, landing/ and truth/, instead of sizes",
    )
    parser.add_argument("--keep", type=Path, help="folder that keeps the workspaces")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    where = machine()
    try:
        with place(options.keep) as folder:
            results = []
            for workspace in _networks(options, folder):
                print(workspace, file=sys.stderr, flush=True)
                results.append(link_network(workspace))
    except LeadhouseError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        found = {"machine": where, "sizes": [result.to_json() for result in results]}
        print(json.dumps(found, indent=2))
    else:
        print(to_markdown(where, results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
