"""A list of questions to choose one or several rows from."""

from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards import formats
from dashboards.columns.review import WAITS
from dashboards.desk import Event
from dashboards.publication import Publication
from dashboards.sheets import Sheet, settings, table

# As many rows as one looks through before scrolling.
LIST_PIXELS = 320
SHORT_LIST = 7


def pick(publication: Publication, sheet: Sheet, key: str) -> list[int]:
    """Draw the list; gives the places of the chosen rows, the first where none is."""
    chosen = st.dataframe(
        _written(sheet, publication.currency),
        column_config=settings(sheet.columns),
        hide_index=True,
        placeholder=formats.MISSING,
        height="content" if len(sheet.rows) <= SHORT_LIST else LIST_PIXELS,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
    )
    noun = "row" if len(sheet.rows) == 1 else "rows"
    with st.expander(f"Table and CSV · {len(sheet.rows)} {noun}"):
        table(publication, sheet)
    rows: Any = chosen["selection"]["rows"]
    # A decision takes rows away from a list whose choice is still the old one.
    return [place for place in rows if place < len(sheet.rows)] or [0]


def sure_percent(value: float) -> str:
    """A probability; what is not certain is not rounded to certainty."""
    return "over 99.9%" if 0.999 < value < 1 else formats.percent(value)


def _written(sheet: Sheet, currency: str) -> Styler:
    def writer(kind: Any) -> Any:
        if kind == "date":
            return lambda v: formats.MISSING if pd.isna(v) else formats.day(v)
        if kind == "percent":
            return lambda v: formats.MISSING if pd.isna(v) else sure_percent(v)
        return lambda v: formats.figure(v, kind, currency)

    shown = [key for key in sheet.keys if not sheet.rows[key].isna().all()]
    return sheet.rows[shown].style.format(
        {
            column.key: writer(column.kind)
            for column in sheet.columns
            if column.kind != "text" and column.key in shown
        },
        na_rep=formats.MISSING,
    )


def open_rows(
    rows: pd.DataFrame, topics: list[str], pending: dict[str, Event], key: str
) -> pd.DataFrame:
    """The rows that nobody has answered since the publication; all of them if asked.

    An answered one says who answered it.
    """
    answered = [
        f"by {pending[about]['decided_by']}" if about in pending else None
        for about in topics
    ]
    named = rows.assign(answered=pd.Series(answered, index=rows.index, dtype="object"))
    count = sum(who is not None for who in answered)
    if not count:
        return named
    is_shown = st.toggle(f"Show the {count} answered", key=key, help=WAITS)
    return named if is_shown else named[named["answered"].isna()].reset_index(drop=True)
