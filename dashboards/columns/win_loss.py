"""Columns of the tables on wins and losses."""

from dashboards.figures.rates import Rate
from dashboards.sheets import Column

REASONS = (
    Column("lost_reason_label", "Reason", "text", is_pinned=True),
    Column("lost", "Lost", "count"),
    Column("lost_share", "Share", "percent"),
    Column("lost_amount", "Value lost", "money"),
    Column("lost_amount_share", "Share of value", "percent"),
    Column("lost_to_named_competitor", "With a competitor named", "count"),
)
SIMPSON = (
    Column("raw_better_label", "Better by raw rate", "text", is_pinned=True),
    Column("raw_worse_label", "Better by adjusted rate", "text"),
    Column("better_win_rate_raw", "Raw, first", "percent"),
    Column("worse_win_rate_raw", "Raw, second", "percent"),
    Column("better_win_rate_adjusted", "Adjusted, first", "percent"),
    Column("worse_win_rate_adjusted", "Adjusted, second", "percent"),
    Column("is_significant", "Beyond chance", "text"),
)
PRODUCTS = (
    Column("product_label", "Asked for", "text", is_pinned=True),
    Column("product_line", "Of the line", "text"),
    Column("sold", "Line sold", "text"),
    Column("unique_leads", "Unique leads", "count"),
    Column("unique_leads_share", "Share", "percent"),
    Column("won", "Won", "count"),
    Column("lost", "Lost", "count"),
    Column("revenue_amount", "Revenue", "money"),
)
LEAGUE = (
    Column("entity_label", "Who", "text", is_pinned=True),
    Column("rank_adjusted", "Place, adjusted", "count"),
    Column("rank_raw", "Place, raw", "count"),
    Column("decided", "Decided", "count"),
    Column("win_rate_raw", "Raw", "percent"),
    Column("win_rate_raw_low", "From (95%)", "percent"),
    Column("win_rate_raw_high", "To (95%)", "percent"),
    Column("expected_win_rate", "Expected of its mix", "percent"),
    Column("win_rate_adjusted", "Adjusted", "percent"),
    Column("win_rate_adjusted_low", "From (95%)", "percent"),
    Column("win_rate_adjusted_high", "To (95%)", "percent"),
    Column("win_rate_adjusted_shrunk", "Adjusted, shrunk", "percent"),
    Column("stratum_coverage", "League's cases compared", "percent"),
)
COMPETITORS = (
    Column("competitor_label", "Competitor", "text", is_pinned=True),
    Column("unique_leads", "Name it", "count"),
    Column("won", "Won", "count"),
    Column("lost", "Lost", "count"),
    Column("lost_to", "Lost to it", "count"),
    Column("win_rate_decided", "Won of decided", "percent"),
    Column("win_rate_decided_low", "From (95%)", "percent"),
    Column("win_rate_decided_high", "To (95%)", "percent"),
    Column("win_rate_decided_by_value", "By value", "percent"),
    Column("lost_to_amount", "Value lost to it", "money"),
)


def rate_columns(rates: tuple[Rate, ...]) -> tuple[Column, ...]:
    """Counts, then each rate with its interval and by value."""
    of_rates = [
        column
        for rate in rates
        for column in (
            Column(rate.column, rate.label, "percent", rate.formula),
            Column(rate.low, "From (95%)", "percent"),
            Column(rate.high, "To (95%)", "percent"),
            Column(f"{rate.column}_by_value", "By value", "percent"),
        )
    ]
    return (
        Column("won", "Won", "count"),
        Column("lost", "Lost", "count"),
        Column("cancelled", "Cancelled", "count"),
        Column("rejected", "Turned down by all", "count"),
        Column("unique_leads", "Unique leads", "count"),
        *of_rates,
        Column("won_amount", "Value won", "money"),
        Column("won_revenue_amount", "Revenue of won", "money"),
    )
