"""docs/metrics.md, made from the metric registry and the contract of campaign_roi.

Run as `python -m orchestration.metrics_page`; a test fails where the page is stale. What
a figure means is said in dashboards/metrics.py, what a column holds beside the mart.
"""

from typing import Any

import yaml

from dashboards.metrics import (
    BASIS_NOTES,
    CLOCK_NOTES,
    METRICS,
    MODEL_NOTES,
    Metric,
)
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "metrics.md"
MARTS = DBT_PROJECT_DIR / "models" / "marts" / "money" / "_money__models.yml"
MART = "campaign_roi"

INTRODUCTION = """\
# Metrics

<!-- Made by `python -m orchestration.metrics_page`; do not edit. -->

What the figures on the pages mean. The mart `campaign_roi` holds them for one clock, \
month, campaign, company, attribution model and revenue basis. Money is in the report \
currency.

- Spend, leads and unique leads stand in every attribution model and revenue basis: \
choose one clock, one model and one basis before summing.
- A ratio over several rows is the ratio of the sums, never the mean of the ratios. \
Where its denominator is zero there is no figure: null, not 0 and not infinity.
- Attributed revenue says which touches came before a sale. It does not say that they \
caused it."""


def metrics_page() -> str:
    """The page: every metric, the three choices, and every column of the mart."""
    columns = mart_columns()
    return (
        "\n\n".join(
            [
                INTRODUCTION,
                "## Figures",
                _metrics_table(columns),
                _choice("Clocks", "clock", CLOCK_NOTES),
                _choice("Attribution models", "attribution_model", MODEL_NOTES),
                _choice("Revenue bases", "revenue_basis", BASIS_NOTES),
                f"## Columns of {MART}",
                _columns_table(columns),
            ]
        )
        + "\n"
    )


def mart_columns() -> dict[str, tuple[str, str]]:
    """Column of campaign_roi -> its type and what it holds."""
    declared: dict[str, Any] = yaml.safe_load(MARTS.read_text("utf-8"))
    (mart,) = (model for model in declared["models"] if model["name"] == MART)
    return {
        column["name"]: (column["data_type"], " ".join(column["description"].split()))
        for column in mart["columns"]
    }


def _metrics_table(columns: dict[str, tuple[str, str]]) -> str:
    rows = [
        [
            f"**{metric.label}**",
            metric.formula,
            metric.unit,
            metric.grain,
            metric.clock,
            _column(metric, columns),
            metric.note,
        ]
        for metric in METRICS.values()
    ]
    head = ["figure", "formula", "unit", "grain", "clock", "mart column", "note"]
    return _table(head, rows)


def _column(metric: Metric, columns: dict[str, tuple[str, str]]) -> str:
    return f"`{metric.key}`" if metric.key in columns else "worked out on the page"


def _choice(title: str, column: str, notes: dict[str, str]) -> str:
    rows = [[f"`{value}`", note] for value, note in notes.items()]
    return f"## {title}\n\n" + _table([f"`{column}`", "meaning"], rows)


def _columns_table(columns: dict[str, tuple[str, str]]) -> str:
    rows = [[f"`{name}`", kind, told] for name, (kind, told) in columns.items()]
    return _table(["column", "type", "meaning"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    PAGE.write_text(metrics_page(), encoding="utf-8")
