"""The marts of a publication, read for one thing at a time."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from orchestration.access import EVERYTHING, Audience, relation
from orchestration.errors import LeadhouseError

Row = dict[str, Any]
_NEAREST = 3


class PublishedMarts:
    """A reading connection on a publication: each mart under its name, as the audience
    may see it. A mart is opened when a question first names it: a question needs a
    dozen of more than a hundred."""

    def __init__(self, publication: Path, audience: Audience = EVERYTHING) -> None:
        self._folder = publication
        self._audience = audience
        self._con = duckdb.connect()
        self._unopened = {path.stem for path in publication.glob("*.parquet")}

    def __enter__(self) -> "PublishedMarts":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._con.close()

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> list[Row]:
        """Rows of a query: times in UTC as ISO 8601, amounts exact as decimals.

        Raises LeadhouseError where the publication lacks a mart that the query names.
        """
        self._open(sql)
        try:
            cursor = self._con.execute(
                sql,
                dict(parameters)
                if isinstance(parameters, Mapping)
                else list(parameters),
            )
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise LeadhouseError(
                f"{self._folder} lacks a mart or column that this needs "
                f"({str(error).splitlines()[0]}); publish anew: leadhouse run"
            ) from error
        names = [column[0] for column in cursor.description or ()]
        return [
            {
                name: _plain(value)
                for name, value in zip(names, row, strict=True)
                if name not in ("run_id", "definition_version")
            }
            for row in cursor.fetchall()
        ]

    def _open(self, sql: str) -> None:
        """A view for each mart that the query names and that has none yet.

        By the words of the query: DuckDB names the tables of none with parameters.
        """
        for mart in self._unopened.intersection(re.findall(r"\w+", sql)):
            rows = relation(self._folder, mart, self._audience)
            self._con.execute(f'create view "{mart}" as from {rows}')
            self._unopened.remove(mart)

    def row(self, mart: str, column: str, value: str, what: str) -> Row:
        """The one row of a mart with that id; `what` names the thing to people.

        Raises LeadhouseError naming the nearest ids there are.
        """
        found = self.rows(f"select * from {mart} where {column} = ?", [value])
        if found:
            return found[0]
        nearest = self.rows(
            f"""
            select {column} as id
            from (select distinct {column} from {mart} where {column} is not null)
            order by damerau_levenshtein({column}, ?), {column}
            limit {_NEAREST}
            """,
            [value],
        )
        there = ", ".join(str(row["id"]) for row in nearest)
        raise LeadhouseError(
            f"There is no {what} {value!r} in the publication {self._folder.name}; "
            + (f"nearest: {there}." if there else f"it has no {what} at all.")
        )

    def stamp(self) -> Row:
        """Which publication speaks, and by which rules and model."""
        manifest = json.loads((self._folder / "manifest.json").read_text("utf-8"))
        return {
            name: manifest.get(name)
            for name in ("run_id", "definition_version", "model_version")
        }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def record_of_lead(lead_id: str) -> str:
    """The record of a lead id as the marts have it: `L1` or, of a call, `call:C1`."""
    return lead_id if lead_id.startswith("call:") else f"lead:{lead_id}"
