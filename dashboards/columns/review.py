"""Columns of the tables on the review page."""

from dashboards.sheets import Column

AT_STAKE = (
    "What hangs on the answer, in the basis that the definition shows first: known where "
    "a candidate ordered something, else what such unique leads bring in on average."
)
NARROWS = (
    "How much of the variance of attributed revenue an answer would take away: where it "
    "is high, an answer narrows the intervals of ROI most."
)
WAITS = "Who has answered; the next run applies it."
_PLACE = (
    Column("company_name", "Company", "text"),
    Column("amount_at_stake", "At stake", "money", AT_STAKE),
)
_SINCE = Column("waiting_since", "Waiting since", "date")
_ANSWERED = Column("answered", "Answered", "text", WAITS)

MATCHES = (
    Column("lead_id", "Lead", "text", is_pinned=True),
    Column("customer_name", "Likeliest customer", "text"),
    Column("match_probability", "Probability", "percent"),
    *_PLACE,
    Column("variance_share", "Narrows", "percent", NARROWS),
    _SINCE,
    _ANSWERED,
)
DUPLICATES = (
    Column("customer_name", "Customer", "text", is_pinned=True),
    Column("candidates_count", "Customers", "count"),
    Column("match_probability", "Probability", "percent"),
    *_PLACE,
    _ANSWERED,
)
PARTED = (
    Column("component_id", "Records joined by", "text", is_pinned=True),
    Column("evidence_text", "What was found", "text"),
    Column("amount_at_stake", "At stake", "money", AT_STAKE),
)
UNKNOWN = (
    Column("campaign_text", "Named by leads", "text", is_pinned=True),
    Column("leads", "Leads", "count"),
    Column("suggested_name", "Nearest campaign", "text"),
    Column("amount_at_stake", "At stake", "money", AT_STAKE),
    Column("last_seen", "Last seen", "date"),
    _ANSWERED,
)
NAMES = (
    Column("name", "Campaign", "text", is_pinned=True),
    Column("suggestion", "Suggested name", "text"),
    Column("channel", "Channel", "text"),
    Column("leads", "Leads", "count"),
    _ANSWERED,
)
CANDIDATES = (
    Column("customer_name", "Customer", "text", is_pinned=True),
    Column("customer_id", "Id", "text"),
    Column("probability", "Probability", "text"),
    Column("amount_at_stake", "Ordered", "money"),
    Column("evidence_text", "What agrees", "text"),
)
IGNORED = (
    Column("kind", "Kind", "text"),
    Column("value", "Value", "text"),
    Column("record_id", "Given by", "text"),
    Column("records_sharing", "Records with it", "count"),
    Column("ignored_because", "Not used because", "text"),
)
PERSONS = (
    Column("person_id", "Person", "text", is_pinned=True),
    Column("record_id", "Record", "text"),
    Column("name", "Name", "text"),
    Column("phones", "Phones", "text"),
    Column("emails", "E-mails", "text"),
    Column("city", "City", "text"),
)
PROPOSED = (
    Column("name", "Name", "text", is_pinned=True),
    Column("phones", "Phones", "text"),
    Column("emails", "E-mails", "text"),
    Column("street", "Street", "text"),
    Column("postcode", "Postcode", "text"),
    Column("city", "City", "text"),
    Column("company_name", "Company", "text"),
    Column("account_classification", "Classification", "text"),
    Column("credit_rating", "Credit rating", "text"),
    Column(
        "proposed_by", "Proposed by", "text", "The rule: won, and no customer found."
    ),
    Column("unique_lead_id", "Unique lead", "text"),
)
DECISIONS = (
    Column("decided", "When", "text", "In the time zone of the business."),
    Column("decided_by", "Who", "text"),
    Column("said", "What", "text"),
    Column("reason", "Why", "text"),
    Column("state", "State", "text"),
    Column("event_id", "Event", "text"),
)
