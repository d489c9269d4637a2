"""The mart `restatements`: what each publication changed of the one before it.

Belongs here: making its rows while a publication is written. One row per publication,
campaign, month, measure, attribution model, revenue basis and cause, on the cohort clock;
rows stay as long as the publication that they tell of.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager, closing
from pathlib import Path

import duckdb

from orchestration.diff import Versions, compared, require_comparable, whole_mart
from orchestration.errors import PublicationError

MART = "restatements"
_COLUMNS = {
    "run_id": "varchar",
    "previous_run_id": "varchar",
    "clock": "varchar",
    "campaign_id": "varchar",
    "month": "date",
    "measure": "varchar",
    "attribution_model": "varchar",
    "revenue_basis": "varchar",
    "cause": "varchar",
    "amount_before": "decimal(18, 2)",
    "amount_after": "decimal(18, 2)",
    "change": "decimal(18, 2)",
    "records_count": "bigint",
    "report_currency": "varchar",
    "definition_version": "varchar",
}


def write_restatements(
    con: duckdb.DuckDBPyConnection,
    previous: Path | None,
    publication: Path,
    kept: Collection[str],
) -> str | None:
    """Writes the mart into a publication that is being written, with its manifest.

    `previous` is what is published now, `kept` the runs whose rows stay. Returns why the
    two could not be compared, where they could not: this run then has no rows. `con` is
    an empty database to work in; it is closed.
    """
    problem = _problem(previous, publication)
    is_compared = previous is not None and problem is None
    opened: AbstractContextManager[duckdb.DuckDBPyConnection] = closing(con)
    if previous is not None and problem is None:
        opened = compared(previous, publication, con=con)
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    with opened:
        con.execute(f"create table {MART} ({columns})")
        if previous is not None and (previous / f"{MART}.parquet").exists():
            con.execute(
                f"""
                insert into {MART} by name
                select * from {whole_mart(previous, MART)}
                where list_contains($kept, run_id)
                """,
                {"kept": sorted(kept)},
            )
        if previous is not None and is_compared:
            con.execute(f"insert into {MART} by name {_changes(previous, publication)}")
        con.execute(
            f"""
            copy (from {MART} order by run_id, measure, campaign_id, month, cause)
            to '{_quoted(publication / f"{MART}.parquet")}'
            (format parquet, compression zstd)
            """
        )
    return problem


def _problem(previous: Path | None, publication: Path) -> str | None:
    if previous is None:
        return None
    try:
        require_comparable(previous, publication)
    except PublicationError as error:
        return str(error)
    return None


def _changes(previous: Path, publication: Path) -> str:
    old, new = Versions.of(previous), Versions.of(publication)
    return f"""
        select '{new.run_id}' as run_id, '{old.run_id}' as previous_run_id,
            'cohort' as clock, campaign_id, month, measure, attribution_model,
            revenue_basis, cause, amount_before, amount_after, change, records_count,
            '{new.report_currency}' as report_currency,
            '{new.definition_version}' as definition_version
        from figure_changes
    """


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
