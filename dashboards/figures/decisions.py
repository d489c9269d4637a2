"""Charts of doubt: what to do with a campaign, and whether the order of two holds.

Pure functions from a table to a Plotly figure.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import each, name_axis, rows_height, value_axis
from dashboards.figures.intervals import interval_lines
from dashboards.metrics import Unit

SHOWN = 30
# Decided to stop, to tune, to scale, not decided: colour and mark, so that neither alone
# tells them apart.
LOOKS = {
    0: ("Stop", theme.LOSS, "square"),
    1: ("Tune", theme.QUIET, "diamond"),
    2: ("Scale", theme.GAIN, "circle"),
    3: ("Not decided", theme.QUIET, "circle-open"),
}
# A range far above the others would press them into a line: the axis ends here, at the
# end of the range of so many campaigns.
WITHIN = 0.75


@dataclass(frozen=True)
class Interval:
    """A figure with its intervals: the columns of both, and what it is called."""

    column: str
    label: str
    unit: Unit
    low: str
    high: str
    wide_low: str = ""
    wide_high: str = ""


INTERVALS = {
    interval.label: interval
    for interval in (
        Interval(
            "roi", "ROI", "percent", "roi_low", "roi_high", "total_roi_low",
            "total_roi_high",
        ),
        Interval("roas", "ROAS", "ratio", "roas_low", "roas_high"),
        Interval(
            "revenue_amount", "Revenue", "money", "revenue_low", "revenue_high",
            "revenue_total_low", "revenue_total_high",
        ),
    )
}  # fmt: skip


def ranges(
    rows: pd.DataFrame, interval: Interval, currency: str, target: float | None
) -> go.Figure:
    """One row per campaign: its figure, the interval of matching (thick), and that with
    small numbers (thin), in the colour of the decision; the target is a line."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    end = _end(shown, interval)
    figure = go.Figure()
    if target is not None:
        figure.add_vline(
            x=target, line={"color": theme.FAINT_TEXT, "dash": "dot"}, layer="below"
        )
    for order, (label, colour, symbol) in LOOKS.items():
        part = shown[shown["decision_order"] == order]
        if part.empty:
            continue
        for low, high, width in (
            (interval.wide_low, interval.wide_high, 1.2),
            (interval.low, interval.high, 6),
        ):
            if low:
                interval_lines(
                    figure,
                    list(part.index),
                    part[low].clip(upper=end),
                    part[high].clip(upper=end),
                    theme.faded(colour, 0.55),
                    width,
                )
        figure.add_scatter(
            x=part[interval.column].clip(upper=end),
            y=part.index,
            name=label,
            mode="markers+text",
            marker={"color": colour, "size": 10, "symbol": symbol},
            text=[
                formats.figure(value, interval.unit, currency)
                if pd.notna(value) and value > end
                else ""
                for value in part[interval.column]
            ],
            textposition="middle right",
            customdata=[_hover(row, interval, currency) for row in each(part)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    theme.settle(figure, height=rows_height(len(shown), 25))
    title = f"{interval.label}, {currency}" if interval.unit == "money" else ""
    value_axis(figure, interval.unit, currency, "xaxis", title or interval.label)
    start = 0.0 if interval.column != "roi" else -1.0
    # Figures beyond the end stand as numbers to the right of it.
    room = 0.28 if shown[interval.column].gt(end).any() else 0.03
    figure.update_xaxes(
        range=[start - 0.03 * (end - start), end + room * (end - start)]
    )
    name_axis(figure, [str(name) for name in shown["name"]])
    return figure


def _end(rows: pd.DataFrame, interval: Interval) -> float:
    high = interval.wide_high or interval.high
    known = rows[[high, interval.column]].max(axis=1).dropna()
    if known.empty:
        return 1.0
    return max(float(known.quantile(WITHIN)), 1.0 if interval.unit != "money" else 0)


def _hover(row: Any, interval: Interval, currency: str) -> str:
    def told(column: str) -> str:
        return formats.figure(getattr(row, column), interval.unit, currency)

    lines = [
        f"<b>{formats.chart_text(str(row.name))}</b>",
        f"{row.decision}: {interval.label} {told(interval.column)}",
        f"match uncertainty {told(interval.low)} to {told(interval.high)}",
    ]
    if interval.wide_low:
        lines.append(
            f"with small numbers {told(interval.wide_low)} to {told(interval.wide_high)}"
        )
    return "<br>".join(lines)


def places(rows: pd.DataFrame, chosen: str | None) -> go.Figure:
    """One row per campaign: its place now, and the places over all settings."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    figure = go.Figure()
    colours = [
        theme.REVENUE if key == chosen else theme.QUIET for key in shown["campaign_id"]
    ]
    for is_chosen, colour in ((False, theme.QUIET), (True, theme.REVENUE)):
        part = shown[shown["campaign_id"].eq(chosen or "") == is_chosen]
        interval_lines(
            figure,
            list(part.index),
            part["best_place"],
            part["worst_place"],
            theme.faded(colour, 0.6),
            5,
        )
    figure.add_scatter(
        x=shown["place_now"],
        y=shown.index,
        mode="markers",
        marker={"color": colours, "size": 10},
        customdata=[
            f"place {formats.count(row.place_now)} now, from "
            f"{formats.count(row.best_place)} to {formats.count(row.worst_place)} in "
            f"{formats.count(row.settings)} settings"
            for row in each(shown)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    theme.settle(figure, height=rows_height(len(shown), 22))
    value_axis(figure, "count", "", "xaxis", "Place by ROAS, 1 is the best")
    figure.update_xaxes(range=[0.3, len(rows) + 0.7])
    name_axis(figure, [str(name) for name in shown["name"]])
    return figure.update_layout(margin={"t": 8})


def orders(rows: pd.DataFrame, limit: int) -> go.Figure:
    """One bar per other campaign, the closest calls on top: in how many of the settings
    the order of today holds."""
    shown = rows.head(limit).reset_index(drop=True)
    figure = go.Figure(
        go.Bar(
            x=shown["holds_share"],
            y=shown.index,
            orientation="h",
            marker={
                "color": [
                    theme.GAIN if row.is_better_now else theme.LOSS
                    for row in each(shown)
                ],
                "pattern": theme.pattern(
                    ["" if row.is_better_now else "/" for row in each(shown)]
                ),
                "line": {"width": 0},
            },
            text=[
                f"{formats.percent(row.holds_share)} "
                f"({'better' if row.is_better_now else 'worse'} now)"
                for row in each(shown)
            ],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(shown), 26))
    value_axis(figure, "percent", "", "xaxis", "Settings in which the order holds")
    figure.update_xaxes(range=[0, 1.45], tickvals=[0, 0.25, 0.5, 0.75, 1])
    name_axis(figure, [str(name) for name in shown["name"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})
