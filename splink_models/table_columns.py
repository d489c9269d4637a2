"""Which column of a table holds what: the only thing that linking a table has to be told.

Belongs here: the mapping, its file and its errors. How values are read does not.
"""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orchestration.errors import LeadhouseError


class TableError(LeadhouseError):
    """A table cannot be linked by the columns that it was given with."""


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Columns = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One column or several; a cell may be a list, or hold several values parted by `;`."""


Kind = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]


class TableColumns(BaseModel):
    """Columns of a table by what they hold; only the record's id is required.

    Of several columns of a name, a street or a date the first that is filled counts; of
    organizations, e-mails, phones, employers and identifiers all do. `street` may hold the
    whole address. `party_type` says `person` or, in whatever words, something else: a
    company; without it a row with an organization and no name of a person is a company.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_id: str
    party_type: Columns = ()
    full_name: Columns = ()
    first_name: Columns = ()
    last_name: Columns = ()
    organization: Columns = ()
    employer: Columns = ()
    emails: Columns = ()
    phones: Columns = ()
    street: Columns = ()
    city: Columns = ()
    region: Columns = ()
    postcode: Columns = ()
    country: Columns = ()
    date_of_birth: Columns = ()
    created_at: Columns = ()
    identifiers: dict[Kind, Columns] = {}
    """Columns by the kind of number: passport, driving_licence, tax_number …"""

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that is named, once."""
        lists = [
            value
            for key, value in self
            if isinstance(value, tuple) and key != "identifiers"
        ]
        lists += self.identifiers.values()
        return tuple(
            dict.fromkeys([self.record_id, *(name for some in lists for name in some)])
        )

    def check_against(self, table: str, there: tuple[str, ...]) -> None:
        """Raises TableError naming the first column that the table does not have."""
        lower = {name.lower() for name in there}
        for name in self.named:
            if name.lower() not in lower:
                raise TableError(
                    f"{table} has no column {name!r}; it has {', '.join(there)}."
                )


def table_columns(mapping: Any, source: str = "columns") -> TableColumns:
    """The mapping, checked; TableError names the key and what is wrong with it."""
    try:
        return TableColumns.model_validate(mapping)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "mapping"
        known = ", ".join(TableColumns.model_fields)
        hint = f" Known are {known}." if problem["type"] == "extra_forbidden" else ""
        raise TableError(f"{source}: {where}: {problem['msg']}.{hint}") from error


def read_table_columns(path: Path) -> TableColumns:
    """The mapping of a YAML file; TableError when it is missing or broken."""
    try:
        mapping = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise TableError(f"{path}: the mapping cannot be read.") from error
    except yaml.YAMLError as error:
        raise TableError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    return table_columns(mapping, str(path))
