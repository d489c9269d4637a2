"""Charts of shares with their intervals: over months, by segment, side by side.

Pure functions from a table to a Plotly figure. Shared by all pages that show rates.
"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import each, name_axis, rows_height, value_axis

FEW_OPACITY = 0.4
SHOWN = 25


@dataclass(frozen=True)
class Rate:
    """A share: its columns, and what it is called."""

    column: str
    label: str
    formula: str

    @property
    def low(self) -> str:
        return f"{self.column}_low"

    @property
    def high(self) -> str:
        return f"{self.column}_high"


def by_month(rows: pd.DataFrame, rates: tuple[Rate, ...]) -> go.Figure:
    """One line per rate with its 95% band, month by month."""
    figure = go.Figure()
    for rank, rate in enumerate(rates):
        look = theme.campaign_look(rank)
        known = rows.dropna(subset=[rate.column])
        for column, fill in ((rate.low, None), (rate.high, "tonexty")):
            if column in known:
                figure.add_scatter(
                    x=known["month"],
                    y=known[column],
                    mode="lines",
                    line={"width": 0},
                    fill=fill,
                    fillcolor=theme.faded(look.colour, 0.14),
                    hoverinfo="skip",
                    showlegend=False,
                )
        figure.add_scatter(
            x=known["month"],
            y=known[rate.column],
            name=rate.label,
            mode="lines+markers",
            line={"color": look.colour, "dash": look.line_style, "width": 2},
            marker={"size": 6, "symbol": look.marker},
            customdata=[with_interval(row, rate) for row in each(known)],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=320)
    figure.update_xaxes(tickformat="%b\n%Y", hoverformat="%b %Y", showgrid=False)
    value_axis(figure, "percent", "", title="Share")
    return figure.update_yaxes(rangemode="tozero")


def with_bars(
    rows: pd.DataFrame,
    rate: Rate,
    names: list[str],
    cases: str,
    average: float | None = None,
    name_length: int = 24,
) -> go.Figure:
    """One dot per row with its 95% interval; rows of few cases are faint.

    `cases` is the column of how many stand behind; a line marks the average.
    """
    shown = rows.head(SHOWN).reset_index(drop=True)
    few = (
        shown["has_few_cases"] if "has_few_cases" in shown else shown[cases].lt(0)
    ).astype(bool)
    figure = go.Figure()
    if average is not None:
        figure.add_vline(x=average, line={"color": theme.FAINT_TEXT, "dash": "dot"})
    for is_few in (False, True):
        part = shown[few == is_few]
        if part.empty:
            continue
        colour = theme.QUIET if is_few else theme.REVENUE
        figure.add_scatter(
            x=part[rate.column],
            y=part.index,
            name="Few cases" if is_few else rate.label,
            mode="markers",
            marker={
                "color": colour,
                "size": 9,
                "symbol": "circle-open" if is_few else "circle",
            },
            error_x=interval_bars(part, rate, colour),
            customdata=[
                f"{with_interval(row, rate)} of {formats.count(getattr(row, cases))}"
                for row in each(part)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    theme.settle(figure, height=rows_height(len(shown), 27))
    value_axis(figure, "percent", "", "xaxis", rate.label)
    figure.update_xaxes(range=[-0.01, _end(shown, rate)])
    name_axis(figure, names[:SHOWN], name_length)
    if len(figure.data) == 1:
        figure.update_layout(showlegend=False, margin={"t": 8})
    return figure


def interval_bars(rows: pd.DataFrame, rate: Rate, colour: str) -> dict[str, object]:
    """Plotly's error bars from the bounds; nothing where a rate has no bounds."""
    if rate.low not in rows:
        return {"visible": False}
    return {
        "array": rows[rate.high] - rows[rate.column],
        "arrayminus": rows[rate.column] - rows[rate.low],
        "color": colour,
        "thickness": 1.4,
        "width": 3,
    }


def with_interval(row: object, rate: Rate) -> str:
    """34% (29 – 40%), as a hover writes it."""
    text = formats.percent(getattr(row, rate.column), 1)
    low, high = getattr(row, rate.low, None), getattr(row, rate.high, None)
    bounds = formats.percent_range(low, high)
    return text if bounds == formats.MISSING else f"{text} ({bounds})"


def _end(rows: pd.DataFrame, rate: Rate) -> float:
    column = rate.high if rate.high in rows else rate.column
    known = rows[column].dropna()
    return min(1.02, float(known.max()) * 1.08) if not known.empty else 1.02
