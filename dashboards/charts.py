"""Charts: pure functions from a table to a Plotly figure.

No query and no page element here. Names are delivered text, so every one passes through
`chart_text` before Plotly, which understands HTML, sees it.
"""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from dashboards import formats, theme
from dashboards.figures.axes import value_axis
from dashboards.figures.intervals import interval_lines
from dashboards.metrics import Metric
from dashboards.selection import YOUNG_MATURITY

RANKING_LIMIT = 25
RANKING_BEST = 15
# With so few months Plotly would mark weeks between them.
FEW_MONTHS = 4


def revenue_and_spend(
    months: pd.DataFrame, currency: str, running_month: date | None
) -> go.Figure:
    """Revenue stacked by attributed or not, spend as a line, one bar per month.

    Months that still grow (young cohorts, the running month) are drawn faded.
    """
    opacity = [
        theme.YOUNG_OPACITY if is_growing else 1.0
        for is_growing in _growing(months, running_month)
    ]
    figure = go.Figure()
    bars = (
        ("revenue_amount", "Attributed revenue", theme.REVENUE),
        ("unattributed_amount", "Revenue of no known campaign", theme.UNATTRIBUTED),
    )
    for column, name, colour in bars:
        figure.add_bar(
            x=months["month"],
            y=months[column],
            name=name,
            marker={"color": colour, "opacity": opacity, "line": {"width": 0}},
            customdata=[formats.money(value, currency) for value in months[column]],
            hovertemplate="%{customdata}",
        )
    figure.add_scatter(
        x=months["month"],
        y=months["spend_amount"],
        name="Spend",
        mode="lines+markers",
        line={"color": theme.SPEND, "width": 2.5},
        marker={"size": 6},
        customdata=[formats.money(value, currency) for value in months["spend_amount"]],
        hovertemplate="%{customdata}",
    )
    figure.update_layout(barmode="stack", hovermode="x unified")
    _month_axis(figure)
    value_axis(figure, "money", currency)
    return theme.settle(figure, height=340)


def has_growing_months(months: pd.DataFrame, running_month: date | None) -> bool:
    """Whether some month is drawn faded."""
    return any(_growing(months, running_month))


