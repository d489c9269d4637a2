"""The keys of definition.yml and the definition as a whole, typed.

Belongs here: what a key may hold taken by itself. What has to fit together across keys
and tables is in rule_checks.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from orchestration.definition.tables import CALL_ORIGIN, lead_origins

Value = str | int | bool | Decimal | date | tuple[str, ...] | None
Text = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)
]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]
Probability = Annotated[float, Field(strict=True, ge=0, le=1)]
Flag = Annotated[bool, Field(strict=True)]
Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
SelectionRule = Literal["first", "last", "first_non_direct", "last_non_direct"]
RevenueBasis = Literal["invoiced", "collected", "estimated", "self_reported"]
SpendAllocation = Literal["none", "equal", "leads", "unique_leads", "revenue"]
MatchMode = Literal["auto", "auto_above_threshold", "review_always"]

DEFAULT_ORIGIN = "default"
TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
HOURS_PATTERN = re.compile(rf"^({TIME})\s*-\s*({TIME}|24:00)$")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AutomaticConversion(_Section):
    """What a won lead without a customer becomes."""

    enabled: Flag = False
    account_classification: Text | None = None
    credit_rating: Text | None = None


class Opportunity(_Section):
    """Where one opportunity of a person ends and the next begins."""

    gap_days: Days = 30
    gap_days_by_product_line: dict[Text, Days] = Field(default_factory=dict)
    split_on_product_line: Flag = False


class MatchPolicy(_Section):
    """How leads of one origin are matched to customers."""

    origin: Text
    mode: MatchMode
    auto_threshold: Probability = 0.9
    review_threshold: Probability = 0.5
    reason: Text | None = None

    @field_validator("origin")
    @classmethod
    def origin_is_known(cls, value: str) -> str:
        known = (DEFAULT_ORIGIN, *lead_origins())
        if value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return value


class Matching(_Section):
    """How leads find their customer and their job."""

    window_days: Days = 180
    tolerance_days: Days = 1
    policies: tuple[MatchPolicy, ...] = ()

    def policy(self, origin: str) -> MatchPolicy:
        """The policy of the origin, else the default one with the origin put in.

        KeyError when there is neither; a checked definition has a default policy.
        """
        by_origin = {policy.origin: policy for policy in self.policies}
        chosen = by_origin.get(origin) or by_origin[DEFAULT_ORIGIN]
        return chosen.model_copy(update={"origin": origin})


class PositionWeights(_Section):
    """Shares of the position model; they add up to 1."""

    first: Probability = 0.4
    middle: Probability = 0.2
    last: Probability = 0.4


class Attribution(_Section):
    """How revenue is credited to touches."""

    lookback_days: Days = 90
    half_life_days: Annotated[float, Field(strict=True, gt=0, le=3650)] = 7
    position_weights: PositionWeights = PositionWeights()
    direct_channels: tuple[Text, ...] = ("direct",)


class Uncertainty(_Section):
    """How the uncertainty of matches is carried into money."""

    draws: Annotated[int, Field(strict=True, ge=20, le=1000)] = 200
    seed: Annotated[int, Field(strict=True, ge=0)] = 1


class Budget(_Section):
    """Who bears what a network spends, and when a campaign is worth its cost."""

    spend_allocation: SpendAllocation = "none"
    target_roi: Annotated[float, Field(strict=True, ge=-1, le=100)] = 0.0
    sure_from: Annotated[float, Field(strict=True, gt=0.5, lt=1)] = 0.9
    min_maturity: Probability = 0.3


class Validity(_Section):
    """What counts as a lead but not as a valid one."""

    invalid_lead_types: tuple[Text, ...] = ()
    min_call_seconds: Annotated[int, Field(strict=True, ge=0, le=86400)] = 0


class Identity(_Section):
    """What may be one person, and which contact points say nothing about it."""

    max_shared_records: Annotated[int, Field(strict=True, ge=2)] = 30
    max_person_records: Annotated[int, Field(strict=True, ge=2)] = 200
    customers_are_distinct: Flag = False
    calibration_labels: Annotated[int, Field(strict=True, ge=1)] = 200
    generic_phones: tuple[Text, ...] = ()
    generic_emails: tuple[Text, ...] = ()
    generic_email_locals: tuple[Text, ...] = ()

    @field_validator("generic_phones", mode="after")
    @classmethod
    def phones_have_digits(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not re.search(r"\d", value):
                raise ValueError(f"{value!r} is not a telephone number")
        return values

    @field_validator("generic_emails", mode="after")
    @classmethod
    def emails_have_two_parts(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
                raise ValueError(f"{value!r} is not an e-mail address")
        return values

    @field_validator("generic_email_locals", mode="after")
    @classmethod
    def locals_have_one_part(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if "@" in value or " " in value:
                raise ValueError(f"{value!r} is not the part before the @")
        return values


class Privacy(_Section):
    """When a company gets to see the personal data of a lead that it was offered."""

    wait_for_acknowledgement: Flag = False


class Rules(_Section):
    """The content of definition.yml."""

    name: Annotated[Text, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    active: Flag
    description: str = ""
    approved_by: Text | None = None
    approved_on: date | None = None
    lead_types: Annotated[tuple[Text, ...], Field(min_length=1)]
    automatic_conversion: AutomaticConversion = AutomaticConversion()
    opportunity: Opportunity = Opportunity()
    campaign_selection_rule: SelectionRule = "first"
    matching: Matching
    attribution: Attribution = Attribution()
    budget: Budget = Budget()
    uncertainty: Uncertainty = Uncertainty()
    revenue_basis: RevenueBasis = "invoiced"
    validity: Validity = Validity()
    identity: Identity = Identity()
    privacy: Privacy = Privacy()
    working_hours: Annotated[dict[Weekday, Text], Field(min_length=1)]

    @field_validator("working_hours")
    @classmethod
    def hours_are_times(cls, value: dict[Weekday, str]) -> dict[Weekday, str]:
        for weekday, hours in value.items():
            if not parse_hours(hours):
                raise ValueError(
                    f"{weekday} must be HH:MM-HH:MM, several separated by a semicolon"
                )
        return value


def parse_hours(hours: str) -> tuple[tuple[str, str], ...]:
    """Opening and closing times of "08:00-12:00;13:00-17:00"; () where it is none."""
    matches = [HOURS_PATTERN.match(part.strip()) for part in hours.split(";")]
    if not all(matches):
        return ()
    return tuple((match[1], match[2]) for match in matches if match)


@dataclass(frozen=True)
class Row:
    """One row of a table of the definition and the line of the file it begins on."""

    line: int
    values: Mapping[str, Value]

    def text(self, column: str) -> str | None:
        """The value as text, None where the cell is empty."""
        value = self.values.get(column)
        return None if value is None else str(value)

    def items(self, column: str) -> tuple[str, ...]:
        """The values of a list cell, () where it is empty."""
        value = self.values.get(column)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class Definition:
    """The business rules of a run: definition.yml and every table, typed and checked.

    version is the name and a short hash of the content; it stands on every derived row.
    """

    folder: Path
    version: str
    rules: Rules
    tables: Mapping[str, tuple[Row, ...]]

    @property
    def name(self) -> str:
        return self.rules.name

    def policy(self, origin: str) -> MatchPolicy:
        """The match policy of an origin of leads or of `call`."""
        return self.rules.matching.policy(origin)


__all__ = [
    "CALL_ORIGIN",
    "DEFAULT_ORIGIN",
    "Definition",
    "MatchPolicy",
    "Row",
    "Rules",
    "Value",
    "parse_hours",
]
