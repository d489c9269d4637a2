"""The dbt project as the pipeline runs it: its manifest, its environment, its results."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import LeadhouseError
from orchestration.settings import DBT_PROJECT_DIR, Workspace

DBT = str(Path(sys.executable).with_name("dbt"))
MANIFEST = DBT_PROJECT_DIR / "target" / "manifest.json"
SOURCES = ("models", "macros", "tests", "seeds", "dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class TestOutcome:
    """How one dbt test ended."""

    __test__ = False  # not a case for pytest

    name: str
    model: str
    severity: str
    passed: bool
    failures: int | None
    message: str | None


def dbt_environment(workspace: Workspace) -> dict[str, str]:
    """What dbt reads of its environment for this workspace."""
    return {
        "LEADHOUSE_WAREHOUSE": str(workspace.warehouse),
        "LEADHOUSE_SCRATCH": str(workspace.scratch),
        "DBT_PROFILES_DIR": str(DBT_PROJECT_DIR),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def target_path(workspace: Workspace) -> Path:
    """Where dbt keeps its parse and results, apart for each workspace."""
    return workspace.root / ".dbt"


def ensure_manifest() -> Path:
    """The project's manifest, parsed anew when a source of it is younger."""
    newest = max(
        path.stat().st_mtime
        for name in SOURCES
        for path in [DBT_PROJECT_DIR / name, *(DBT_PROJECT_DIR / name).rglob("*")]
        if path.exists()
    )
    if not MANIFEST.exists() or MANIFEST.stat().st_mtime < newest:
        done = subprocess.run(
            [DBT, "--quiet", "parse", "--profiles-dir", str(DBT_PROJECT_DIR)],
            cwd=DBT_PROJECT_DIR,
            env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LeadhouseError(f"The dbt project does not parse: {done.stdout}")
        MANIFEST.touch()
    return MANIFEST


def read_results(target: Path) -> tuple[list[str], list[TestOutcome]]:
    """Of dbt's last invocation: the models that failed, and every test's outcome."""
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    failed_models = []
    outcomes = []
    for result in results:
        node = nodes.get(result["unique_id"], {})
        if node.get("resource_type") == "test":
            outcomes.append(_outcome(node, result))
        elif result["status"] == "error":
            failed_models.append(f"{node.get('name')}: {result['message']}")
    return failed_models, outcomes


def _outcome(node: dict, result: dict) -> TestOutcome:  # type: ignore[type-arg]
    attached = node.get("attached_node") or ""
    tested = attached or (node.get("depends_on", {}).get("nodes") or [""])[-1]
    return TestOutcome(
        name=node["name"],
        model=tested.rsplit(".", 1)[-1],
        severity="warning" if node["config"]["severity"].lower() == "warn" else "error",
        passed=result["status"] == "pass",
        failures=result["failures"],
        message=result["message"],
    )


def forget_results(target: Path) -> None:
    """Removes results of an earlier invocation, so that none is read twice."""
    (target / "run_results.json").unlink(missing_ok=True)
    shutil.rmtree(target / "compiled", ignore_errors=True)
