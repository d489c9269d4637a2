"""What a benchmark found, as JSON and as Markdown tables."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from benchmarks.measured import Measured

PACKAGES = ("leadhouse", "duckdb", "dbt-core", "dbt-duckdb", "splink", "dagster")
MEBIBYTE = 1024**2


@dataclass(frozen=True)
class PhaseResult:
    """One phase at one size; `facts` is what the phase says of itself."""

    phase: str
    seconds: float
    measured: Measured
    facts: dict[str, Any]

    @property
    def peak_mib(self) -> float:
        return self.measured.peak_bytes / MEBIBYTE

    def to_json(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "seconds": round(self.seconds, 2),
            "peak_mib": round(self.peak_mib),
            "cpu_seconds": round(self.measured.cpu_seconds, 2),
            **{key: value for key, value in self.facts.items() if key != "seconds"},
        }


@dataclass(frozen=True)
class SizeResult:
    """Everything measured on a network of so many leads and calls."""

    leads: int
    phases: tuple[PhaseResult, ...]
    whole_run: PhaseResult
    dbt: PhaseResult
    direct: PhaseResult

    @property
    def phases_seconds(self) -> float:
        """Of the phases that a run consists of; making the data is none of them."""
        return sum(
            result.seconds for result in self.phases if result.phase != "generate"
        )

    @property
    def ratio(self) -> float:
        """Wall seconds of `dbt run` over those of the same queries without dbt."""
        return self.dbt.seconds / self.direct.seconds

    @property
    def ratio_after_start_up(self) -> float:
        """The same from where dbt begins to build, parse and start-up left out."""
        return float(self.dbt.facts["after_start_up"]) / self.direct.seconds

    def to_json(self) -> dict[str, Any]:
        return {
            "leads": self.leads,
            "phases": [result.to_json() for result in self.phases],
            "phases_seconds": round(self.phases_seconds, 2),
            "run": self.whole_run.to_json(),
            "dbt": self.dbt.to_json(),
            "direct": self.direct.to_json(),
            "dbt_to_direct": round(self.ratio, 2),
            "dbt_to_direct_after_start_up": round(self.ratio_after_start_up, 2),
        }


def machine() -> dict[str, Any]:
    """Where it was measured: comparisons hold on one machine only."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpus": os.cpu_count(),
        "memory_gib": round(memory / 1024**3, 1),
        "load_at_start": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def to_markdown(where: dict[str, Any], sizes: list[SizeResult]) -> str:
    """Three tables: the phases, dbt against DuckDB, and what each phase handled."""
    facts = ", ".join(f"{key} {value}" for key, value in where.items())
    return "\n\n".join(
        [facts, _phase_table(sizes), _ratio_table(sizes), *_failed_checks(sizes)]
    )


def _phase_table(sizes: list[SizeResult]) -> str:
    head = ["phase"]
    for size in sizes:
        head += [f"{size.leads:,} leads: s", "peak MiB", "rows"]
    rows = []
    for results in zip(*(size.phases for size in sizes), strict=True):
        cells = [results[0].phase]
        for result in results:
            cells += _cells(result)
        rows.append(cells)
    total = ["**sum without generate**"]
    run = ["**`leadhouse run --full`**"]
    for size in sizes:
        total += [f"{size.phases_seconds:.1f}", "", ""]
        run += _cells(size.whole_run)
    return table(head, [*rows, total, run])


def _cells(result: PhaseResult) -> list[str]:
    rows = result.facts.get("rows")
    return [
        f"{result.seconds:.1f}",
        f"{result.peak_mib:,.0f}",
        "" if rows is None else f"{rows:,}",
    ]


def _ratio_table(sizes: list[SizeResult]) -> str:
    head = [
        "leads",
        "models",
        "dbt run, s",
        "after start-up, s",
        "DuckDB alone, s",
        "ratio",
        "ratio after start-up",
        "dbt MiB",
        "DuckDB MiB",
    ]
    rows = [
        [
            f"{size.leads:,}",
            str(size.direct.facts["rows"]),
            f"{size.dbt.seconds:.1f}",
            f"{float(size.dbt.facts['after_start_up']):.1f}",
            f"{size.direct.seconds:.1f}",
            f"{size.ratio:.2f}",
            f"{size.ratio_after_start_up:.2f}",
            f"{size.dbt.peak_mib:,.0f}",
            f"{size.direct.peak_mib:,.0f}",
        ]
        for size in sizes
    ]
    return table(head, rows)


def _failed_checks(sizes: list[SizeResult]) -> list[str]:
    lines = []
    for size in sizes:
        gate = next(result for result in size.phases if result.phase == "gate")
        if gate.facts["failed"]:
            lines.append(
                f"Checks that failed at {size.leads:,}: {gate.facts['failed']}."
            )
    return lines


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; all columns but the first are aligned right."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows])
