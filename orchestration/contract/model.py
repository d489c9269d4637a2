"""Typed form of the source contract; the only reader of tables.yml."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

ColumnType = Literal[
    "id",
    "text",
    "timestamp",
    "date",
    "money",
    "decimal",
    "integer",
    "boolean",
    "enum",
    "list",
    "json",
]


class Column(BaseModel):
    """One column of a source table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: ColumnType
    description: str
    required: bool = False
    references: str | None = None
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    staged_as: str | None = None

    @property
    def staged_name(self) -> str:
        """Name of the column from staging on."""
        return self.staged_as or self.name


class Table(BaseModel):
    """One source table: its key, columns and references."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    company_from: str | None = None

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    @property
    def references(self) -> tuple[Column, ...]:
        """Columns that name the key of another table."""
        return tuple(column for column in self.columns if column.references)


@cache
def load_contract() -> dict[str, Table]:
    """All source tables by name, a referenced table before those that refer to it."""
    declared = yaml.safe_load(
        files("orchestration.contract").joinpath("tables.yml").read_text("utf-8")
    )
    return {
        name: Table(
            name=name,
            columns=tuple(
                Column(name=column_name, **column)
                for column_name, column in table.pop("columns").items()
            ),
            **table,
        )
        for name, table in declared.items()
    }
