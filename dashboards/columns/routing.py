"""Columns of the tables on routing, offers, promised times and the way of leads."""

from dashboards.sheets import Column

_ROUTED = (
    Column("leads", "Leads", "count", "Leads and inbound calls."),
    Column("given_leads", "Came with their company", "count"),
    Column("dialled_leads", "By the number dialled", "count"),
    Column("ruled_leads", "By a routing rule", "count"),
    Column("unrouted_leads", "Not routed", "count"),
    Column("right_first_time_share", "Right first time", "percent"),
    Column("right_first_time_share_low", "From (95%)", "percent"),
    Column("right_first_time_share_high", "To (95%)", "percent"),
    Column("manual_share", "By hand", "percent", "Given or moved by a person."),
    Column("user_hops_per_lead", "Changes of user a lead", "number"),
    Column("company_hops_per_lead", "Changes of company a lead", "number"),
    Column("to_inactive_leads", "To somebody inactive", "count"),
)
ROUTED_MONTHS = (
    Column("month", "Month", "month", is_pinned=True),
    Column("median_minutes_to_route", "Median to its company", "minutes"),
    Column("p90_minutes_to_route", "90% within", "minutes"),
    Column("median_unit_minutes", "Median until taken", "minutes"),
    Column("median_user_minutes", "Median to first attempt", "minutes"),
    *_ROUTED,
)
ROUTED_SOURCES = (Column("source", "Source", "text", is_pinned=True), *_ROUTED)
TURNS = (
    Column("company_name", "Company", "text", is_pinned=True),
    Column("routing_rule", "Rule", "text"),
    Column("leads", "Leads", "count"),
    Column("expected_leads", "Its turns", "number"),
    Column("deviation_leads", "More or fewer", "number"),
    Column("expected_amount", "Expected value", "money"),
)
UNROUTED = (
    Column("reason", "Reason", "text", is_pinned=True),
    Column("leads", "Leads", "count"),
    Column("valid_leads", "Valid ones", "count"),
    Column("median_days_unrouted", "Median waiting", "days"),
)
OFFERS = (
    Column("mode", "Mode", "text", is_pinned=True),
    Column("outcome", "Outcome", "text"),
    Column("offers", "Offers", "count"),
    Column("outcome_share", "Share of the mode", "percent"),
    Column("reoffers", "In a later round", "count"),
    Column("median_minutes_to_acknowledge", "Median to acknowledge", "minutes"),
    Column("median_minutes_to_respond", "Median to respond", "minutes"),
    Column("contradicting", "Contradicting times", "count"),
)
ACCEPTANCE = (
    Column("minute_to", "Until", "minutes", is_pinned=True),
    Column("at_risk", "Still waiting before", "count"),
    Column("accepted", "Accepted", "count"),
    Column("rejected", "Rejected", "count"),
    Column("cut_off", "Cut off", "count"),
    Column("accepted_share", "Accepted by then", "percent"),
    Column("rejected_share", "Rejected by then", "percent"),
    Column("waiting_share", "Waiting", "percent"),
)
WHAT_IF = (
    Column("window_minutes", "Window", "minutes", is_pinned=True),
    Column("offers", "Offers", "count"),
    Column("at_risk", "Watched to its end", "count"),
    Column("accepted_share", "Accepted", "percent"),
    Column("rejected_share", "Rejected", "percent"),
    Column("unanswered_share", "Goes on to the next", "percent"),
    Column("minutes_waited", "Waits on average", "minutes"),
    Column("minutes_lost", "Of it for nothing", "minutes"),
)
_KEPT = (
    Column("compliance", "Kept", "percent", "Met in time ÷ all that were due."),
    Column("compliance_low", "From (95%)", "percent"),
    Column("compliance_high", "To (95%)", "percent"),
    Column("met", "Met", "count"),
    Column("missed", "Too late", "count"),
    Column("past_due_open", "Overdue, not met", "count"),
    Column("not_due", "Still in time", "count"),
)
TARGETS = (Column("label", "Target", "text", is_pinned=True), *_KEPT)
TARGET_MONTHS = (Column("month", "Month", "month", is_pinned=True), *_KEPT)
BREACHES = (
    Column("company_name", "Company", "text", is_pinned=True),
    Column("breaches", "Breaches", "count"),
    Column("breach_share", "Of due", "percent"),
    Column("breach_share_low", "From (95%)", "percent"),
    Column("breach_share_high", "To (95%)", "percent"),
    Column("missed", "Too late", "count"),
    Column("past_due_open", "Overdue, not met", "count"),
    Column("median_elapsed_minutes", "Median time of breaches", "minutes"),
)
OPEN_BREACHES = (
    Column("lead_id", "Lead", "text", is_pinned=True),
    Column("target", "Target", "text"),
    Column("company_name", "Company", "text"),
    Column("due_at", "Was due", "date"),
    Column("elapsed_minutes", "On the clock", "minutes"),
)
_SPEED = (
    Column("leads", "Leads", "count"),
    Column("answered", "Answered", "count"),
    Column("unanswered", "Not yet", "count"),
    Column("share_in_5_minutes", "In 5 minutes", "percent"),
    Column("share_in_1_hour", "In an hour", "percent"),
    Column("share_in_24_hours", "In 24 hours", "percent"),
    Column("p25_minutes", "A quarter by", "minutes"),
    Column("median_minutes", "Median", "minutes"),
    Column("p75_minutes", "Three quarters by", "minutes"),
)
SPEED_SEGMENTS = (Column("label", "Segment", "text", is_pinned=True), *_SPEED)
SPEED_MONTHS = (Column("month", "Month", "month", is_pinned=True), *_SPEED)
STEPS = (
    Column("step_label", "Step", "text", is_pinned=True),
    Column("leads", "Leads", "count"),
    Column("leads_share", "Of those that came in", "percent"),
    Column("hours_since_previous_median", "Median since the step before", "hours"),
    Column("hours_since_creation_median", "Median since it came in", "hours"),
    Column("manual_share", "Done by hand", "percent"),
    Column("returned_unique_leads", "Went back from here", "count"),
)
VARIANTS = (
    Column("path", "Way through the stages", "text", is_pinned=True),
    Column("unique_leads", "Unique leads", "count"),
    Column("unique_leads_share", "Share", "percent"),
    Column("won", "Won", "count"),
    Column("lost", "Lost", "count"),
    Column("win_rate_decided", "Won of decided", "percent"),
)
LEAKS = (
    Column("point_label", "Where they are", "text", is_pinned=True),
    Column("leads", "Leads", "count"),
    Column("unique_leads", "Unique leads", "count"),
    Column("expected_amount", "Expected value", "money"),
    Column("expected_lost_amount", "Of it leaking", "money"),
)
LEVELS = (
    Column("label", "Level", "text", is_pinned=True),
    Column("unique_leads", "Unique leads", "count"),
    Column("taken_share", "Taken by somebody", "percent"),
    Column("won", "Won", "count"),
    Column("lost", "Lost", "count"),
    Column("undecided", "Undecided", "count"),
    Column("win_rate_decided", "Won of decided", "percent"),
    Column("win_rate_decided_low", "From (95%)", "percent"),
    Column("win_rate_decided_high", "To (95%)", "percent"),
    Column("win_rate_cohort", "Won of all created", "percent"),
)
