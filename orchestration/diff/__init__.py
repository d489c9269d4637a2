"""What changed between two publications, by cause, down to the records.

Belongs here: opening two publications side by side and asking the comparison. It reads
publications and nothing else. The order of causes and why it is so:
docs/decisions/0011-a-change-has-one-cause-found-in-a-fixed-order.md.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.access import EVERYTHING, relation
from orchestration.diff.causes import CAUSES, attribute_causes
from orchestration.diff.figures import compare_figures
from orchestration.diff.moves import sum_moves
from orchestration.diff.paths import follow_paths
from orchestration.diff.records import compare_records
from orchestration.errors import PublicationError

Row = dict[str, Any]
NEEDED = (
    "campaign_roi",
    "desk_decisions",
    "dim_campaigns",
    "fct_conversions",
    "fct_leads",
    "fct_ledger",
    "fct_revenue_credits",
    "fct_revenue_unattributed",
    "fct_spend",
    "fct_unique_leads",
    "person_changes",
    "person_records",
    "source_records",
)


@dataclass(frozen=True)
class Versions:
    """What a publication states of itself."""

    run_id: str
    definition_version: str
    model_version: str
    report_currency: str
    as_of_date: str

    @classmethod
    def of(cls, publication: Path) -> "Versions":
        """Read from its manifest. Raises PublicationError where that lacks something."""
        path = publication / "manifest.json"
        try:
            manifest = json.loads(path.read_text("utf-8"))
            return cls(**{name: str(manifest[name]) for name in cls.__annotations__})
        except (OSError, ValueError) as error:
            raise PublicationError(f"{path} cannot be read: {error}.") from error
        except KeyError as error:
            what = f"{error} in its manifest"
            raise PublicationError(_too_old(publication, what)) from error


def _too_old(publication: Path, what: str) -> str:
    return (
        f"The publication {publication.name} is of an earlier release and lacks {what}: "
        "only publications of this release and later ones can be compared."
    )


def require_comparable(before: Path, after: Path) -> tuple[Versions, Versions]:
    """The versions of both. Raises PublicationError saying why they cannot be compared."""
    for publication in (before, after):
        lacking = [
            mart for mart in NEEDED if not (publication / f"{mart}.parquet").exists()
        ]
        if lacking:
            raise PublicationError(_too_old(publication, ", ".join(lacking)))
    old, new = Versions.of(before), Versions.of(after)
    if old.run_id >= new.run_id:
        raise PublicationError(
            f"{new.run_id} is not later than {old.run_id}: name the earlier run first."
        )
    if old.report_currency != new.report_currency:
        raise PublicationError(
            f"{old.run_id} is stated in {old.report_currency} and {new.run_id} in "
            f"{new.report_currency}: amounts in two currencies cannot be compared."
        )
    return old, new


def whole_mart(publication: Path, mart: str) -> str:
    """SQL for all rows of a mart."""
    return relation(publication, mart, EVERYTHING)


@contextmanager
def compared(
    before: Path,
    after: Path,
    clock: str = "cohort",
    con: duckdb.DuckDBPyConnection | None = None,
    rows_of: Callable[[Path, str], str] = whole_mart,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the tables `moves` and `figure_changes` of the two publications.

    `rows_of` says which rows of a mart may be seen, as SQL that follows `from`.

    figure_changes has one row per measure, attribution model, revenue basis, campaign,
    month and cause; moves one per record moved, from or to a campaign's month. Raises
    PublicationError where the two cannot be compared.
    """
    old, new = require_comparable(before, after)
    con = con or duckdb.connect()
    try:
        for schema, publication in (("before", before), ("after", after)):
            con.execute(f"create schema {schema}")
            for mart in NEEDED:
                con.execute(
                    f"create view {schema}.{mart} as from {rows_of(publication, mart)}"
                )
        con.execute(
            """
            create table runs as
            select
                cast(date_trunc('month', cast($as_of as date)) as date) as open_from,
                $run_before as run_before,
                $run_after as run_after,
                cast($definition as boolean) as is_definition_changed,
                cast($model as boolean) as is_model_changed
            """,
            {
                "as_of": old.as_of_date,
                "run_before": old.run_id,
                "run_after": new.run_id,
                "definition": old.definition_version != new.definition_version,
                "model": old.model_version != new.model_version,
            },
        )
        compare_records(con)
        compare_figures(con, clock)
        follow_paths(con)
        attribute_causes(con)
        sum_moves(con)
        yield con
    finally:
        con.close()


__all__ = ["CAUSES", "NEEDED", "Versions", "compared", "require_comparable"]
