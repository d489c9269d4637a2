"""Axes that all charts share: their unit, their title, their marks.

No data here; what is drawn belongs to the subject's own module.
"""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats

# How an axis of each unit writes its marks. A time axis says its unit in its title.
MARKS: dict[str, dict[str, Any]] = {
    "percent": {"tickformat": ".0%"},
    "ratio": {"ticksuffix": formats.MULTIPLY},
    "count": {"tickformat": "~s"},
    "number": {"tickformat": "~s"},
    "minutes": {"tickformat": "~s"},
    "hours": {"tickformat": "~s"},
    "days": {"tickformat": "~s"},
}


def value_axis(
    figure: go.Figure,
    unit: str,
    currency: str,
    axis: str = "yaxis",
    title: str | None = None,
) -> None:
    """Write the marks of an axis in its unit; call after `settle` to give a title."""
    looks = MARKS.get(unit) or {
        "tickprefix": formats.SYMBOLS.get(currency, f"{currency} "),
        "tickformat": "~s",
    }
    figure.update_layout({axis: {**looks, "nticks": 6, "tickangle": 0}})
    if title is not None:
        size = {"size": 12}
        figure.update_layout({axis: {"title": {"text": title, "font": size}}})


def name_axis(figure: go.Figure, names: list[str], length: int = 24) -> None:
    """Rows from top to bottom, each with its name, for horizontal bars and ranges."""
    figure.update_yaxes(
        range=[len(names) - 0.4, -0.6],
        tickvals=list(range(len(names))),
        ticktext=[
            formats.chart_text(formats.shortened(name, length)) for name in names
        ],
        showgrid=False,
        zeroline=False,
    )


def each(rows: pd.DataFrame) -> Any:
    """The rows one by one, to write a text of each; their columns are attributes."""
    return rows.itertuples()


def rows_height(count: int, row: int = 30) -> int:
    """The pixels that so many named rows take, their axis included."""
    return max(170, row * count + 96)
