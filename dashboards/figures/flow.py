"""Charts of the way of leads: steps, leaks, speed of answers.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import each, name_axis, rows_height, value_axis
from dashboards.metrics import Unit

SPEEDS = (
    ("share_in_5_minutes", "Within 5 minutes"),
    ("share_in_1_hour", "Within an hour"),
    ("share_in_24_hours", "Within 24 hours"),
)
SHOWN = 20


def steps(rows: pd.DataFrame) -> go.Figure:
    """One bar per step, in the usual order: how many leads take it."""
    figure = go.Figure(
        go.Bar(
            x=rows["leads_share"],
            y=list(range(len(rows))),
            orientation="h",
            marker={"color": theme.REVENUE},
            text=[
                f"{formats.percent(row.leads_share)} · {formats.count(row.leads)}"
                for row in each(rows)
            ],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(rows), 30))
    value_axis(figure, "percent", "", "xaxis", "Share of the leads that came in")
    figure.update_xaxes(range=[0, 1.3], tickvals=[0, 0.25, 0.5, 0.75, 1])
    name_axis(figure, [str(label) for label in rows["step_label"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})


def leaks(rows: pd.DataFrame, column: str, unit: Unit, currency: str) -> go.Figure:
    """One bar per point at which unique leads are; leaks stand out."""
    figure = go.Figure()
    for is_leak, name, colour in (
        (True, "Leaks: lost unless somebody acts", theme.LOSS),
        (False, "Safe or decided", theme.QUIET),
    ):
        values = rows[column].where(rows["is_leak"].astype(bool) == is_leak)
        figure.add_bar(
            x=values,
            y=list(range(len(rows))),
            orientation="h",
            name=name,
            marker={"color": colour},
            text=[
                "" if pd.isna(value) else formats.figure(value, unit, currency)
                for value in values
            ],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_layout(barmode="overlay")
    theme.settle(figure, height=rows_height(len(rows), 32))
    title = f"Expected value, {currency}" if unit == "money" else "Unique leads"
    value_axis(figure, unit, currency, "xaxis", title)
    figure.update_xaxes(range=[0, max(float(rows[column].max()), 1) * 1.22])
    name_axis(figure, [str(label) for label in rows["point_label"]], length=34)
    return figure


def speed_months(rows: pd.DataFrame) -> go.Figure:
    """Shares answered in time, month by month."""
    figure = go.Figure()
    for rank, (column, name) in enumerate(SPEEDS):
        look = theme.campaign_look(rank)
        figure.add_scatter(
            x=rows["month"],
            y=rows[column],
            name=name,
            mode="lines+markers",
            line={"color": look.colour, "dash": look.line_style, "width": 2},
            customdata=[formats.percent(value) for value in rows[column]],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=320)
    figure.update_xaxes(tickformat="%b\n%Y", hoverformat="%b %Y", showgrid=False)
    value_axis(figure, "percent", "", title="Share of the leads")
    return figure.update_yaxes(range=[0, 1.02])


def speed_segments(rows: pd.DataFrame) -> go.Figure:
    """Shares answered in time by segment, on one line each; few cases are faint."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    figure = go.Figure()
    for rank, (column, name) in enumerate(SPEEDS):
        look = theme.campaign_look(rank)
        figure.add_scatter(
            x=shown[column],
            y=shown.index,
            name=name,
            mode="markers",
            marker={
                "color": look.colour,
                "symbol": theme.MARKERS[rank],
                "size": 9,
                "opacity": [0.4 if few else 1.0 for few in shown["is_small"]],
            },
            customdata=[
                f"{formats.percent(value)} of {formats.count(leads)}"
                for value, leads in zip(shown[column], shown["leads"], strict=True)
            ],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(hovermode="y unified")
    theme.settle(figure, height=rows_height(len(shown), 27))
    value_axis(figure, "percent", "", "xaxis", "Share of the leads")
    figure.update_xaxes(range=[-0.02, 1.02])
    name_axis(figure, [str(label) for label in shown["label"]])
    return figure
