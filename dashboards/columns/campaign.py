"""Columns of the tables behind one campaign."""

from dashboards.sheets import Column

MONTHS = (
    Column("month", "Month", "month", is_pinned=True),
    Column("spend_amount", "Spend", "money"),
    Column("revenue_amount", "Revenue", "money"),
    Column(
        "revenue_low",
        "Revenue, 5%",
        "money",
        "Match uncertainty; none where doubt in several companies does not add up.",
    ),
    Column("revenue_high", "Revenue, 95%", "money", "Match uncertainty."),
    Column("roas", "ROAS", "ratio"),
    Column("leads", "Leads", "count"),
    Column("unique_leads", "Unique leads", "count"),
    Column("won_unique_leads", "Won", "count"),
    Column("maturity", "Mature", "percent"),
)
CREDITS = (
    Column("record", "Invoice", "text", is_pinned=True),
    Column("kind", "Kind", "text"),
    Column("occurred_date", "Of", "date"),
    Column("amount_cents", "Credited", "cents"),
    Column("credit", "Share", "percent"),
    Column("entry_amount_cents", "Whole amount", "cents"),
    Column("unique_lead_id", "Unique lead", "text"),
    Column("lead_id", "Contact", "text"),
    Column("because", "Why no campaign", "text"),
    Column("source_file", "File", "text"),
    Column("source_line", "Line", "text"),
)
UNIQUE_LEADS = (
    Column("unique_lead_id", "Unique lead", "text", is_pinned=True),
    Column("first_lead_date", "First contact", "date"),
    Column("company", "Company", "text"),
    Column("stage", "Stage", "text"),
    Column("confirmation_status", "Confirmation", "text"),
    Column("match_status", "Match", "text"),
    Column("match_probability", "Match probability", "percent"),
    Column("leads_count", "Contacts", "count"),
    Column("amount_cents", "Credited to this campaign", "cents"),
)
LEAVES = (
    Column("amount_cents", "Amount", "cents", is_pinned=True),
    Column("record", "Of", "text"),
    Column("kind", "Kind", "text"),
    Column("occurred_date", "Day", "text"),
    Column("share", "Share", "percent"),
    Column("lead_id", "Contact", "text"),
    Column("unique_lead_id", "Unique lead", "text"),
    Column("campaign_id", "Campaign", "text"),
    Column("because", "Why no campaign", "text"),
    Column("source_file", "File", "text"),
    Column("source_line", "Line", "text"),
)
# What counts things has no money and no shares.
COUNTED_LEAVES = tuple(
    column
    for column in LEAVES
    if column.key not in ("amount_cents", "occurred_date", "share", "because")
)
