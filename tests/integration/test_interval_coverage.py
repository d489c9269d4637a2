"""Intervals of match uncertainty hold what the generator knows; benchmarks/coverage.py
asks the same of many networks."""

import pytest

from benchmarks.coverage import Compared, compared
from tests.workspace_runs import Built


@pytest.fixture(scope="module")
def found(network: Built) -> Compared:
    return compared(network.workspace)


def test_nine_of_ten_intervals_hold_the_truth(found: Compared) -> None:
    """A15: single networks of 3,000 leads lay between 82 % and 98 %."""
    assert found.cells > 100
    assert 0.8 < found.held / found.cells < 0.99
    assert 0.8 < found.earning_held / found.earning_cells < 0.99


def test_an_interval_holds_more_than_a_fixed_cut_hits(found: Compared) -> None:
    """Without a width it would hold no more than what a cut at 0.9 has exactly."""
    assert found.held > found.cut_exact
    assert abs(found.error("mean")) < abs(found.error("cut"))
