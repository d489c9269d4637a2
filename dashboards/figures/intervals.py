"""Intervals as lines of their own, from the lower end to the upper.

A reported figure may lie outside its interval (docs/uncertainty.md), so that bars about
the figure would draw the wrong range.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go


def interval_lines(
    figure: go.Figure,
    places: Sequence[Any],
    lows: pd.Series,
    highs: pd.Series,
    colour: str,
    width: float,
    is_upright: bool = False,
) -> None:
    """One line per place whose both ends are known, in one trace."""
    along: list[Any] = []
    across: list[Any] = []
    for place, low, high in zip(places, lows, highs, strict=True):
        if pd.notna(low) and pd.notna(high):
            along += [float(low), float(high), None]
            across += [place, place, None]
    if not along:
        return
    figure.add_scatter(
        x=across if is_upright else along,
        y=along if is_upright else across,
        mode="lines",
        line={"color": colour, "width": width},
        hoverinfo="skip",
        showlegend=False,
    )
