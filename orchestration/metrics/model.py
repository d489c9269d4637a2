"""What a metric is: said once, with each mart that holds it and how it is made there.

Belongs here: the typed form of registry/*.yml and what has to hold within it. Reading
the files is registry.py's, SQL is query.py's and orchestration/quality's.
"""

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Unit = Literal[
    "money",
    "count",
    "number",
    "ratio",
    "percent",
    "days",
    "hours",
    "minutes",
    "rank",
]
CLOCK = "clock"
CAMPAIGN = "campaign_id"


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Column = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Term = Annotated[str, StringConstraints(pattern=r"^-?[a-z][a-z0-9_]*$")]
Terms = Annotated[tuple[Term, ...], BeforeValidator(_listed)]
"""Columns that are added up; one that begins with a minus is subtracted."""
Values = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Declared):
    """How one mart holds a metric: as sums, a ratio of sums, rows, or as it is stated.

    A stated figure (a median, an interval's end, a rank) can be read at the key of its
    mart and can never be summed. `column` is where the mart holds it, None where it is
    worked out by whoever asks.
    """

    sum: Terms = ()
    numerator: Terms = ()
    denominator: Terms = ()
    stated: Column | None = None
    count: Literal["rows"] | None = None
    column: Column | None = None
    is_published: bool = True
    interval: tuple[Column, Column] | None = None
    only: dict[Column, Values] = Field(default_factory=dict)
    """Rows of which `column` holds this metric, where others hold another one."""
    clocks: tuple[str, ...] = ()
    """Clocks on which there is such a figure; none named: all of the mart's."""
    apart: tuple[Column, ...] = ()
    """Columns over which it is never summed, beside those of its mart."""
    is_additive: bool = True
    is_rounded: bool = False
    """The mart rounds its parts to the cent after dividing them."""

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> "Figure":
        kinds = (self.sum, self.numerator, self.stated, self.count)
        if sum(1 for kind in kinds if kind) != 1:
            raise ValueError("a figure is one of sum, numerator, stated or count")
        if bool(self.numerator) != bool(self.denominator):
            raise ValueError("a ratio has a numerator and a denominator")
        return self

    @property
    def is_ratio(self) -> bool:
        return bool(self.numerator)

    @property
    def needs_whole_key(self) -> bool:
        """Whether only one row of the mart at a time holds it."""
        return self.stated is not None or not self.is_additive

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns that it is made of."""
        terms = (*self.sum, *self.numerator, *self.denominator)
        stated = () if self.stated is None else (self.stated,)
        named = (*stated, *(term.lstrip("-") for term in terms))
        return tuple(dict.fromkeys(named))

    def published_column(self, key: str) -> str | None:
        """The column of the mart that holds the metric of that key, if one does."""
        if not self.is_published or self.count:
            return None
        if self.column is not None:
            return self.column
        if self.is_ratio:
            return key
        return self.stated or (self.sum[0] if len(self.sum) == 1 else None)

    def columns(self, key: str) -> tuple[str, ...]:
        """Every column of the mart that stands for it or for a part of it."""
        published = self.published_column(key)
        return (
            *self.parts,
            *(() if published is None else (published,)),
            *(self.interval or ()),
        )


class Metric(_Declared):
    """One figure: its name, its meaning, and where it is."""

    key: Column
    label: Text
    formula: Text
    unit: Unit
    note: str = ""
    interval_words: str = ""
    clock_words: str = ""
    grain: str = ""
    answered_by: str = ""
    is_lower_better: bool = False
    is_influenced: bool = False
    """Several campaigns hold the same revenue: never summed across campaigns."""
    requirements: Annotated[tuple[str, ...], Field(min_length=1)]
    marts: Annotated[dict[Column, Figure], Field(min_length=1)]

    @property
    def mart(self) -> str:
        """The mart in which it is explained; the others hold it too."""
        return next(iter(self.marts))


class Mart(_Declared):
    """What holds for all figures of one mart."""

    title: Text
    grain: Text
    key: tuple[Column, ...]
    dimensions: tuple[Column, ...] = ()
    """Columns beside the key that may be grouped by or filtered."""
    clock_words: Text
    clocks: tuple[str, ...] = ()
    """Values of the column `clock`, of which exactly one is chosen; none: no choice."""
    one_of: dict[Column, Text] = Field(default_factory=dict)
    """Columns of which one value is chosen or that are grouped by, and why."""
    null_is_nothing: tuple[Column, ...] = ()
    """Summed columns in which null counts as 0; in all others it means unknown."""
    not_metrics: dict[Column, Text] = Field(default_factory=dict)
    """Numbers that are no figures, and what they are."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that may be grouped by or filtered."""
        return (*self.key, *self.dimensions)

    @model_validator(mode="after")
    def _chooses_between_its_own_columns(self) -> "Mart":
        strange = set(self.one_of) - set(self.columns)
        if strange:
            raise ValueError(f"one_of names no column of the key: {sorted(strange)}")
        if bool(self.clocks) != (CLOCK in self.key):
            raise ValueError("a mart with a clock in its key names its clocks")
        return self


class Registry(_Declared):
    """All metrics and the marts that hold them."""

    choices: dict[Column, dict[str, Text]] = Field(default_factory=dict)
    marts: dict[Column, Mart]
    metrics: tuple[Metric, ...]

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> "Registry":
        for name in ("key", "label"):
            said = [getattr(metric, name) for metric in self.metrics]
            twice = sorted({each for each in said if said.count(each) > 1})
            if twice:
                raise ValueError(f"more than one metric with the {name} {twice}")
        named = {mart for metric in self.metrics for mart in metric.marts}
        if named != set(self.marts):
            raise ValueError(f"marts and metrics differ: {named ^ set(self.marts)}")
        for metric in self.metrics:
            for mart, figure in metric.marts.items():
                _check_figure(metric, self.marts[mart], figure)
        return self

    def of_mart(self, mart: str) -> dict[str, tuple[Metric, Figure]]:
        """The metrics that a mart holds, by key."""
        return {
            metric.key: (metric, metric.marts[mart])
            for metric in self.metrics
            if mart in metric.marts
        }

    def metric(self, key: str) -> Metric:
        """The metric of that key; KeyError where there is none."""
        for metric in self.metrics:
            if metric.key == key:
                return metric
        raise KeyError(key)


def _check_figure(metric: Metric, mart: Mart, figure: Figure) -> None:
    if set(figure.clocks) - set(mart.clocks):
        raise ValueError(f"{metric.key} names clocks that its mart does not have")
    if set(figure.apart) - set(mart.columns):
        raise ValueError(f"{metric.key} is kept apart by columns not of its mart")
    if figure.interval and not metric.interval_words:
        raise ValueError(f"{metric.key} does not say what its interval is")
