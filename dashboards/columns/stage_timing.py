"""Columns of the tables on stage timing."""

from dashboards.sheets import Column

TIMING = (
    Column("label", "Segment", "text", is_pinned=True),
    Column("n", "Stays", "count", "A unique lead that comes back stays again."),
    Column("open_n", "Still going on", "count"),
    Column("median_days", "Median", "days", "By Kaplan-Meier; none if under half end."),
    Column("median_low_days", "From (95%)", "days"),
    Column("median_high_days", "To (95%)", "days", "None where there is no upper end."),
    Column("p25_days", "A quarter by", "days"),
    Column("p75_days", "Three quarters by", "days"),
    Column("reached_share", "Get there", "percent", "Share that ends as timed."),
    Column("median_days_if_reached", "Median of those", "days"),
    Column(
        "naive_mean_days",
        "Misleading mean",
        "days",
        "Of the ended alone: leaves out the slow ones that still go on. Not to be used.",
    ),
    Column("against_others_p_value", "p against others", "p_value"),
)
CURVES = (
    Column("label", "Segment", "text", is_pinned=True),
    Column("at_days", "After", "days"),
    Column("survival", "Not yet over", "percent"),
    Column("survival_low", "From (95%)", "percent"),
    Column("survival_high", "To (95%)", "percent"),
    Column("at_risk", "Still watched", "count"),
    Column("events", "Ended since", "count"),
    Column("censored", "No more known since", "count"),
)
WAYS_OUT = (
    Column("exit_type", "Way out", "text", is_pinned=True),
    Column("exited_share", "Share in the end", "percent"),
    Column("exited_share_low", "From (95%)", "percent"),
    Column("exited_share_high", "To (95%)", "percent"),
    Column("at_days", "Last one after", "days"),
)
WINS = (
    Column("label", "Segment", "text", is_pinned=True),
    Column("days", "Within days", "count"),
    Column("win_rate_cohort", "Won of all created", "percent"),
    Column("win_rate_cohort_low", "From (95%)", "percent"),
    Column("win_rate_cohort_high", "To (95%)", "percent"),
    Column("lost_share", "Lost", "percent"),
    Column("cancelled_share", "Cancelled", "percent"),
    Column("open_share", "Undecided", "percent"),
    Column("n", "Unique leads", "count"),
    Column("known_n", "Known by then", "count"),
    Column("maturity", "Maturity", "percent", "Known by then ÷ unique leads."),
)
