"""What a check is and what it finds, without importing Great Expectations."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Stage = Literal["raw", "marts"]
Unit = Literal["rows", "share", "days", "times", "number"]

# Sources of suites: everything that is a lead, and as of when the run states it.
CONTACTS = """(
    select origin, created_at, cast(created_at as date) as created_date
    from staging.stg_leads
    union all
    select 'call' as origin, started_at, cast(started_at as date)
    from staging.stg_calls
    where coalesce(direction, 'inbound') = 'inbound'
) as contacts"""
RUN = "cross join (select as_of_at from ops.run_context) as run_context"


@dataclass(frozen=True)
class Check:
    """One figure and the range that it has to lie in.

    `measure` is SQL for one value over the source of its suite. Of unit `rows` are
    counts of rows that should not be: what they find is the number of rows that failed.
    A check with `not_applicable` is not measured: the text says why, and it passes.
    """

    name: str
    severity: Severity
    table: str
    says: str
    measure: str
    unit: Unit
    low: float | None = None
    high: float | None = None
    not_applicable: str | None = None


@dataclass(frozen=True)
class Suite:
    """Checks that are measured by one query, so that a table is read once."""

    name: str
    stage: Stage
    source: str
    checks: tuple[Check, ...]

    @property
    def measured(self) -> tuple[Check, ...]:
        """The checks that are measured."""
        return tuple(check for check in self.checks if check.not_applicable is None)

    @property
    def sql(self) -> str:
        """The query of the batch: one row, one column for each measured check."""
        measures = ", ".join(
            f"({check.measure}) as {check.name}" for check in self.measured
        )
        return f"select {measures} from {self.source}"


@dataclass(frozen=True)
class QualityResult:
    """What one check found in one run."""

    suite: str
    check: str
    severity: Severity
    observed: str
    passed: bool
    rows_failed: int | None
    table: str

    @property
    def stops_publication(self) -> bool:
        return self.severity == "error" and not self.passed


def no_rows(name: str, severity: Severity, table: str, says: str, where: str) -> Check:
    """A check that no row of its suite's source fulfils the condition `where`."""
    return Check(
        name=name,
        severity=severity,
        table=table,
        says=says,
        measure=f"count(*) filter (where {where})",
        unit="rows",
        low=0,
        high=0,
    )


def unique_key(table: str, columns: tuple[str, ...], says: str) -> Check:
    """A check that no key of the suite's source is missing or stands twice."""
    key = columns[0] if len(columns) == 1 else f"({', '.join(columns)})"
    whole = " and ".join(f"{column} is not null" for column in columns)
    return Check(
        name="keys_are_unique",
        severity="error",
        table=table,
        says=says,
        measure=f"count(*) - count(distinct {key}) filter (where {whole})",
        unit="rows",
        low=0,
        high=0,
    )


def known_values(table: str, column: str, values: tuple[str, ...]) -> Check:
    """A check that a column of the suite's source has only these values, or none."""
    listed = ", ".join(f"'{value}'" for value in values)
    return no_rows(
        f"{column}_is_known",
        "error",
        table,
        f"{column} is one of {', '.join(values)}.",
        f"{column} not in ({listed})",
    )
