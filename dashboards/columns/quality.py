"""Columns of the tables on quality."""

from dashboards.columns import Column

SUITES = (
    Column("suite", "Suite", "text", is_pinned=True),
    Column("checks", "Checks", "count"),
    Column("passed", "Passed", "count"),
    Column("errors", "Failed, error", "count", "An error shuts the gate."),
    Column("warnings", "Failed, warning", "count", "A warning is shown, no more."),
)
FAILED = (
    Column("check", "Check", "text", is_pinned=True),
    Column("severity", "Severity", "text"),
    Column("suite", "Suite", "text"),
    Column("table_name", "Table", "text"),
    Column("observed", "Observed", "text"),
    Column("rows_failed", "Rows failed", "count"),
)
DRIFT = (
    Column("check", "Check", "text", is_pinned=True),
    Column("observed", "Observed", "text"),
    Column("result", "Result", "text"),
    Column("severity", "If it fails", "text"),
    Column("table_name", "Table", "text"),
)
HISTORY = (
    Column("run_id", "Run", "text", is_pinned=True),
    Column("checked_at", "Checked", "moment"),
    Column("outcome", "Outcome", "text", "The run that published says so only later."),
    Column("checks", "Checks", "count"),
    Column("errors", "Failed, error", "count"),
    Column("warnings", "Failed, warning", "count"),
)
FRESHNESS = (
    Column("source_table", "Source", "text", is_pinned=True),
    Column("newest_delivered_at", "Newest file", "moment"),
    Column("days_since_delivery", "Since then", "days"),
    Column("newest_record_at", "Newest record", "moment", "The latest moment told of."),
    Column("days_since_record", "Since then, records", "days"),
    Column("future_records", "Dated ahead", "count", "Records of a later moment."),
    Column("files", "Files", "count"),
    Column("rows_delivered", "Rows delivered", "count"),
    Column("rows_accepted", "Accepted", "count", "When their file was read."),
    Column("rows_rejected", "Rejected", "count", "When their file was read."),
    Column("held_rows", "Waiting now", "count", "In quarantine, open."),
    Column("records", "Records in force", "count"),
)
QUARANTINED = (
    Column("source_table", "Source", "text", is_pinned=True),
    Column("reason", "Reason", "text"),
    Column("column_name", "Column", "text"),
    Column("held_rows", "Rows waiting", "count"),
    Column("rejected_rows", "Kept out", "count", "The others are listed, and count."),
    Column("source_file", "File", "text"),
    Column("first_line", "First line", "count"),
    Column("last_line", "Last line", "count"),
    Column("sample_reason", "For example", "text"),
    Column("delivered_at", "Delivered", "moment"),
)
UNKNOWN = (
    Column("campaign_text", "Named", "text", is_pinned=True),
    Column("leads", "Leads", "count"),
    Column("suggested_campaign", "Most like", "text"),
    Column("suggestion_likeness", "Likeness", "percent"),
    Column("nearest_names", "Nearest names", "text"),
    Column("first_seen_at", "First", "moment"),
    Column("last_seen_at", "Last", "moment"),
)
VIOLATIONS = (
    Column("name", "Campaign", "text", is_pinned=True),
    Column("channel", "Channel", "text"),
    Column("pattern", "Rule", "text"),
    Column("suggestion", "Suggested name", "text"),
    Column("completeness", "Suggestion", "text"),
    Column("leads", "Leads", "count"),
    Column("campaign_id", "Campaign id", "text"),
)
LEDGER = (
    Column("month", "Month", "month", is_pinned=True),
    Column("ledger_amount", "Ledger", "money"),
    Column("attributed_amount", "Attributed", "money"),
    Column("unattributed_amount", "Not attributed", "money"),
    Column("difference_amount", "Difference", "money", "Ledger less both: always 0."),
    Column("unknown_campaign_amount", "Unknown campaign", "money"),
    Column("no_campaign_amount", "No campaign", "money"),
    Column("unmatched_amount", "Unmatched", "money"),
    Column("waits_for_review_amount", "Waits for review", "money"),
    Column("dismissed_amount", "Dismissed", "money"),
    Column("before_window_amount", "Before the window", "money"),
    Column("entries", "Entries", "count"),
)
