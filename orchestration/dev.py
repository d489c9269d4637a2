"""`leadhouse dev`: the Dagster UI with its daemon, for schedules and sensors."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from orchestration.run import dagster_environment
from orchestration.settings import PROJECT_DIR, Workspace

SECONDS_TO_STOP = 20


def serve_dagster(workspace: Workspace, port: int) -> int:
    """Runs the UI until Ctrl-C or a termination signal; gives its exit code.

    Dagster starts processes of its own: they are stopped as one group.
    """
    command = [
        str(Path(sys.executable).with_name("dagster")),
        "dev",
        "--module-name",
        "orchestration.definitions",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env=os.environ | dagster_environment(workspace),
        start_new_session=True,
    )
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return _stop(process)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(process: "subprocess.Popen[bytes]") -> int:
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return 0
