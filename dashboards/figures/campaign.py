"""Charts of one campaign: its months, and what the young ones may still bring.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import each, value_axis
from dashboards.figures.intervals import interval_lines


def projection(rows: pd.DataFrame, currency: str, colour: str) -> go.Figure:
    """Earned so far, solid; what may still come, outlined above it with its interval."""
    figure = go.Figure()
    figure.add_bar(
        x=rows["month"],
        y=rows["revenue_amount"],
        name="Earned so far",
        marker={"color": colour, "line": {"width": 0}},
        customdata=[formats.money(value, currency) for value in rows["revenue_amount"]],
        hovertemplate="%{customdata}",
    )
    young = rows[rows["still_to_come_amount"] > 0]
    figure.add_bar(
        x=young["month"],
        y=young["still_to_come_amount"],
        name="Projected, not revenue",
        marker={
            "color": theme.faded(colour, 0.18),
            "line": {"color": colour, "width": 1},
            "pattern": {"shape": "/", "fgcolor": colour, "size": 5, "solidity": 0.15},
        },
        error_y={
            "array": young["projected_high_amount"] - young["projected_revenue_amount"],
            "arrayminus": young["projected_revenue_amount"]
            - young["projected_low_amount"],
            "color": theme.FAINT_TEXT,
            "thickness": 1.4,
            "width": 3,
        },
        customdata=[
            f"{formats.money(row.still_to_come_amount, currency)} more, "
            f"{formats.money(row.projected_revenue_amount, currency)} in all "
            f"({formats.money(row.projected_low_amount, currency)} to "
            f"{formats.money(row.projected_high_amount, currency)})"
            for row in each(young)
        ],
        hovertemplate="%{customdata}",
    )
    figure.update_layout(barmode="stack", hovermode="x unified")
    theme.settle(figure, height=300)
    figure.update_xaxes(tickformat="%b\n%Y", hoverformat="%b %Y", showgrid=False)
    value_axis(figure, "money", currency, title=f"Revenue, {currency}")
    return figure


def months(rows: pd.DataFrame, currency: str, colour: str) -> go.Figure:
    """Revenue of a campaign month by month with its interval, and its spend."""
    figure = go.Figure()
    figure.add_bar(
        x=rows["month"],
        y=rows["revenue_amount"],
        name="Revenue",
        marker={"color": colour, "line": {"width": 0}},
        customdata=[
            formats.money(row.revenue_amount, currency)
            + (
                f" ({formats.money(row.revenue_low, currency)} to "
                f"{formats.money(row.revenue_high, currency)})"
                if pd.notna(row.revenue_low)
                else ""
            )
            for row in each(rows)
        ],
        hovertemplate="%{customdata}",
    )
    # A line from an end to itself says nothing.
    doubtful = rows[rows["revenue_high"] > rows["revenue_low"]]
    interval_lines(
        figure,
        list(doubtful["month"]),
        doubtful["revenue_low"],
        doubtful["revenue_high"],
        theme.FAINT_TEXT,
        3,
        is_upright=True,
    )
    figure.add_scatter(
        x=rows["month"],
        y=rows["spend_amount"],
        name="Spend",
        mode="lines+markers",
        line={"color": theme.FAINT_TEXT, "width": 2},
        marker={"size": 6, "symbol": "diamond"},
        customdata=[formats.money(value, currency) for value in rows["spend_amount"]],
        hovertemplate="%{customdata}",
    )
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=280)
    figure.update_xaxes(tickformat="%b\n%Y", hoverformat="%b %Y", showgrid=False)
    value_axis(figure, "money", currency, title=currency)
    return figure
