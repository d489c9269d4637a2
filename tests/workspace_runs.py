"""Workspaces that tests build with the command line, as a user would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Workspace

LEADHOUSE = str(Path(sys.executable).with_name("leadhouse"))


@dataclass(frozen=True)
class Built:
    """A workspace that has been run, and the command line on it."""

    workspace: Workspace
    dagster_home: Path

    def leadhouse(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the command as a user would, its storage apart from the project's."""
        return subprocess.run(
            [LEADHOUSE, "--workspace", str(self.workspace.root), *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
            timeout=600,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The same, without waiting for its end."""
        return subprocess.Popen(
            [LEADHOUSE, "--workspace", str(self.workspace.root), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            start_new_session=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"DAGSTER_HOME": str(self.dagster_home)}

    @property
    def published(self) -> Path:
        run_id = (self.workspace.published / "current").read_text("utf-8").strip()
        return self.workspace.published / run_id

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the current publication; a mart is {name} in the SQL."""
        marts = {
            path.stem: f"read_parquet('{path}')"
            for path in self.published.glob("*.parquet")
        }
        with duckdb.connect() as con:
            return con.execute(sql.format(**marts)).fetchall()


def workspace_at(root: Path) -> Built:
    """A workspace with Dagster's storage inside it."""
    home = root / ".dagster_home"
    home.mkdir(parents=True)
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    return Built(Workspace(root), home)


def last_run(built: Built) -> dict[str, Any]:
    """How the newest run of the workspace ended."""
    content = (built.workspace.published / "last_run.json").read_text("utf-8")
    return dict(json.loads(content))
