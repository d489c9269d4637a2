"""What the tables of a definition must be to each other; a check yields its problems.

Belongs here: rules between rows and between tables. Those of one cell are in
csv_file.py, those of definition.yml in rule_checks.py.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from orchestration.definition.csv_file import CsvContent
from orchestration.definition.model import Row
from orchestration.definition.problems import Problem, listed
from orchestration.definition.tables import csv_tables
from orchestration.definition.yaml_file import RulesContent

STATE_OF_STAGE = {
    "unacknowledged": ("pending",),
    "acknowledged": ("pending", "in_progress"),
    "accepted": ("in_progress",),
    "rejected": ("pending",),
    "won": ("won",),
    "lost": ("lost",),
    "complete": ("completed",),
}
OFFER_STAGES = ("unacknowledged", "acknowledged", "accepted", "rejected")


@dataclass(frozen=True)
class Contents:
    """Everything read from one folder, as far as it could be read."""

    rules: RulesContent
    tables: Mapping[str, CsvContent]

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables[table].rows

    def keys(self, table: str) -> frozenset[str] | None:
        """Values of the table's key column; None where the file could not be read."""
        content = self.tables[table]
        if not content.is_read:
            return None
        (column,) = content.table.key
        values = (row.text(column) for row in content.rows)
        return frozenset(value for value in values if value is not None)

    def values(self, table: str, column: str) -> frozenset[str]:
        """Distinct values of a column; none where the table is empty or unread."""
        values = (row.text(column) for row in self.rows(table))
        return frozenset(value for value in values if value is not None)

    def is_whole(self, *tables: str) -> bool:
        """Whether the tables have no problem of their own.

        Only then is a check sound that asks whether something is there at all.
        """
        return not any(self.tables[table].problems for table in tables)

    def problem(
        self, table: str, row: Row | None, column: str | None, says: str
    ) -> Problem:
        line = row.line if row else None
        return Problem(self.tables[table].file, says, line, column)


def unique_keys(contents: Contents) -> Iterator[Problem]:
    """No two rows of a table share their key, upper and lower case being the same."""
    for name, content in contents.tables.items():
        first_line: dict[tuple[str, ...], int] = {}
        for row in content.rows:
            key = tuple((row.text(part) or "").casefold() for part in content.table.key)
            if not any(key) and len(key) == 1:
                continue
            if key in first_line:
                yield contents.problem(
                    name, row, None, _twice(content, row, first_line[key])
                )
            first_line.setdefault(key, row.line)


def _twice(content: CsvContent, row: Row, line: int) -> str:
    parts = (f"{part} {row.text(part) or '(empty)'}" for part in content.table.key)
    return f"{listed(parts)} already stands on line {line}"


def references_exist(contents: Contents) -> Iterator[Problem]:
    """A value that names a row of another table names one that is there."""
    for name, content in contents.tables.items():
        for column in content.table.columns:
            if column.references is None:
                continue
            known = contents.keys(column.references)
            if known is None:
                continue
            for row in content.rows:
                cell = row.values.get(column.name)
                named = cell if isinstance(cell, tuple) else (row.text(column.name),)
                for value in named:
                    if value is not None and value not in known:
                        says = f"{value!r} is not in {column.references}.csv"
                        yield contents.problem(name, row, column.name, says)


def soft_references_exist(contents: Contents) -> Iterator[Problem]:
    """A lead source or product line that a rule names is known, where any is listed."""
    for table, column, known_table, known_column in (
        ("routing_rules", "lead_source", "source_types", "source_type"),
        ("cadences", "lead_source", "source_types", "source_type"),
        ("routing_rules", "product_line", "products", "product_line"),
    ):
        known = contents.values(known_table, known_column)
        for row in contents.rows(table):
            value = row.text(column)
            if known and value is not None and value not in known:
                says = f"{value!r} is not in {known_table}.csv"
                yield contents.problem(table, row, column, says)


def status_stages_fit(contents: Contents) -> Iterator[Problem]:
    """Stage, life cycle state and grain of a status say the same thing."""
    for row in contents.rows("statuses"):
        stage, state = row.text("stage"), row.text("life_cycle_state")
        if stage is None or state is None:
            if state in ("won", "lost", "completed"):
                says = f"a status of state {state} needs its stage"
                yield contents.problem("statuses", row, "stage", says)
            continue
        if state not in STATE_OF_STAGE[stage]:
            says = f"stage {stage} does not go with life cycle state {state}"
            yield contents.problem("statuses", row, "stage", says)
        if row.text("grain") == "offer" and stage not in OFFER_STAGES:
            says = f"an offer cannot be in stage {stage}"
            yield contents.problem("statuses", row, "grain", says)


