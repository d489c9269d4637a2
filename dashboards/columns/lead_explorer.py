"""Columns of the tables on one person: events, unique leads, records, evidence."""

from dashboards.columns import Column

FOUND = (
    Column("name", "Name", "text", is_pinned=True),
    Column("found_by", "Found by", "text"),
    Column("found", "Found", "text", "What of the person fits the search."),
    Column("leads", "Leads", "count", "Leads and inbound calls."),
    Column("unique_leads", "Unique leads", "count"),
    Column("customers", "Customer records", "count"),
    Column("invoiced_amount", "Invoiced", "money"),
    Column("last_lead_at", "Last lead", "moment"),
    Column("person_id", "Person", "text"),
)
_DELIVERED = (
    Column("source_file", "Delivered in", "text"),
    Column("source_line", "Line", "count"),
)
EVENTS = (
    Column("happened_at", "When", "moment", is_pinned=True),
    Column("kind", "Kind", "text"),
    Column("what", "What", "text"),
    Column("id", "Id", "text"),
    Column("company", "Company", "text"),
    Column("person", "By whom", "text"),
    Column("amount", "Amount", "number", "In the currency beside it."),
    Column("currency", "Currency", "text"),
    *_DELIVERED,
)
UNIQUE_LEADS = (
    Column("unique_lead_id", "Unique lead", "text", is_pinned=True),
    Column("because", "Began, because it was", "text"),
    Column("first_lead_at", "First lead", "moment"),
    Column("last_lead_at", "Last lead", "moment"),
    Column("leads_count", "Leads", "count"),
    Column("state", "State", "text"),
    Column("decided_at", "Decided", "moment"),
    Column("campaign", "Campaign", "text"),
    Column("company", "Company", "text"),
    Column("customer_id", "Customer", "text"),
    Column("confirmation_status", "Confirmation", "text"),
    Column("pending_because", "Pending, because", "text"),
    Column("jobs_count", "Jobs", "count"),
    Column("invoiced_amount", "Invoiced", "money"),
)
CONTACTS = (
    Column("created_at", "When", "moment", is_pinned=True),
    Column("lead_id", "Lead", "text"),
    Column("origin", "Origin", "text"),
    Column("named", "Campaign named", "text"),
    Column("campaign", "Campaign", "text"),
    Column("gives", "Gives the campaign", "text"),
    Column("place", "In the unique lead", "text"),
    Column("company", "Company", "text"),
    *_DELIVERED,
)
RECORDS = (
    Column("record_id", "Record", "text", is_pinned=True),
    Column("created_at", "When", "moment"),
    Column("name", "Name", "text"),
    Column("phones", "Phones", "text"),
    Column("emails", "E-mails", "text"),
    Column("address", "Address", "text"),
    *_DELIVERED,
)
PAIRS = (
    Column("pair", "Records", "text", is_pinned=True),
    Column("verdict", "Verdict", "text"),
    Column("match_weight", "Weight", "number", "Log2 of the odds."),
    Column("match_probability", "By the model", "percent"),
    Column("blocking_rule", "Found by", "text"),
)
STEPS = (
    Column("comparison", "Comparison", "text", is_pinned=True),
    Column("label", "What they say", "text"),
    Column("weight", "Adds", "number", "Log2 of the odds."),
    Column("total", "Together", "number"),
)
POINTS = (
    Column("value", "Phone or e-mail", "text", is_pinned=True),
    Column("record_id", "Record", "text"),
    Column("records_sharing", "Records with it", "count"),
    Column("use", "Use", "text"),
    Column("form", "Compared as", "text"),
)
LEAVES = (
    Column("amount", "Amount", "money", is_pinned=True),
    Column("entry", "Entry", "text"),
    Column("occurred_date", "Date", "date"),
    Column("share", "Share", "percent", "Of the entry, to this unique lead's contact."),
    Column("lead_id", "Credited lead", "text"),
    Column("job_id", "Job", "text"),
    *_DELIVERED,
)
