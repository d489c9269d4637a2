"""The page on metrics says what the registry and the mart say."""

import pytest

from dashboards.metrics import METRICS, Metric
from orchestration.metrics_page import PAGE, mart_columns, metrics_page

KEYS_OF_THE_MART = {
    "clock",
    "month",
    "campaign_id",
    "company_id",
    "attribution_model",
    "revenue_basis",
}


def test_the_committed_page_is_the_one_that_is_made() -> None:
    assert PAGE.read_text("utf-8") == metrics_page(), (
        "docs/metrics.md is stale; run: python -m orchestration.metrics_page"
    )


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_metric_stands_on_the_page_with_its_formula(metric: Metric) -> None:
    """A20, A29, D5: each metric is explained with formula and grain."""
    (row,) = (
        line
        for line in metrics_page().splitlines()
        if line.startswith(f"| **{metric.label}** |")
    )
    assert f"| {metric.formula} |" in row


def test_every_column_of_the_mart_is_described() -> None:
    columns = mart_columns()
    assert columns.keys() >= KEYS_OF_THE_MART
    assert all(kind and told for kind, told in columns.values())


def test_no_text_of_the_page_breaks_its_tables() -> None:
    for line in metrics_page().splitlines():
        if line.startswith("|"):
            assert line.count("|") in (3, 4, 8), line
