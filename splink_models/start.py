"""Where the fit of a model begins, and what it supposes before it has seen a pair.

Belongs here: what is known of kinds of pairs without looking at them. The fit itself is in
mixture.py, what it is fitted to in train.py.
"""

from itertools import pairwise
from math import sqrt

import duckdb
import numpy as np

from splink_models.comparisons import (
    NAMESAKES,
    UNCOMMON_NAMES,
    nickname_label,
    same_name_label,
)
from splink_models.levels import Chance, Comparison
from splink_models.mixture import Floats, Mixture, PairClass
from splink_models.model import LevelCounts
from splink_models.place_comparisons import SERVED_BY
from splink_models.records import COMPARED
from splink_models.table_starts import TABLE_START

UnseenPairs = dict[tuple[str, str], float]
"""Number of strangers' pairs at each (comparison, level) that are not looked at."""
_PRIOR_PAIRS = 20.0
_NICKNAMED = 0.1
"""Of strangers with one uncommon name, so many bear it in two forms for one who does in
the same: in a generated network of 300,000 leads, 14 in 100 of usual names, 6 of rare."""

# Where the fit begins: what sets the classes apart, not how much. A household gives one
# number and address and one last name with different first names; one person gives one
# first name. Levels that are not named here share the rest evenly.
_START: dict[str, dict[PairClass, dict[str, float]]] = {
    "phone": {
        PairClass.MATCH: {"same number, given with one name": 0.6, "other number": 0.2},
        PairClass.HOUSEHOLD: {
            "same number, given with several names": 0.5,
            "other number": 0.45,
        },
    },
    "email": {
        PairClass.MATCH: {
            "same address, given with one name": 0.7,
            "other address": 0.2,
        },
        PairClass.HOUSEHOLD: {"other address": 0.9},
    },
    "name": {
        PairClass.MATCH: {
            "same name, no namesakes": 0.1,
            "same name, hardly any namesakes": 0.1,
            "same name, few namesakes": 0.2,
            "same name, some namesakes": 0.2,
            "same name, several namesakes": 0.1,
            "same name, many namesakes": 0.05,
            "same last name, other first name": 0.01,
            "other name": 0.01,
        },
        PairClass.HOUSEHOLD: {
            "same last name, other first name": 0.75,
            "other name": 0.2,
        },
    },
    "address": {
        PairClass.MATCH: {"same street and number": 0.7},
        PairClass.HOUSEHOLD: {"same street and number": 0.7},
    },
    "served_by": {
        kind: {
            label: 0.18 for label in SERVED_BY.labels if label.startswith("one company")
        }
        for kind in (PairClass.MATCH, PairClass.HOUSEHOLD)
    },
    "organization": {PairClass.MATCH: {"same company": 0.9}},
    "time": {},
}
_START |= TABLE_START


def start_of_fit(
    compared: tuple[Comparison, ...], random_levels: LevelCounts, records: int
) -> Mixture:
    """The mixture to begin with: one match and one pair of a household for each record."""
    return Mixture(
        shares=np.array([1 / records, 1 / records, 1 - 2 / records]),
        levels=tuple(
            np.array(
                [
                    _started(comparison, PairClass.MATCH),
                    _started(comparison, PairClass.HOUSEHOLD),
                    _shares_by_gamma(comparison, random_levels),
                ]
            )
            for comparison in compared
        ),
    )


def prior_pairs(
    compared: tuple[Comparison, ...],
    start: Mixture,
    pairs_per_random_pair: float,
    unseen: UnseenPairs,
) -> list[Floats]:
    """Pairs that each class and level has before any is seen.

    Few for matches and households, as the start says. For strangers half a random pair at
    each level of which blocking does not see every pair: a level that no random pair
    showed is rare among strangers, but not as impossible as the sample makes it look.
    What is known of the pairs that nothing shows is added.
    """
    prior = []
    for comparison, first in zip(compared, start.levels, strict=True):
        added = first * _PRIOR_PAIRS
        for label in comparison.labels:
            sampled = comparison.chance_of(label) is not Chance.PER_RECORD
            added[PairClass.STRANGERS, comparison.gamma(label)] = (
                0.5 * max(pairs_per_random_pair, 1.0) if sampled else 0.5
            ) + unseen.get((comparison.name, label), 0.0)
        prior.append(added)
    return prior


def _started(comparison: Comparison, kind: PairClass) -> list[float]:
    """Starting probabilities by gamma, 0 upwards, which add up to one in each group."""
    named = _START[comparison.name].get(kind, {})
    others = [label for label in comparison.labels if label not in named]
    rest = (1 - sum(named.values())) / max(len(others), 1)
    started = [named.get(label, rest) for label in reversed(comparison.labels)]
    return _shares_in_groups(started, comparison)


def _shares_in_groups(parts: list[float], comparison: Comparison) -> list[float]:
    groups = comparison.groups
    sums = {
        group: sum(part for part, of in zip(parts, groups, strict=True) if of == group)
        for group in set(groups)
    }
    return [part / sums[group] for part, group in zip(parts, groups, strict=True)]


def _shares_by_gamma(comparison: Comparison, counts: LevelCounts) -> list[float]:
    """Shares of random pairs by gamma, 0 upwards; half a pair more at each level."""
    raised = [
        counts[comparison.name, label] + 0.5 for label in reversed(comparison.labels)
    ]
    return _shares_in_groups(raised, comparison)


def most_in_household(compared: tuple[Comparison, ...]) -> list[Floats]:
    """For each comparison 3 × levels: the highest probability that each may reach."""
    highest = []
    for comparison in compared:
        most = np.ones((len(PairClass), len(comparison.labels)))
        for level in comparison.levels:
            at = comparison.gamma(level.label)
            most[PairClass.HOUSEHOLD, at] = level.most_in_household
        highest.append(most)
    return highest


def unseen_namesakes(con: duckdb.DuckDBPyConnection, all_records: int) -> UnseenPairs:
    """Pairs of strangers of one name that is too common to compare its records for, among
    so many records, of which `compared_records` holds all or a sample.

    Each of its records has as many namesakes as its class says, between its bounds; of
    the last class, which has none above, twice the one below.
    """
    records = dict(
        con.execute(
            f"select namesakes, count(*) from {COMPARED} group by namesakes"
        ).fetchall()
    )
    standing_for = all_records / sum(records.values())
    unseen = {}
    for (_, least), (name, most) in pairwise(NAMESAKES.items()):
        if name not in UNCOMMON_NAMES:
            namesakes = sqrt(least * min(most, 4 * least))
            borne_by = records.get(name, 0) * standing_for
            unseen["name", same_name_label(name)] = borne_by * namesakes / 2
    unseen["name", nickname_label("many")] = _NICKNAMED * sum(unseen.values())
    return unseen
