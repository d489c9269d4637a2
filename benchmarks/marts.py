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

from benchmarks.direct import Took
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
    """What rebuilding took at one size, against a scan and sort of the same events."""

    leads: int
    plain: PhaseResult
    dbt: PhaseResult
    direct: PhaseResult

    @property
    def models(self) -> dict[str, Took]:
        """What each model's query took, the slowest first."""
        models = {
            name: Took(**took) for name, took in self.direct.facts["models"].items()
        }
        return dict(sorted(models.items(), key=lambda model: -model[1].cpu_seconds))

    @property
    def queries(self) -> dict[str, Took]:
        """The compared ones, opening the warehouse left out but for dbt."""
        models = self.models.values()
        return {
            "scan and sort": Took(**self.plain.facts["query"]),
            f"dbt run of {self.dbt.facts['rows']} models": Took(
                self.dbt.seconds, self.dbt.measured.cpu_seconds
            ),
            "their queries alone": Took(
                sum(model.seconds for model in models),
                sum(model.cpu_seconds for model in models),
            ),
        }

    def to_json(self) -> dict[str, Any]:
        plain, dbt, direct = self.queries.values()
        return {
            "leads": self.leads,
            "events": self.plain.facts["rows"],
            "scan_and_sort": self.plain.to_json(),
            "dbt": self.dbt.to_json(),
            "direct": self.direct.to_json(),
            "dbt_to_scan_and_sort": round(dbt.seconds / plain.seconds, 2),
            "direct_to_scan_and_sort": round(direct.seconds / plain.seconds, 2),
            "direct_to_scan_and_sort_cpu": round(
                direct.cpu_seconds / plain.cpu_seconds, 2
            ),
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
    plain = next(iter(result.queries.values()))
    peaks = (result.plain, result.dbt, result.direct)
    compared = [
        [name, *_against(took, plain), f"{peak.peak_mib:,.0f}"]
        for (name, took), peak in zip(result.queries.items(), peaks, strict=True)
    ]
    slowest = [
        [name, *_against(took, plain)]
        for name, took in list(result.models.items())[:SLOWEST]
    ]
    head = ["s", "ratio", "CPU s", "ratio"]
    return "\n\n".join(
        [
            facts,
            table([events, *head, "peak MiB"], compared),
            table(["model", *head], slowest),
        ]
    )


def _against(took: Took, plain: Took) -> list[str]:
    """Seconds on the wall and of the processor, each with its ratio."""
    return [
        f"{took.seconds:.2f}",
        f"{took.seconds / plain.seconds:.2f}",
        f"{took.cpu_seconds:.2f}",
        f"{took.cpu_seconds / plain.cpu_seconds:.2f}",
    ]


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
