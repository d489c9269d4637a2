"""A table of any answer: its columns, their writing, its file, and its place on a page.

Values stay numbers, so that a column still sorts; only their writing is set here. The
tables of campaigns, which dim young rows, are in tables.py.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards import formats, theme
from dashboards.metrics import Unit
from dashboards.publication import Publication

# More rows than this scroll inside the table.
TALL = 14
TALL_PIXELS = 520


@dataclass(frozen=True)
class Column:
    """One column: where its values are, what it is called, and what it means."""

    key: str
    label: str
    kind: Unit | Literal["text", "date", "month", "p_value"]
    help: str = ""
    is_pinned: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table as a page shows it and as a file: only its columns, in their order."""

    name: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    # What the reader chose, written on every row of the file.
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """The columns there are: an older publication may not know one yet."""
        return [column.key for column in self.columns if column.key in self.rows]


def panel(
    publication: Publication,
    question: str,
    figure: go.Figure | None,
    sheet: Sheet,
    note: str = "",
    explanation: str = "",
    if_empty: str = "Nothing to show for this choice.",
) -> None:
    """A chart under the question that it answers, with its table below it."""
    st.subheader(question, anchor=False, help=explanation or None)
    if figure is None or sheet.rows.empty:
        st.info(if_empty)
        return
    st.plotly_chart(figure, config=theme.CHART_CONFIG, key=sheet.name, alt=question)
    if note:
        st.caption(note)
    noun = "row" if len(sheet.rows) == 1 else "rows"
    with st.expander(f"Table and CSV · {len(sheet.rows)} {noun}"):
        table(publication, sheet)


def table(publication: Publication, sheet: Sheet) -> None:
    """The rows, written out, and the same as a file."""
    st.dataframe(
        styled(sheet, publication.currency),
        column_config=settings(sheet.columns),
        hide_index=True,
        placeholder=formats.MISSING,
        height="content" if len(sheet.rows) <= TALL else TALL_PIXELS,
        key=f"{sheet.name}_table",
    )
    st.download_button(
        "Download CSV",
        to_csv(publication, sheet),
        file_name=f"{sheet.name.replace('_', '-')}-{publication.run_id}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"{sheet.name}_csv",
    )


def styled(sheet: Sheet, currency: str) -> Styler:
    """The columns, each written in its unit."""
    writers = {
        column.key: _writer(column, currency)
        for column in sheet.columns
        if column.kind != "text" and column.key in sheet.rows
    }
    return sheet.rows[sheet.keys].style.format(writers, na_rep=formats.MISSING)


def settings(columns: tuple[Column, ...]) -> dict[str, Any]:
    """Headings, with each column's meaning on hover."""
    kinds: dict[str, Any] = {
        "text": st.column_config.TextColumn,
        "date": st.column_config.DateColumn,
        "month": st.column_config.DateColumn,
    }
    return {
        column.key: kinds.get(column.kind, st.column_config.NumberColumn)(
            column.label,
            help=column.help or None,
            **({"pinned": True} if column.is_pinned else {}),
        )
        for column in columns
    }


def to_csv(publication: Publication, sheet: Sheet) -> bytes:
    """The table as CSV, with the choice, the currency and the run on each row."""
    rows = sheet.rows[sheet.keys].assign(
        **sheet.chosen,
        report_currency=publication.currency,
        run_id=publication.run_id,
    )
    return csv_bytes(rows)


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


def _writer(column: Column, currency: str) -> Any:
    if column.kind == "date":
        return lambda value: formats.MISSING if pd.isna(value) else formats.day(value)
    if column.kind == "month":
        return lambda value: formats.MISSING if pd.isna(value) else formats.month(value)
    if column.kind == "p_value":
        return lambda value: formats.p_value(value).removeprefix("= ")
    unit: Any = column.kind
    return lambda value: formats.figure(value, unit, currency)
