"""The page on metrics says what the registry and the marts say."""

import pytest

from orchestration.metrics import Metric, load_registry
from orchestration.metrics_page import HEAD, PAGE, mart_columns, metrics_page

KEYS_OF_THE_MART = {
    "clock",
    "month",
    "campaign_id",
    "company_id",
    "attribution_model",
    "revenue_basis",
}
REGISTRY = load_registry()


def test_the_committed_page_is_the_one_that_is_made() -> None:
    assert PAGE.read_text("utf-8") == metrics_page(), (
        "docs/metrics.md is stale; run: python -m orchestration.metrics_page"
    )


@pytest.mark.parametrize("metric", REGISTRY.metrics, ids=lambda metric: metric.key)
def test_every_metric_stands_on_the_page_with_its_formula(metric: Metric) -> None:
    """A20, A29, D5: each metric is explained with formula and grain."""
    lines = metrics_page().splitlines()
    (row,) = (line for line in lines if line.startswith(f"| **{metric.label}** |"))
    assert f"| {metric.formula} |" in row
    assert row.endswith(f"| {', '.join(metric.requirements)} |")
    mart = REGISTRY.marts[metric.mart]
    above = lines[: lines.index(row)]
    heading = max(n for n, line in enumerate(above) if line.startswith("## "))
    assert above[heading] == f"## {mart.title}"
    assert f"Grain: {mart.grain}." in "\n".join(above[heading:])


def test_a_ratio_shows_what_it_divides_and_a_median_that_it_is_stated() -> None:
    page = metrics_page()
    assert "| (`spend_amount` + `overhead_amount`) ÷ `new_customers` |" in page
    assert "| (`gross_profit_amount` − `spend_amount`) ÷ `spend_amount` |" in page
    (median,) = (line for line in page.splitlines() if "**Median days**" in line)
    assert "| stated |" in median
    assert "Interval `median_low_days` to `median_high_days`: 95 %." in median


@pytest.mark.parametrize("name", REGISTRY.marts)
def test_every_mart_names_all_figures_that_it_holds(name: str) -> None:
    section = metrics_page().split(f"## {REGISTRY.marts[name].title}\n")[1]
    section = section.split("\n## ")[0]
    for metric, _ in REGISTRY.of_mart(name).values():
        assert metric.label in section, metric.key
    for column in (*REGISTRY.marts[name].one_of, *REGISTRY.marts[name].not_metrics):
        assert f"`{column}`" in section, column


def test_every_column_of_the_mart_is_described() -> None:
    columns = mart_columns()
    assert columns.keys() >= KEYS_OF_THE_MART
    assert all(kind and told for kind, told in columns.values())


def test_no_text_of_the_page_breaks_its_tables() -> None:
    for line in metrics_page().splitlines():
        if line.startswith("|"):
            assert line.count("|") in (3, 4, len(HEAD) + 1), line
