"""Columns of the tables on what changed between two publications."""

from dashboards.columns import Column, Kind


def causes(kind: Kind) -> tuple[Column, ...]:
    """By cause."""
    return (
        Column("cause_label", "Cause", "text", is_pinned=True),
        Column("change", "Change", kind),
        Column("figures", "Months of campaigns", "count"),
        Column("records_count", "Records", "count"),
    )


def figures(kind: Kind) -> tuple[Column, ...]:
    """By campaign, month and cause."""
    return (
        Column("campaign", "Campaign", "text", is_pinned=True),
        Column("month", "Month", "month"),
        Column("amount_before", "Before", kind),
        Column("amount_after", "After", kind),
        Column("figure_change", "Change of the month", kind),
        Column("cause_label", "Cause", "text"),
        Column("change", "By this cause", kind),
        Column("records_count", "Records", "count"),
    )


def records(kind: Kind) -> tuple[Column, ...]:
    """Record by record."""
    return (
        Column("thing", "Of", "text", is_pinned=True),
        Column("change", "Change", kind),
        Column("cause_label", "Cause", "text"),
        Column("because", "Because of", "text"),
        Column("source_file", "File", "text"),
        Column("source_line", "Line", "text"),
    )
