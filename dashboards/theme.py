"""Colours and the look that all charts share.

The same campaign has the same colour on every page: its place in the list of names
picks a colour and, when the colours are used up, the next line style. Light and dark
themes use the same colours, so all of them stand out from both grounds. Streamlit's own
theme is in .streamlit/config.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

# Six hues told apart under the three kinds of colour blindness, each with a contrast of
# at least 3:1 against white and against the dark ground; tests compute both.
CAMPAIGN_COLOURS = ("#0072B2", "#D55E00", "#0F8B8D", "#C4679B", "#8A5A33", "#3A97D4")
LINE_STYLES = ("solid", "dash", "dot", "dashdot", "longdash")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x")
BAR_PATTERNS = ("", "/", "\\", "x", "-")
LIGHT_GROUND = "#FFFFFF"
DARK_GROUND = "#101318"

REVENUE = "#0072B2"
SPEND = "#D55E00"
UNATTRIBUTED = "#9AA1AC"
QUIET = "#9AA1AC"
GAIN = "#0072B2"
LOSS = "#D55E00"
YOUNG_BAND = "rgba(128, 134, 145, 0.12)"
FAINT_TEXT = "#868D99"
YOUNG_OPACITY = 0.4
PATTERN = "rgba(255, 255, 255, 0.55)"

# The bar of a chart holds one button, a picture of it; it shows on hover and on focus.
CHART_CONFIG: dict[str, Any] = {
    "displayModeBar": "hover",
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "scrollZoom": False,
    "responsive": True,
}
PICTURE_SCALE = 2


def chart_config(name: str) -> dict[str, Any]:
    """How a chart behaves; name is that of the file of its picture."""
    picture = {"format": "png", "scale": PICTURE_SCALE, "filename": name}
    return {**CHART_CONFIG, "toImageButtonOptions": picture}


@dataclass(frozen=True)
class CampaignLook:
    """How one campaign is drawn: its colour, and what tells it from its namesakes."""

    colour: str
    line_style: str
    marker: str
    bar_pattern: str


QUIET_LOOK = CampaignLook(QUIET, LINE_STYLES[0], MARKERS[0], BAR_PATTERNS[0])


def campaign_look(rank: int) -> CampaignLook:
    """The look of the campaign at this place in the list of names."""
    round_number, colour = divmod(rank, len(CAMPAIGN_COLOURS))
    later_round, style = divmod(round_number, len(LINE_STYLES))
    return CampaignLook(
        CAMPAIGN_COLOURS[colour],
        LINE_STYLES[style],
        MARKERS[(style + later_round) % len(MARKERS)],
        BAR_PATTERNS[style],
    )


def pattern(shapes: str | Sequence[str]) -> dict[str, object]:
    """A bar's pattern over its colour: one for all bars, or one for each."""
    return {"shape": shapes, "fillmode": "overlay", "fgcolor": PATTERN, "size": 6}


def faded(colour: str, opacity: float) -> str:
    """A `#RRGGBB` colour as one that lets through what lies below."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def settle(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure the common layout: quiet axes, a legend above, no zooming."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        legend={
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "xanchor": "left",
            "x": 0,
            "title": None,
            "traceorder": "normal",
        },
        hoverlabel={"align": "left"},
        modebar={"color": FAINT_TEXT, "activecolor": REVENUE},
        dragmode=False,
        bargap=0.28,
    )
    figure.update_xaxes(fixedrange=True, automargin=True, title=None)
    figure.update_yaxes(fixedrange=True, automargin=True, title=None, zeroline=True)
    return figure
