"""The metric registry fits the marts and the requirements that it speaks of."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from dashboards.metrics import METRICS
from orchestration.metrics import Figure, Metric, Registry, load_registry
from orchestration.metrics_page import MARTS, mart_columns
from orchestration.settings import PROJECT_DIR

REGISTRY = load_registry()
HELD = [
    (metric, mart, figure)
    for metric in REGISTRY.metrics
    for mart, figure in metric.marts.items()
]
IDS = [f"{mart}.{metric.key}" for metric, mart, _ in HELD]
NUMBERS = re.compile(r"^(bigint|integer|double|decimal)")
COUNTS_AND_MONEY = re.compile(r"^(bigint|integer|decimal)")
UNITS = {
    "money": r"decimal|double",
    "count": r"bigint",
    "ratio": r"double",
    "percent": r"double",
    "days": r"double|bigint",
    "hours": r"double",
    "minutes": r"double",
    "rank": r"double|bigint",
}
# Every mart of money that holds figures. Facts are what is summed; effects, paths and
# the value of reviews explain single rows and are no figures of a report.
MARTS_OF_FIGURES = {
    path.stem
    for subject in ("money", "attribution", "uncertainty")
    for path in (MARTS / subject).glob("*.sql")
    if not path.stem.startswith(("fct_", "dim_"))
} - {"attribution_effects", "conversion_paths", "review_value"}


@pytest.mark.parametrize(("metric", "mart", "figure"), HELD, ids=IDS)
def test_every_column_is_one_of_the_mart_and_of_the_right_type(
    metric: Metric, mart: str, figure: Figure
) -> None:
    """A20, D5: what a metric is made of stands in the contract of its mart."""
    types = {name: kind for name, (kind, _) in mart_columns(mart).items()}
    assert set(figure.columns(metric.key)) <= set(types)
    for part in figure.parts:
        assert NUMBERS.match(types[part]), part
    if figure.sum or figure.numerator:
        summed = (*figure.sum, *figure.numerator, *figure.denominator)
        for term in summed:
            assert COUNTS_AND_MONEY.match(types[term.lstrip("-")]), term
    published = figure.published_column(metric.key)
    if published is not None:
        kind = types[published]
        expected = "double" if figure.is_ratio else UNITS[metric.unit]
        assert re.match(expected, kind), (published, kind)


@pytest.mark.parametrize("name", REGISTRY.marts)
def test_what_is_said_of_a_mart_names_its_columns(name: str) -> None:
    mart, columns = REGISTRY.marts[name], mart_columns(name)
    said = {*mart.columns, *mart.null_is_nothing, *mart.not_metrics}
    assert said <= set(columns)
    figures = {
        column
        for key, (_, figure) in REGISTRY.of_mart(name).items()
        for column in figure.columns(key)
    }
    assert figures.isdisjoint({*mart.not_metrics, *mart.key})


@pytest.mark.parametrize("name", REGISTRY.marts)
def test_the_key_is_the_one_that_the_mart_is_tested_for(name: str) -> None:
    (declared,) = (
        test["unique_key"]["arguments"]["columns"]
        for test in declared_mart(name)["data_tests"]
        if "unique_key" in test
    )
    assert sorted(REGISTRY.marts[name].key) == sorted(declared)


@pytest.mark.parametrize("name", REGISTRY.marts)
def test_every_number_of_a_mart_is_a_metric_a_part_of_one_or_said_to_be_none(
    name: str,
) -> None:
    """A29, E7: no published number goes unexplained."""
    mart = REGISTRY.marts[name]
    explained = {
        column
        for key, (_, figure) in REGISTRY.of_mart(name).items()
        for column in figure.columns(key)
    } | {*mart.columns, *mart.not_metrics}
    numbers = {
        column
        for column, (kind, _) in mart_columns(name).items()
        if NUMBERS.match(kind)
    }
    assert numbers - explained == set()


def test_every_mart_of_money_is_in_the_registry() -> None:
    assert set(REGISTRY.marts) >= MARTS_OF_FIGURES


@pytest.mark.parametrize("metric", REGISTRY.metrics, ids=lambda metric: metric.key)
def test_every_requirement_of_a_metric_is_registered(metric: Metric) -> None:
    """A29: a metric says which requirements ask for it."""
    text = (PROJECT_DIR / "docs" / "requirements.md").read_text("utf-8")
    known = set(re.findall(r"^\| ([A-E]\d+[a-e]?) \|", text, re.MULTILINE))
    assert set(metric.requirements) <= known


@pytest.mark.parametrize("metric", REGISTRY.metrics, ids=lambda metric: metric.key)
def test_the_pages_show_what_the_registry_says(metric: Metric) -> None:
    """A29: the text on hover is that of the registry."""
    shown = METRICS[metric.key]
    assert metric.label in shown.help and metric.formula in shown.help
    assert (metric.note or "") in shown.help
    assert shown.grain and shown.clock


def test_a_rate_over_decided_leads_is_never_called_win_rate_alone() -> None:
    """B10: each of the three win rates names its denominator."""
    rates = [metric for metric in REGISTRY.metrics if "win_rate" in metric.key]
    named = {metric.key for metric in rates}
    assert {"win_rate_decided", "win_rate_all_terminal", "win_rate_cohort"} <= named
    assert all(metric.label.lower() != "win rate" for metric in rates)


SOUND: dict[str, Any] = {
    "marts": {"money": {"title": "Money", "grain": "day", "key": ["day"]}},
    "metrics": [
        {
            "key": "spend",
            "label": "Spend",
            "formula": "what was spent",
            "unit": "money",
            "requirements": ["E7"],
            "marts": {"money": {"sum": "spend_amount"}},
        }
    ],
}
SOUND["marts"]["money"]["clock_words"] = "period"


def changed(figure: dict[str, Any], **more: Any) -> dict[str, Any]:
    (metric,) = SOUND["metrics"]
    return {**SOUND, "metrics": [{**metric, "marts": {"money": figure}, **more}]}


WRONG = [
    (changed({"sum": "a", "stated": "b"}), "one of sum, numerator, stated or count"),
    (changed({"numerator": "a"}), "a ratio has a numerator and a denominator"),
    (changed({"stated": "a", "interval": ["b", "c"]}), "what its interval is"),
    (changed({"sum": "a", "clocks": ["cash"]}), "clocks that its mart does not have"),
    (changed({"sum": "a", "apart": ["month"]}), "kept apart by columns not of"),
    (changed({"sum": "a + b"}), "pattern"),
    (changed({"sum": "a"}, requirements=[]), "at least 1 item"),
    ({**SOUND, "metrics": SOUND["metrics"] * 2}, "more than one metric with the key"),
    (
        {**SOUND, "marts": {**SOUND["marts"], "other": SOUND["marts"]["money"]}},
        "marts and metrics differ",
    ),
]


@pytest.mark.parametrize(("content", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_registry_that_contradicts_itself_is_refused(
    content: dict[str, Any], says: str
) -> None:
    Registry.model_validate(SOUND)
    with pytest.raises(ValidationError, match=says):
        Registry.model_validate(content)


def declared_mart(name: str) -> dict[str, Any]:
    import yaml

    for path in MARTS.rglob("*.yml"):
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", []):
            if model["name"] == name:
                return dict(model)
    raise AssertionError(f"no contract of {name}")
