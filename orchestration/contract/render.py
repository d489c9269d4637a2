"""Everything that is derived from the source contract, rewritten by `make contract`.

A test holds the committed files against what this module gives.
"""

import json
from pathlib import Path
from typing import Any

import yaml

from orchestration.contract import Column, Table, load_contract

HEADER = "Made from orchestration/contract/tables.yml by `make contract`; do not edit."
JSON_TYPES = {"boolean": "boolean", "integer": "integer", "list": "array"}


def derived_files() -> dict[str, str]:
    """Path below the project folder -> content, for every derived file."""
    tables = load_contract()
    staging = "dbt_project/models/staging"
    return {
        "dbt_project/macros/source_contract.sql": _macro(tables),
        f"{staging}/_raw__sources.yml": _sources(tables),
        f"{staging}/_staging__models.yml": _staging_models(tables),
        **{f"{staging}/stg_{name}.sql": _staging_sql(name) for name in tables},
        "docs/source-contract.md": _page(tables),
        "docs/source-contract.schema.json": _json_schema(tables),
    }


def write_derived_files(project: Path) -> None:
    """Writes every derived file below the project folder."""
    for name, content in derived_files().items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _staging_sql(name: str) -> str:
    return f"{{{{ stage('{name}') }}}}\n"


def _macro(tables: dict[str, Table]) -> str:
    declared = {
        table.name: {
            "key": list(table.key),
            "company_from": table.company_from,
            "columns": [
                {"name": c.name, "staged": c.staged_name, "type": c.type}
                for c in table.columns
            ],
        }
        for table in tables.values()
    }
    body = json.dumps(declared, indent=2).replace("null", "none")
    return (
        f"{{# {HEADER} #}}\n"
        "{% macro source_contract() %}\n"
        f"{{{{ return({body}) }}}}\n"
        "{% endmacro %}\n"
    )


def _dump(content: dict[str, Any]) -> str:
    text = yaml.safe_dump(content, sort_keys=False, width=88, allow_unicode=True)
    return f"# {HEADER}\n{text}"


def _sources(tables: dict[str, Table]) -> str:
    def source(name: str, description: str) -> dict[str, Any]:
        return {
            "name": name,
            "schema": name,
            "description": description,
            "tables": [
                {
                    "name": table.name,
                    "description": table.description,
                    "config": {"meta": {"dagster": {"asset_key": [name, table.name]}}},
                }
                for table in tables.values()
            ],
        }

    return _dump(
        {
            "version": 2,
            "sources": [
                source(
                    "raw", "Delivered rows as text, append-only, with their lineage."
                ),
                source("quarantine", "Delivered rows that break the source contract."),
            ],
        }
    )


def _staging_models(tables: dict[str, Table]) -> str:
    return _dump(
        {"version": 2, "models": [_staging_model(table) for table in tables.values()]}
    )


def _staging_model(table: Table) -> dict[str, Any]:
    columns = [
        {"name": column.staged_name, "description": column.description}
        for column in table.columns
    ]
    key = [table.column(name).staged_name for name in table.key]
    required = [column.staged_name for column in table.columns if column.required]
    return {
        "name": f"stg_{table.name}",
        "description": (
            f"One row per {' and '.join(key)}, the newest version delivered. "
            f"{table.description}"
        ),
        "data_tests": [
            {"unique_key": {"arguments": {"columns": key}}},
            {"never_null": {"arguments": {"columns": required}}},
        ],
        "columns": [
            *columns,
            {"name": "source_file", "description": "Delivered file of the version."},
            {"name": "source_line", "description": "Line of that file."},
            {"name": "delivered_at", "description": "Time of that file, UTC."},
            {
                "name": "first_delivered_at",
                "description": "Time of the file that first held the record, UTC.",
            },
            {"name": "row_hash", "description": "Hash of what the row says."},
        ],
    }


def _page(tables: dict[str, Table]) -> str:
    parts = [
        "# Source contract",
        f"<!-- {HEADER} -->",
        "What a file in `landing/<table>/` may hold. Columns marked * are required; the "
        "others may be missing or empty. Headers are case-insensitive and in any order; "
        "unknown columns are kept beside the row. Times are ISO 8601: without an offset "
        "they are in the company's time zone, else the workspace's. Dates are "
        "`YYYY-MM-DD`, booleans true/false/1/0/yes/no, several values in one cell are "
        "separated by `;`. CSV (comma, semicolon, tab or bar; UTF-8, UTF-16 or "
        "Windows-1252), JSON lines, Parquet and XLSX are read, the first two also "
        "gzipped. Where a lead is referred to, `call:<call_id>` names a call.",
    ]
    for table in tables.values():
        parts.append(f"## {table.name}\n\n{table.description}")
        rows = ["| column | type | meaning |", "| --- | --- | --- |"]
        rows += [_page_row(table, column) for column in table.columns]
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _page_row(table: Table, column: Column) -> str:
    name = f"`{column.name}`" + ("*" if column.required else "")
    name += " (key)" if column.name in table.key else ""
    kind = column.type if not column.values else ", ".join(column.values)
    kind += f" → {column.references}" if column.references else ""
    if column.min is not None or column.max is not None:
        low = "" if column.min is None else f"{column.min:g}"
        high = "" if column.max is None else f"{column.max:g}"
        kind += f" ({low}…{high})"
    return f"| {name} | {kind} | {column.description} |"


def _json_schema(tables: dict[str, Table]) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Leadhouse source contract",
        "description": HEADER,
        "$defs": {table.name: _table_schema(table) for table in tables.values()},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _table_schema(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "description": table.description,
        "required": list(table.required_names),
        "properties": {column.name: _column_schema(column) for column in table.columns},
        "additionalProperties": True,
    }


def _column_schema(column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": column.description}
    if column.type in ("money", "decimal"):
        schema["type"] = "number"
    else:
        schema["type"] = JSON_TYPES.get(column.type, "string")
    if column.type == "list":
        schema["items"] = {"type": "string"}
    if column.type in ("timestamp", "date"):
        schema["format"] = "date-time" if column.type == "timestamp" else "date"
    if column.values:
        schema["enum"] = list(column.values)
    if column.min is not None:
        schema["minimum"] = column.min
    if column.max is not None:
        schema["maximum"] = column.max
    return schema


if __name__ == "__main__":
    write_derived_files(Path(__file__).resolve().parents[2])
