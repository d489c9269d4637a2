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
    Column("amount_exact", "Credited", "exact_money"),
    Column("credit", "Share", "percent"),
    Column("entry_amount_exact", "Whole amount", "exact_money"),
    Column("unique_lead_id", "Unique lead", "text"),
    Column("lead_id", "Contact", "text"),
    Column("because", "Why no campaign", "text"),
    Column("source_file", "File", "text"),
    Column("source_line", "Line", "line"),
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
    Column("amount_exact", "Credited to this campaign", "exact_money"),
)
LEAVES = (
    Column("amount_exact", "Amount", "exact_money", is_pinned=True),
    Column("record", "Of", "text"),
    Column("kind", "Kind", "text"),
    Column("occurred_date", "Day", "text"),
    Column("share", "Share", "percent"),
    Column("lead_id", "Contact", "text"),
    Column("unique_lead_id", "Unique lead", "text"),
    Column("campaign_id", "Campaign", "text"),
    Column("because", "Why no campaign", "text"),
    Column("source_file", "File", "text"),
    Column("source_line", "Line", "line"),
)
