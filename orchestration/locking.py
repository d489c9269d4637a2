"""One writer per workspace: an operating-system lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.errors import RunInProgressError
from orchestration.settings import Workspace


@contextmanager
def single_writer(workspace: Workspace) -> Iterator[None]:
    """Holds the workspace's writer lock.

    Raises RunInProgressError, naming the process, when another one holds it.
    """
    workspace.root.mkdir(parents=True, exist_ok=True)
    handle = os.open(workspace.lock, os.O_CREAT | os.O_RDWR)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            raise RunInProgressError(
                f"Another run (process {holder}) is writing {workspace.root}; "
                "wait for it to end."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
