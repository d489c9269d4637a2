"""Charts of routing and offers: times, ways, turns, outcomes, acceptance by minute.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme, vocabulary
from dashboards.figures.axes import each, name_axis, rows_height, value_axis

WAYS = (
    ("given_leads", "Came with their company"),
    ("dialled_leads", "By the number dialled"),
    ("ruled_leads", "By a routing rule"),
    ("unrouted_leads", "Not routed"),
)
OUTCOMES = {
    "accepted": ("Accepted", theme.GAIN),
    "rejected": ("Rejected", theme.LOSS),
    "timeout": ("Timed out", theme.campaign_look(4).colour),
    "expired": ("Expired, nothing told", theme.QUIET),
    "superseded": ("Another was faster", theme.campaign_look(3).colour),
    "open": ("Still open", theme.campaign_look(5).colour),
}
SHARES = (
    ("accepted_share", "Accepted", theme.GAIN),
    ("rejected_share", "Rejected", theme.LOSS),
)
SHOWN = 20


def times(rows: pd.DataFrame) -> go.Figure:
    """Median times by month: to the company, until taken, until tried to reach."""
    lines = (
        ("median_minutes_to_route", "Until it reached its company"),
        ("median_unit_minutes", "Until somebody took it"),
        ("median_user_minutes", "From then to the first attempt"),
    )
    figure = go.Figure()
    for rank, (column, name) in enumerate(lines):
        look = theme.campaign_look(rank)
        figure.add_scatter(
            x=rows["month"],
            y=rows[column],
            name=name,
            mode="lines+markers",
            line={"color": look.colour, "dash": look.line_style, "width": 2},
            customdata=[formats.duration(value) for value in rows[column]],
            hovertemplate="%{customdata}",
        )
    return _months(figure, "minutes", "Median, minutes")


def ways(rows: pd.DataFrame) -> go.Figure:
    """How the leads of each month found their company, on top of each other."""
    figure = go.Figure()
    for rank, (column, name) in enumerate(WAYS):
        is_none = column == "unrouted_leads"
        figure.add_bar(
            x=rows["month"],
            y=rows[column],
            name=name,
            marker={
                "color": theme.LOSS if is_none else theme.campaign_look(rank * 2).colour
            },
            customdata=[formats.count(value) for value in rows[column]],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(barmode="stack")
    return _months(figure, "count", "Leads")


def turns(rows: pd.DataFrame) -> go.Figure:
    """Leads that each company got more or fewer than its turns."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    figure = go.Figure(
        go.Bar(
            x=shown["deviation_leads"],
            y=shown.index,
            orientation="h",
            marker={
                "color": [
                    theme.GAIN if deviation >= 0 else theme.LOSS
                    for deviation in shown["deviation_leads"]
                ]
            },
            customdata=[
                f"{formats.count(row.leads)} got, {formats.number(row.expected_leads)} "
                "were its turn"
                for row in each(shown)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(shown), 27))
    value_axis(figure, "number", "", "xaxis", "Leads above or below its turns")
    name_axis(figure, [str(name) for name in shown["company_name"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})


def reasons(rows: pd.DataFrame) -> go.Figure:
    """Why leads belong to no company."""
    figure = go.Figure(
        go.Bar(
            x=rows["leads"],
            y=list(range(len(rows))),
            orientation="h",
            marker={"color": theme.LOSS},
            text=[formats.count(leads) for leads in rows["leads"]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(rows), 32))
    value_axis(figure, "count", "", "xaxis", "Leads")
    name_axis(figure, [vocabulary.in_words(str(reason)) for reason in rows["reason"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})


def offers(rows: pd.DataFrame) -> go.Figure:
    """What became of the offers of each mode, as shares."""
    modes = list(dict.fromkeys(rows["mode"]))
    figure = go.Figure()
    for outcome, (name, colour) in OUTCOMES.items():
        part = rows[rows["outcome"] == outcome].set_index("mode")
        if part.empty:
            continue
        shares = [float(part["outcome_share"].get(mode, 0)) for mode in modes]
        counts = [part["offers"].get(mode, 0) for mode in modes]
        figure.add_bar(
            x=shares,
            y=list(range(len(modes))),
            name=name,
            orientation="h",
            marker={"color": colour},
            customdata=[
                f"{formats.percent(part_share)}, {formats.count(offered)} offers"
                for part_share, offered in zip(shares, counts, strict=True)
            ],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(barmode="stack", hovermode="y unified")
    theme.settle(figure, height=rows_height(len(modes), 44) + 30)
    value_axis(figure, "percent", "", "xaxis", "Share of the offers")
    name_axis(figure, [vocabulary.in_words(mode) for mode in modes])
    return figure


def acceptance(rows: pd.DataFrame, column: str, is_what_if: bool) -> go.Figure:
    """Shares accepted and rejected by the minute, on an axis in powers of ten."""
    figure = go.Figure()
    for share, name, colour in SHARES:
        figure.add_scatter(
            x=rows[column],
            y=rows[share],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 2, "shape": "linear"},
            marker={"size": 6},
            customdata=[
                f"{formats.percent(value, 1)} within {formats.duration(minutes)}, "
                f"{formats.count(at_risk)} still watched"
                for value, minutes, at_risk in zip(
                    rows[share], rows[column], rows["at_risk"], strict=True
                )
            ],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=320)
    word = "Length of the exclusive window" if is_what_if else "Time since the offer"
    value_axis(figure, "percent", "", title="Share of the offers")
    marks = [
        mark for mark in (1, 5, 15, 60, 240, 1440, 10080) if mark <= rows[column].max()
    ]
    figure.update_xaxes(
        type="log",
        tickvals=marks,
        ticktext=[formats.duration(mark) for mark in marks],
        title={"text": word, "font": {"size": 12}},
    )
    return figure.update_yaxes(range=[0, 1.02])


def _months(figure: go.Figure, unit: str, title: str) -> go.Figure:
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=320)
    figure.update_xaxes(tickformat="%b\n%Y", hoverformat="%b %Y", showgrid=False)
    value_axis(figure, unit, "", title=title)
    return figure.update_yaxes(rangemode="tozero")
