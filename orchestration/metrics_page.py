"""docs/metrics.md, made from the metric registry and the contracts of the marts.

Run as `python -m orchestration.metrics_page`; a test fails where the page is stale. What
a figure means is said in orchestration/metrics, what a column holds beside the mart.
"""

from functools import cache
from typing import Any

import yaml

from orchestration.metrics import Figure, Mart, Metric, Registry, load_registry
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "metrics.md"
MARTS = DBT_PROJECT_DIR / "models" / "marts"
MART = "campaign_roi"
HEAD = ["figure", "formula", "made of", "unit", "clock", "column", "note", "asked by"]

INTRODUCTION = """\
# Metrics

<!-- Made by `python -m orchestration.metrics_page`; do not edit. -->

What every published figure means, said once. Each mart has a table of the figures that \
are explained with it, and names those that are explained elsewhere. Money is in the \
report currency. "Asked by" names the rows of [requirements.md](requirements.md).

- A ratio over several rows is the ratio of the sums, never the mean of the ratios. \
Where its denominator is zero there is no figure: null, not 0 and not infinity. Each \
ratio that a mart holds is worked out again before it is published.
- Choose one clock, and one value of each column that a mart asks for, before summing: \
`orchestration.metrics.metric_query` writes such a query, and refuses others in one \
sentence.
- A figure that is *stated* (a median, a rank, the end of an interval) belongs to its \
row and is never summed.
- Attributed revenue says which touches came before a sale. It does not say that they \
caused it."""


def metrics_page() -> str:
    """The page: the choices, every mart with its figures, every column of one."""
    registry = load_registry()
    choices = registry.choices
    return (
        "\n\n".join(
            [
                INTRODUCTION,
                _choice("Clocks", "clock", choices["clock"]),
                _choice(
                    "Attribution models",
                    "attribution_model",
                    choices["attribution_model"],
                ),
                _choice("Revenue bases", "revenue_basis", choices["revenue_basis"]),
                *(_mart_section(registry, name) for name in registry.marts),
                f"## Columns of {MART}",
                _columns_table(mart_columns()),
            ]
        )
        + "\n"
    )


def mart_columns(mart: str = MART) -> dict[str, tuple[str, str]]:
    """Column of the mart -> its type and what it holds."""
    return {
        column["name"]: (column["data_type"], " ".join(column["description"].split()))
        for column in _contracts()[mart]
    }


@cache
def _contracts() -> dict[str, list[dict[str, str]]]:
    """Columns of every mart, as its contract declares them."""
    declared: dict[str, list[dict[str, str]]] = {}
    for path in sorted(MARTS.rglob("*.yml")):
        content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        for model in content.get("models", []):
            declared[model["name"]] = model["columns"]
    return declared


def _mart_section(registry: Registry, name: str) -> str:
    mart, held = registry.marts[name], registry.of_mart(name)
    own = [metric for metric, _ in held.values() if metric.mart == name]
    parts = [
        f"## {mart.title}",
        f"Mart `{name}`. Grain: {mart.grain}. Clock: {mart.clock_words}.",
    ]
    if mart.one_of:
        choices = [f"- `{column}`: {why}." for column, why in mart.one_of.items()]
        parts += ["One value, or a group for each, of:", "\n".join(choices)]
    if own:
        rows = [_row(metric, mart, name) for metric in own]
        parts.append(_table(HEAD, rows))
    also = [_also(*each) for each in held.values() if each[0].mart != name]
    if also:
        parts.append("Explained elsewhere: " + ", ".join(also) + ".")
    if mart.not_metrics:
        told = [f"`{column}` ({what})" for column, what in mart.not_metrics.items()]
        parts.append("Numbers that are no figures: " + ", ".join(told) + ".")
    return "\n\n".join(parts)


def _row(metric: Metric, mart: Mart, name: str) -> list[str]:
    figure = metric.marts[name]
    grain = f" Grain: {metric.grain}." if metric.grain else ""
    return [
        f"**{metric.label}**",
        metric.formula,
        _made_of(figure),
        metric.unit,
        metric.clock_words or mart.clock_words,
        _column(metric, figure),
        f"{metric.note}{_interval(metric, figure)}{grain}".strip(),
        ", ".join(metric.requirements),
    ]


def _made_of(figure: Figure) -> str:
    if figure.count:
        return "number of rows"
    if figure.stated:
        return "stated"
    if figure.sum:
        return f"sum of {_terms(figure.sum)}"
    return f"{_terms(figure.numerator)} ÷ {_terms(figure.denominator)}"


def _terms(terms: tuple[str, ...]) -> str:
    signed = [f"− `{term[1:]}`" if term[0] == "-" else f"+ `{term}`" for term in terms]
    text = " ".join(signed).removeprefix("+ ")
    return text if len(terms) == 1 else f"({text})"


def _column(metric: Metric, figure: Figure) -> str:
    column = figure.published_column(metric.key)
    if column is None:
        return "worked out by whoever asks"
    only = [f"`{name}` {' or '.join(values)}" for name, values in figure.only.items()]
    return f"`{column}`" + (f" where {', '.join(only)}" if only else "")


def _interval(metric: Metric, figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = figure.interval
    return f" Interval `{low}` to `{high}`: {metric.interval_words}."


def _also(metric: Metric, figure: Figure) -> str:
    column = figure.published_column(metric.key)
    return metric.label if column is None else f"{metric.label} (`{column}`)"


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
