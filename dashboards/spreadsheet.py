"""Tables as files for spreadsheets: CSV and XLSX.

Pure functions from rows to bytes. Text that a spreadsheet would run as a formula is
neutralised in both; what a file is called and who asked for it is in exports.py.
"""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from dashboards import formats
from dashboards.columns import Column

# How each kind of column is written; the value below it stays a number or a date.
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "cents": "#,##0.00",
    "count": "#,##0",
    "rank": "#,##0",
    "number": "#,##0.0",
    "ratio": "#,##0.00",
    "percent": "0.0%",
    "days": "#,##0.0",
    "hours": "#,##0.0",
    "minutes": "#,##0.0",
    "p_value": "0.0000",
    "date": "yyyy-mm-dd",
    "month": "mmm yyyy",
    "moment": "yyyy-mm-dd hh:mm:ss",
}
UNITS_IN_HEADINGS = ("days", "hours", "minutes")
WIDEST = 60
# Widths are taken from the first rows: reading all of a long table twice is not worth it.
MEASURED_ROWS = 200


def csv_bytes(rows: pd.DataFrame) -> bytes:
    """Rows as CSV that spreadsheets read as UTF-8, without a formula to run in it."""
    rows = rows.copy()
    for column in rows.select_dtypes(["object", "string"]).columns:
        rows[column] = rows[column].map(
            lambda value: (
                formats.spreadsheet_cell(value) if isinstance(value, str) else value
            )
        )
    return rows.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx_bytes(
    rows: pd.DataFrame,
    columns: tuple[Column, ...],
    facts: dict[str, str],
    currency: str,
    zone: ZoneInfo,
) -> bytes:
    """A workbook: the rows as numbers and dates, and a sheet that says what they are.

    facts are what the reader must know of all rows: the choice, the currency, the run.
    """
    book = Workbook(write_only=True)
    headings = [_heading(column, currency) for column in columns]
    values = [_values(rows[column.key], column, zone) for column in columns]
    table = book.create_sheet("Table")
    table.freeze_panes = "A2"
    for number, (heading, cells) in enumerate(zip(headings, values, strict=True), 1):
        width = max(map(_length, [heading, *cells[:MEASURED_ROWS]]))
        table.column_dimensions[get_column_letter(number)].width = width
    table.append([_bold(table, heading) for heading in headings])
    for row in zip(*values, strict=True):
        table.append(
            [
                _cell(table, value, NUMBER_FORMATS.get(column.kind))
                for value, column in zip(row, columns, strict=True)
            ]
        )
    if headings:
        table.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
    about = book.create_sheet("About")
    about.column_dimensions["A"].width = 30
    about.column_dimensions["B"].width = 100
    _list(about, "Chosen", facts.items())
    about.append([])
    meanings = ((h, _plain(c.help)) for h, c in zip(headings, columns, strict=True))
    _list(about, "Column", meanings)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _heading(column: Column, currency: str) -> str:
    if column.kind in ("money", "cents"):
        return f"{column.label} ({currency})"
    if column.kind in UNITS_IN_HEADINGS:
        return f"{column.label} ({column.kind})"
    return column.label


def _values(series: pd.Series, column: Column, zone: ZoneInfo) -> list[Any]:
    """The cells of one column: numbers, dates, texts, None where there is nothing."""
    found = series.astype(object).where(series.notna(), None).tolist()
    if column.kind in ("date", "month"):
        return [value if value is None else _date(value) for value in found]
    if column.kind == "moment":
        return [value if value is None else _local(value, zone) for value in found]
    return [_written(value) for value in found]


def _date(value: Any) -> date:
    return pd.Timestamp(value).date()


def _local(value: Any, zone: ZoneInfo) -> datetime:
    """A moment of the marts, which is in UTC, by the clocks of the business."""
    moment = pd.Timestamp(value).to_pydatetime()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _written(value: Any) -> Any:
    if isinstance(value, str):
        # A workbook cannot hold control characters; delivered texts may.
        return formats.spreadsheet_cell(ILLEGAL_CHARACTERS_RE.sub(" ", value))
    return value


def _cell(sheet: Any, value: Any, number_format: str | None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # openpyxl takes every text that begins with "=" for a formula.
        cell.data_type = "s"
    elif number_format is not None:
        cell.number_format = number_format
    return cell


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, _written(text), None)
    cell.font = Font(bold=True)
    return cell


def _list(sheet: Any, title: str, pairs: Iterable[tuple[str, str]]) -> None:
    sheet.append([_bold(sheet, title)])
    for name, text in pairs:
        meaning = _cell(sheet, _written(text), None)
        meaning.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([_cell(sheet, _written(name), None), meaning])


def _plain(text: str) -> str:
    """Help text without the marks of Markdown."""
    return " ".join(text.replace("**", "").replace("`", "").split())


def _length(value: Any) -> int:
    return min(WIDEST, 2 + len(str(value))) if value is not None else 0
