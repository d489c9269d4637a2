"""Small charts for the metadata of assets, as text that the Dagster UI renders."""

import dagster as dg
import duckdb

WIDTH = 30


def bar_chart(
    con: duckdb.DuckDBPyConnection, label: str, figure: str, sql: str
) -> dg.MarkdownMetadataValue:
    """A table with a bar for each row; `sql` gives a label and a figure of zero or more."""
    rows = con.execute(sql).fetchall()
    largest = max((float(value) for _, value in rows), default=0) or 1
    lines = [f"| {label} | {figure} | |", "| --- | ---: | :--- |"]
    for name, value in rows:
        bar = "█" * round(WIDTH * max(0.0, float(value)) / largest)
        lines.append(f"| {name} | {float(value):,.0f} | {bar} |")
    return dg.MetadataValue.md("\n".join(lines))
