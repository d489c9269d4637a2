"""Charts of quality: checks by suite and run, age of sources, waiting rows, the ledger.

Pure functions from a table to a Plotly figure.
"""

from zoneinfo import ZoneInfo

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme, vocabulary
from dashboards.figures.axes import each, name_axis, rows_height, value_axis
from dashboards.figures.lead_explorer import local

SHOWN = 25
NAME_LENGTH = 30
# Column, label and colour of the parts of a bar.
Parts = tuple[tuple[str, str, str], ...]
CHECKS: Parts = (
    ("passed", "Passed", theme.QUIET),
    ("warnings", "Failed, warning", theme.REVENUE),
    ("errors", "Failed, error", theme.SPEND),
)
HELD: Parts = (
    ("rejected_rows", "Kept out", theme.SPEND),
    ("listed_rows", "Listed, and counted", theme.QUIET),
)
LEADS: Parts = (("leads", "Leads", theme.REVENUE),)
# Why money is not attributed, each in its own colour.
NOT_ATTRIBUTED = (
    ("unknown_campaign_amount", "Unknown campaign"),
    ("no_campaign_amount", "No campaign"),
    ("unmatched_amount", "Unmatched"),
    ("waits_for_review_amount", "Waits for review"),
    ("dismissed_amount", "Dismissed"),
    ("before_window_amount", "Before the window"),
)


def shares(rows: pd.DataFrame, names: list[str], parts: Parts) -> go.Figure:
    """As `bars`, each as long as all others: the parts are shares of its whole."""
    figure = bars(rows, names, parts, "Share of the checks")
    figure.update_layout(barnorm="fraction")
    value_axis(figure, "percent", "", "xaxis", "Share of the checks")
    return figure


def bars(rows: pd.DataFrame, names: list[str], parts: Parts, title: str) -> go.Figure:
    """One horizontal bar per row, in the order of the rows, stacked by its parts."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    figure = go.Figure()
    for column, label, colour in parts:
        figure.add_bar(
            x=shown[column],
            y=shown.index,
            orientation="h",
            name=label,
            marker={"color": colour, "line": {"width": 0}},
            customdata=[formats.count(value) for value in shown[column]],
            hovertemplate=f"{label}: %{{customdata}}<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    theme.settle(figure, height=rows_height(len(shown), 28))
    figure.update_layout(showlegend=len(parts) > 1)
    value_axis(figure, "count", "", "xaxis", title)
    name_axis(figure, names[:SHOWN], NAME_LENGTH)
    return figure


def history(rows: pd.DataFrame, zone: ZoneInfo) -> go.Figure:
    """Failed checks of each run, in time."""
    figure = go.Figure()
    names = [f"{moment:%d %b %Y, %H:%M}" for moment in local(rows["checked_at"], zone)]
    for column, label, colour in CHECKS[1:]:
        figure.add_bar(
            x=names,
            y=rows[column],
            name=label,
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"%{{x}}<br>{label}: %{{y}}<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    theme.settle(figure, height=260)
    figure.update_xaxes(type="category", nticks=8)
    value_axis(figure, "count", "", title="Failed checks")
    return figure


def freshness(rows: pd.DataFrame) -> go.Figure:
    """Days since each source's newest file, and since the newest that it tells of."""
    shown = rows.dropna(subset=["newest_delivered_at"]).reset_index(drop=True)
    figure = go.Figure()
    figure.add_bar(
        x=shown["days_since_delivery"],
        y=shown.index,
        orientation="h",
        name="Since the newest file",
        marker={"color": theme.faded(theme.REVENUE, 0.45), "line": {"width": 0}},
        customdata=[
            f"{formats.count(row.days_since_delivery)} days since the newest file"
            for row in each(shown)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    told = shown.dropna(subset=["days_since_record"])
    figure.add_scatter(
        x=told["days_since_record"],
        y=told.index,
        mode="markers",
        name="Since the newest record",
        marker={"color": theme.SPEND, "size": 9, "symbol": "diamond"},
        customdata=[
            f"{formats.count(row.days_since_record)} days since the newest record"
            for row in each(told)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    theme.settle(figure, height=rows_height(len(shown), 26))
    value_axis(figure, "days", "", "xaxis", "Days before the run")
    figure.update_xaxes(rangemode="tozero")
    name_axis(
        figure, [vocabulary.in_words(str(name)) for name in shown["source_table"]]
    )
    return figure


def ledger(rows: pd.DataFrame, currency: str) -> go.Figure:
    """Revenue of each month: attributed, and the rest by why it is not."""
    figure = go.Figure()
    parts = [("attributed_amount", "Attributed", theme.UNATTRIBUTED)] + [
        (column, label, theme.campaign_look(rank).colour)
        for rank, (column, label) in enumerate(NOT_ATTRIBUTED)
    ]
    for column, label, colour in parts:
        if not rows[column].fillna(0).any():
            continue
        figure.add_bar(
            x=rows["month"],
            y=rows[column].astype(float),
            name=label,
            marker={"color": colour, "line": {"width": 0}},
            customdata=[
                formats.money(value, currency, decimals=2) for value in rows[column]
            ],
            hovertemplate=f"%{{x|%b %Y}}<br>{label}: %{{customdata}}<extra></extra>",
        )
    figure.update_layout(barmode="relative")
    theme.settle(figure, height=340)
    value_axis(figure, "money", currency, title=f"Revenue, {currency}")
    return figure
