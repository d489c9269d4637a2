"""Publications: one Parquet file per public mart, swapped in whole.

A publication is written to a folder of its own under another name, flushed to disk,
renamed, and only then named by published/current. A reader follows `current` and so
never sees half of one; one that is open keeps its files until it is pruned.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.context import utc_now
from orchestration.diff import restatements
from orchestration.errors import PublicationError
from orchestration.settings import Settings, Workspace
from orchestration.warehouse import configure

DEFINITION_FOLDER = "definition"

# Marts that the pipeline writes itself, after the gate has spoken.
PIPELINE_MARTS = {"quality_results": "quality.results", "run_log": "ops.run_log"}
# A page always reads one slice; in this order Parquet skips the row groups of the others.
SLICED_MARTS = {
    "campaign_roi": "clock, attribution_model, revenue_basis, month",
    "pipeline_by_day": "as_of_date, stage, company_id, campaign_id",
}


@dataclass(frozen=True)
class Publication:
    """What was published: rows by mart."""

    run_id: str
    folder: Path
    rows: dict[str, int]
    not_compared_because: str | None = None
    """Why the publication before it could not be compared with it, if it could not."""


def publish(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, settings: Settings
) -> Publication:
    """Writes every mart of the warehouse and makes it the current publication.

    Raises PublicationError when it cannot be written whole; what was current stays.
    """
    context = con.execute(
        "select * from ops.run_context cross join ops.report_currency"
    ).df()
    facts = {name: str(context[name].iloc[0]) for name in context.columns}
    run_id = facts["run_id"]
    workspace.published.mkdir(parents=True, exist_ok=True)
    unfinished = workspace.published / f".{run_id}.unfinished"
    with _cleaned_up(unfinished):
        for leftover in workspace.published.glob(".*.unfinished"):
            shutil.rmtree(leftover)
        unfinished.mkdir()
        rows = {
            name: _write(con, source, unfinished / f"{name}.parquet")
            for name, source in _sources(con).items()
        }
        files = _write_definition(con, unfinished / DEFINITION_FOLDER)
        manifest = _manifest(facts, rows, files)
        _write_text(unfinished / "manifest.json", json.dumps(manifest, indent=2))
        rows[restatements.MART], problem = _restate(workspace, settings, unfinished)
        manifest = _manifest(facts, rows, files)
        _write_text(unfinished / "manifest.json", json.dumps(manifest, indent=2))
        _flush_folder(unfinished)
        folder = workspace.published / run_id
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.rename(folder)
        replace_text(workspace.published / "current", run_id + "\n")
    prune(workspace, settings.publication.keep)
    return Publication(run_id, folder, rows, problem)


def _manifest(
    facts: dict[str, str], rows: dict[str, int], files: list[str]
) -> dict[str, object]:
    return {
        "run_id": facts["run_id"],
        "published_at": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}",
        **{
            name: facts[name]
            for name in (
                "definition_version",
                "model_version",
                "code_version",
                "report_currency",
                "timezone",
            )
        },
        "as_of_date": facts["as_of_date"][:10],
        "definition_files": files,
        "rows": dict(sorted(rows.items())),
    }


def _write_definition(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """The business rules as the run read them; gives the files, from the publication."""
    folder.mkdir()
    files = con.execute(
        "select file, content from ops.definition_files order by file"
    ).fetchall()
    for file, content in files:
        _write_text(folder / file, content)
    _flush_folder(folder)
    return [f"{folder.name}/{file}" for file, _ in files]


def _restate(
    workspace: Workspace, settings: Settings, unfinished: Path
) -> tuple[int, str | None]:
    """Writes what this publication changes of the current one; gives the rows, and why
    the two could not be compared, where they could not."""
    current = current_run_id(workspace)
    previous = workspace.published / current if current else None
    if previous is not None and not (previous / "manifest.json").exists():
        previous = None
    kept = sorted(
        path.name
        for path in workspace.published.iterdir()
        if path.is_dir() and not path.name.startswith(".")
    )
    earlier = settings.publication.keep - 1
    scratch = duckdb.connect()
    configure(scratch, workspace.scratch, settings.memory_limit)
    problem = restatements.write_restatements(
        scratch, previous, unfinished, kept[max(0, len(kept) - earlier) :]
    )
    path = unfinished / f"{restatements.MART}.parquet"
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
    with duckdb.connect() as con:
        rows = con.execute("select count(*) from read_parquet(?)", [str(path)])
        return int(rows.fetchall()[0][0]), problem


def current_run_id(workspace: Workspace) -> str | None:
    """The run whose publication is current; none before the first."""
    try:
        return (workspace.published / "current").read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def prune(workspace: Workspace, keep: int) -> list[str]:
    """Removes all but the newest publications; never the current one."""
    current = current_run_id(workspace)
    folders = sorted(
        path
        for path in workspace.published.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name != current
    )
    surplus = folders[: max(0, len(folders) - (keep - 1))]
    for folder in surplus:
        shutil.rmtree(folder)
    return [folder.name for folder in surplus]


def write_last_run(
    workspace: Workspace,
    run_id: str,
    started_at: datetime,
    outcome: str,
    reason: str | None,
) -> None:
    """Says beside the publications how the newest run ended, published or not."""
    workspace.published.mkdir(parents=True, exist_ok=True)
    content = {
        "run_id": run_id,
        "started_at": f"{started_at:%Y-%m-%dT%H:%M:%SZ}",
        "finished_at": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}",
        "outcome": outcome,
        "reason": reason,
    }
    replace_text(workspace.published / "last_run.json", json.dumps(content, indent=2))


def replace_text(path: Path, text: str) -> None:
    """Replaces a small file atomically and durably."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write_text(temporary, text)
        temporary.replace(path)
        _flush_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _cleaned_up(folder: Path) -> Iterator[None]:
    """Removes an unfinished publication and says in one sentence why it failed."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or (
            "No space left" in str(error)
        )
        why = "the disk is full" if full else str(error)
        raise PublicationError(
            f"The publication could not be written to {folder.parent}: {why}. "
            "The last publication stays up."
        ) from error
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def _sources(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Published name -> what of the warehouse is published under it."""
    marts = con.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    ).fetchall()
    sources = {name: f'marts."{name}"' for (name,) in marts} | PIPELINE_MARTS
    return {
        name: f"{source} order by {SLICED_MARTS[name]}"
        if name in SLICED_MARTS
        else source
        for name, source in sources.items()
    }


def _write(con: duckdb.DuckDBPyConnection, source: str, path: Path) -> int:
    rows = con.execute(
        f"copy (from {source}) to '{str(path).replace(chr(39), chr(39) * 2)}' "
        "(format parquet, compression zstd)"
    ).fetchall()[0][0]
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
    return int(rows)


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def require_publication(workspace: Workspace) -> Path:
    """The folder of the current publication.

    Raises PublicationError saying what to run where there is none.
    """
    run_id = current_run_id(workspace)
    if run_id is None:
        raise PublicationError(
            f"{workspace.root} has no publication yet; run: "
            f"leadhouse --workspace {workspace.root} run"
        )
    folder = workspace.published / run_id
    if not (folder / "manifest.json").exists():
        raise PublicationError(
            f"{workspace.published / 'current'} names {run_id}, which is not there "
            "whole; run: leadhouse run"
        )
    return folder
