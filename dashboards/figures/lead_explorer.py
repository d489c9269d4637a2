"""Charts of one person: events on a time axis, unique leads, a pair's match weight.

Pure functions from a table to a Plotly figure.
"""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import each, name_axis, rows_height


def local(moments: pd.Series, zone: ZoneInfo) -> pd.Series:
    """Moments, which the marts have in UTC, by the clocks of the business."""
    return pd.to_datetime(moments).dt.tz_localize("UTC").dt.tz_convert(zone)


def timeline(rows: pd.DataFrame, kinds: dict[str, str], zone: ZoneInfo) -> go.Figure:
    """One mark per event, a lane for each kind that there is."""
    shown = rows.dropna(subset=["happened_at"])
    lanes = [kind for kind in kinds if kind in set(shown["kind"])]
    figure = go.Figure()
    for lane, kind in enumerate(lanes):
        events = shown[shown["kind"] == kind]
        look = theme.campaign_look(list(kinds).index(kind))
        figure.add_scatter(
            x=local(events["happened_at"], zone),
            y=[lane] * len(events),
            name=kinds[kind],
            mode="markers",
            marker={
                "color": look.colour,
                "symbol": look.marker,
                "size": 12,
                "opacity": 0.85,
                "line": {"width": 0},
            },
            customdata=[_event(event) for event in each(events)],
            hovertemplate="%{x|%d %b %Y, %H:%M}<br>%{customdata}<extra></extra>",
            showlegend=False,
        )
    theme.settle(figure, height=rows_height(len(lanes), 34))
    name_axis(figure, [kinds[kind] for kind in lanes])
    figure.update_yaxes(showgrid=True)
    return figure


def _event(event: Any) -> str:
    parts = [formats.chart_text(str(event.what)), formats.chart_text(str(event.id))]
    if not formats.is_missing(event.amount):
        parts.append(formats.money(event.amount, str(event.currency), decimals=2))
    parts += [
        formats.chart_text(text)
        for text in (event.company, event.person)
        if isinstance(text, str)
    ]
    return "<br>".join(parts)


def unique_leads(
    rows: pd.DataFrame, contacts: pd.DataFrame, zone: ZoneInfo
) -> go.Figure:
    """One row per unique lead: its span, its contacts, when it was decided."""
    places = {key: place for place, key in enumerate(rows["unique_lead_id"])}
    figure = go.Figure()
    starts, ends = (local(rows[key], zone) for key in ("first_lead_at", "last_lead_at"))
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        figure.add_scatter(
            x=[start, end],
            y=[place, place],
            mode="lines",
            line={"color": theme.faded(theme.REVENUE, 0.35), "width": 14},
            hoverinfo="skip",
            showlegend=False,
        )
    held = contacts[contacts["unique_lead_id"].isin(places)]
    _marks(
        figure,
        "Lead or call",
        local(held["created_at"], zone),
        held["unique_lead_id"].map(places),
        [formats.chart_text(f"{row.origin}, {row.lead_id}") for row in each(held)],
        {"color": theme.REVENUE, "symbol": "circle", "size": 10},
    )
    decided = rows.dropna(subset=["decided_at"])
    _marks(
        figure,
        "Decided",
        local(decided["decided_at"], zone),
        decided["unique_lead_id"].map(places),
        [formats.chart_text(str(row.state)) for row in each(decided)],
        {"color": theme.SPEND, "symbol": "diamond", "size": 11},
    )
    theme.settle(figure, height=rows_height(len(rows), 40))
    name_axis(figure, [str(key) for key in rows["unique_lead_id"]])
    return figure


def _marks(
    figure: go.Figure,
    name: str,
    moments: pd.Series,
    places: pd.Series,
    texts: list[str],
    marker: dict[str, Any],
) -> None:
    figure.add_scatter(
        x=moments,
        y=places,
        name=name,
        mode="markers",
        marker={**marker, "line": {"width": 0}},
        customdata=texts,
        hovertemplate="%{x|%d %b %Y, %H:%M}<br>%{customdata}<extra></extra>",
    )
