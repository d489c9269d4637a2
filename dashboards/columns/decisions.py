"""Columns of the tables on budgets, doubt and projections."""

from dashboards.sheets import Column

MATCH = (
    "Match uncertainty: over the draws of what the scores leave open, all else being as "
    "reported."
)
TOTAL = "Match uncertainty and the chance of few orders together."
DECISIONS = (
    Column("name", "Campaign", "text", is_pinned=True),
    Column("decision", "Decision", "text"),
    Column(
        "sureness",
        "How sure",
        "percent",
        "Share of the draws, small numbers included, that agree with stop or scale.",
    ),
    Column(
        "probability_above_target",
        "Reaches the target",
        "percent",
        "Share of the draws, small numbers included, in which ROI reaches the target.",
    ),
    Column("why", "Why", "text"),
    Column("spend_amount", "Spend", "money"),
    Column("revenue_amount", "Revenue", "money"),
    Column("revenue_low", "Revenue, 5%", "money", MATCH),
    Column("revenue_median", "Revenue, 50%", "money", MATCH),
    Column("revenue_high", "Revenue, 95%", "money", MATCH),
    Column("roi", "ROI", "percent"),
    Column("roi_low", "ROI, 5%", "percent", MATCH),
    Column("roi_median", "ROI, 50%", "percent", MATCH),
    Column("roi_high", "ROI, 95%", "percent", MATCH),
    Column("total_roi_low", "ROI, 5% with small numbers", "percent", TOTAL),
    Column("total_roi_high", "ROI, 95% with small numbers", "percent", TOTAL),
    Column("roas", "ROAS", "ratio"),
    Column("roas_low", "ROAS, 5%", "ratio", MATCH),
    Column("roas_median", "ROAS, 50%", "ratio", MATCH),
    Column("roas_high", "ROAS, 95%", "ratio", MATCH),
    Column(
        "match_variance_share",
        "Doubt from matching",
        "percent",
        "Part of the variance that reviews can take away; the rest is few orders.",
    ),
    Column("unique_leads", "Unique leads", "count"),
    Column("won_unique_leads", "Won", "count"),
    Column("rank_low", "Place, from", "count", "Place by ROI, 5 to 95% of the draws."),
    Column("rank_high", "Place, to", "count", "Place by ROI, 5 to 95% of the draws."),
    Column("roi_counts", "ROI counts", "text"),
    Column("judged_months", "Months judged", "count"),
    Column("young_months", "Months too young", "count"),
    Column("channel", "Channel", "text"),
)
PLACES = (
    Column("name", "Campaign", "text", is_pinned=True),
    Column("place_now", "Place now", "count"),
    Column("best_place", "Best", "count"),
    Column("median_place", "Median", "count"),
    Column("worst_place", "Worst", "count"),
    Column("roas_low", "Lowest ROAS", "ratio"),
    Column("roas_high", "Highest ROAS", "ratio"),
    Column("settings", "Settings", "count"),
)
ORDERS = (
    Column("name", "Compared with", "text", is_pinned=True),
    Column("now", "Now", "text"),
    Column("holds_share", "Order holds in", "percent"),
    Column("settings_better", "Settings better", "count"),
    Column("settings_equal", "Equal", "count"),
    Column("settings_worse", "Worse", "count"),
    Column("settings", "Settings", "count"),
)
REVIEWS = (
    Column("value_place", "Place", "count", is_pinned=True),
    Column("name", "Campaign", "text"),
    Column("unique_lead_id", "Unique lead", "text"),
    Column("customer_id", "Customer", "text"),
    Column("match_probability", "Match probability", "percent"),
    Column("amount_at_stake", "At stake", "money"),
    Column("conversions", "Orders", "count"),
    Column("variance_share", "Takes away", "percent", "Of all match uncertainty."),
    Column(
        "cumulative_variance_share",
        "With those above",
        "percent",
        "Of all match uncertainty.",
    ),
    Column("waits", "In the review queue", "text"),
)
PROJECTIONS = (
    Column("month", "Month of the leads", "month", is_pinned=True),
    Column("age_months", "Age, months", "count"),
    Column("revenue_amount", "Earned so far", "money"),
    Column("still_to_come_amount", "May still come", "money"),
    Column("projected_revenue_amount", "Projected", "money"),
    Column("projected_low_amount", "From (5%)", "money"),
    Column("projected_high_amount", "To (95%)", "money"),
    Column("developed_share", "Earned by this age", "percent", "By older months."),
    Column("cohorts_used", "Older months used", "count"),
    Column("spend_amount", "Spend", "money"),
    Column("projected_roas", "Projected ROAS", "ratio"),
)
