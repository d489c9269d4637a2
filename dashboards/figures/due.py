"""Charts of due work: overdue by span, follow-ups by kind, what silence hides.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme, vocabulary
from dashboards.figures.axes import each, name_axis, rows_height, value_axis
from dashboards.metrics import Unit

SHOWN = 25


def overdue(rows: pd.DataFrame, column: str, unit: Unit, currency: str) -> go.Figure:
    """One bar per span of days overdue, by stage, the longest on top."""
    buckets = list(dict.fromkeys(rows["bucket"]))
    title = f"Value, {currency}" if unit == "money" else "Unique leads"
    return _stacked(
        rows,
        ("bucket", buckets, [vocabulary.in_words(b) for b in buckets]),
        "stage",
        column,
        (unit, currency, title),
    )


def follow_ups(rows: pd.DataFrame) -> go.Figure:
    """One bar per kind of request, by who is asked."""
    kinds = list(dict.fromkeys(rows["kind"]))
    return _stacked(
        rows,
        ("kind", kinds, [vocabulary.in_words(kind) for kind in kinds]),
        "recipient_kind",
        "requests",
        ("count", "", "Requests due"),
    )


def bounds(rows: pd.DataFrame) -> go.Figure:
    """What each partner reports, within what it can be if the silent ones count."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    figure = go.Figure()
    figure.add_bar(
        x=shown["win_rate_if_silent_won"] - shown["win_rate_if_silent_lost"],
        base=shown["win_rate_if_silent_lost"],
        y=shown.index,
        orientation="h",
        name="From “all silent ones are lost” to “all are won”",
        marker={"color": theme.faded(theme.REVENUE, 0.45), "line": {"width": 0}},
        customdata=[
            f"{formats.percent(row.win_rate_if_silent_lost)} if the "
            f"{formats.count(row.silent)} silent ones are lost, "
            f"{formats.percent(row.win_rate_if_silent_won)} if they are won"
            for row in each(shown)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_scatter(
        x=shown["win_rate_reported"],
        y=shown.index,
        name="As reported",
        mode="markers",
        marker={"color": theme.SPEND, "size": 9, "symbol": "diamond"},
        customdata=[
            f"Reported {formats.percent(row.win_rate_reported)}, of "
            f"{formats.percent(row.reported_share)} of what is due"
            for row in each(shown)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    theme.settle(figure, height=rows_height(len(shown), 27))
    value_axis(figure, "percent", "", "xaxis", "Win rate, decided")
    figure.update_xaxes(range=[-0.01, 1.02])
    name_axis(figure, [str(name) for name in shown["company_name"]])
    return figure


def _stacked(
    rows: pd.DataFrame,
    bars: tuple[str, list[str], list[str]],
    part: str,
    column: str,
    axis: tuple[Unit, str, str],
) -> go.Figure:
    """Horizontal bars of `column`, one per bar key, parted by another key."""
    key, keys, names = bars
    unit, currency, title = axis
    figure = go.Figure()
    for rank, (value, group) in enumerate(rows.groupby(part)):
        sums = group.groupby(key)[column].sum()
        values = [float(sums.get(bar, 0)) for bar in keys]
        figure.add_bar(
            x=values,
            y=list(range(len(keys))),
            orientation="h",
            name=vocabulary.stage(str(value)),
            marker={"color": theme.campaign_look(rank).colour},
            customdata=[formats.figure(v, unit, currency) for v in values],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(barmode="stack", hovermode="y unified")
    theme.settle(figure, height=rows_height(len(keys), 34))
    value_axis(figure, unit, currency, "xaxis", title)
    name_axis(figure, names)
    return figure
