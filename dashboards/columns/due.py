"""Columns of the tables on due work."""

from dashboards.sheets import Column

LEADS_DUE = (
    "Open unique leads whose expected completion date is this day or earlier: as given on "
    "a lead, else as estimated for its type."
)
VALUE = "Target amount, else the expected value of such unique leads."

SPANS = (
    Column("bucket", "Overdue", "text", is_pinned=True),
    Column("stage", "Stage", "text"),
    Column("unique_leads", "Unique leads", "count"),
    Column("value_amount", "Value", "money", VALUE),
)
FOLLOW_UP_KINDS = (
    Column("kind", "Request", "text", is_pinned=True),
    Column("recipient_kind", "Asked", "text"),
    Column("requests", "Requests", "count"),
    Column("last_requests", "Of these the last ones", "count"),
    Column("unique_leads", "Unique leads", "count"),
    Column("median_days_due", "Median due for", "days"),
)
LEADS = (
    Column("unique_lead_id", "Unique lead", "text", is_pinned=True),
    Column("value_amount", "Value", "money", VALUE),
    Column("days_overdue", "Overdue", "days", "None: due after the day of the run."),
    Column("expected_completion_date", "Expected", "date"),
    Column("company_name", "Company", "text"),
    Column("assigned_user_name", "Assigned to", "text"),
    Column("stage", "Stage", "text"),
    Column("lead_type", "Type", "text"),
    Column("priority_level", "Priority", "count"),
    Column("days_since_last_word", "Since last word", "days"),
)
REQUESTS = (
    Column("unique_lead_id", "Unique lead", "text", is_pinned=True),
    Column("kind", "Request", "text"),
    Column("recipient", "Asked", "text"),
    Column("recipient_kind", "Who that is", "text"),
    Column("request_number", "Request no.", "count"),
    Column("max_requests", "Of at most", "count"),
    Column("due_date", "Due", "date"),
    Column("days_due", "Due for", "days"),
    Column("due_because", "Because of", "text"),
    Column("company_name", "Company", "text"),
)
AT = (
    Column("company_name", "Company", "text", is_pinned=True),
    Column("unique_leads", "Leads due", "count", LEADS_DUE),
    Column("value_amount", "Value", "money", VALUE),
    Column("median_days_overdue", "Median overdue", "days"),
    Column("median_days_since_last_word", "Median since last word", "days"),
)
COVERAGE = (
    Column("company_name", "Company", "text", is_pinned=True),
    Column("accepted", "Accepted", "count"),
    Column("level_1_share", "Any action told", "percent"),
    Column("level_2_share", "A status told", "percent"),
    Column("level_3_share", "Won or lost told", "percent"),
    Column("level_3_share_low", "From (95%)", "percent"),
    Column("level_3_share_high", "To (95%)", "percent"),
    Column("silent", "Silent", "count", "Undecided, nothing said for too long."),
    Column(
        "awaited", "Awaited", "count", "Undecided, and not yet silent for too long."
    ),
    Column("silent_days", "Nothing said for", "days"),
)
BOUNDS = (
    Column("company_name", "Company", "text", is_pinned=True),
    Column("accepted", "Accepted", "count"),
    Column("reported_won", "Reported won", "count"),
    Column("reported_lost", "Reported lost", "count"),
    Column("silent", "Silent", "count"),
    Column("silent_with_order", "Silent, yet ordered", "count"),
    Column("reported_share", "Reported of due", "percent"),
    Column("win_rate_reported", "As reported", "percent"),
    Column("win_rate_reported_low", "From (95%)", "percent"),
    Column("win_rate_reported_high", "To (95%)", "percent"),
    Column("win_rate_if_silent_lost", "If silent are lost", "percent"),
    Column("win_rate_if_silent_won", "If silent are won", "percent"),
    Column("win_rate_low_by_orders", "Least, by orders", "percent"),
    Column("win_rate_high_by_orders", "Most, by orders", "percent"),
)
