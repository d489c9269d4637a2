"""Columns of the tables on attribution."""

from dashboards.columns import Column

SHARE = "Of all revenue of the choice, that of no known campaign included."
LONG = (
    Column("name", "Campaign", "text", is_pinned=True),
    Column("model", "Model", "text"),
    Column("revenue_amount", "Credited", "cents"),
    Column("revenue_share", "Share", "percent", SHARE),
    Column("confirmed_amount", "Confirmed model", "cents"),
    Column("difference_amount", "Difference to it", "cents"),
    Column("spend_amount", "Spend", "money"),
    Column("roas", "ROAS", "ratio"),
    Column("revenue_place", "Place by revenue", "rank"),
    Column("roas_place", "Place by ROAS", "rank"),
    Column("channel", "Channel", "text"),
)
PATHS = (
    Column("path_told", "Path", "text", is_pinned=True),
    Column("conversions", "Conversions", "count"),
    Column("conversions_share", "Share", "percent"),
    Column("revenue_amount", "Revenue", "money"),
    Column(
        "steps_count", "Steps", "count", "Contacts of one campaign in a row are one."
    ),
    Column("paths", "Paths", "count"),
)
LENGTHS = (
    Column("touches_count", "Contacts before it", "count", is_pinned=True),
    Column("conversions", "Conversions", "count"),
    Column("conversions_share", "Share", "percent"),
    Column("revenue_amount", "Revenue", "money"),
)
LAGS = (
    Column("days", "Days", "count", is_pinned=True),
    Column("conversions", "Conversions", "count"),
    Column("share_until", "Come by then", "percent"),
    Column("revenue_amount", "Revenue", "money"),
)
EFFECTS = (
    Column("name", "Campaign", "text", is_pinned=True),
    Column(
        "removal_effect",
        "Removal effect",
        "percent",
        "Share of conversions lost when every journey that comes to it ends in nothing.",
    ),
    Column("effect_share", "Share of all effects", "percent"),
    Column("conversion_probability", "Journeys that convert", "percent"),
    Column("conversion_probability_without", "Without it", "percent"),
    Column("steps", "Steps", "count"),
    Column("converted_steps", "Steps on the way to a sale", "count"),
)
