"""How figures, names, months and colours are written: pure functions, no page."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from dashboards import charts, formats, theme
from dashboards.metrics import METRICS
from dashboards.publication import in_utc
from dashboards.selection import (
    MonthRange,
    Selection,
    add_months,
    preset_range,
)

FIRST, LAST = date(2024, 1, 1), date(2026, 11, 1)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (1234.4, "EUR", "€1,234"),
        (Decimal("-1234.50"), "USD", "−$1,234"),
        (-0.2, "EUR", "€0"),
        (12_345_678, "GBP", "£12.35M"),
        (10, "CHF", "CHF 10"),
        (None, "EUR", "–"),
        (float("nan"), "EUR", "–"),
    ],
)
def test_money_has_its_currency_and_a_real_minus(
    value: float | None, currency: str, text: str
) -> None:
    assert formats.money(value, currency) == text


def test_money_to_the_cent_is_exact() -> None:
    amount = Decimal("90071992547409.93")
    assert formats.money(amount, "EUR", decimals=2) == "€90,071,992,547,409.93"


def test_small_money_keeps_its_cents() -> None:
    assert formats.figure(86.6, "money", "EUR") == "€86.60"
    assert formats.figure(0, "money", "EUR") == "€0"
    assert formats.figure(107.4, "money", "EUR") == "€107"


@pytest.mark.parametrize("unit", ["money", "count", "ratio", "percent"])
def test_a_figure_that_does_not_exist_is_a_dash(unit: str) -> None:
    assert formats.figure(None, unit, "EUR") == "–"  # type: ignore[arg-type]
    assert formats.figure(float("nan"), unit, "EUR") == "–"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "before", "is_share", "text"),
    [
        (112, 100, False, "+12%"),
        (Decimal(90), Decimal(100), False, "-10%"),
        (0.29, 0.326, True, "-3.6 pp"),
        (5, 0, False, None),
        (5, -2, False, None),
        (None, 3, False, None),
    ],
)
def test_a_change_is_a_share_or_percentage_points_or_nothing(
    now: float | None, before: float, is_share: bool, text: str | None
) -> None:
    assert formats.change(now, before, is_share) == text


@pytest.mark.parametrize(
    ("elapsed", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=3, minutes=50), "3 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=3, hours=2), "3 days ago"),
    ],
)
def test_an_age_is_said_in_its_largest_sensible_unit(
    elapsed: timedelta, text: str
) -> None:
    assert formats.age(elapsed) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    assert formats.spreadsheet_cell(f"{start}1+1").startswith("'")


def test_an_ordinary_cell_is_left_alone() -> None:
    assert formats.spreadsheet_cell("Radio spots (A=1)") == "Radio spots (A=1)"


def test_delivered_names_format_nothing() -> None:
    assert formats.markdown("**a** :red[b] $c$") == (r"\*\*a\*\* \:red\[b\] \$c\$")
    assert formats.chart_text("<b>a</b> & b") == "&lt;b&gt;a&lt;/b&gt; &amp; b"


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("Last 3 months", date(2026, 8, 1), date(2026, 10, 1)),
        ("Last 12 months", date(2025, 11, 1), date(2026, 10, 1)),
        ("Year to date", date(2026, 1, 1), date(2026, 10, 1)),
        ("All months", FIRST, LAST),
    ],
)
def test_presets_leave_the_running_month_out(
    preset: str, first: date, last: date
) -> None:
    assert preset_range(preset, FIRST, LAST, TODAY) == MonthRange(first, last)


def test_a_preset_of_old_data_ends_with_the_data() -> None:
    old = preset_range("Last 3 months", date(2017, 6, 1), date(2018, 8, 1), TODAY)
    assert old == MonthRange(date(2018, 6, 1), date(2018, 8, 1))


def test_a_preset_never_reaches_before_the_data() -> None:
    only = date(2026, 11, 1)
    assert preset_range("Last 12 months", only, only, TODAY) == MonthRange(only, only)


def test_the_previous_range_is_as_long_and_ends_just_before() -> None:
    previous = Selection(date(2026, 1, 1), date(2026, 3, 1)).previous()
    assert previous.first_month == date(2025, 10, 1)
    assert previous.last_month == date(2025, 12, 1)


def test_months_are_counted_over_the_year() -> None:
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert add_months(date(2025, 12, 1), 14) == date(2027, 2, 1)


def test_a_moment_without_a_zone_is_utc() -> None:
    moment = in_utc(pd.Timestamp("2026-11-22 06:00").to_pydatetime())
    assert moment.isoformat() == "2026-11-22T06:00:00+00:00"


def test_a_time_is_written_with_its_unit() -> None:
    assert formats.figure(12.345, "days", "EUR") == "12.3 days"
    assert formats.figure(1234, "minutes", "EUR") == "20.6 h"
    assert formats.figure(float("nan"), "hours", "EUR") == formats.MISSING
    assert formats.figure(None, "days", "EUR") == formats.MISSING


def test_every_metric_says_what_it_is() -> None:
    for metric in METRICS.values():
        assert metric.label in metric.help
        for part in (metric.formula, "Grain", "Clock", "Unit"):
            assert part in metric.help


def _linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(
        values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4
    )


def _contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted((_linear(one) @ weights, _linear(other) @ weights))
    return float((light + 0.05) / (dark + 0.05))


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "full": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def _oklab(linear: np.ndarray) -> np.ndarray:
    """Björn Ottosson's Oklab, in which distance is seen difference."""
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_cones @ np.clip(linear, 0, 1))


