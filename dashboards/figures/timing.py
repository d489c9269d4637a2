"""Charts of how long things take: survival curves, medians, ways out, wins by day.

Pure functions from a table to a Plotly figure.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme, vocabulary
from dashboards.figures.axes import each, name_axis, rows_height, value_axis

# An axis ends at twice the time by which so much is reached of what a curve reaches: a
# few late ends would else press all that matters against the left edge.
NEARLY_ALL = 0.9
# Ways out that are rarer than this part of the most frequent one do not set the axis.
RARE = 0.1
RANGE_LIMIT = 20
# Medians that differ by more than this need an axis in powers of ten.
LOG_FROM = 60
BAND_OPACITY = 0.14


class TimeUnit(NamedTuple):
    """A unit of an axis, and how many of it a day has."""

    name: str
    of_a_day: float


def time_unit(days: float) -> TimeUnit:
    """The unit in which an axis of so many days reads best."""
    if days < 0.15:
        return TimeUnit("minutes", 1440.0)
    if days < 4:
        return TimeUnit("hours", 24.0)
    return TimeUnit("days", 1.0)


def survival(
    curves: pd.DataFrame,
    names: Mapping[str, str],
    looks: Mapping[str, theme.CampaignLook],
) -> go.Figure:
    """One step curve per segment with its 95% band: the share that still stays."""
    end = _curves_end(curves)
    unit = time_unit(end)
    figure = go.Figure()
    for segment, name in names.items():
        rows = curves[curves["segment"] == segment]
        _band(figure, rows, ("survival_low", "survival_high"), looks[segment], unit)
        figure.add_scatter(
            x=rows["at_days"] * unit.of_a_day,
            y=rows["survival"],
            name=formats.chart_text(name),
            legendgroup=segment,
            mode="lines",
            line={
                "color": looks[segment].colour,
                "dash": looks[segment].line_style,
                "shape": "hv",
                "width": 2.2,
            },
            customdata=[
                f"{formats.percent(share)} after {formats.duration(days, 1440)}, "
                f"{formats.count(at_risk)} still watched"
                for share, days, at_risk in zip(
                    rows["survival"], rows["at_days"], rows["at_risk"], strict=True
                )
            ],
            hovertemplate="%{customdata}",
        )
    figure.add_hline(y=0.5, line={"color": theme.FAINT_TEXT, "dash": "dot", "width": 1})
    theme.settle(figure, height=400)
    value_axis(figure, unit.name, "", "xaxis", f"Time since the beginning, {unit.name}")
    value_axis(figure, "percent", "", title="Share not yet over")
    figure.update_xaxes(range=[0, end * unit.of_a_day])
    return figure.update_yaxes(range=[0, 1.02])


def medians(
    segments: pd.DataFrame, looks: Mapping[str, theme.CampaignLook]
) -> go.Figure:
    """Each segment's median with its interval, and beside it the misleading mean."""
    rows = segments.head(RANGE_LIMIT).reset_index(drop=True)
    known = rows[["median_days", "naive_mean_days"]].max().max()
    unit = time_unit(float(known) if pd.notna(known) else 1.0)
    high = rows["median_high_days"].fillna(rows["longest_days"])
    colours = [
        looks.get(segment, theme.QUIET_LOOK).colour for segment in rows["segment"]
    ]
    figure = go.Figure()
    figure.add_scatter(
        x=rows["median_days"] * unit.of_a_day,
        y=rows.index,
        name="Median, those still going on included",
        mode="markers",
        marker={"color": colours, "size": 10},
        error_x={
            "array": (high - rows["median_days"]) * unit.of_a_day,
            "arrayminus": (rows["median_days"] - rows["median_low_days"])
            * unit.of_a_day,
            "color": theme.QUIET,
            "thickness": 1.5,
            "width": 3,
        },
        customdata=[
            f"Median {formats.duration(row.median_days, 1440)}, 95% "
            f"{formats.duration(row.median_low_days, 1440)} to "
            + (
                formats.duration(row.median_high_days, 1440)
                if pd.notna(row.median_high_days)
                else "no upper end"
            )
            for row in each(rows)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_scatter(
        x=rows["naive_mean_days"] * unit.of_a_day,
        y=rows.index,
        name="Mean of the ended alone: misleading",
        mode="markers",
        marker={"color": theme.LOSS, "size": 9, "symbol": "x-thin-open"},
        customdata=[formats.duration(d, 1440) for d in rows["naive_mean_days"]],
        hovertemplate="Misleading mean %{customdata}<extra></extra>",
    )
    theme.settle(figure, height=rows_height(len(rows)))
    value_axis(figure, unit.name, "", "xaxis", f"Time, {unit.name}")
    drawn = pd.concat([rows["median_days"], rows["naive_mean_days"]]) * unit.of_a_day
    positive = drawn[drawn > 0]
    if not positive.empty and positive.max() > LOG_FROM * positive.min():
        figure.update_xaxes(type="log", dtick=1, tickformat="~g")
    elif not positive.empty:
        figure.update_xaxes(range=[0, float(positive.max()) * 1.5])
    name_axis(figure, list(rows["label"]))
    return figure


def exits(rows: pd.DataFrame) -> go.Figure:
    """One curve per way out with its band: the share that has left in this way."""
    end = _exits_end(rows)
    unit = time_unit(end)
    figure = go.Figure()
    for rank, (exit_type, curve) in enumerate(rows.groupby("exit_type", sort=False)):
        look = theme.campaign_look(rank)
        curve = _prolonged(curve, end)
        _band(figure, curve, ("exited_share_low", "exited_share_high"), look, unit)
        name = vocabulary.stage(str(exit_type))
        figure.add_scatter(
            x=curve["at_days"] * unit.of_a_day,
            y=curve["exited_share"],
            name=formats.chart_text(
                f"{name} {formats.percent(curve.final_share.max())}"
            ),
            mode="lines",
            line={
                "color": look.colour,
                "dash": look.line_style,
                "shape": "hv",
                "width": 2.2,
            },
            customdata=[
                f"{formats.percent(share)} within {formats.duration(days, 1440)}"
                for share, days in zip(
                    curve["exited_share"], curve["at_days"], strict=True
                )
            ],
            hovertemplate="%{customdata}",
        )
    theme.settle(figure, height=360)
    value_axis(figure, unit.name, "", "xaxis", f"Time since the beginning, {unit.name}")
    value_axis(figure, "percent", "", title="Share that has left")
    figure.update_xaxes(range=[0, end * unit.of_a_day])
    return figure.update_yaxes(rangemode="tozero")


def win_rates(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    looks: Mapping[str, theme.CampaignLook],
) -> go.Figure:
    """The share of all created that is won by so many days, with its interval."""
    figure = go.Figure()
    for place, (segment, name) in enumerate(names.items()):
        line = rows[rows["segment"] == segment]
        look = looks[segment]
        # Side by side, so that the intervals do not cover each other.
        shift = (place - (len(names) - 1) / 2) * 2.2
        figure.add_scatter(
            x=line["days"] + shift,
            y=line["win_rate_cohort"],
            name=formats.chart_text(name),
            mode="lines+markers",
            line={"color": look.colour, "dash": look.line_style, "width": 1.5},
            marker={"size": 8, "symbol": look.marker},
            error_y={
                "array": line["win_rate_cohort_high"] - line["win_rate_cohort"],
                "arrayminus": line["win_rate_cohort"] - line["win_rate_cohort_low"],
                "thickness": 1.3,
                "width": 3,
            },
            customdata=[
                f"{formats.percent(row.win_rate_cohort, 1)} within {row.days} days, "
                f"{formats.count(row.known_n)} of {formats.count(row.n)} known"
                for row in each(line)
            ],
            hovertemplate="%{customdata}",
        )
    theme.settle(figure, height=360)
    value_axis(figure, "percent", "", title="Share won of all created")
    days = sorted(rows["days"].unique())
    figure.update_xaxes(
        tickvals=days,
        title={"text": "Days since the first contact", "font": {"size": 12}},
        showgrid=False,
    )
    return figure.update_yaxes(rangemode="tozero")


def _band(
    figure: go.Figure,
    rows: pd.DataFrame,
    columns: tuple[str, str],
    look: theme.CampaignLook,
    unit: TimeUnit,
) -> None:
    """A faint area between the bounds; points without bounds end it."""
    known = rows.dropna(subset=list(columns))
    for column, fill in zip(columns, (None, "tonexty"), strict=True):
        figure.add_scatter(
            x=known["at_days"] * unit.of_a_day,
            y=known[column],
            mode="lines",
            line={"width": 0, "shape": "hv"},
            fill=fill,
            fillcolor=theme.faded(look.colour, BAND_OPACITY),
            hoverinfo="skip",
            showlegend=False,
        )


def _prolonged(curve: pd.DataFrame, end: float) -> pd.DataFrame:
    """The curve with its last value up to the edge: it holds until then."""
    return pd.concat([curve, curve.tail(1).assign(at_days=end)], ignore_index=True)


def _curves_end(curves: pd.DataFrame) -> float:
    """The days until which the curves tell something, their flat tails left out."""
    ends = [
        _settled(rows["at_days"], 1 - rows["survival"])
        for _, rows in curves.groupby("segment")
    ]
    return max([*ends, 1 / 1440])


def _exits_end(rows: pd.DataFrame) -> float:
    """The same of the ways out that matter."""
    often = rows[rows["final_share"] >= RARE * rows["final_share"].max()]
    ends = [
        _settled(way["at_days"], way["exited_share"])
        for _, way in often.groupby("exit_type")
    ]
    return max([*ends, 1 / 1440])


def _settled(days: pd.Series, share: pd.Series) -> float:
    """Twice the days by which nearly all is reached that is reached in the end."""
    before = days[share < NEARLY_ALL * float(share.max())]
    end = 2 * float(before.max()) if not before.empty else float(days.max())
    return min(end, float(days.max()) * 1.05)
