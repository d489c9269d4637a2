"""Columns of the audit log."""

from dashboards.sheets import Column

COLUMNS = (
    Column("occurred_at", "When", "text", "In the workspace's time zone."),
    Column("person", "Who", "text"),
    Column("act", "What", "text", "sign_in, refused, export, decision or run."),
    Column("detail", "Detail", "text"),
)
