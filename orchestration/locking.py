"""One writer per workspace: an operating-system lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.errors import RunInProgressError
from orchestration.settings import Workspace

_held: set[Path] = set()


@contextmanager
def single_writer(workspace: Workspace) -> Iterator[None]:
    """Holds the workspace's writer lock; again within the process that holds it is free.

    Raises RunInProgressError, naming the process, when another one holds it.
    """
    if workspace.root in _held:
        yield
        return
    workspace.root.mkdir(parents=True, exist_ok=True)
    handle = os.open(workspace.lock, os.O_CREAT | os.O_RDWR)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 32).decode("ascii", "replace").strip()
            raise RunInProgressError(
                f"Another run (process {holder or 'unknown'}) is writing "
                f"{workspace.root}; wait for it to end."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        _held.add(workspace.root)
        yield
    finally:
        _held.discard(workspace.root)
        os.close(handle)
