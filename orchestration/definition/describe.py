"""Writes what is made from tables.yml: the dbt source and part of docs/definition.md.

Run as `python -m orchestration.definition.describe`; a test fails where they are stale.
"""

from pathlib import Path

import yaml

from orchestration.definition.tables import (
    RuleColumn,
    RuleTable,
    SettingTable,
    csv_tables,
    setting_tables,
)
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_DIR

SOURCES_FILE = DBT_PROJECT_DIR / "models" / "_definition__sources.yml"
DOCS_FILE = PROJECT_DIR / "docs" / "definition.md"
BEGIN = "<!-- made from orchestration/definition/tables.yml: begin -->"
END = "<!-- made from orchestration/definition/tables.yml: end -->"


def dbt_sources() -> str:
    """The dbt sources file: every table of the schema `definition`, each column."""
    source = {
        "name": "definition",
        "schema": "definition",
        "description": "The active business rules, written by each run before dbt.",
        "tables": [
            *(
                _source_table(table.name, _row_of(table), table.warehouse_columns)
                for table in csv_tables().values()
            ),
            *(
                _source_table(table.name, _row_of(table), table.columns)
                for table in setting_tables().values()
            ),
        ],
    }
    text = yaml.safe_dump(
        {"version": 2, "sources": [source]}, sort_keys=False, width=100
    )
    return f"# Made from orchestration/definition/tables.yml; do not edit.\n{text}"


def _row_of(table: RuleTable | SettingTable) -> str:
    if isinstance(table, RuleTable):
        return f"One row per row of {table.file_name}. {table.description}"
    return f"One row per {table.grain}. {table.description}"


def _source_table(
    name: str, description: str, columns: tuple[RuleColumn, ...]
) -> dict[str, object]:
    return {
        "name": name,
        "description": description,
        "columns": [
            {
                "name": column.warehouse_name,
                "data_type": column.warehouse_type,
                "description": column.description,
            }
            for column in columns
        ],
    }


def docs_tables() -> str:
    """The Markdown that describes every CSV file and every table made of keys."""
    parts = ["## The CSV files"]
    parts += [_csv_section(table) for table in csv_tables().values()]
    parts.append(
        "## Tables made from definition.yml\n\nIn the warehouse's schema `definition`."
    )
    parts += [
        f"### {table.name}\n\n{_row_of(table)}\n\n{_columns(table.columns)}"
        for table in setting_tables().values()
    ]
    return "\n\n".join(parts)


def _csv_section(table: RuleTable) -> str:
    if table.may_be_empty:
        empty = f"A header without rows means: {table.may_be_empty}."
    else:
        empty = "At least one row is needed."
    key = ", ".join(f"`{column}`" for column in table.key)
    text = (
        f"### {table.file_name}\n\n{table.description} No two rows share {key}. {empty}"
    )
    section = f"{text}\n\n{_columns(table.columns)}"
    if not table.derived:
        return section
    return f"{section}\n\nComputed in the warehouse:\n\n{_columns(table.derived)}"


def _columns(columns: tuple[RuleColumn, ...]) -> str:
    lines = ["| column | type | meaning |", "| --- | --- | --- |"]
    lines += [
        f"| `{column.name}`{' *' if column.required else ''} "
        f"| {_type(column)} | {_meaning(column)} |"
        for column in columns
    ]
    return "\n".join(lines)


def _type(column: RuleColumn) -> str:
    if column.values:
        return f"one of {', '.join(column.values)}"
    if column.type == "list":
        return "list, separated by `;`"
    if column.max is not None:
        return f"{column.type}, {column.min:g} to {column.max:g}"
    return column.type


def _meaning(column: RuleColumn) -> str:
    parts = [column.description.replace("|", "\\|")]
    if column.references:
        parts.append(f"A row of {column.references}.csv.")
    if column.default is not None:
        parts.append(f"Empty means {str(column.default).lower()}.")
    if column.staged_as:
        parts.append(f"In the warehouse `{column.staged_as}`.")
    return " ".join(parts)


def with_tables(text: str) -> str:
    """The text of docs/definition.md with the part between the marks made anew.

    ValueError where the marks are missing.
    """
    before, found_begin, rest = text.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found_begin and found_end):
        raise ValueError(f"{DOCS_FILE}: the marks around the tables are missing")
    return f"{before}{BEGIN}\n\n{docs_tables()}\n\n{END}{after}"


def write(sources_file: Path = SOURCES_FILE, docs_file: Path = DOCS_FILE) -> None:
    """Writes both files anew."""
    sources_file.write_text(dbt_sources(), "utf-8")
    docs_file.write_text(with_tables(docs_file.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
