"""Charts of open unique leads: by stage, by day, by value, by age, by probability.

Pure functions from a table to a Plotly figure.
"""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme, vocabulary
from dashboards.figures.axes import name_axis, rows_height, value_axis
from dashboards.metrics import Unit

WEIGHTINGS = (
    ("target_amount", "As targeted, unweighted", theme.QUIET),
    ("human_weighted_amount", "By the probability that people gave", theme.SPEND),
    ("history_weighted_amount", "By what history won", theme.REVENUE),
)
KINDS = {
    "human": "Given by people",
    "stage_history": "Worked out from the stage's history",
}


def by_stage(stages: pd.DataFrame, column: str, unit: Unit, currency: str) -> go.Figure:
    """One bar per open stage, in the order in which a lead passes them."""
    figure = go.Figure(
        go.Bar(
            x=stages[column],
            y=list(range(len(stages))),
            orientation="h",
            marker={"color": _colours(stages["stage"]), "line": {"width": 0}},
            text=[formats.figure(value, unit, currency) for value in stages[column]],
            textposition="outside",
            cliponaxis=False,
            customdata=[vocabulary.stage(stage) for stage in stages["stage"]],
            hovertemplate="<b>%{customdata}</b><br>%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(stages), 38))
    value_axis(figure, unit, currency, "xaxis", _axis_title(unit, currency))
    figure.update_xaxes(range=[0, max(float(stages[column].max()), 1) * 1.2])
    name_axis(figure, [vocabulary.stage(stage) for stage in stages["stage"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})


def over_days(
    days: pd.DataFrame, column: str, unit: Unit, currency: str, chosen: date
) -> go.Figure:
    """The open stages on top of each other, day by day; the chosen day is marked."""
    figure = go.Figure()
    for stage in vocabulary.OPEN_STAGES:
        rows = days[days["stage"] == stage]
        colour = _colour(stage)
        figure.add_scatter(
            x=rows["as_of_date"],
            y=rows[column],
            name=vocabulary.stage(stage),
            mode="lines",
            stackgroup="stages",
            line={"width": 0.5, "color": colour},
            fillcolor=colour,
            customdata=[
                formats.figure(value, unit, currency) for value in rows[column]
            ],
            hovertemplate="%{customdata}",
        )
    figure.add_vline(x=str(chosen), line={"color": theme.FAINT_TEXT, "dash": "dot"})
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=340)
    figure.update_xaxes(hoverformat="%d %b %Y", showgrid=False)
    value_axis(figure, unit, currency, title=_axis_title(unit, currency))
    return figure


def weighted_values(values: pd.DataFrame, currency: str) -> go.Figure:
    """Three bars per stage: the same leads, weighted in three ways."""
    figure = go.Figure()
    for column, name, colour in WEIGHTINGS:
        texts = [formats.money(value, currency) for value in values[column]]
        figure.add_bar(
            x=[vocabulary.stage(stage) for stage in values["stage"]],
            y=values[column],
            name=name,
            marker={"color": colour, "line": {"width": 0}},
            text=texts,
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}",
        )
    figure.update_layout(barmode="group", hovermode="x unified")
    theme.settle(figure, height=360)
    figure.update_layout(bargap=0.2, uniformtext={"minsize": 8, "mode": "hide"})
    value_axis(figure, "money", currency, title=f"Value, {currency}")
    return figure


def calibration(bins: pd.DataFrame) -> go.Figure:
    """Probability given against share won; on the line, what was said came true."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        name="As likely as said",
        mode="lines",
        line={"color": theme.QUIET, "dash": "dash", "width": 1.5},
        hoverinfo="skip",
    )
    largest = max(float(bins["decided_unique_leads"].max()), 1.0)
    for rank, (kind, name) in enumerate(KINDS.items()):
        rows = bins[bins["kind"] == kind]
        look = theme.campaign_look(rank)
        figure.add_scatter(
            x=rows["predicted_probability"],
            y=rows["observed_share"],
            name=name,
            mode="lines+markers",
            line={"color": look.colour, "width": 1.5},
            marker={
                "symbol": theme.MARKERS[rank],
                "size": 7 + 21 * (rows["decided_unique_leads"] / largest) ** 0.5,
                "opacity": 0.8,
            },
            customdata=[
                f"{formats.percent(said)} said, {formats.percent(won)} won of "
                f"{formats.count(cases)}"
                for said, won, cases in zip(
                    rows["predicted_probability"],
                    rows["observed_share"],
                    rows["decided_unique_leads"],
                    strict=True,
                )
            ],
            hovertemplate="%{customdata}",
        )
    theme.settle(figure, height=360)
    value_axis(figure, "percent", "", "xaxis", "Probability to win, as said")
    value_axis(figure, "percent", "", title="Share that was won")
    figure.update_layout(legend={"itemsizing": "constant"})
    figure.update_xaxes(range=[0, 1.02])
    figure.update_yaxes(range=[0, 1.02])
    return figure


def ages(rows: pd.DataFrame) -> go.Figure:
    """Open unique leads by age; the part whose expected day has passed is darker."""
    still = rows["open_unique_leads"] - rows["past_unique_leads"]
    parts = (
        ("Past the day on which it should be decided", rows["past_unique_leads"], True),
        ("In time, or no day is expected", still, False),
    )
    figure = go.Figure()
    for name, counts, is_past in parts:
        figure.add_bar(
            x=counts,
            y=list(range(len(rows))),
            orientation="h",
            name=name,
            marker={"color": theme.LOSS if is_past else theme.QUIET},
            customdata=[formats.count(count) for count in counts],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(barmode="stack", hovermode="y unified")
    theme.settle(figure, height=rows_height(len(rows), 36))
    value_axis(figure, "count", "", "xaxis", "Open unique leads")
    name_axis(figure, list(rows["age_bucket"]))
    return figure


def restated(rows: pd.DataFrame) -> go.Figure:
    """What each earlier publication said, and what is known of that day now."""
    figure = go.Figure()
    lines = (
        ("published_unique_leads", "As published then", theme.QUIET, "dash"),
        ("open_unique_leads", "As known now", theme.REVENUE, "solid"),
    )
    for column, name, colour, dash in lines:
        figure.add_scatter(
            x=rows["as_of_date"],
            y=rows[column],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            customdata=[formats.count(value) for value in rows[column]],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(hovermode="x unified")
    theme.settle(figure, height=280)
    figure.update_xaxes(hoverformat="%d %b %Y", showgrid=False)
    value_axis(figure, "count", "", title="Open unique leads")
    return figure


def _colour(stage: str) -> str:
    return theme.campaign_look(vocabulary.OPEN_STAGES.index(stage)).colour


def _colours(stages: pd.Series) -> list[str]:
    return [_colour(stage) for stage in stages]


def _axis_title(unit: Unit, currency: str) -> str:
    return f"Value, {currency}" if unit == "money" else "Open unique leads"
