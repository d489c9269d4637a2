"""How figures and names are written: money, ratios, ages, cells of a spreadsheet.

Pure functions from a value to a text. A figure that does not exist is a dash, never 0.
"""

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd

from dashboards.metrics import Unit

Figure = int | float | Decimal | None

MISSING = "–"
MINUS = "−"
MULTIPLY = "×"
SYMBOLS = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "EUR": "€",
    "GBP": "£",
    "INR": "₹",
    "JPY": "¥",
    "MXN": "MX$",
    "NZD": "NZ$",
    "USD": "$",
}
# Above this a card on a phone (170 px) no longer holds every digit.
COMPACT_FROM = 10_000_000
# Below this the cents matter to the reader: costs per lead, seldom totals.
SMALL_MONEY = 100
# How many minutes one of a unit of time has.
MINUTES_OF = {"minutes": 1.0, "hours": 60.0, "days": 1440.0}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MARKDOWN_CHARACTERS = "\\`*_{}[]()<>#+-.!|~$:&"


def is_missing(value: Figure) -> bool:
    """Whether there is no figure; pandas gives NaN for a null."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def money(value: Figure, currency: str, decimals: int = 0) -> str:
    """€1,234; €12.35M from ten million on when no decimals are asked for."""
    if value is None or is_missing(value):
        return MISSING
    symbol = SYMBOLS.get(currency, f"{currency} ")
    size = Decimal(str(abs(value)))
    if decimals == 0 and size >= COMPACT_FROM:
        text = f"{size / 1_000_000:,.2f}M"
    else:
        text = f"{size:,.{decimals}f}"
    is_negative = value < 0 and any(digit in text for digit in "123456789")
    return f"{MINUS if is_negative else ''}{symbol}{text}"


def count(value: Figure) -> str:
    if value is None or is_missing(value):
        return MISSING
    return f"{value:,.0f}".replace("-", MINUS)


def ratio(value: Figure) -> str:
    if value is None or is_missing(value):
        return MISSING
    return f"{value:,.2f}{MULTIPLY}".replace("-", MINUS)


def percent(value: Figure, decimals: int = 0, is_signed: bool = False) -> str:
    """A share as a percentage: 0.123 is 12%."""
    if value is None or is_missing(value):
        return MISSING
    sign = "+" if is_signed else ""
    return f"{float(value) * 100:{sign},.{decimals}f}%".replace("-", MINUS)


def figure(value: Figure, unit: Unit, currency: str) -> str:
    """A figure of any unit, as tables and charts write it."""
    if unit == "money":
        is_small = not is_missing(value) and 0 < abs(float(value or 0)) < SMALL_MONEY
        return money(value, currency, decimals=2 if is_small else 0)
    if unit == "ratio":
        return ratio(value)
    if unit == "percent":
        return percent(value)
    if unit == "number":
        return number(value)
    if unit in MINUTES_OF:
        return duration(value, MINUTES_OF[unit])
    return count(value)


def number(value: Figure) -> str:
    """A measured number, with one decimal: 1,234.5."""
    if value is None or is_missing(value):
        return MISSING
    return f"{value:,.1f}".replace("-", MINUS)


def duration(value: Figure, minutes_of_unit: float = 1.0) -> str:
    """A time in the unit that reads best: 12 s, 34 min, 5.2 h, 12.3 days, 432 days."""
    if value is None or is_missing(value):
        return MISSING
    minutes = float(value) * minutes_of_unit
    size = abs(minutes)
    if size == 0:
        return "0 min"
    if size < 1:
        text = f"{size * 60:.0f} s"
    elif size < 90:
        text = f"{size:.0f} min"
    elif size < 48 * 60:
        text = f"{f'{size / 60:.1f}'.removesuffix('.0')} h"
    else:
        days = size / 1440
        decimals = 1 if days < 100 else 0
        text = f"{f'{days:,.{decimals}f}'.removesuffix('.0')} days"
    return f"{MINUS if minutes < 0 else ''}{text}"


def duration_range(low: Figure, high: Figure, minutes_of_unit: float = 1.0) -> str:
    """An interval of times: 27.9 – 34.8 days; "or more" where it has no upper end."""
    if is_missing(low):
        return MISSING
    start = duration(low, minutes_of_unit)
    if is_missing(high):
        return f"{start} or more"
    end = duration(high, minutes_of_unit)
    if start.split()[-1] == end.split()[-1]:
        start = start.split()[0]
    return f"{start} – {end}"


def p_value(value: Figure) -> str:
    """The chance of a difference where there is none: = 0.03, < 0.001."""
    if value is None or is_missing(value):
        return MISSING
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


def percent_range(low: Figure, high: Figure) -> str:
    """An interval of shares: 21 – 34%."""
    if is_missing(low) or is_missing(high):
        return MISSING
    return f"{percent(low).removesuffix('%')} – {percent(high)}"


def day(value: date) -> str:
    return value.strftime("%d %b %Y").lstrip("0")


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """A moment, in UTC where it does not say, by the clocks of a zone."""
    if value is None or pd.isna(value):
        return MISSING
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return aware.astimezone(zone).strftime("%d %b %Y, %H:%M").lstrip("0")


def change(now: Figure, before: Figure, is_share: bool = False) -> str | None:
    """How a figure moved: +12%, +1.4 pp for a share, None if it cannot be said."""
    if now is None or before is None or is_missing(now) or is_missing(before):
        return None
    if is_share:
        return f"{(float(now) - float(before)) * 100:+.1f} pp"
    if before <= 0:
        return None
    return f"{float(now) / float(before) - 1:+.0%}"


def age(elapsed: timedelta) -> str:
    """just now, 12 min ago, 3 h ago, 2 days ago."""
    minutes = int(elapsed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} h ago"
    return f"{hours // 24} days ago"


def month(value: date) -> str:
    return value.strftime("%b %Y")


def months(first: date, last: date) -> str:
    return month(first) if first == last else f"{month(first)} – {month(last)}"


def markdown(text: str) -> str:
    """A delivered text made harmless in Markdown: it shows, and formats nothing."""
    escaped = "".join(f"\\{c}" if c in MARKDOWN_CHARACTERS else c for c in text)
    return " ".join(escaped.split())


def chart_text(text: str) -> str:
    """A delivered text made harmless in a chart, whose labels understand HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str, length: int = 26) -> str:
    """A name cut in its middle to fit an axis; names often differ in their ends."""
    if len(text) <= length:
        return text
    end = (length - 1) // 2
    return f"{text[: length - 1 - end].rstrip()}…{text[-end:].lstrip()}"


def spreadsheet_cell(text: str) -> str:
    """A text that a spreadsheet shows instead of running it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
