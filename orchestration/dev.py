"""`leadhouse dev`: the Dagster UI with its daemon, for schedules and sensors."""

import os
import subprocess
import sys
from pathlib import Path

from orchestration.run import dagster_environment
from orchestration.settings import PROJECT_DIR, Workspace


def serve_dagster(workspace: Workspace, port: int) -> int:
    """Runs the UI until it is stopped; gives its exit code."""
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
    try:
        return subprocess.call(
            command, cwd=PROJECT_DIR, env=os.environ | dagster_environment(workspace)
        )
    except KeyboardInterrupt:
        return 0
