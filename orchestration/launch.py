"""Starting a run that the starter does not wait for, and seeing how it goes.

Belongs here: the process, its log and the writer lock as others see them. What a run does
is run.py's; Dagster is imported by the process that runs, not by the one that starts it.
"""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.errors import RunInProgressError
from orchestration.settings import Workspace

STARTED_LOG = "started-run.log"


@dataclass(frozen=True)
class StartedRun:
    """A run that was started from here, as far as it is known."""

    is_running: bool
    exit_code: int | None
    began_at: datetime
    lines: tuple[str, ...]
    """What it said so far: one line per phase that ended."""


class RunStarter:
    """Starts runs of one workspace, one at a time, through `leadhouse run`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._process: subprocess.Popen[bytes] | None = None
        self._began_at = datetime.now(UTC)

    def start(self) -> None:
        """Starts a run and returns at once.

        Raises RunInProgressError while one is under way, whoever started it.
        """
        if self.is_running() or (holder := lock_holder(self._workspace)) is not None:
            by = "" if self.is_running() else f" (process {holder})"
            raise RunInProgressError(
                f"A run is under way{by}; what is decided meanwhile waits for the next."
            )
        self._workspace.logs.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    str(Path(sys.executable).with_name("leadhouse")),
                    "--workspace",
                    str(self._workspace.root),
                    "run",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._began_at = datetime.now(UTC)

    def is_running(self) -> bool:
        """Whether the run that was started here goes on."""
        return self._process is not None and self._process.poll() is None

    def state(self) -> StartedRun | None:
        """The run that was started here last; None before the first."""
        if self._process is None:
            return None
        exit_code = self._process.poll()
        text = self._log.read_text("utf-8", errors="replace")
        lines = tuple(
            line.strip()
            for line in text.replace("\r", "\n").splitlines()
            if line.strip()
        )
        return StartedRun(exit_code is None, exit_code, self._began_at, lines)

    @property
    def _log(self) -> Path:
        return self._workspace.logs / STARTED_LOG


def lock_holder(workspace: Workspace) -> int | None:
    """The process that writes the workspace now; None where none does."""
    if not workspace.lock.exists():
        return None
    handle = os.open(workspace.lock, os.O_RDONLY)
    try:
        holder = os.read(handle, 32).decode("ascii", "replace").strip()
        if not holder.isdigit() or not _is_alive(int(holder)):
            # Looking would hold the lock for a moment, in which a run may begin.
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(holder)
        return None
    finally:
        os.close(handle)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
