"""Three kinds of pairs told apart by their patterns of agreement, without labels.

Two records are one person (match), two people who share a phone, an address or a name
(household), or strangers. With two classes only, as in Fellegi and Sunter (1969), the
households spoil both: they make the phone look worthless or couples look like one person.
The expectation-maximisation of Dempster, Laird and Rubin (1977) runs on the counts of
distinct patterns, so that its cost does not depend on the number of pairs.

Belongs here: arithmetic on arrays. Which comparisons there are does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PairClass(IntEnum):
    """Position of each class in the arrays below."""

    MATCH = 0
    HOUSEHOLD = 1
    STRANGERS = 2


@dataclass(frozen=True)
class Mixture:
    """Shares of the classes among all pairs (3) and, for each comparison, the
    probability of each level given the class (3 × levels, unknown left out). The levels
    of one group (levels.py) add up to one, where there are several."""

    shares: Floats
    levels: tuple[Floats, ...]

    def log_joint(self, patterns: Ints) -> Floats:
        """Log of share times likelihood: patterns × 3. Level -1 (unknown) says nothing."""
        total = np.tile(np.log(self.shares), (len(patterns), 1))
        for position, probabilities in enumerate(self.levels):
            level = patterns[:, position]
            known = np.log(probabilities.T)[np.maximum(level, 0)]
            total += np.where(level[:, None] >= 0, known, 0.0)
        return total

    def posterior(self, patterns: Ints) -> Floats:
        """Probability of each class given the pattern: patterns × 3."""
        joint = self.log_joint(patterns)
        joint -= joint.max(axis=1, keepdims=True)
        likely = np.exp(joint)
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Fit:
    """The mixture reached, in how many steps, and the largest change of the last one."""

    mixture: Mixture
    iterations: int
    last_change: float


def fit_mixture(
    patterns: Ints,
    counts: Floats,
    strangers: Floats,
    start: Mixture,
    prior: Sequence[Floats],
    most: Sequence[Floats] | None = None,
    groups: Sequence[tuple[int, ...]] | None = None,
    tolerance: float = 1e-7,
    max_iterations: int = 5_000,
) -> Fit:
    """Expectation-maximisation from `start` on distinct patterns (patterns × comparisons).

    `counts` are the pairs of each pattern whose class is to be found, `strangers` those
    that are known to be strangers. `prior` adds pairs to each class and level (for each
    comparison 3 × levels), so that a level that the data does not show stays possible;
    `most`, in the same form, is the highest probability that each may reach; `groups`
    says of the levels of each comparison which are shares of the same pairs.
    """
    most = most or [np.ones_like(at) for at in prior]
    groups = groups or [(0,) * at.shape[1] for at in prior]
    mixture = start
    change = np.inf
    iteration = 0
    while change > tolerance and iteration < max_iterations:
        weighted = mixture.posterior(patterns) * counts[:, None]
        weighted[:, PairClass.STRANGERS] += strangers
        updated = Mixture(
            shares=weighted.sum(axis=0) / (counts.sum() + strangers.sum()),
            levels=tuple(
                _level_shares(patterns[:, position], weighted, *of_levels)
                for position, of_levels in enumerate(
                    zip(prior, most, groups, strict=True)
                )
            ),
        )
        change = _largest_change(mixture.levels, updated.levels)
        mixture = updated
        iteration += 1
    return Fit(mixture, iteration, change)


def _level_shares(
    level: Ints,
    weighted: Floats,
    added: Floats,
    highest: Floats,
    groups: tuple[int, ...],
) -> Floats:
    """Shares of the levels of each group within each class."""
    shares = added.copy()
    for at in range(added.shape[1]):
        shares[:, at] += weighted[level == at].sum(axis=0)
    for group in set(groups):
        among = np.array(groups) == group
        shares[:, among] = _bounded_shares(shares[:, among], highest[:, among])
    return shares


def _bounded_shares(pairs: Floats, highest: Floats) -> Floats:
    """Shares of the pairs; what a bound cuts off goes to the others."""
    shares = pairs / pairs.sum(axis=1, keepdims=True)
    held = (shares > highest) & (highest < 1)
    left = 1 - np.where(held, highest, 0).sum(axis=1, keepdims=True)
    free = np.where(held, 0, shares).sum(axis=1, keepdims=True)
    return np.asarray(np.where(held, highest, shares * left / free))


def _largest_change(before: Sequence[Floats], after: Sequence[Floats]) -> float:
    return max(
        float(np.abs(first - second).max())
        for first, second in zip(before, after, strict=True)
    )
