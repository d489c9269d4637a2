"""Seeded random draws and the array types that the generator works with.

Each part of the generator draws from its own named stream, so that a change in one part
does not shift what every later part draws.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

MINUTE = 60
HOUR = 3600
DAY = 86_400


class Draws:
    """A named stream of random arrays; the same seed and name give the same arrays."""

    def __init__(self, seed: int, name: str) -> None:
        self._rng = np.random.Generator(np.random.PCG64([seed, crc32(name.encode())]))

    def uniform(self, size: int, low: float = 0, high: float = 1) -> Floats:
        return self._rng.uniform(low, high, size)

    def chance(self, share: float | Floats, size: int) -> Flags:
        """True with the given probability (one, or one for each element)."""
        flags: Flags = self._rng.random(size) < share
        return flags

    def between(self, low: int, high: int, size: int) -> Ints:
        """Whole numbers from low to high, both included."""
        return self._rng.integers(low, high, size, endpoint=True)

    def index(self, weights: ArrayLike, size: int) -> Ints:
        """Positions 0..len(weights)-1 drawn in proportion to the weights."""
        cumulative = np.cumsum(np.asarray(weights, dtype=float))
        drawn = self._rng.random(size) * cumulative[-1]
        position: Ints = np.searchsorted(cumulative, drawn, side="right")
        return np.minimum(position, len(cumulative) - 1)

    def index_by_row(self, cumulative: Floats) -> Ints:
        """One position per row of cumulative weights (the last column is the total)."""
        drawn = self._rng.random(len(cumulative)) * cumulative[:, -1]
        beyond: Flags = drawn[:, None] >= cumulative
        position = np.count_nonzero(beyond, axis=1)
        last = cumulative.shape[1] - 1
        chosen: Ints = np.minimum(position, last)
        return chosen

    def pick(
        self, values: Sequence[str] | Texts, size: int, weights: ArrayLike | None = None
    ) -> Texts:
        """Texts drawn from values, evenly or in proportion to the weights."""
        positions = (
            self._rng.integers(0, len(values), size)
            if weights is None
            else self.index(weights, size)
        )
        return texts(values)[positions]

    def exponential(self, mean: float | Ints | Floats, size: int) -> Floats:
        return self._rng.exponential(mean, size)

    def lognormal(self, median: ArrayLike, sigma: float, size: int) -> Floats:
        return np.asarray(median) * np.exp(self._rng.normal(0, sigma, size))

    def normal(self, mean: float, spread: float, size: int) -> Floats:
        return self._rng.normal(mean, spread, size)

    def order(self, size: int) -> Ints:
        """The positions 0..size-1 in random order."""
        return self._rng.permutation(size)


def texts(values: Sequence[str] | Texts) -> Texts:
    """An array of Python strings."""
    return np.array(values, dtype=object)


def blank(size: int) -> Texts:
    """An array of empty strings."""
    return np.full(size, "", dtype=object)


def as_text(numbers: Ints) -> Texts:
    """Whole numbers as texts."""
    return numbers.astype(str).astype(object)


def numbered(prefix: str, numbers: Ints, width: int) -> Texts:
    """Identifiers such as L0000042."""
    digits = np.strings.zfill(numbers.astype(f"U{width}"), width)
    return np.strings.add(prefix, digits).astype(object)
