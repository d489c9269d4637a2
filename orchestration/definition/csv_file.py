"""Reads one CSV file of a definition into typed rows; a wrong cell is a problem.

Belongs here: what one file and one cell must be. What rows must be to each other is in
checks.py.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from orchestration.definition.model import TIME, Row, Value
from orchestration.definition.problems import Problem, listed
from orchestration.definition.tables import RuleColumn, RuleTable

TIME_PATTERN = re.compile(rf"^(?:{TIME}|24:00)$")
BOOLEANS = {
    **dict.fromkeys(("true", "1", "yes"), True),
    **dict.fromkeys(("false", "0", "no"), False),
}


@dataclass(frozen=True)
class CsvContent:
    """The rows of a file and what is wrong with it.

    is_read says that the header was understood, so that `rows` are the rows of the
    file; cells that are wrong are None in them and have their problem.
    """

    table: RuleTable
    file: Path
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    is_read: bool


def read_csv_file(folder: Path, table: RuleTable) -> CsvContent:
    """The table's file in the folder. UTF-8, with or without BOM, any line ending."""
    file = folder / table.file_name
    failed = _Failed(table, file)
    if not file.is_file() and table.may_be_absent:
        return CsvContent(table, file, (), (), is_read=True)
    if not file.is_file():
        return failed.because("the file is missing")
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return failed.because(f"the file is not UTF-8 text (byte {error.start})")
    try:
        records = list(_records(text))
    except csv.Error as error:
        return failed.because(f"the file cannot be read as CSV: {error}")
    if not records:
        return failed.because("the file is empty; it needs its header line")
    (header_line, header), *body = records
    header_problems = _header_problems(table, file, header_line, header)
    if header_problems:
        return CsvContent(table, file, (), tuple(header_problems), is_read=False)
    return _typed_content(table, file, header, body)


@dataclass(frozen=True)
class _Failed:
    table: RuleTable
    file: Path

    def because(self, says: str) -> CsvContent:
        problem = Problem(self.file, says)
        return CsvContent(self.table, self.file, (), (problem,), is_read=False)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, its cells trimmed, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    for cells in reader:
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed):
            yield begins, trimmed
        begins = reader.line_num + 1


def _header_problems(
    table: RuleTable, file: Path, line: int, header: list[str]
) -> list[Problem]:
    names = [name.lower() for name in header]
    known = ", ".join(table.column_names)
    if len(names) == 1 and re.search("[;\t]", header[0]):
        return [Problem(file, "the columns must be separated by commas", line)]
    problems = [
        Problem(file, f"no such column; they are {known}", line, name or "(empty)")
        for name in dict.fromkeys(names)
        if name not in table.column_names
    ]
    problems += [
        Problem(file, f"the column stands {names.count(name)} times", line, name)
        for name in dict.fromkeys(names)
        if name in table.column_names and names.count(name) > 1
    ]
    problems += [
        Problem(file, "the column is missing", line, column.name)
        for column in table.columns
        if column.required and column.name not in names
    ]
    return problems


def _typed_content(
    table: RuleTable, file: Path, header: list[str], body: list[tuple[int, list[str]]]
) -> CsvContent:
    names = [name.lower() for name in header]
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in body:
        if len(cells) != len(names):
            says = f"the row has {len(cells)} cells, the header {len(names)}"
            problems.append(Problem(file, says, line))
            continue
        given = dict(zip(names, cells, strict=True))
        values: dict[str, Value] = {}
        for column in table.columns:
            try:
                values[column.name] = parse_cell(column, given.get(column.name, ""))
            except ValueError as error:
                values[column.name] = None
                problems.append(Problem(file, str(error), line, column.name))
        rows.append(Row(line, values))
    if not body and table.may_be_empty is None:
        problems.append(Problem(file, "at least one row is needed"))
    return CsvContent(table, file, tuple(rows), tuple(problems), is_read=True)


def parse_cell(column: RuleColumn, cell: str) -> Value:
    """The typed value of a cell, the column's default or None where it is empty.

    ValueError says what is wrong with the cell.
    """
    if not cell:
        if column.required:
            raise ValueError("a value is needed")
        return column.default
    if column.type == "enum":
        return _enum(column, cell)
    if column.type in ("integer", "decimal"):
        return _number(column, cell)
    if column.type == "boolean":
        return _boolean(cell)
    if column.type == "list":
        return tuple(part.strip() for part in cell.split(";") if part.strip()) or None
    if column.type == "date":
        return _date(cell)
    if column.type == "time" and not TIME_PATTERN.match(cell):
        raise ValueError(f"{cell!r} is not a time of day as HH:MM")
    return cell


def _enum(column: RuleColumn, cell: str) -> str:
    if cell.lower() not in column.values:
        raise ValueError(f"{cell!r} is not one of {listed(column.values)}")
    return cell.lower()


def _boolean(cell: str) -> bool:
    if cell.lower() not in BOOLEANS:
        raise ValueError(f"{cell!r} is not true or false")
    return BOOLEANS[cell.lower()]


def _date(cell: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not a date as YYYY-MM-DD") from None


def _number(column: RuleColumn, cell: str) -> int | Decimal:
    is_whole = column.type == "integer"
    try:
        number = Decimal(cell)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (is_whole and number != number.to_integral_value()):
        raise ValueError(f"{cell!r} is not a {'whole ' if is_whole else ''}number")
    above = column.min is None or number >= Decimal(str(column.min))
    below = column.max is None or number <= Decimal(str(column.max))
    if not (above and below):
        raise ValueError(f"{cell} is not {_range(column)}")
    return int(number) if is_whole else number


def _range(column: RuleColumn) -> str:
    if column.min is not None and column.max is not None:
        return f"between {column.min:g} and {column.max:g}"
    if column.min is not None:
        return f"at least {column.min:g}"
    return f"at most {column.max:g}"
