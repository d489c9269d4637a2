"""SQL for figures over several rows of a mart, made from the metric registry.

A ratio over several rows is the ratio of the sums, never the mean of the ratios. What
cannot be summed is refused in one sentence: figures of two marts, two clocks, two
attribution models or revenue bases, medians and interval ends, influenced revenue over
campaigns. Belongs here: building the SQL. Running it does not.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from orchestration.errors import LeadhouseError
from orchestration.metrics.model import CAMPAIGN, CLOCK, Figure, Mart, Metric, Registry
from orchestration.metrics.registry import load_registry


class MetricQueryError(LeadhouseError):
    """What was asked for would not be one figure."""


@dataclass(frozen=True)
class Between:
    """A filter on everything from `first` to `last`, both included."""

    first: object
    last: object


@dataclass(frozen=True)
class MetricSql:
    """A query and its parameters, named as in the text ($name)."""

    text: str
    parameters: dict[str, Any]


def metric_query(
    mart: str,
    metrics: tuple[str, ...],
    group_by: tuple[str, ...] = (),
    filters: Mapping[str, object] | None = None,
    source: str | None = None,
    registry: Registry | None = None,
) -> MetricSql:
    """One row per group: the columns grouped by, then a column for each metric.

    A filter is a value, a tuple of values, or a Between; None asks for rows without one.
    `source` is what the SQL reads, `{mart}` unless given. MetricQueryError where the
    figures do not belong together.
    """
    asked = _Asked(
        registry=registry or load_registry(),
        mart=mart,
        metrics=metrics,
        group_by=group_by,
        filters=dict(filters or {}),
    )
    figures = _figures(asked)
    _refuse_unknown_columns(asked)
    _refuse_other_than_one_clock(asked, figures)
    for metric, figure in figures:
        _refuse_sums_over_what_stands_apart(asked, metric, figure)
    columns = [
        *group_by,
        *(
            f"{_total(figure, asked.held)} as {metric.key}"
            for metric, figure in figures
        ),
    ]
    conditions, parameters = _conditions(asked.filters)
    lines = [f"select {', '.join(columns)}", f"from {source or f'{{{mart}}}'}"]
    if conditions:
        lines.append(f"where {' and '.join(conditions)}")
    if group_by:
        listed = ", ".join(group_by)
        lines += [f"group by {listed}", f"order by {listed}"]
    return MetricSql("\n".join(lines), parameters)


def ratio_of_sums(mart: str, key: str) -> str:
    """The ratio as SQL over columns that are summed already; null where it has none."""
    figure = load_registry().metric(key).marts[mart]
    if not figure.is_ratio:
        raise MetricQueryError(f"{key} is no ratio in {mart}.")
    return divided(added(figure.numerator), added(figure.denominator))


def added(terms: tuple[str, ...]) -> str:
    """The terms added up, as SQL for one row."""
    text = " + ".join(terms).replace("+ -", "- ")
    return text if len(terms) == 1 else f"({text})"


def divided(numerator: str, denominator: str) -> str:
    """The quotient as SQL; null where the denominator is 0 or unknown."""
    return f"cast({numerator} as double) / nullif({denominator}, 0)"


@dataclass(frozen=True)
class _Asked:
    """What was asked for."""

    registry: Registry
    mart: str
    metrics: tuple[str, ...]
    group_by: tuple[str, ...]
    filters: dict[str, object]

    @property
    def held(self) -> Mart:
        return self.registry.marts[self.mart]

    def chosen(self, column: str) -> tuple[object, ...] | None:
        """The values that a filter leaves of a column; None where that is not said."""
        if column not in self.filters:
            return None
        wanted = self.filters[column]
        if isinstance(wanted, Between):
            return (wanted.first,) if wanted.first == wanted.last else None
        return tuple(dict.fromkeys(wanted)) if _is_many(wanted) else (wanted,)

    def is_kept_apart(self, column: str) -> bool:
        """Whether no figure adds up two values of the column."""
        chosen = self.chosen(column)
        return column in self.group_by or (chosen is not None and len(chosen) == 1)


def _is_many(wanted: object) -> TypeGuard[Collection[object]]:
    return isinstance(wanted, tuple | list | set | frozenset)


def _figures(asked: _Asked) -> list[tuple[Metric, Figure]]:
    registry, mart = asked.registry, asked.mart
    if mart not in registry.marts:
        raise MetricQueryError(f"{mart} is no mart of the metric registry.")
    if not asked.metrics:
        raise MetricQueryError(f"Name at least one metric of {mart}.")
    if len(set(asked.metrics)) < len(asked.metrics):
        raise MetricQueryError(f"A metric of {mart} is named twice.")
    here = registry.of_mart(mart)
    known = {metric.key: metric for metric in registry.metrics}
    for key in asked.metrics:
        if key not in known:
            raise MetricQueryError(f"{key} is no metric of the metric registry.")
        if key not in here:
            other = known[key].mart
            raise MetricQueryError(
                f"{key} stands in {other} ({registry.marts[other].grain}) and not in "
                f"{mart} ({asked.held.grain}): figures of two grains are asked for "
                "apart."
            )
    return [here[key] for key in asked.metrics]


def _refuse_unknown_columns(asked: _Asked) -> None:
    for column in (*asked.group_by, *asked.filters):
        if column not in asked.held.columns:
            raise MetricQueryError(
                f"{asked.mart} is grouped and filtered by "
                f"{', '.join(asked.held.columns)}, not by {column}."
            )
        if asked.chosen(column) == ():
            raise MetricQueryError(f"The filter on {column} names no value.")
    if len(set(asked.group_by)) < len(asked.group_by):
        raise MetricQueryError(f"A column of {asked.mart} is grouped by twice.")


def _refuse_other_than_one_clock(
    asked: _Asked, figures: list[tuple[Metric, Figure]]
) -> None:
    clocks = asked.held.clocks
    if not clocks:
        return
    chosen = asked.chosen(CLOCK) or ()
    if len(chosen) != 1 or chosen[0] not in clocks:
        raise MetricQueryError(
            f"Choose exactly one clock of {asked.mart} ({', '.join(clocks)}): figures "
            "on two clocks do not count the same."
        )
    for metric, figure in figures:
        if figure.clocks and chosen[0] not in figure.clocks:
            raise MetricQueryError(
                f"{metric.key} exists on the clock {', '.join(figure.clocks)} only, "
                f"not on {chosen[0]}."
            )


def _refuse_sums_over_what_stands_apart(
    asked: _Asked, metric: Metric, figure: Figure
) -> None:
    for column, reason in _reasons(asked.held, metric, figure):
        if not asked.is_kept_apart(column):
            raise MetricQueryError(
                f"{metric.key} of {asked.mart} takes exactly one {column}, or a group "
                f"for each: {reason}."
            )


def _reasons(mart: Mart, metric: Metric, figure: Figure) -> Iterator[tuple[str, str]]:
    yield from mart.one_of.items()
    if metric.is_influenced and CAMPAIGN in mart.key:
        yield CAMPAIGN, "influenced revenue stands with every campaign that touched it"
    for column in figure.apart:
        yield column, f"it stands in each {column} again"
    if figure.needs_whole_key:
        for column in mart.key:
            yield column, "a median, rank or interval of several rows is not their sum"


def _total(figure: Figure, mart: Mart) -> str:
    if figure.count:
        return "count(*)"
    if figure.stated:
        return f"max({figure.stated})"
    if figure.sum:
        return _summed(figure.sum, mart)
    return divided(_summed(figure.numerator, mart), _summed(figure.denominator, mart))


def _summed(terms: tuple[str, ...], mart: Mart) -> str:
    """The sum of the terms: null where a part of it is unknown."""
    sums = []
    for term in terms:
        column, sign = term.lstrip("-"), "-" if term.startswith("-") else ""
        total = f"sum({column})"
        if column not in mart.null_is_nothing:
            total = f"case when count({column}) = count(*) then {total} end"
        sums.append(f"{sign}({total})" if sign else f"({total})")
    return added(tuple(sums))


def _conditions(filters: Mapping[str, object]) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    for column, wanted in filters.items():
        if isinstance(wanted, Between):
            conditions.append(f"{column} between ${column}_first and ${column}_last")
            parameters[f"{column}_first"] = wanted.first
            parameters[f"{column}_last"] = wanted.last
        elif _is_many(wanted):
            conditions.append(f"list_contains(${column}, {column})")
            parameters[column] = list(wanted)
        elif wanted is None:
            conditions.append(f"{column} is null")
        else:
            conditions.append(f"{column} = ${column}")
            parameters[column] = wanted
    return conditions, parameters
