"""Statistics that SQL cannot work out: the last step of a test, a few numbers each.

Belongs here: what takes linear algebra or a distribution. The sums over data that go in
are SQL's work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2

_ROUNDING = 1e-9
"""Directions whose variance is a smaller share of the largest one are rounding."""


@dataclass(frozen=True)
class Test:
    """A chi-square, its degrees of freedom and the chance of one so large."""

    __test__ = False  # not a case for pytest

    chi_square: float
    degrees: int
    p_value: float


def chi_square_test(differences: Sequence[float], covariances: Sequence[float]) -> Test:
    """The test of differences that are zero by the hypothesis, by their covariances.

    `covariances` is the matrix row by row. Differences that sum to zero by their nature
    cost a degree of freedom by themselves: the matrix has none in that direction.
    """
    vector = np.asarray(differences, dtype=float)
    matrix = np.reshape(np.asarray(covariances, dtype=float), (len(vector), -1))
    inverse = np.linalg.pinv(matrix, rcond=_ROUNDING, hermitian=True)
    degrees = int(np.linalg.matrix_rank(matrix, rtol=_ROUNDING, hermitian=True))
    chi_square = float(vector @ inverse @ vector)
    return Test(chi_square, degrees, float(chi_square_tail(chi_square, degrees)))


def chi_square_tail(chi_squares: Any, degrees: Any) -> Any:
    """For each the chance that a chi-square of so many degrees of freedom is larger."""
    return chi2.sf(chi_squares, degrees)
