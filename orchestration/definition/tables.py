"""Typed form of tables.yml, which says what tables there are; its only reader.

Belongs here: the shape of the tables. What their content must obey beyond one cell is
in checks.py, the keys of definition.yml in model.py.
"""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from orchestration.contract.model import load_contract

RuleType = Literal[
    "text", "integer", "decimal", "double", "boolean", "enum", "list", "date", "time"
]

WAREHOUSE_TYPES: dict[str, str] = {
    "text": "varchar",
    "integer": "integer",
    "decimal": "decimal(18,4)",
    "double": "double",
    "boolean": "boolean",
    "enum": "varchar",
    "list": "varchar[]",
    "date": "date",
    "time": "varchar",
}

CALL_ORIGIN = "call"


class RuleColumn(BaseModel):
    """One column of a table of the definition."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: RuleType
    description: str
    required: bool = False
    references: str | None = None
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    default: bool | int | str | None = None
    staged_as: str | None = None

    @property
    def warehouse_name(self) -> str:
        """Name of the column in the warehouse."""
        return self.staged_as or self.name

    @property
    def warehouse_type(self) -> str:
        """DuckDB type of the column."""
        return WAREHOUSE_TYPES[self.type]


class RuleTable(BaseModel):
    """One CSV file of the definition and the warehouse table of the same name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str
    key: tuple[str, ...]
    may_be_empty: str | None = None
    may_be_absent: bool = False
    columns: tuple[RuleColumn, ...]
    derived: tuple[RuleColumn, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def warehouse_columns(self) -> tuple[RuleColumn, ...]:
        """Columns of the warehouse table, the computed ones last."""
        return self.columns + self.derived


class SettingTable(BaseModel):
    """One warehouse table made from definition.yml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str
    grain: str
    columns: tuple[RuleColumn, ...]


def lead_origins() -> tuple[str, ...]:
    """Every way a lead comes in: the origins of the source contract and a call."""
    return (*load_contract()["leads"].column("origin").values, CALL_ORIGIN)


def _columns(
    declared: dict[str, dict[str, object]] | None,
) -> tuple[RuleColumn, ...]:
    columns = []
    for name, column in (declared or {}).items():
        content = dict(column)
        if content.pop("values_from", None) == "origins":
            content["values"] = lead_origins()
        columns.append(RuleColumn.model_validate({"name": name, **content}))
    return tuple(columns)


@cache
def _declared() -> dict[str, dict[str, dict[str, object]]]:
    text = files("orchestration.definition").joinpath("tables.yml").read_text("utf-8")
    content: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(text)
    return content


@cache
def csv_tables() -> dict[str, RuleTable]:
    """The tables that come from CSV files, by name, in the order of tables.yml."""
    return {
        name: RuleTable.model_validate(
            {
                **table,
                "name": name,
                "columns": _columns(table["columns"]),  # type: ignore[arg-type]
                "derived": _columns(table.get("derived")),  # type: ignore[arg-type]
            }
        )
        for name, table in _declared()["csv"].items()
    }


@cache
def setting_tables() -> dict[str, SettingTable]:
    """The tables that come from definition.yml, by name, in the order of tables.yml."""
    return {
        name: SettingTable.model_validate(
            {**table, "name": name, "columns": _columns(table["columns"])}  # type: ignore[arg-type]
        )
        for name, table in _declared()["rules"].items()
    }