@pytest.mark.parametrize("sight", list(SIGHTS))
def test_campaign_colours_differ_for_every_kind_of_sight(sight: str) -> None:
    seen = [_oklab(SIGHTS[sight] @ _linear(c)) for c in theme.CAMPAIGN_COLOURS]
    nearest = min(
        float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)
    )
    assert nearest > 0.04


@pytest.mark.parametrize("ground", [theme.LIGHT_GROUND, theme.DARK_GROUND])
def test_colours_stand_out_from_both_grounds(ground: str) -> None:
    for colour in (*theme.CAMPAIGN_COLOURS, theme.REVENUE, theme.SPEND):
        assert _contrast(colour, ground) >= 3, colour


def test_150_campaigns_are_all_drawn_differently() -> None:
    looks = [theme.campaign_look(rank) for rank in range(150)]
    assert len({(look.colour, look.line_style, look.marker) for look in looks}) == 150


def test_long_names_keep_the_ends_that_tell_them_apart() -> None:
    one = formats.shortened("Google Ads search campaign Germany spring", 24)
    other = formats.shortened("Google Ads search campaign Germany autumn", 24)
    assert one != other
    assert max(len(one), len(other)) <= 24
    assert formats.shortened("Radio", 24) == "Radio"


def _campaigns(number: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "campaign_id": [f"c{n}" for n in range(number)],
            "name": [f"<b>Campaign {n}</b>" for n in range(number)],
            "roas": [float(number - n) for n in range(number)],
            "maturity": [0.1 if n == 1 else 0.9 for n in range(number)],
        }
    )


def test_a_long_ranking_shows_the_best_the_worst_and_the_gap() -> None:
    figure = charts.ranking(_campaigns(60), METRICS["roas"], "EUR", {})
    labels = figure.layout.yaxis.ticktext
    assert len(labels) == charts.RANKING_LIMIT + 1
    assert "35 between" in labels[charts.RANKING_BEST]
    assert labels[-1] == "&lt;b&gt;Campaign 59&lt;/b&gt;"


def test_young_campaigns_are_faded_and_names_are_harmless_in_charts() -> None:
    figure = charts.ranking(_campaigns(3), METRICS["roas"], "EUR", {})
    assert list(figure.data[0].marker.opacity) == [1.0, theme.YOUNG_OPACITY, 1.0]
    assert "<b>" not in "".join(figure.layout.yaxis.ticktext)


def test_a_campaign_has_its_colour_in_every_chart() -> None:
    look = theme.campaign_look(4)
    bars = charts.ranking(_campaigns(3), METRICS["roas"], "EUR", {"c2": look})
    months = pd.DataFrame(
        {
            "campaign_id": "c2",
            "name": "c",
            "month": pd.to_datetime(["2026-01-01", "2026-02-01"]),
            "roas": [1.0, None],
        }
    )
    lines = charts.trend(months, METRICS["roas"], "EUR", {"c2": look}, None, 400)
    assert bars.data[0].marker.color[2] == look.colour == lines.data[0].line.color
