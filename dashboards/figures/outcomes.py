"""Charts of what is won and lost to whom: reasons, competitors, leagues, products.

Pure functions from a table to a Plotly figure.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme, vocabulary
from dashboards.figures.axes import each, name_axis, rows_height, value_axis
from dashboards.metrics import Unit

SHOWN = 25
NOTHING = "__nothing__"


def reasons(rows: pd.DataFrame, column: str, unit: Unit, currency: str) -> go.Figure:
    """One bar per reason, those without a reason quiet."""
    shares = rows["lost_amount_share" if unit == "money" else "lost_share"]
    figure = go.Figure(
        go.Bar(
            x=rows[column],
            y=list(range(len(rows))),
            orientation="h",
            marker={
                "color": [
                    theme.LOSS if is_given else theme.QUIET
                    for is_given in rows["is_reason_given"]
                ]
            },
            text=[
                f"{formats.figure(value, unit, currency)} · {formats.percent(share)}"
                for value, share in zip(rows[column], shares, strict=True)
            ],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    theme.settle(figure, height=rows_height(len(rows), 32))
    title = f"Value lost, {currency}" if unit == "money" else "Unique leads lost"
    value_axis(figure, unit, currency, "xaxis", title)
    figure.update_xaxes(range=[0, max(float(rows[column].max()), 1) * 1.35])
    name_axis(figure, [str(label) for label in rows["lost_reason_label"]])
    return figure.update_layout(showlegend=False, margin={"t": 8})


def league(rows: pd.DataFrame, reversed_ids: set[str]) -> go.Figure:
    """Raw and adjusted rate of each, with the adjusted interval; reversals stand out."""
    shown = rows.head(SHOWN).reset_index(drop=True)
    figure = go.Figure()
    for row in each(shown):
        if pd.notna(row.win_rate_adjusted):
            figure.add_scatter(
                x=[row.win_rate_raw, row.win_rate_adjusted],
                y=[row.Index, row.Index],
                mode="lines",
                line={"color": theme.QUIET, "width": 1},
                hoverinfo="skip",
                showlegend=False,
            )
    figure.add_scatter(
        x=shown["win_rate_raw"],
        y=shown.index,
        name="Raw",
        mode="markers",
        marker={"color": theme.QUIET, "size": 9, "symbol": "circle-open"},
        customdata=[
            f"Raw {formats.percent(row.win_rate_raw, 1)} of "
            f"{formats.count(row.decided)}, place {formats.count(row.rank_raw)}"
            for row in each(shown)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_scatter(
        x=shown["win_rate_adjusted"],
        y=shown.index,
        name="With the league's mix of cases",
        mode="markers",
        marker={
            "color": [
                theme.SPEND if entity in reversed_ids else theme.REVENUE
                for entity in shown["entity_id"]
            ],
            "size": 10,
            "symbol": [
                "diamond" if entity in reversed_ids else "circle"
                for entity in shown["entity_id"]
            ],
        },
        error_x={
            "array": shown["win_rate_adjusted_high"] - shown["win_rate_adjusted"],
            "arrayminus": shown["win_rate_adjusted"] - shown["win_rate_adjusted_low"],
            "color": theme.REVENUE,
            "thickness": 1.2,
            "width": 3,
        },
        customdata=[
            f"Adjusted {formats.percent(row.win_rate_adjusted, 1)}, place "
            f"{formats.count(row.rank_adjusted)}"
            for row in each(shown)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    theme.settle(figure, height=rows_height(len(shown), 27))
    value_axis(figure, "percent", "", "xaxis", "Win rate, decided")
    figure.update_xaxes(range=[-0.01, 1.02])
    name_axis(figure, [str(label) for label in shown["entity_label"]])
    return figure


def products(rows: pd.DataFrame) -> go.Figure:
    """For each product asked for, what was sold: as asked, another line, or nothing."""
    # Most leads name no product, and would make the others too short to compare.
    rows = rows[rows["product"] != vocabulary.NONE]
    totals = rows.drop_duplicates("product").head(SHOWN)
    kinds = (
        ("Sold as asked", theme.GAIN, rows["is_sold_as_asked"].astype(bool)),
        (
            "Another line sold",
            theme.campaign_look(3).colour,
            ~rows["is_sold_as_asked"].astype(bool)
            & rows["sold_product_line"].ne(NOTHING),
        ),
        ("Nothing sold", theme.QUIET, rows["sold_product_line"].eq(NOTHING)),
    )
    figure = go.Figure()
    for name, colour, is_kind in kinds:
        counts = rows[is_kind].groupby("product")["unique_leads"].sum()
        values = [int(counts.get(product, 0)) for product in totals["product"]]
        figure.add_bar(
            x=values,
            y=list(range(len(totals))),
            name=name,
            orientation="h",
            marker={"color": colour},
            customdata=[formats.count(value) for value in values],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(barmode="stack", hovermode="y unified")
    theme.settle(figure, height=rows_height(len(totals), 27))
    value_axis(figure, "count", "", "xaxis", "Unique leads that asked for it")
    name_axis(figure, [str(label) for label in totals["product_label"]])
    return figure


def sold(line: str) -> str:
    """The product line sold, in words."""
    words = {NOTHING: "Nothing sold", vocabulary.NONE: "Line not known"}
    return words.get(line, vocabulary.in_words(line))
