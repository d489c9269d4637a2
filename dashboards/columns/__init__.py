"""Columns of tables as data: where a value is, what it is called, what it means.

Each module beside this one lists the columns of a page's tables.
"""

from dataclasses import dataclass
from typing import Literal

from dashboards.metrics import Metric, Unit

# "cents" is money that has to add up before the reader's eyes.
Kind = Unit | Literal["text", "date", "month", "moment", "p_value", "cents"]


@dataclass(frozen=True)
class Column:
    """One column of a table on a page and of its files."""

    key: str
    label: str
    kind: Kind
    help: str = ""
    is_pinned: bool = False


def metric_columns(metrics: tuple[Metric, ...]) -> tuple[Column, ...]:
    """The columns of metrics, each with its definition."""
    return tuple(
        Column(metric.column, metric.label, metric.unit, metric.help)
        for metric in metrics
    )
