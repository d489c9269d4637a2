"""`leadhouse doctor`: what is wrong with the set-up, and how to mend it."""

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from orchestration.contract import load_contract
from orchestration.definition import load_active_definition
from orchestration.desk import DeskStore
from orchestration.errors import LeadhouseError
from orchestration.ingest.files import find_files, unknown_folders
from orchestration.locking import single_writer
from orchestration.publish import current_run_id, require_publication
from orchestration.settings import Workspace
from splink_models.active import load_active_model, read_activations
from splink_models.labels import load_label_files

LEAST_FREE_BYTES = 2 * 1024**3
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dagster", "splink", "streamlit")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, how to mend it."""

    subject: str
    is_well: bool
    seen: str
    mend: str | None = None

    def to_text(self) -> str:
        mark = "✓" if self.is_well else "✗"
        mend = f" → {self.mend}" if self.mend and not self.is_well else ""
        return f"{mark} {self.subject:<14}{self.seen}{mend}"


def examine(workspace: Workspace) -> list[Finding]:
    """Looks at everything that a run needs; never changes anything but an empty desk."""
    return [
        finding
        for look in (
            _python,
            _settings,
            _definition,
            _model,
            _labels,
            _landing,
            _desk,
            _disk,
            _writer,
            _publication,
        )
        for finding in look(workspace)
    ]


def _python(_: Workspace) -> Iterator[Finding]:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in PACKAGES
    )
    current = sys.version_info >= (3, 11)
    yield Finding(
        "Python",
        current,
        f"{sys.version.split()[0]}; {versions}",
        "install Python 3.11 or newer",
    )


def _loads(subject: str, mend: str, load: Callable[[], str]) -> Iterator[Finding]:
    """A finding that is well when `load` gives what was seen instead of an error."""
    try:
        yield Finding(subject, True, load())
    except LeadhouseError as error:
        for sentence in str(error).splitlines():
            yield Finding(subject, False, sentence, mend)


def _settings(workspace: Workspace) -> Iterator[Finding]:
    def load() -> str:
        settings = workspace.settings()
        there = workspace.settings_file.exists()
        origin = str(workspace.settings_file) if there else "defaults"
        return f"{origin}; time zone {settings.timezone}"

    yield from _loads("Settings", "correct leadhouse.yml", load)


def _definition(workspace: Workspace) -> Iterator[Finding]:
    yield from _loads(
        "Definition",
        "correct the definition's files",
        lambda: load_active_definition(workspace).version,
    )


def _model(workspace: Workspace) -> Iterator[Finding]:
    def load() -> str:
        setting = workspace.settings().model
        model = load_active_model(workspace.models, setting)
        standing = read_activations(workspace.models).standing
        if setting is not None:
            chosen = "named by leadhouse.yml"
        elif standing:
            chosen = f"activated by {standing[-1].by} at {standing[-1].at}"
        else:
            chosen = "shipped"
        return f"{model.version}, {chosen}"

    yield from _loads("Model", "leadhouse models list; leadhouse models activate", load)


def _labels(workspace: Workspace) -> Iterator[Finding]:
    """Every row of the label files that cannot be used; whether records exist is known
    to a run only."""
    with duckdb.connect() as con:
        problems = load_label_files(con, workspace.labels)
        sound = con.execute("select count(*) from file_labels").fetchall()[0][0]
    if workspace.labels.exists():
        yield Finding("Labels", True, f"{sound} in {workspace.labels}")
    for problem in problems:
        yield Finding("Labels", False, problem.sentence, "correct the file")


def _landing(workspace: Workspace) -> Iterator[Finding]:
    files = find_files(workspace.landing, load_contract())
    contacts = [file for file in files if file.table in ("leads", "calls")]
    yield Finding(
        "Landing",
        bool(contacts),
        f"{len(files)} files in {workspace.landing}",
        "put a file into landing/leads or landing/calls (docs/source-contract.md)",
    )
    for folder in unknown_folders(workspace.landing, load_contract()):
        yield Finding(
            "Landing",
            False,
            f"{workspace.landing / folder} is no source table and is not read",
            "rename it to a table of docs/source-contract.md",
        )


def _desk(workspace: Workspace) -> Iterator[Finding]:
    def load() -> str:
        if not workspace.root.exists():
            return "no workspace yet"
        store = DeskStore(workspace.desk_url(workspace.settings()))
        decisions = store.read().num_rows
        store.close()
        return f"{decisions} decisions"

    yield from _loads("Desk", "correct desk.url in leadhouse.yml", load)


def _disk(workspace: Workspace) -> Iterator[Finding]:
    place = next(
        path for path in (workspace.root, *workspace.root.parents) if path.exists()
    )
    free = shutil.disk_usage(place).free
    yield Finding(
        "Disk",
        free >= LEAST_FREE_BYTES,
        f"{free / 1024**3:.1f} GiB free at {place}",
        "free some space: a run needs about ten times the landing files",
    )


def _writer(workspace: Workspace) -> Iterator[Finding]:
    def load() -> str:
        if not workspace.root.exists():
            return "no workspace yet"
        with single_writer(workspace):
            return "no run is writing"

    yield from _loads("Writer", "wait for the run to end", load)


def _publication(workspace: Workspace) -> Iterator[Finding]:
    if current_run_id(workspace) is None:
        yield Finding("Publication", True, "none yet: leadhouse run makes the first")
        return
    yield from _loads(
        "Publication", "leadhouse run", lambda: str(require_publication(workspace))
    )
