"""What a comparison and its levels of agreement are; which there are, comparisons.py says."""

from dataclasses import dataclass
from enum import Enum


class Chance(Enum):
    """How the chance that two strangers agree (u) follows the data that is linked."""

    TRAINED = "trained"
    """It is a property of names and writing: the trained value holds everywhere."""
    PER_RECORD = "per_record"
    """A value that few records share: the more records, the rarer for two at random."""
    MEASURED = "measured"
    """It depends on the area and the time that the business covers: measured anew."""


@dataclass(frozen=True)
class Level:
    """A degree of agreement; a pair is at the first level whose condition holds."""

    label: str
    condition: str
    chance: Chance = Chance.TRAINED
    most_in_household: float = 1.0
    """The highest chance that two of one household are at it that training may find."""
    given: str = ""
    """Of which pairs its chances are shares: of those of the levels with the same, which
    another comparison tells apart; of all pairs where nothing is given."""


@dataclass(frozen=True)
class Comparison:
    """One kind of evidence. A pair for which `unknown` holds gives none."""

    name: str
    unknown: str
    levels: tuple[Level, ...]
    otherwise: str
    """Label of the pairs that reach no level."""
    chance: Chance = Chance.TRAINED
    """Of the pairs that reach no level."""
    given: str = ""
    """Of the pairs that reach no level."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, best agreement first."""
        return (*(level.label for level in self.levels), self.otherwise)

    @property
    def gamma_column(self) -> str:
        """The column in which Splink says which level a pair is at."""
        return f"gamma_{self.name}"

    def gamma(self, label: str) -> int:
        """Splink's number of a level: the last one is 0, unknown is -1."""
        return len(self.levels) - self.labels.index(label)

    def chance_of(self, label: str) -> Chance:
        """How u of a level follows the data."""
        by_label = {level.label: level.chance for level in self.levels}
        return by_label.get(label, self.chance)

    def given_of(self, label: str) -> str:
        """Of which pairs the chances of a level are shares."""
        by_label = {level.label: level.given for level in self.levels}
        return by_label.get(label, self.given)

    @property
    def groups(self) -> tuple[int, ...]:
        """For each level, 0 upwards, a number that those with the same pairs share."""
        given = [self.given_of(label) for label in reversed(self.labels)]
        return tuple(given.index(pairs) for pairs in given)
