"""The trained numbers of the linkage model, and how they become Splink's settings.

The definition of the model is Python (comparisons.py, blocking.py); a trained model is
numbers only, in a small JSON file that a person can review. They are kept for each record
or pair, so that the same model serves ten thousand records and a million.
"""

import json
from math import log2
from pathlib import Path
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from splink import SettingsCreator

from orchestration.errors import LeadhouseError
from splink_models.blocking import BLOCKING_RULES, CONTACT_RULES, BlockingRule
from splink_models.declared import COMPARISONS
from splink_models.levels import Chance, Comparison

DEFAULT_MODEL = Path(__file__).parent / "trained" / "default.json"
_SMALLEST = 1e-12
_TELLS_APART = 1e-6


class ModelError(LeadhouseError):
    """A trained model cannot be read, or was trained for other comparisons."""


class LevelNumbers(BaseModel):
    """Probabilities of a level given the class of the pair.

    `strangers` of a level that few records share is the expected number of strangers at
    that level for each record, to be divided by the number of records.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: float = Field(gt=0, le=1)
    household: float = Field(gt=0, le=1)
    strangers: float = Field(gt=0)


class TrainingReport(BaseModel):
    """What the numbers rest on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    records: int
    blocked_pairs: int
    random_pairs: int
    distinct_patterns: int
    iterations: int
    last_change: float
    seed: int
    taken_over: tuple[str, ...] = ()
    """Comparisons that too few pairs informed: their numbers are another model's."""


