"""The marts of leads rebuilt, against a plain scan and sort of the same events.

    python -m benchmarks.marts [--leads 1000000] [--events 5000000] [--keep DIR] [--json]

A network is generated and thickened to so many events, built once up to its marts, and
then the models of routing, lifecycle, timing and outcomes are built again: by dbt, and by
their queries alone, with the seconds of each. See benchmarks/README.md.
"""

import argparse
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.phases import place, run_phase
from benchmarks.report import PhaseResult, machine, table
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

LEADS = 1_000_000
EVENTS_PER_LEAD = 5
SLOWEST = 25
BUILT_BY = ("generate", "ingest", "thicken", "prepare", "link", "marts")


@dataclass(frozen=True)
class MartsResult:
    """What rebuilding took at one size; ratios are wall seconds over scan and sort."""

    leads: int
    plain: PhaseResult
    dbt: PhaseResult
    direct: PhaseResult

    @property
    def plain_seconds(self) -> float:
        return float(self.plain.facts["query_seconds"])

    @property
    def dbt_ratio(self) -> float:
        return self.dbt.seconds / self.plain_seconds

    @property
    def direct_seconds(self) -> float:
        """Of the queries alone, opening the warehouse left out as with scan and sort."""
        return float(sum(self.models.values()))

    @property
    def direct_ratio(self) -> float:
        return self.direct_seconds / self.plain_seconds

    @property
    def models(self) -> dict[str, float]:
        """Seconds of each model's query, the slowest first."""
        seconds: dict[str, float] = self.direct.facts["models"]
        return dict(sorted(seconds.items(), key=lambda item: -item[1]))

    def to_json(self) -> dict[str, Any]:
        return {
            "leads": self.leads,
            "events": self.plain.facts["rows"],
            "scan_and_sort": self.plain.to_json(),
            "dbt": self.dbt.to_json(),
            "direct": self.direct.to_json(),
            "dbt_to_scan_and_sort": round(self.dbt_ratio, 2),
            "direct_to_scan_and_sort": round(self.direct_ratio, 2),
        }


def build_network(leads: int, events: int, folder: Path) -> Workspace:
    """A workspace with a generated network of so many events, every model built once."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    workspace = Workspace(folder)
    for phase in BUILT_BY:
        run_phase(phase, workspace, events if phase == "thicken" else leads)
    return workspace


def measure_marts(leads: int, workspace: Workspace) -> MartsResult:
    """Scan and sort, then dbt, then the queries that dbt compiled, each by itself."""
    return MartsResult(
        leads=leads,
        plain=run_phase("scan_and_sort", workspace),
        dbt=run_phase("dbt_lead_marts", workspace),
        direct=run_phase("direct_lead_marts", workspace),
    )


def to_markdown(where: dict[str, Any], result: MartsResult) -> str:
    """The machine, the comparison, and the slowest models."""
    facts = ", ".join(f"{key} {value}" for key, value in where.items())
    events = f"{result.leads:,} leads, {result.plain.facts['rows']:,} events"
    compared = table(
        [events, "s", "ratio", "peak MiB"],
        [
            ["scan and sort", f"{result.plain_seconds:.1f}", "1.0", _mib(result.plain)],
            [
                f"dbt run of {result.dbt.facts['rows']} models",
                f"{result.dbt.seconds:.1f}",
                f"{result.dbt_ratio:.1f}",
                _mib(result.dbt),
            ],
            [
                "their queries alone",
                f"{result.direct_seconds:.1f}",
                f"{result.direct_ratio:.1f}",
                _mib(result.direct),
            ],
        ],
    )
    slowest = [
        [name, f"{seconds:.2f}", f"{seconds / result.plain_seconds:.2f}"]
        for name, seconds in list(result.models.items())[:SLOWEST]
    ]
    return "\n\n".join([facts, compared, table(["model", "s", "ratio"], slowest)])


def _mib(result: PhaseResult) -> str:
    return f"{result.peak_mib:,.0f}"


def main() -> int:
    """Builds the network, rebuilds its marts and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=LEADS)
    parser.add_argument("--events", type=int, help="default: five for each lead")
    parser.add_argument(
        "--workspace", type=Path, help="a built workspace, instead of generating one"
    )
    parser.add_argument("--keep", type=Path, help="folder that keeps the workspace")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    where = machine()
    try:
        with place(options.keep) as folder:
            if options.workspace:
                workspace = Workspace(options.workspace.resolve())
            else:
                events = options.events or options.leads * EVENTS_PER_LEAD
                built = folder / str(options.leads)
                workspace = build_network(options.leads, events, built)
            result = measure_marts(options.leads, workspace)
    except LeadhouseError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"machine": where, "size": result.to_json()}, indent=2))
    else:
        print(to_markdown(where, result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
