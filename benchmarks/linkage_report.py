"""What the linkage benchmark found, as JSON and as Markdown tables."""

from dataclasses import dataclass
from typing import Any

from benchmarks.report import MEBIBYTE, table

WORK = ("train", "score", "cluster")
"""The phases that ways are compared by: preparing and writing are in the total."""
TITLES = {
    "exact": "exact phone or e-mail, union-find",
    "splink": "Splink as documented",
    "splink_fixed_u": "Splink, u of phone and e-mail fixed",
    "leadhouse": "Leadhouse, trained on these records",
    "leadhouse_shipped": "Leadhouse, model as delivered",
    "leadhouse_fields": "the same, without references",
}
_BOUNDS = {
    "reach": "whoever shares a value with its person",
    "pairs": "the best judgement of each record by one pair",
    "rivals": "the same, knowing how many people it may be and when they were in touch",
}


@dataclass(frozen=True)
class LinkageResult:
    """Every way on one network; `ways` holds what each said of itself."""

    leads: int
    ways: dict[str, dict[str, Any]]

    @property
    def records(self) -> int:
        return int(self.ways["inputs"]["records"])

    def f1(self, way: str, scores: str = "scores") -> float:
        """Pairwise F1 of the persons."""
        return float(self.ways[way][scores]["pairwise"]["f1"])

    def seconds(self, way: str) -> float:
        """All that a way does between the records and the persons."""
        return float(sum(self.ways[way]["seconds"].values()))

    @property
    def time_ratio(self) -> float:
        """Leadhouse, training included, to Splink as documented."""
        return self.seconds("leadhouse") / self.seconds("splink")

    @property
    def work_ratio(self) -> float:
        """The same of training, scoring and clustering alone."""
        return self._work("leadhouse") / self._work("splink")

    def _work(self, way: str) -> float:
        seconds = self.ways[way]["seconds"]
        return float(sum(seconds.get(phase, 0) for phase in WORK))

    @property
    def quick_time_ratio(self) -> float:
        """The same to Splink with its default of pairs for u."""
        return self.seconds("leadhouse") / self.seconds("splink_fixed_u")

    @property
    def error_ratio(self) -> float:
        """Leadhouse's error, 1 - F1, to that of exact matching, references in both."""
        return (1 - self.f1("leadhouse_shipped")) / (1 - self.f1("exact"))

    @property
    def day_ratio(self) -> float:
        """A day's new contacts to comparing everything anew."""
        seconds = self.ways["leadhouse_day"]["seconds"]
        return float(seconds["day"] / seconds["full"])

    def ceiling(self, bound: str) -> float:
        return float(self.ways["ceiling"]["ceilings"][bound]["pairwise"]["f1"])

    def to_json(self) -> dict[str, Any]:
        return {
            "leads": self.leads,
            "leadhouse_to_splink_seconds": round(self.time_ratio, 3),
            "leadhouse_to_splink_work_seconds": round(self.work_ratio, 3),
            "leadhouse_to_quick_splink_seconds": round(self.quick_time_ratio, 3),
            "leadhouse_to_exact_error": round(self.error_ratio, 3),
            "day_to_full_seconds": round(self.day_ratio, 3),
            **self.ways,
        }


def to_markdown(where: dict[str, Any], results: list[LinkageResult]) -> str:
    """For each network the ways, the ratios and the bounds."""
    facts = ", ".join(f"{key} {value}" for key, value in where.items())
    return "\n\n".join([facts, *(_one_network(result) for result in results)])


def _one_network(result: LinkageResult) -> str:
    share = result.ways["inputs"]["calls_share"]
    return "\n\n".join(
        [
            f"{result.leads:,} leads and calls, {share:.0%} of them calls; "
            f"{result.records:,} records.",
            _ways_table(result),
            f"Leadhouse / Splink as documented: {result.time_ratio:.2f} of its seconds, "
            f"{result.work_ratio:.2f} of its training, scoring and clustering; "
            f"/ Splink with u fixed: {result.quick_time_ratio:.2f}. "
            f"Leadhouse / exact matching: {result.error_ratio:.2f} of its error.",
            _day(result),
            _ceiling_table(result),
        ]
    )


def _ways_table(result: LinkageResult) -> str:
    head = ["way", "s", *(f"{phase}, s" for phase in WORK), "peak MiB"]
    head += ["precision", "recall", "F1", "F1 without references"]
    rows = []
    for way, title in TITLES.items():
        facts = result.ways[way]
        scores = facts["scores"]["pairwise"]
        without = facts.get("scores_without_references")
        rows.append(
            [
                title,
                f"{result.seconds(way):.1f}",
                *(_phase(facts["seconds"].get(phase)) for phase in WORK),
                f"{facts['peak_bytes'] / MEBIBYTE:,.0f}",
                *(f"{scores[name]:.3f}" for name in ("precision", "recall", "f1")),
                "" if without is None else f"{without['pairwise']['f1']:.3f}",
            ]
        )
    return table(head, rows)


def _day(result: LinkageResult) -> str:
    day = result.ways["leadhouse_day"]
    seconds = day["seconds"]
    equal = "the same" if day["is_equal"] else "OTHER"
    anew = " (a rounded count changed: everything was compared anew)"
    return (
        f"A day of {day['new_contacts']:,} new leads and calls: {seconds['day']:.1f} s, "
        f"everything anew {seconds['full']:.1f} s, ratio {result.day_ratio:.3f}, "
        f"{equal} edges and persons{anew if day['is_full'] else ''}."
    )


def _phase(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f}"


def _ceiling_table(result: LinkageResult) -> str:
    reached = result.f1("leadhouse_shipped")
    rows = []
    for bound, title in _BOUNDS.items():
        scores = result.ways["ceiling"]["ceilings"][bound]["pairwise"]
        rows.append(
            [
                title,
                *(f"{scores[name]:.3f}" for name in ("precision", "recall", "f1")),
                f"{scores['f1'] - reached:.3f}",
            ]
        )
    head = ["bound", "precision", "recall", "F1", "Leadhouse below it"]
    return table(head, rows)
