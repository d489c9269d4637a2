"""Charts of attribution: models side by side, places under each, paths, lags, effects.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import each, name_axis, rows_height, value_axis
from dashboards.figures.intervals import interval_lines
from dashboards.metrics import Unit

SHOWN = 20
# Marks that tell ten models apart even without their colours.
SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "x", "cross", "star", "triangle-down",
    "hexagon", "pentagon",
)  # fmt: skip


def models(
    rows: pd.DataFrame,
    labels: dict[str, str],
    column: str,
    unit: Unit,
    currency: str,
    title: str,
) -> go.Figure:
    """One row per campaign, one mark per model; the line joins the least and the most."""
    names = rows.drop_duplicates("campaign_id").head(SHOWN)
    places = {key: place for place, key in enumerate(names["campaign_id"])}
    shown = rows[rows["campaign_id"].isin(places)].dropna(subset=[column])
    figure = go.Figure()
    ends = shown.groupby("campaign_id")[column].agg(["min", "max"])
    interval_lines(
        figure,
        [places[str(key)] for key in ends.index],
        ends["min"],
        ends["max"],
        theme.faded(theme.QUIET, 0.45),
        3,
    )
    for rank, (model, label) in enumerate(labels.items()):
        part = shown[shown["attribution_model"] == model]
        is_confirmed = model == "confirmed"
        figure.add_scatter(
            x=part[column],
            y=[places[key] for key in part["campaign_id"]],
            name=label,
            mode="markers",
            marker={
                "color": theme.campaign_look(rank).colour,
                "symbol": SYMBOLS[rank % len(SYMBOLS)],
                "size": 12 if is_confirmed else 8,
                "opacity": 1.0 if is_confirmed else 0.85,
            },
            customdata=[
                f"<b>{formats.chart_text(str(row.name))}</b><br>{label}: "
                f"{formats.figure(getattr(row, column), unit, currency)}"
                for row in each(part)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    theme.settle(figure, height=rows_height(len(places), 26) + 50)
    value_axis(figure, unit, currency, "xaxis", title)
    name_axis(figure, [str(name) for name in names["name"]])
    return figure.update_layout(margin={"t": 80})


def places(
    rows: pd.DataFrame,
    labels: dict[str, str],
    column: str,
    looks: dict[str, theme.CampaignLook],
) -> go.Figure:
    """One line per campaign over the models: its place under each, 1 on top."""
    figure = go.Figure()
    order = [key for key in labels if key in set(rows["attribution_model"])]
    for campaign_id, part in rows.groupby("campaign_id", sort=False):
        line = part.set_index("attribution_model").reindex(order)
        look = looks.get(str(campaign_id), theme.QUIET_LOOK)
        name = formats.chart_text(formats.shortened(str(part["name"].iloc[0]), 28))
        figure.add_scatter(
            x=[labels[key] for key in order],
            y=line[column],
            name=name,
            mode="lines+markers",
            line={"color": look.colour, "dash": look.line_style, "width": 2},
            marker={"size": 8, "symbol": look.marker},
            customdata=[
                f"<b>{name}</b><br>place {formats.count(value)} under {labels[key]}"
                for key, value in zip(order, line[column], strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    theme.settle(figure, height=24 * rows["campaign_id"].nunique() + 340)
    value_axis(figure, "count", "", title="Place, 1 is the best")
    lowest = float(rows[column].max())
    figure.update_yaxes(
        range=[lowest + 0.6, 0.4], zeroline=False, dtick=1 if lowest <= 20 else 5
    )
    return figure.update_xaxes(showgrid=False, tickangle=-30)


def paths(rows: pd.DataFrame) -> go.Figure:
    """One bar per path, the most frequent on top; all others are quiet."""
    figure = go.Figure(
        go.Bar(
            x=rows["conversions"],
            y=list(range(len(rows))),
            orientation="h",
            marker={
                "color": [
                    theme.REVENUE if shown else theme.QUIET
                    for shown in rows["is_shown"]
                ],
                "line": {"width": 0},
            },
            text=[
                f"{formats.count(row.conversions)} · "
                f"{formats.percent(row.conversions_share)}"
                for row in each(rows)
            ],
            textposition="outside",
            cliponaxis=False,
            customdata=[formats.chart_text(str(path)) for path in rows["path_told"]],
            hovertemplate="%{customdata}<br>%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(rows), 27))
    value_axis(figure, "count", "", "xaxis", "Conversions")
    figure.update_xaxes(range=[0, float(rows["conversions"].max()) * 1.25])
    name_axis(figure, [str(path) for path in rows["path_told"]], 34)
    return figure.update_layout(showlegend=False, margin={"t": 8})


def lengths(rows: pd.DataFrame) -> go.Figure:
    """One bar per number of contacts; none is quiet, for nobody earned of it."""
    figure = go.Figure(
        go.Bar(
            x=[formats.count(value) for value in rows["touches_count"]],
            y=rows["conversions"],
            marker={
                "color": [
                    theme.QUIET if value == 0 else theme.REVENUE
                    for value in rows["touches_count"]
                ],
                "line": {"width": 0},
            },
            text=[formats.percent(value) for value in rows["conversions_share"]],
            textposition="outside",
            cliponaxis=False,
            customdata=[formats.count(value) for value in rows["conversions"]],
            hovertemplate="%{x} contacts: %{customdata} conversions<extra></extra>",
        )
    )
    theme.settle(figure, height=300)
    value_axis(figure, "count", "", title="Conversions")
    figure.update_xaxes(
        type="category", title={"text": "Contacts before it"}, showgrid=False
    )
    return figure.update_layout(showlegend=False, margin={"t": 24})


def lags(rows: pd.DataFrame) -> go.Figure:
    """Conversions by days since the contact, and the share that had come by then."""
    known = rows.dropna(subset=["days"])
    figure = go.Figure()
    figure.add_bar(
        x=known["days"],
        y=known["conversions"],
        name="Conversions on this day",
        marker={"color": theme.faded(theme.REVENUE, 0.55), "line": {"width": 0}},
        hovertemplate="%{y}",
    )
    figure.add_scatter(
        x=known["days"],
        y=known["share_until"],
        name="Share that had come by then",
        yaxis="y2",
        mode="lines",
        line={"color": theme.SPEND, "width": 2, "shape": "hv"},
        customdata=[formats.percent(value) for value in known["share_until"]],
        hovertemplate="%{customdata}",
    )
    theme.settle(figure, height=320)
    value_axis(figure, "days", "", "xaxis", "Days from the contact")
    value_axis(figure, "count", "", title="Conversions")
    figure.update_layout(
        hovermode="x unified",
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "range": [0, 1.04],
            "tickformat": ".0%",
            "showgrid": False,
            "fixedrange": True,
        },
    )
    return figure.update_xaxes(showgrid=False)


def effects(rows: pd.DataFrame, looks: dict[str, theme.CampaignLook]) -> go.Figure:
    """One bar per campaign: the share of conversions lost without it."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    bar_looks = [looks.get(key, theme.QUIET_LOOK) for key in shown["campaign_id"]]
    figure = go.Figure(
        go.Bar(
            x=shown["removal_effect"],
            y=shown.index,
            orientation="h",
            marker={
                "color": [look.colour for look in bar_looks],
                "pattern": theme.pattern([look.bar_pattern for look in bar_looks]),
                "line": {"width": 0},
            },
            text=[formats.percent(value, 1) for value in shown["removal_effect"]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(shown), 25))
    value_axis(figure, "percent", "", "xaxis", "Conversions lost without it")
    figure.update_xaxes(range=[0, float(shown["removal_effect"].max() or 0.01) * 1.2])
    name_axis(figure, [str(name) for name in shown["name"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})
