"""Charts of what changed between two publications: by cause, by campaign.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import name_axis, rows_height, value_axis
from dashboards.metrics import Unit

SHOWN = 15


def signed(value: float, unit: Unit, currency: str, decimals: int = 2) -> str:
    """A change with its sign: +$1,234.00, −3."""
    text = (
        formats.money(value, currency, decimals=decimals)
        if unit == "money"
        else formats.count(value)
    )
    return f"+{text}" if value > 0 else text


def by_cause(rows: pd.DataFrame, unit: Unit, currency: str) -> go.Figure:
    """One bar per cause, and last all of them together."""
    total = float(rows["change"].sum())
    names = [*rows["cause_label"], "In all"]
    values = [*rows["change"].astype(float), total]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(names))),
            orientation="h",
            marker={
                "color": [
                    *(
                        theme.GAIN if value >= 0 else theme.LOSS
                        for value in values[:-1]
                    ),
                    theme.QUIET,
                ],
                "line": {"width": 0},
            },
            customdata=[signed(value, unit, currency) for value in values],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    # To the right of zero also where the bar goes to the left: names stand there.
    figure.add_scatter(
        x=[max(value, 0.0) for value in values],
        y=list(range(len(names))),
        mode="text",
        text=[f" {signed(value, unit, currency, decimals=0)}" for value in values],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    return _finish(figure, names, values, unit, currency)


def by_campaign(
    rows: pd.DataFrame, labels: dict[str, str], unit: Unit, currency: str
) -> go.Figure:
    """One bar per campaign, the largest change on top, stacked by cause."""
    sums = rows.groupby("campaign_id")["change"].sum().astype(float)
    order = list(sums.abs().sort_values(ascending=False).index[:SHOWN])
    names = rows.drop_duplicates("campaign_id").set_index("campaign_id")["campaign"]
    figure = go.Figure()
    for rank, (cause, label) in enumerate(labels.items()):
        part = rows[rows["cause"] == cause]
        if part.empty:
            continue
        changes = part.groupby("campaign_id")["change"].sum().astype(float)
        look = theme.campaign_look(rank)
        figure.add_bar(
            x=[changes.get(key, 0) for key in order],
            y=list(range(len(order))),
            name=formats.shortened(label, 30),
            orientation="h",
            marker={
                "color": look.colour,
                "pattern": theme.pattern(look.bar_pattern),
                "line": {"width": 0},
            },
            customdata=[
                f"{label}: {signed(changes.get(key, 0), unit, currency)}"
                for key in order
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_layout(barmode="relative")
    theme.settle(figure, height=rows_height(len(order), 27) + 30)
    title = f"Change, {currency}" if unit == "money" else "Change"
    value_axis(figure, unit, currency, "xaxis", title)
    name_axis(figure, [str(names[key]) for key in order])
    return figure.update_layout(margin={"t": 70})


def _finish(
    figure: go.Figure, names: list[str], values: list[float], unit: Unit, currency: str
) -> go.Figure:
    theme.settle(figure, height=rows_height(len(names), 32))
    title = f"Change, {currency}" if unit == "money" else "Change"
    value_axis(figure, unit, currency, "xaxis", title)
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    figure.update_xaxes(range=[low - 0.02 * span, high + 0.5 * span])
    name_axis(figure, names, 26)
    return figure.update_layout(showlegend=False, margin={"t": 8})
