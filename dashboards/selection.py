"""What the reader asked for: months, companies, channels, clock, model, basis.

Plain values, hashable, so that they can be part of a cache key.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Clock = Literal["cohort", "period", "cash"]
AttributionModel = Literal[
    "confirmed",
    "first",
    "last",
    "last_non_direct",
    "linear",
    "position",
    "time_decay",
    "markov",
    "markov_2",
    "shapley",
]
RevenueBasis = Literal["invoiced", "collected", "estimated", "self_reported"]

# Below this share of decided leads a cohort says little about its campaign: in a
# service business the early decisions are the quick and small jobs.
YOUNG_MATURITY = 0.30

CLOCKS: dict[Clock, str] = {
    "cohort": "Cohort",
    "period": "Period",
    "cash": "Cash",
}
MODELS: dict[AttributionModel, str] = {
    "confirmed": "Confirmed",
    "first": "First touch",
    "last": "Last touch",
    "last_non_direct": "Last non-direct touch",
    "linear": "Linear",
    "position": "Position",
    "time_decay": "Time decay",
    "markov": "Markov",
    "markov_2": "Markov, order 2",
    "shapley": "Shapley",
}
BASES: dict[RevenueBasis, str] = {
    "invoiced": "Invoiced",
    "collected": "Collected",
    "estimated": "Estimated",
    "self_reported": "Self-reported",
}


@dataclass(frozen=True)
class Selection:
    """One slice of campaign_roi; empty companies or channels mean all of them."""

    first_month: date
    last_month: date
    clock: Clock = "cohort"
    model: AttributionModel = "confirmed"
    basis: RevenueBasis = "invoiced"
    company_ids: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def months_count(self) -> int:
        return months_between(self.first_month, self.last_month) + 1

    def previous(self) -> "Selection":
        """The equally long range just before this one."""
        return replace(
            self,
            first_month=add_months(self.first_month, -self.months_count),
            last_month=add_months(self.first_month, -1),
        )


@dataclass(frozen=True)
class Slices:
    """The clocks, attribution models and revenue bases that a publication holds."""

    clocks: tuple[Clock, ...]
    models: tuple[AttributionModel, ...]
    bases: tuple[tuple[Clock, RevenueBasis], ...]

    def bases_of(self, clock: Clock) -> tuple[RevenueBasis, ...]:
        """The revenue bases of a clock; cash knows only what was collected."""
        return tuple(basis for basis in BASES if (clock, basis) in self.bases)


def add_months(month: date, number: int) -> date:
    """The first day of the month that lies this many months away."""
    index = month.year * 12 + month.month - 1 + number
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


@dataclass(frozen=True)
class MonthRange:
    """First and last month, both included."""

    first: date
    last: date


PRESETS = (
    "Last 3 months",
    "Last 6 months",
    "Last 12 months",
    "Last 24 months",
    "Year to date",
    "All months",
    "Custom",
)
DEFAULT_PRESET = "Last 12 months"


def last_complete_month(first: date, last: date, today: date) -> date:
    """The newest month with data that is over; the only month there is, if it runs."""
    running = today.replace(day=1)
    return max(first, add_months(running, -1)) if last >= running else last


def preset_range(preset: str, first: date, last: date, today: date) -> MonthRange:
    """The months of a preset, within the months that have data.

    A running month is left out of everything but "All months": compared with whole
    months it would always look like a fall.
    """
    if preset in ("All months", "Custom"):
        return MonthRange(first, last)
    end = last_complete_month(first, last, today)
    if preset == "Year to date":
        return MonthRange(max(first, end.replace(month=1)), end)
    number = int(preset.split()[1])
    return MonthRange(max(first, add_months(end, 1 - number)), end)