def states_have_a_default(contents: Contents) -> Iterator[Problem]:
    """Each lead type has a status in every state, exactly one of them the default."""
    if not contents.is_whole("statuses", "lead_types"):
        return
    states = _values_of("statuses", "life_cycle_state")
    found: dict[tuple[str, str], list[str]] = {}
    for lead_type in sorted(contents.keys("lead_types") or ()):
        allowed = [row for row in contents.rows("statuses") if _allows(row, lead_type)]
        for state in states:
            of_state = [row for row in allowed if row.text("life_cycle_state") == state]
            defaults = [row for row in of_state if row.values["is_default"]]
            if not of_state:
                says = "no status"
            elif not defaults:
                says = "no default status"
            elif len(defaults) > 1:
                names = listed(row.text("status") for row in defaults)
                says = f"{len(defaults)} default statuses ({names})"
            else:
                continue
            found.setdefault((state, says), []).append(lead_type)
    for (state, says), lead_types in found.items():
        sentence = f"{says} in state {state} for lead type {listed(lead_types)}"
        yield contents.problem("statuses", None, None, sentence)


def _values_of(table: str, column: str) -> tuple[str, ...]:
    columns = {each.name: each for each in csv_tables()[table].columns}
    return columns[column].values


def _allows(status: Row, lead_type: str | None) -> bool:
    allowed = status.items("lead_types")
    return not allowed or lead_type is None or lead_type in allowed


def initial_statuses_fit(contents: Contents) -> Iterator[Problem]:
    """The status that a lead type begins with is pending and allowed for the type."""
    statuses = {row.text("status"): row for row in contents.rows("statuses")}
    for row in contents.rows("lead_types"):
        status = statuses.get(row.text("initial_status"))
        if status is None:
            continue
        name = row.text("initial_status")
        if not _allows(status, row.text("type")):
            says = f"{name!r} is not allowed for lead type {row.text('type')}"
            yield contents.problem("lead_types", row, "initial_status", says)
        if status.text("life_cycle_state") not in ("pending", None):
            says = f"{name!r} is not a status of state pending"
            yield contents.problem("lead_types", row, "initial_status", says)


def transitions_fit(contents: Contents) -> Iterator[Problem]:
    """A transition changes the status, between two that its lead type may have."""
    statuses = {row.text("status"): row for row in contents.rows("statuses")}
    for row in contents.rows("status_transitions"):
        before, after = row.text("from_status"), row.text("to_status")
        if before is not None and before == after:
            says = f"{after!r} is also the status before"
            yield contents.problem("status_transitions", row, "to_status", says)
        lead_type = row.text("lead_type")
        for column in ("from_status", "to_status"):
            status = statuses.get(row.text(column))
            if status is not None and not _allows(status, lead_type):
                says = f"{row.text(column)!r} is not allowed for lead type {lead_type}"
                yield contents.problem("status_transitions", row, column, says)


def levels_are_supported(contents: Contents) -> Iterator[Problem]:
    """Lead types use levels that are supported, and there are some."""
    for table, column in (
        ("priority_levels", "priority_level"),
        ("importance_levels", "importance_level"),
    ):
        levels = {row.text(column): row for row in contents.rows(table)}
        supported = {name for name, row in levels.items() if row.values["is_supported"]}
        if contents.is_whole(table) and not supported:
            yield contents.problem(table, None, "is_supported", "no level is supported")
            continue
        for row in contents.rows("lead_types"):
            level = row.text(column)
            if level in levels and level not in supported:
                says = f"level {level} is not supported in {table}.csv"
                yield contents.problem("lead_types", row, column, says)


def tables_are_known(contents: Contents) -> Iterator[Problem]:
    """No file lies in the folder that looks like a table but is none."""
    known = {table.file_name for table in csv_tables().values()}
    known.add(contents.rules.file.name)
    for file in sorted(contents.rules.file.parent.iterdir()):
        is_table = file.suffix.lower() in (".csv", ".yml", ".yaml")
        if is_table and file.name not in known and not file.name.startswith("."):
            yield Problem(file, f"no such table; the files are {listed(sorted(known))}")


TABLE_CHECKS: tuple[Callable[[Contents], Iterator[Problem]], ...] = (
    tables_are_known,
    unique_keys,
    references_exist,
    soft_references_exist,
    status_stages_fit,
    states_have_a_default,
    initial_statuses_fit,
    transitions_fit,
    levels_are_supported,
)
