"""What the tables of a definition must be to each other; a check yields its problems.

Belongs here: rules between rows and between tables. Those of statuses and what leads
from one to the next are in lifecycle_checks.py, those of one cell in csv_file.py, those
of definition.yml in rule_checks.py.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from orchestration.definition.csv_file import CsvContent
from orchestration.definition.model import Row
from orchestration.definition.problems import Problem, listed
from orchestration.definition.tables import csv_tables
from orchestration.definition.yaml_file import RulesContent


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
    """A source, channel, line or role that a rule names is known, where any is listed."""
    for table, column, known_table, known_column in (
        ("routing_rules", "lead_source", "source_types", "source_type"),
        ("cadences", "lead_source", "source_types", "source_type"),
        ("source_naming", "channel", "source_types", "channel"),
        ("routing_rules", "product_line", "products", "product_line"),
        ("status_transitions", "actor_role", "roles", "role"),
    ):
        known = contents.values(known_table, known_column)
        for row in contents.rows(table):
            value = row.text(column)
            if known and value is not None and value not in known:
                says = f"{value!r} is not in {known_table}.csv"
                yield contents.problem(table, row, column, says)


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


def labels_are_distinct(contents: Contents) -> Iterator[Problem]:
    """What people read tells the rows of a table apart, as its key does."""
    for name, content in contents.tables.items():
        if "label" not in content.table.column_names or len(content.table.key) > 1:
            continue
        first_line: dict[str, int] = {}
        for row in content.rows:
            label = row.text("label")
            if label is None:
                continue
            if label.casefold() in first_line:
                line = first_line[label.casefold()]
                says = f"{label!r} already stands on line {line}"
                yield contents.problem(name, row, "label", says)
            first_line.setdefault(label.casefold(), row.line)


def lists_have_no_doubles(contents: Contents) -> Iterator[Problem]:
    """A cell with several values holds each of them once."""
    for name, content in contents.tables.items():
        for column in content.table.columns:
            for row in content.rows if column.type == "list" else ():
                counts = Counter(row.items(column.name))
                twice = [value for value, count in counts.items() if count > 1]
                if twice:
                    says = f"{listed(twice)} is listed more than once"
                    yield contents.problem(name, row, column.name, says)


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
    labels_are_distinct,
    lists_have_no_doubles,
    levels_are_supported,
)
