"""The statistics that SQL macros compute, against SciPy."""

import duckdb
import numpy as np
import pytest
from scipy.stats import binomtest

from tests.model_sql import model_sql, rendered

CASES = [(0, 1), (1, 1), (0, 5), (5, 5), (3, 7), (41, 100), (1, 100_000), (9, 10)]
WILSON = rendered(
    "select {{ wilson_low('wins', 'cases') }}, {{ wilson_high('wins', 'cases') }}"
    " from (select ? as wins, ? as cases)"
)


@pytest.mark.parametrize(("wins", "cases"), CASES)
def test_wilson_intervals_are_those_of_scipy(wins: int, cases: int) -> None:
    """E13: a win rate by level is stated with its interval."""
    expected = binomtest(wins, cases).proportion_ci(0.95, method="wilson")
    ((low, high),) = duckdb.execute(WILSON, [wins, cases]).fetchall()
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)


@pytest.mark.parametrize("cases", [0, None])
def test_without_cases_there_is_no_interval(cases: int | None) -> None:
    assert duckdb.execute(WILSON, [0, cases]).fetchall() == [(None, None)]


NEWCOMBE = rendered(
    "select {{ newcombe_low('a', 'm', 'b', 'n') }}, {{ newcombe_high('a', 'm', 'b', 'n') }}"
    " from (select ? as a, ? as m, ? as b, ? as n)"
)


@pytest.mark.parametrize(
    ("cases", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((0, 10, 0, 20), -0.1611, 0.2775),
    ],
)
def test_differences_have_the_published_intervals(
    cases: tuple[int, int, int, int], low: float, high: float
) -> None:
    """E13: extreme levels; the values of method 10 in table II of Newcombe (1998)."""
    ((found_low, found_high),) = duckdb.execute(NEWCOMBE, list(cases)).fetchall()
    assert found_low == pytest.approx(low, abs=6e-5)
    assert found_high == pytest.approx(high, abs=6e-5)


def levels_table(cases: dict[int, tuple[int, int]]) -> duckdb.DuckDBPyConnection:
    """A connection with the cases and successes of each level, and level_trends."""
    con = duckdb.connect()
    con.execute(
        "create table int_levels_outcomes (level_kind text, measure text,"
        " level_from text, level_number bigint, cases_count bigint,"
        " successes_count bigint)"
    )
    for level, (won, count) in cases.items():
        con.execute(
            "insert into int_levels_outcomes values ('mql', 'm', '__all__', ?, ?, ?)",
            [level, count, won],
        )
    con.execute(
        "create table run_context as select 'r' as run_id, 'd' as definition_version"
    )
    con.execute(f"create table level_trends as {model_sql('level_trends')}")
    return con


@pytest.mark.parametrize(
    ("cases", "is_monotone", "is_predictive"),
    [
        ({1: (20, 200), 2: (40, 200), 3: (60, 200)}, True, True),
        ({1: (30, 100), 2: (20, 100), 3: (35, 100)}, False, False),
        ({0: (99, 100), 1: (60, 100), 2: (50, 100), 3: (10, 100)}, False, False),
    ],
)
def test_a_trend_is_that_of_the_correlation(
    cases: dict[int, tuple[int, int]], is_monotone: bool, is_predictive: bool
) -> None:
    """E13: the Cochran-Armitage z is the correlation of level and outcome x root n."""
    levels, outcomes = [], []
    for level, (won, count) in cases.items():
        if level:
            levels += [level] * count
            outcomes += [1] * won + [0] * (count - won)
    expected = np.corrcoef(levels, outcomes)[0, 1] * np.sqrt(len(levels))
    ((z, monotone, predictive),) = (
        levels_table(cases)
        .execute("select trend_z, is_monotone, is_predictive from level_trends")
        .fetchall()
    )
    assert z == pytest.approx(expected, rel=1e-9)
    assert (monotone, predictive) == (is_monotone, is_predictive)


@pytest.mark.parametrize("cases", [{2: (3, 9)}, {1: (0, 5), 3: (0, 9)}])
def test_one_level_or_one_outcome_shows_no_trend(
    cases: dict[int, tuple[int, int]],
) -> None:
    query = "select trend_z, is_predictive from level_trends"
    assert levels_table(cases).execute(query).fetchall() == [(None, None)]