def ranking(
    campaigns: pd.DataFrame,
    metric: Metric,
    currency: str,
    looks: Mapping[str, theme.CampaignLook],
) -> go.Figure:
    """Campaigns by one figure, the best on top; those in `looks` stand out.

    Expects rows with a value, best first. Of many campaigns, the best and the worst
    are shown with a gap between them.
    """
    shown = _best_and_worst(campaigns)
    texts = [
        "" if row_id is None else formats.figure(value, metric.unit, currency)
        for row_id, value in zip(
            shown["campaign_id"], shown[metric.column].fillna(0), strict=True
        )
    ]
    is_ranged = has_interval(shown, metric)
    bar_looks = [looks.get(key, theme.QUIET_LOOK) for key in shown["campaign_id"]]
    figure = go.Figure(
        go.Bar(
            x=shown[metric.column],
            y=list(range(len(shown))),
            orientation="h",
            marker={
                "color": [look.colour for look in bar_looks],
                "pattern": theme.pattern([look.bar_pattern for look in bar_looks]),
                "opacity": [
                    theme.YOUNG_OPACITY if young else 1.0
                    for young in shown["maturity"].lt(YOUNG_MATURITY).fillna(False)
                ],
                "line": {"width": 0},
            },
            text=None if is_ranged else texts,
            textposition="outside",
            cliponaxis=False,
            customdata=[
                f"<b>{formats.chart_text(str(name))}</b><br>{text}"
                for name, text in zip(shown["name"], texts, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    if is_ranged:
        _ranges(figure, shown, metric, texts)
    value_axis(figure, metric.unit, currency, axis="xaxis")
    figure.update_xaxes(range=_padded(shown[metric.column]))
    figure.update_yaxes(
        autorange="reversed",
        tickvals=list(range(len(shown))),
        ticktext=[
            formats.chart_text(formats.shortened(str(name), 24))
            for name in shown["name"]
        ],
        showgrid=False,
    )
    theme.settle(figure, height=ranking_height(len(shown)))
    figure.update_yaxes(zeroline=False)
    return figure.update_layout(showlegend=False, margin={"t": 8})


def _ranges(
    figure: go.Figure, shown: pd.DataFrame, metric: Metric, texts: list[str]
) -> None:
    """The interval on each bar, and the texts beyond bar and interval."""
    name = INTERVAL_OF[metric.key]
    value = shown[metric.column].astype(float)
    low, high = shown[f"{name}_low"], shown[f"{name}_high"]
    rows = list(range(len(shown)))
    interval_lines(figure, rows, low, high, theme.FAINT_TEXT, 3)
    figure.add_scatter(
        x=[
            min(each, start) if each < 0 else max(each, end)
            for each, start, end in zip(
                value.fillna(0), low.fillna(value), high.fillna(value), strict=True
            )
        ],
        y=rows,
        mode="text",
        text=[f" {text} " for text in texts],
        textposition=[
            "middle left" if each < 0 else "middle right" for each in value.fillna(0)
        ],
        cliponaxis=False,
        hoverinfo="skip",
    )


# The intervals that a table of campaigns may have, by the figure that they belong to.
INTERVAL_OF = {
    "revenue_amount": "revenue",
    "roas": "roas",
    "roi": "roi",
    "revenue_roi": "roi",
}


def has_interval(campaigns: pd.DataFrame, metric: Metric) -> bool:
    """Whether some campaign's figure has the ends of its interval beside it."""
    low = f"{INTERVAL_OF.get(metric.key, metric.key)}_low"
    return low in campaigns and bool(campaigns[low].notna().any())


def ranking_height(campaigns_count: int) -> int:
    """The pixels that a ranking of so many campaigns takes."""
    return max(180, 26 * min(campaigns_count, RANKING_LIMIT + 1) + 60)


def trend(
    rows: pd.DataFrame,
    metric: Metric,
    currency: str,
    looks: Mapping[str, theme.CampaignLook],
    young_from: date | None,
    height: int,
) -> go.Figure:
    """One line per campaign over the months; the young months lie on a grey band."""
    figure = go.Figure()
    for campaign_id, line in rows.groupby("campaign_id", sort=False):
        look = looks[str(campaign_id)]
        name = formats.chart_text(formats.shortened(str(line["name"].iloc[0]), 30))
        figure.add_scatter(
            x=line["month"],
            y=line[metric.column],
            name=name,
            mode="lines+markers",
            line={"color": look.colour, "dash": look.line_style, "width": 2},
            marker={"size": 7, "symbol": look.marker},
            customdata=[
                formats.figure(value, metric.unit, currency)
                for value in line[metric.column]
            ],
            hovertemplate="%{customdata}",
        )
    half_month = pd.Timedelta(days=15)
    first, last = rows["month"].min() - half_month, rows["month"].max() + half_month
    if young_from is not None:
        _young_band(figure, pd.Timestamp(young_from) - half_month, last)
    if metric.key in ("roi", "revenue_roi"):
        figure.add_hline(y=0, line={"color": theme.FAINT_TEXT, "width": 1})
    figure.update_layout(hovermode="x unified")
    _month_axis(figure)
    figure.update_xaxes(range=[first, last])
    if rows["month"].nunique() <= FEW_MONTHS:
        figure.update_xaxes(dtick="M1")
    value_axis(figure, metric.unit, currency)
    return theme.settle(figure, height=height)


def _growing(months: pd.DataFrame, running_month: date | None) -> list[bool]:
    """For each month, whether its figures will still rise."""
    is_young = months["maturity"].lt(YOUNG_MATURITY).fillna(False)
    is_running = [
        pd.Timestamp(month).date() == running_month for month in months["month"]
    ]
    return [bool(a or b) for a, b in zip(is_young, is_running, strict=True)]


def _best_and_worst(campaigns: pd.DataFrame) -> pd.DataFrame:
    """All campaigns, or the best and the worst with an empty row between them."""
    if len(campaigns) <= RANKING_LIMIT:
        return campaigns
    left_out = len(campaigns) - RANKING_LIMIT
    gap = pd.DataFrame({"campaign_id": [None], "name": [f"… {left_out} between …"]})
    worst = campaigns.tail(RANKING_LIMIT - RANKING_BEST)
    return pd.concat([campaigns.head(RANKING_BEST), gap, worst], ignore_index=True)


def _padded(values: pd.Series) -> list[float]:
    """An axis range with room for the texts outside the bars."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    span = (high - low) or 1.0
    return [low - (0.22 * span if low < 0 else 0), high + 0.22 * span]


def _young_band(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp) -> None:
    figure.add_vrect(
        x0=start,
        x1=end,
        fillcolor=theme.YOUNG_BAND,
        line_width=0,
        layer="below",
        annotation={
            "text": "young",
            "font": {"color": theme.FAINT_TEXT, "size": 11},
        },
        annotation_position="top right",
    )


def _month_axis(figure: go.Figure) -> None:
    figure.update_xaxes(tickformat="%b\n%Y", hoverformat="%b %Y", showgrid=False)
