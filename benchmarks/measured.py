"""A command in a process of its own: its seconds and its peak memory."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import LeadhouseError
from orchestration.settings import PROJECT_DIR

LOG_TAIL = 2000


@dataclass(frozen=True)
class Measured:
    """What a process took; peak memory is that of its largest process.

    CPU seconds count all that it started and waited for, and say more than wall seconds
    where something else runs beside it.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    exit_code: int


def measure(command: list[str], log: Path, allowed: tuple[int, ...] = (0,)) -> Measured:
    """Runs the command, its output going to the log.

    Peak memory is ru_maxrss as wait4 gives it: the process or, if larger, one that it
    started and waited for (dbt). This process must stay small: until a child begins its
    own program, its memory is ours. Raises LeadhouseError with the end of the log when
    the exit code is none of the allowed ones.
    """
    with log.open("ab") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=PROJECT_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        tail = log.read_text("utf-8", errors="replace")[-LOG_TAIL:]
        raise LeadhouseError(
            f"{' '.join(command[:5])} ended with {process.returncode}: {tail}"
        )
    # Linux counts ru_maxrss in KiB.
    return Measured(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
        exit_code=process.returncode,
    )
