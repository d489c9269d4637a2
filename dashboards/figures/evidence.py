"""Charts of the evidence on a pair of records.

Pure functions from the steps of a pair to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import name_axis, rows_height

LABEL_LENGTH = 30


def waterfall(steps: pd.DataFrame, weight: float) -> go.Figure:
    """From the prior, by each comparison, to the pair's match weight, top to bottom.

    One step per row: comparison, label, weight, total.
    """
    compared = zip(steps["comparison"], steps["label"], strict=True)
    names = [
        *((str(what).capitalize(), str(said)) for what, said in compared),
        ("Match weight", "all together"),
    ]
    weights = [*steps["weight"].astype(float), weight]
    figure = go.Figure()
    figure.add_waterfall(
        orientation="h",
        measure=["relative"] * len(steps) + ["total"],
        x=weights,
        y=list(range(len(names))),
        text=[f"{value:+.1f}".replace("-", formats.MINUS) for value in weights],
        textposition="outside",
        cliponaxis=False,
        customdata=[formats.chart_text(f"{what}: {said}") for what, said in names],
        hovertemplate="%{customdata}: %{text}<extra></extra>",
        increasing={"marker": {"color": theme.GAIN}},
        decreasing={"marker": {"color": theme.LOSS}},
        totals={"marker": {"color": theme.QUIET}},
        connector={"line": {"color": theme.QUIET, "width": 1}},
    )
    theme.settle(figure, height=rows_height(len(names), 42))
    name_axis(figure, [what for what, _ in names])
    figure.update_yaxes(
        ticktext=[
            f"{formats.chart_text(what)}<br>"
            f"{formats.chart_text(formats.shortened(said, LABEL_LENGTH))}"
            for what, said in names
        ]
    )
    totals = [0.0, weight, *steps["total"].astype(float)]
    room = 0.14 * (max(totals) - min(totals) or 1)
    figure.update_xaxes(
        range=[min(totals) - room, max(totals) + room],
        title={
            "text": "Log2 of the odds that they are one person",
            "font": {"size": 12},
        },
    )
    return figure
