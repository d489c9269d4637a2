"""Every published ratio is worked out again from what the metric registry says of it.

Belongs here: the checks that are made from orchestration/metrics. What a reader relies
on beside ratios is in mart_suites.py.
"""

from orchestration.metrics import Figure, Metric, Registry, load_registry
from orchestration.metrics.model import CLOCK
from orchestration.metrics.query import added
from orchestration.quality.model import Check, Suite, no_rows

# Doubles of one division differ in their last digits; a cent of a figure never does.
RELATIVE_ERROR = 1e-9
HALF_A_CENT = 0.005


def metric_suites(registry: Registry | None = None) -> tuple[Suite, ...]:
    """One suite per mart that holds ratios, one check per ratio."""
    declared = registry or load_registry()
    suites = [_suite(declared, mart) for mart in declared.marts]
    return tuple(suite for suite in suites if suite.checks)


def _suite(registry: Registry, mart: str) -> Suite:
    table = f"marts.{mart}"
    checks = [
        _ratio_check(table, metric, figure)
        for metric, figure in registry.of_mart(mart).values()
        if figure.is_ratio and figure.is_published
    ]
    return Suite(f"metrics_of_{mart}", "marts", table, tuple(checks))


def _ratio_check(table: str, metric: Metric, figure: Figure) -> Check:
    column = figure.published_column(metric.key)
    numerator, denominator = added(figure.numerator), added(figure.denominator)
    return no_rows(
        f"{metric.key}_is_its_ratio",
        "error",
        table,
        f"{column} is {numerator} / {denominator}, and null where that is 0.",
        _is_wrong(figure, str(column)),
    )


def _is_wrong(figure: Figure, column: str) -> str:
    """SQL that is true of a row whose ratio is not the one of its parts.

    The quotient is multiplied out, so that nothing is divided by 0 and what rounding to
    the cent may move is known: half a cent for each part.
    """
    numerator = f"cast({added(figure.numerator)} as double)"
    denominator = f"cast({added(figure.denominator)} as double)"
    is_there = f"({numerator} is not null and coalesce({denominator}, 0) <> 0)"
    if figure.clocks:
        is_there = f"({is_there} and {_is_one_of(CLOCK, figure.clocks)})"
    error = f"{RELATIVE_ERROR} * (abs({numerator}) + abs({column} * {denominator}))"
    if figure.is_rounded:
        error += (
            f" + {HALF_A_CENT * len(figure.numerator)}"
            f" + {HALF_A_CENT * len(figure.denominator)} * abs({column})"
        )
    wrong = (
        f"case when {is_there} then {column} is null or not isfinite({column})"
        f" or abs({column} * {denominator} - {numerator}) > {error}"
        f" else {column} is not null end"
    )
    for name, values in figure.only.items():
        wrong = f"{_is_one_of(name, values)} and ({wrong})"
    return wrong


def _is_one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} in ({listed})"