class TrainedModel(BaseModel):
    """A reviewed set of numbers for comparisons and levels of comparisons.py, and the
    names of the blocking rules (blocking.py) with which they go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    matches_per_record: float = Field(gt=0)
    housemates_per_record: float = Field(gt=0)
    blocking_rules: tuple[str, ...] = Field(default=CONTACT_RULES, min_length=1)
    comparisons: dict[str, dict[str, LevelNumbers]] = Field(min_length=1)
    report: TrainingReport

    @property
    def compared(self) -> tuple[Comparison, ...]:
        """The declarations of the comparisons that the model has numbers for."""
        return tuple(COMPARISONS[name] for name in self.comparisons)

    @property
    def rules(self) -> tuple[BlockingRule, ...]:
        """The declarations of the blocking rules."""
        return tuple(BLOCKING_RULES[name] for name in self.blocking_rules)

    def write(self, path: Path) -> None:
        """Replaces the file by this model, in a form that shows changes line by line."""
        content = json.dumps(self.model_dump(), indent=2, ensure_ascii=False)
        path.write_text(content + "\n", encoding="utf-8")


def load_model(path: Path = DEFAULT_MODEL) -> TrainedModel:
    """The trained model of a file.

    Raises ModelError when the file is missing or broken, or when the code does not declare
    its comparisons with these very levels, or its blocking rules.
    """
    try:
        model = TrainedModel.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: the linkage model cannot be read.") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise ModelError(
            f"{path}: not a linkage model: {where or 'file'}: {problem['msg']}."
        ) from error
    _check_names(model, path)
    _check_levels(model, path)
    return model


def _check_names(model: TrainedModel, path: Path) -> None:
    unknown = [
        f"comparison {name!r}" for name in model.comparisons.keys() - COMPARISONS
    ]
    unknown += [
        f"blocking rule {name!r}"
        for name in model.blocking_rules
        if name not in BLOCKING_RULES
    ]
    for what in sorted(unknown):
        raise ModelError(f"{path}: {what} is not declared any more: train it anew.")


def _check_levels(model: TrainedModel, path: Path) -> None:
    declared = {
        (comparison.name, label)
        for comparison in model.compared
        for label in comparison.labels
    }
    trained = {
        (name, label) for name, levels in model.comparisons.items() for label in levels
    }
    for name, label in sorted(declared ^ trained):
        state = (
            "is missing" if (name, label) in declared else "is not compared any more"
        )
        raise ModelError(f"{path}: level {label!r} of {name!r} {state}: train it anew.")


class FittedLevel(BaseModel):
    """A level of a comparison as it counts in one run."""

    model_config = ConfigDict(frozen=True)

    comparison: str
    gamma: int
    label: str
    match: float
    household: float
    strangers: float

    @property
    def match_weight(self) -> float:
        """Log2 of how much likelier the level is for one person than for strangers."""
        return log2(self.match / self.strangers)

    @property
    def household_weight(self) -> float:
        """Log2 of how much likelier it is for two of a household than for strangers."""
        return log2(self.household / self.strangers)


class FittedModel(BaseModel):
    """A trained model brought to the number of records and the places and times at hand."""

    model_config = ConfigDict(frozen=True)

    version: str
    records: int
    match_share: float
    household_share: float
    blocking_rules: tuple[str, ...]
    levels: tuple[FittedLevel, ...]

    @property
    def compared(self) -> tuple[Comparison, ...]:
        """The declarations of the comparisons that the levels belong to."""
        names = dict.fromkeys(level.comparison for level in self.levels)
        return tuple(COMPARISONS[name] for name in names)

    @property
    def rules(self) -> tuple[BlockingRule, ...]:
        """The declarations of the blocking rules."""
        return tuple(BLOCKING_RULES[name] for name in self.blocking_rules)

    def declared(self) -> str:
        """The conditions of levels and rules in one text: another one is another model."""
        return f"{self.compared!r} {self.rules!r}"

    @property
    def gamma_columns(self) -> tuple[str, ...]:
        """The columns that say which level of each comparison a pair is at."""
        return tuple(comparison.gamma_column for comparison in self.compared)

    def settings(self, only_rescored: bool = False) -> SettingsCreator:
        """Splink's settings: comparisons with their numbers, blocking rules, the prior.

        With `only_rescored` the compared records say which of them `is_rescored`, and
        pairs of two others are not compared.
        """
        return SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_number",
            probability_two_random_records_match=self.match_share,
            comparisons=[self._comparison(comparison) for comparison in self.compared],
            blocking_rules_to_generate_predictions=[
                rule.creator(only_rescored) for rule in self.rules
            ],
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=True,
        )

    def gammas_sql(self) -> str:
        """SQL for the gamma columns from Splink's weight columns.

        Splink gives the level of a pair only together with every compared value, which
        would be most of a run's memory. Weights of a comparison differ (fit_model sees to
        it), so that the weight names the level.
        """
        columns = []
        for comparison in self.compared:
            whens = " ".join(
                f"when abs(mw_{comparison.name} - {level.match_weight!r}) "
                f"< {_TELLS_APART / 2} then {level.gamma}"
                for level in self.levels
                if level.comparison == comparison.name
            )
            columns.append(f"case {whens} else -1 end as {comparison.gamma_column}")
        return ", ".join(columns)

    def _comparison(self, comparison: Comparison) -> cl.CustomComparison:
        numbers = {
            level.label: level
            for level in self.levels
            if level.comparison == comparison.name
        }
        creators: list[Any] = [
            cll.CustomLevel(comparison.unknown, "unknown").configure(is_null_level=True)
        ]
        creators += [
            cll.CustomLevel(level.condition, level.label).configure(
                m_probability=numbers[level.label].match,
                u_probability=numbers[level.label].strangers,
            )
            for level in comparison.levels
        ]
        last = numbers[comparison.otherwise]
        creators.append(
            cll.ElseLevel().configure(
                m_probability=last.match,
                u_probability=last.strangers,
                label_for_charts=comparison.otherwise,
            )
        )
        return cl.CustomComparison(
            output_column_name=comparison.name, comparison_levels=creators
        )

    def household_odds_sql(self) -> str:
        """SQL for log2 of the odds of household against strangers, from gamma columns."""
        terms = [f"cast({log2(self.household_share)} as double)"]
        for comparison in self.compared:
            whens = " ".join(
                f"when {level.gamma} then cast({level.household_weight} as double)"
                for level in self.levels
                if level.comparison == comparison.name
            )
            terms.append(f"case {comparison.gamma_column} {whens} else 0 end")
        return " + ".join(terms)


LevelCounts = dict[tuple[str, str], float]
"""Number of pairs, all or random ones, at each (comparison, level)."""
_TRAINED_COUNTS_AS_PAIRS = 1_000
_FEWEST_RECORDS = 1_000
"""Fewer records say nothing of how rare a shared number is: they are taken for as many."""


def fit_model(model: TrainedModel, records: int, pairs: LevelCounts) -> FittedModel:
    """The model for so many records, of whose pairs so many are at the measured levels."""
    records = max(records, _FEWEST_RECORDS)
    levels: list[FittedLevel] = []
    for comparison in model.compared:
        taken = [0.0]
        for label in comparison.labels:
            numbers = model.comparisons[comparison.name][label]
            level = FittedLevel(
                comparison=comparison.name,
                gamma=comparison.gamma(label),
                label=label,
                match=numbers.match,
                household=numbers.household,
                strangers=_strangers(comparison, label, numbers, records, model, pairs),
            )
            level = _told_apart(level, taken)
            taken.append(level.match_weight)
            levels.append(level)
    return FittedModel(
        version=model.version,
        records=records,
        match_share=min(model.matches_per_record / records, 0.5),
        household_share=min(model.housemates_per_record / records, 0.5),
        blocking_rules=model.blocking_rules,
        levels=tuple(levels),
    )


def _told_apart(level: FittedLevel, taken: list[float]) -> FittedLevel:
    """The level, its weight moved by a trifle while it is that of another one."""
    while any(abs(level.match_weight - weight) < _TELLS_APART for weight in taken):
        moved = level.strangers * (1 + 2 * _TELLS_APART)
        level = level.model_copy(update={"strangers": moved})
    return level


def _strangers(
    comparison: Comparison,
    label: str,
    trained: LevelNumbers,
    records: int,
    model: TrainedModel,
    pairs: LevelCounts,
) -> float:
    chance = comparison.chance_of(label)
    if chance is Chance.PER_RECORD:
        return max(min(trained.strangers / records, 0.5), _SMALLEST)
    if chance is Chance.MEASURED:
        total = sum(
            pairs.get((comparison.name, other), 0)
            for other in comparison.labels
            if comparison.given_of(other) == comparison.given_of(label)
        )
        count = pairs.get((comparison.name, label), 0)
        # The pairs that are one person or one household are no strangers.
        persons, housemates = (
            total * min(each / records, 0.25)
            for each in (2 * model.matches_per_record, 2 * model.housemates_per_record)
        )
        strangers = count - persons * trained.match - housemates * trained.household
        strangers = max(strangers, count / 10)
        expected = trained.strangers * _TRAINED_COUNTS_AS_PAIRS
        share = (strangers + expected) / (total + _TRAINED_COUNTS_AS_PAIRS)
        return max(_to_half_a_bit(share), _SMALLEST)
    return max(trained.strangers, _SMALLEST)


def _to_half_a_bit(share: float) -> float:
    """Rounded as a weight is worth, so that a day's records seldom change it."""
    return float(min(2 ** (round(2 * log2(share)) / 2), 1.0))
