"""`leadhouse status`: what is published, how fresh it is, and what waits for somebody.

Reads the publication; of the build database only the quarantine, and only while no run is
writing it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contract import load_contract
from orchestration.publish import current_run_id, require_publication
from orchestration.settings import Workspace


@dataclass(frozen=True)
class Quarantined:
    """Open quarantine rows of one table and reason."""

    table: str
    reason_code: str
    rows: int
    example: str


@dataclass(frozen=True)
class Status:
    """What `leadhouse status` says; times are UTC."""

    workspace: str
    publication: dict[str, Any] | None
    last_run: dict[str, Any] | None
    newest_lead_at: str | None
    matches_in_review: int | None
    reviews: dict[str, int] | None
    unknown_campaigns: int | None
    checks_failed: int | None
    quarantine: tuple[Quarantined, ...] | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def to_text(self) -> str:
        """The same for people, a line each."""
        return "\n".join([*self._publication_lines(), *self._quarantine_lines()])

    def _publication_lines(self) -> list[str]:
        if self.publication is None:
            return [
                f"{self.workspace} has no publication yet; run: "
                f"leadhouse --workspace {self.workspace} run"
            ]
        rows = self.publication["rows"]
        lines = [
            f"Publication   {self.publication['run_id']}, "
            f"{self.publication['published_at']}, "
            f"rules {self.publication['definition_version']}, "
            f"model {self.publication['model_version']}",
            f"Rows          {rows['fct_leads']:,} leads and calls, "
            f"{rows['fct_unique_leads']:,} unique leads, {rows['fct_jobs']:,} jobs, "
            f"{rows['fct_invoices']:,} invoices",
            f"Newest lead   {self.newest_lead_at or 'none'}",
            f"Reviews       {self._reviews()}",
            f"Campaigns     {self.unknown_campaigns:,} named that do not exist",
            f"Checks        {self.checks_failed:,} failed with a warning",
        ]
        if self.last_run and self.last_run["outcome"] != "published":
            lines.append(
                f"Last run      {self.last_run['run_id']} {self.last_run['outcome']}: "
                f"{self.last_run['reason']}"
            )
        return lines

    def _reviews(self) -> str:
        """Decisions wanted by kind; those on matches alone where no queue was published."""
        if self.reviews is None:
            return f"{self.matches_in_review:,} unique leads wait for a person"
        kinds = (f"{count:,} {kind}" for kind, count in self.reviews.items())
        total = sum(self.reviews.values())
        return f"{total:,} wait for a person" + (
            f": {', '.join(kinds)}" if total else ""
        )

    def _quarantine_lines(self) -> list[str]:
        if self.quarantine is None:
            return ["Quarantine    not read: a run is writing the warehouse"]
        if not self.quarantine:
            return ["Quarantine    empty"]
        total = sum(found.rows for found in self.quarantine)
        lines = [f"Quarantine    {total:,} rows wait for repair"]
        return lines + [
            f"  {found.table:<20}{found.reason_code:<24}{found.rows:>8,}  {found.example}"
            for found in self.quarantine
        ]


def read_status(workspace: Workspace) -> Status:
    """The workspace's status. Raises PublicationError for a broken publication."""
    last_run = workspace.published / "last_run.json"
    facts: tuple[Any, ...] = (None, None, None, None)
    publication, reviews = None, None
    if current_run_id(workspace):
        folder = require_publication(workspace)
        publication = json.loads((folder / "manifest.json").read_text("utf-8"))
        facts = _published_facts(str(folder), publication["run_id"])
        reviews = _reviews_by_kind(folder / "review_queue.parquet")
    return Status(
        workspace=str(workspace.root),
        publication=publication,
        last_run=json.loads(last_run.read_text("utf-8")) if last_run.exists() else None,
        newest_lead_at=facts[0] and _moment(facts[0]),
        matches_in_review=facts[1],
        reviews=reviews,
        unknown_campaigns=facts[2],
        checks_failed=facts[3],
        quarantine=_quarantine(workspace),
    )


def _published_facts(folder: str, run_id: str) -> tuple[Any, ...]:
    with duckdb.connect() as con:
        return con.execute(
            """
            select
                (select max(created_at) from read_parquet($folder || '/fct_leads.parquet')),
                (select count(*) from read_parquet($folder || '/fct_unique_leads.parquet')
                    where match_status = 'review'),
                (select count(*) from read_parquet($folder || '/unknown_campaigns.parquet')),
                (select count(*) from read_parquet($folder || '/quality_results.parquet')
                    where run_id = $run_id and not passed)
            """,
            {"folder": folder, "run_id": run_id},
        ).fetchall()[0]


def _reviews_by_kind(queue: Path) -> dict[str, int] | None:
    """Decisions wanted, the commonest kind first; None where none were published."""
    if not queue.exists():
        return None
    with duckdb.connect() as con:
        return dict(
            con.execute(
                "select kind, count(*) from read_parquet(?) group by kind "
                "order by count(*) desc, kind",
                [str(queue)],
            ).fetchall()
        )


def _moment(value: datetime) -> str:
    return f"{value.replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"


def _quarantine(workspace: Workspace) -> tuple[Quarantined, ...] | None:
    """Open rows by table and reason; none while another process writes."""
    if not workspace.warehouse.exists():
        return ()
    union = " union all ".join(
        f"select '{table}' as source_table, reason_code, reason "
        f"from quarantine.\"{table}\" where status = 'open'"
        for table in load_contract()
    )
    try:
        with duckdb.connect(str(workspace.warehouse), read_only=True) as con:
            rows = con.execute(
                "select source_table, reason_code, count(*), min(reason) "
                f"from ({union}) group by all order by 3 desc, 1, 2"
            ).fetchall()
    except duckdb.IOException:
        return None
    return tuple(Quarantined(*row) for row in rows)
