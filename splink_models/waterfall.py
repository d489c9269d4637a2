"""The waterfall of a pair: from the prior, by each comparison, to its match weight.

Belongs here: one row of match_evidence and the rows of match_levels, as steps that sum to
the weight and as Splink's waterfall chart. Reading marts does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from splink.internals.charts import WaterfallChart

PRIOR = "prior"
HOUSEHOLD = "household"
OTHER_FIT = "other fit"
UNKNOWN = "unknown for one of them"
_SAME_WEIGHT = 0.005
"""Weights are shown to two digits; what differs less is the same."""


@dataclass(frozen=True)
class Step:
    """What one comparison adds to the weight, in log2 of the odds, and what it then is."""

    comparison: str
    label: str
    gamma: int | None
    weight: float
    total: float


def waterfall(
    pair: Mapping[str, Any], levels: Iterable[Mapping[str, Any]]
) -> tuple[Step, ...]:
    """The steps of a scored pair in the order of the comparisons; none of an unscored.

    They sum to match_weight. A pair that was scored before the model was brought to the
    present records keeps its weight; the difference is a step of its own.
    """
    if pair.get("match_weight") is None:
        return ()
    steps: list[Step] = []
    total = 0.0

    def add(comparison: str, label: str, gamma: int | None, weight: float) -> None:
        nonlocal total
        total += weight
        steps.append(Step(comparison, label, gamma, weight, total))

    known = list(levels)
    comparisons = dict.fromkeys(
        str(level["comparison"]) for level in known if level["comparison"] != PRIOR
    )
    for level in known:
        if level["comparison"] == PRIOR:
            add(
                PRIOR, "two records drawn at random", None, float(level["match_weight"])
            )
    for comparison in comparisons:
        gamma = pair.get(f"gamma_{comparison}")
        at = [
            level
            for level in known
            if level["comparison"] == comparison and level["gamma"] == gamma
        ]
        label = str(at[0]["label"]) if at else UNKNOWN
        add(comparison, label, gamma, float(at[0]["match_weight"]) if at else 0.0)
    household = float(pair.get("household_weight") or 0.0)
    if household:
        add(HOUSEHOLD, "may be two people of one household", None, household)
    rest = float(pair["match_weight"]) - total
    if abs(rest) >= _SAME_WEIGHT:
        add(OTHER_FIT, "scored while the records were fewer or more", None, rest)
    return tuple(steps)


def waterfall_chart(
    pair: Mapping[str, Any],
    levels: Iterable[Mapping[str, Any]],
    values: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """Splink's waterfall chart of a scored pair as a Vega-Lite specification with data.

    `values` are what the two records say, by comparison, for the tooltips. Raises
    ValueError for a pair that was not scored.
    """
    steps = waterfall(pair, levels)
    if not steps:
        raise ValueError(
            f"{pair.get('record_l')} and {pair.get('record_r')} were not scored."
        )
    said = values or {}
    bars = [
        _bar(
            "Prior" if step.comparison == PRIOR else step.comparison,
            step.label,
            step.gamma,
            step.weight,
            said.get(step.comparison, ("", "")),
        )
        for step in steps
    ]
    bars.append(
        _bar("Final score", "Final score", None, float(pair["match_weight"]), ("", ""))
    )
    for order, bar in enumerate(bars):
        bar["bar_sort_order"] = order
    specification: dict[str, Any] = WaterfallChart(bars).chart_dict
    # One pair: the slider between pairs would have one place to stand.
    specification["params"] = [{"name": "record_number", "value": 0}]
    return specification


def _bar(
    name: str, label: str, gamma: int | None, weight: float, values: tuple[str, str]
) -> dict[str, Any]:
    """A row of the chart's data as Splink names its fields."""
    factor = 2.0**weight
    times = factor if factor >= 1 else 1 / factor
    return {
        "column_name": name,
        "label_for_charts": label,
        "sql_condition": None,
        "log2_bayes_factor": weight,
        "bayes_factor": factor,
        "comparison_vector_value": gamma,
        "m_probability": None,
        "u_probability": None,
        "bayes_factor_description": (
            f"{times:,.2f} times {'more' if factor >= 1 else 'less'} likely one person"
        ),
        "value_l": values[0],
        "value_r": values[1],
        "term_frequency_adjustment": False,
        "record_number": 0,
    }
