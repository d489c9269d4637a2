"""Columns of the tables of what is defined: metrics, rules, sources."""

from dashboards.columns import Column

METRICS = (
    Column("label", "Metric", "text", is_pinned=True),
    Column("formula", "Worked out as", "text"),
    Column("unit", "Unit", "text"),
    Column("numerator", "Sum or numerator", "text", "Columns of its first mart."),
    Column("denominator", "Denominator", "text", "Columns of its first mart."),
    Column("grain", "Grain", "text", "One figure for each of these."),
    Column("clock", "Clock", "text"),
    Column("interval", "Interval", "text"),
    Column("caveats", "Caveats", "text"),
    Column("marts", "Marts", "text"),
    Column("requirements", "Asked for by", "text", "Ids of requirements."),
    Column("key", "Key", "text", "What the column is called."),
)
SOURCE_COLUMNS = (
    Column("name", "Column", "text", is_pinned=True),
    Column("type", "Type", "text"),
    Column("needed", "Needed", "text"),
    Column("refers_to", "Refers to", "text"),
    Column("values", "Allowed values", "text"),
    Column("description", "Meaning", "text"),
)
FILES = (
    Column("source_file", "File", "text", is_pinned=True),
    Column("rows_delivered", "Rows", "count"),
    Column("rows_accepted", "Accepted", "count"),
    Column("rows_rejected", "Rejected", "count"),
    Column("delivered_at", "Delivered", "moment"),
    Column("loaded_at", "Read", "moment"),
    Column("status", "Status", "text"),
    Column("extra_columns", "Columns not known", "text"),
    Column("encoding", "Encoding", "text"),
    Column("file_bytes", "Bytes", "count"),
    Column("loaded_run_id", "Run", "text"),
)
