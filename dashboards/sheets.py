"""A table of any answer: its columns, their writing, its file, and its place on a page.

Values stay numbers, so that a column still sorts; only their writing is set here. The
tables of campaigns, which dim young rows, are in tables.py.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards import exports, formats, theme
from dashboards.columns import Column
from dashboards.publication import Publication
from dashboards.spreadsheet import csv_bytes, xlsx_bytes

__all__ = ["Column", "Sheet", "chart", "downloads", "panel", "table", "to_csv"]

# More rows than this scroll inside the table.
TALL = 14
TALL_PIXELS = 520


@dataclass(frozen=True)
class Sheet:
    """A table as a page shows it and as a file: only its columns, in their order."""

    name: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    # What the reader chose: on every row of a CSV, beside the table of a workbook.
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def present(self) -> tuple[Column, ...]:
        """The columns there are: an older publication may not know one yet."""
        return tuple(column for column in self.columns if column.key in self.rows)

    @property
    def keys(self) -> list[str]:
        """Where the values of the columns are."""
        return [column.key for column in self.present]


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
    chart(figure, sheet.name, alt=question)
    if note:
        st.caption(note)
    noun = "row" if len(sheet.rows) == 1 else "rows"
    with st.expander(f"Table and files · {len(sheet.rows)} {noun}"):
        table(publication, sheet)


def chart(figure: go.Figure, name: str, alt: str) -> None:
    """A chart that the reader can save as a picture of that name."""
    config = theme.chart_config(name.replace("_", "-"))
    st.plotly_chart(figure, config=config, key=name, alt=alt)


def table(publication: Publication, sheet: Sheet) -> None:
    """The rows, written out, and the same as a file."""
    st.dataframe(
        styled(publication, sheet),
        column_config=settings(sheet.columns),
        hide_index=True,
        placeholder=formats.MISSING,
        height="content" if len(sheet.rows) <= TALL else TALL_PIXELS,
        key=f"{sheet.name}_table",
    )
    downloads(publication, sheet)


def downloads(publication: Publication, sheet: Sheet) -> None:
    """The table as files, made when they are asked for."""
    exports.download_buttons(
        publication,
        sheet.name,
        len(sheet.rows),
        {
            "csv": lambda: to_csv(publication, sheet),
            "xlsx": lambda: to_xlsx(publication, sheet),
        },
    )


def styled(publication: Publication, sheet: Sheet) -> Styler:
    """The columns, each written in its unit."""
    writers = {
        column.key: _writer(column, publication)
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
        "moment": st.column_config.DatetimeColumn,
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
    return csv_bytes(sheet.rows[sheet.keys].assign(**_facts(publication, sheet)))


def to_xlsx(publication: Publication, sheet: Sheet) -> bytes:
    """The table as a workbook, with the choice and the definitions beside it."""
    return xlsx_bytes(
        sheet.rows,
        sheet.present,
        _facts(publication, sheet),
        publication.currency,
        publication.zone,
    )


def _facts(publication: Publication, sheet: Sheet) -> dict[str, str]:
    return {
        **sheet.chosen,
        "report_currency": publication.currency,
        "run_id": publication.run_id,
    }


def _writer(column: Column, publication: Publication) -> Any:
    if column.kind == "moment":
        return lambda value: formats.moment(value, publication.zone)
    if column.kind == "date":
        return lambda value: formats.MISSING if pd.isna(value) else formats.day(value)
    if column.kind == "month":
        return lambda value: formats.MISSING if pd.isna(value) else formats.month(value)
    if column.kind == "p_value":
        return lambda value: formats.p_value(value).removeprefix("= ")
    if column.kind == "cents":
        return lambda value: formats.money(value, publication.currency, decimals=2)
    unit: Any = column.kind
    return lambda value: formats.figure(value, unit, publication.currency)
