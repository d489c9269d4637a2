"""Publications: whole or not at all, and never half seen."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import PublicationError, RunInProgressError
from orchestration.locking import single_writer
from orchestration.publish import (
    current_run_id,
    prune,
    publish,
    require_publication,
    write_last_run,
)
from orchestration.settings import Settings, Workspace
from orchestration.warehouse import open_warehouse

ROWS = 20_000


def build(con: duckdb.DuckDBPyConnection, run_id: str, rows: int = ROWS) -> None:
    """A warehouse with one mart, every row of which carries the run."""
    for schema in ("marts", "ops", "quality"):
        con.execute(f"create schema if not exists {schema}")
    con.execute(
        """
        create or replace table ops.run_context as
        select $1 as run_id, 'd-1' as definition_version, 'm' as model_version,
            'c' as code_version, 'UTC' as timezone, date '2026-03-15' as as_of_date
        """,
        [run_id],
    )
    con.execute(
        "create or replace table ops.report_currency as select 'USD' as report_currency"
    )
    con.execute(
        "create or replace table ops.definition_files as "
        "select 'definition.yml' as file, 'name: d' as content"
    )
    con.execute("create or replace table ops.run_log as from ops.run_context")
    con.execute("create or replace table quality.results as from ops.run_context")
    con.execute(
        "create or replace table marts.fct_leads as "
        f"select range as lead_id, md5(range::varchar) as hash, $1 as run_id "
        f"from range({rows})",
        [run_id],
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    yield Workspace(tmp_path / "workspace")


def publish_run(workspace: Workspace, run_id: str, keep: int = 10) -> None:
    settings = Settings.model_validate({"publication": {"keep": keep}})
    with open_warehouse(workspace) as con:
        build(con, run_id)
        publish(con, workspace, settings)


def test_a_publication_names_its_run_and_counts_its_rows(workspace: Workspace) -> None:
    """D5: a figure leads back to the run that made it."""
    publish_run(workspace, "run-1")
    folder = require_publication(workspace)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert folder.name == current_run_id(workspace) == "run-1"
    assert manifest["rows"] == {
        "fct_leads": ROWS,
        "quality_results": 1,
        "restatements": 0,
        "run_log": 1,
    }
    assert manifest["definition_files"] == ["definition/definition.yml"]
    assert (folder / "definition" / "definition.yml").read_text("utf-8") == "name: d"
    assert (workspace.published / "current").read_text("utf-8") == "run-1\n"


def test_the_last_publications_are_kept_and_the_current_one_always(
    workspace: Workspace,
) -> None:
    for number in range(5):
        publish_run(workspace, f"run-{number}", keep=3)
    kept = sorted(path.name for path in workspace.published.iterdir() if path.is_dir())
    assert kept == ["run-2", "run-3", "run-4"]
    (workspace.published / "current").write_text("run-2\n")
    prune(workspace, 1)
    kept = sorted(path.name for path in workspace.published.iterdir() if path.is_dir())
    assert kept == ["run-2"]


def test_a_reader_never_sees_half_a_publication(workspace: Workspace) -> None:
    publish_run(workspace, "run-00")
    wrong: list[object] = []
    reads = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            folder = require_publication(workspace)
            with duckdb.connect() as con:
                rows = con.execute(
                    "select count(*), count(distinct run_id), min(run_id) "
                    f"from read_parquet('{folder / 'fct_leads.parquet'}')"
                ).fetchall()
            reads.append(rows[0])
            if rows != [(ROWS, 1, folder.name)]:
                wrong.append(rows)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 7):
        publish_run(workspace, f"run-{number:02d}")
    stop.set()
    for reader in readers:
        reader.join()
    assert reads
    assert wrong == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from orchestration.errors import PublicationError
from orchestration.publish import publish
from orchestration.settings import Settings, Workspace
from orchestration.warehouse import open_warehouse
workspace = Workspace(Path(sys.argv[1]))
with open_warehouse(workspace) as con:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    try:
        publish(con, workspace, Settings())
    except PublicationError as error:
        print(error)
        sys.exit(3)
"""


def test_a_disk_that_takes_no_more_leaves_the_last_publication_up(
    workspace: Workspace,
) -> None:
    publish_run(workspace, "run-1")
    with open_warehouse(workspace) as con:
        build(con, "run-2")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(workspace.root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "The publication could not be written" in done.stdout
    assert "The last publication stays up." in done.stdout
    assert current_run_id(workspace) == "run-1"
    assert sorted(path.name for path in workspace.published.iterdir()) == [
        "current",
        "run-1",
    ]


def test_no_space_left_is_said_in_words(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with open_warehouse(workspace) as con:
        build(con, "run-1")
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(PublicationError, match="the disk is full"):
            publish(con, workspace, Settings())
    assert current_run_id(workspace) is None


def test_a_publication_that_is_not_there_is_told_with_what_to_run(
    workspace: Workspace,
) -> None:
    with pytest.raises(PublicationError, match="no publication yet; run: leadhouse"):
        require_publication(workspace)
    workspace.published.mkdir(parents=True)
    (workspace.published / "current").write_text("run-9\n")
    with pytest.raises(PublicationError, match="run-9, which is not there whole"):
        require_publication(workspace)


def test_the_last_run_is_told_beside_the_publications(workspace: Workspace) -> None:
    write_last_run(workspace, "r", datetime(2026, 1, 1), "gate_failed", "why")
    told = json.loads((workspace.published / "last_run.json").read_text("utf-8"))
    assert (told["outcome"], told["reason"]) == ("gate_failed", "why")


HOLD = """
import sys, time
from pathlib import Path
from orchestration.locking import single_writer
from orchestration.settings import Workspace
with single_writer(Workspace(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_writer_lock_names_its_holder_and_dies_with_it(
    workspace: Workspace,
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(workspace.root)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with (
        pytest.raises(RunInProgressError, match=f"process {holder.pid}"),
        single_writer(workspace),
    ):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with single_writer(workspace), single_writer(workspace):
        pass
