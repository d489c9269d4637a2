"""The statistics that SQL macros compute, against SciPy."""

import duckdb
import pytest
from scipy.stats import binomtest

from tests.model_sql import rendered

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
