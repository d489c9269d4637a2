"""The dbt project as the pipeline runs it: its manifest, its environment, its results."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.errors import LeadhouseError
from orchestration.quality.model import Severity
from orchestration.settings import DBT_PROJECT_DIR, Workspace

DBT = str(Path(sys.executable).with_name("dbt"))
MANIFEST = DBT_PROJECT_DIR / "target" / "manifest.json"
PARSED = "partial_parse.msgpack"
"""What dbt keeps of a parse, from which the next one is quick."""
SOURCES = ("models", "macros", "tests", "seeds", "dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class DeclaredTest:
    """A dbt data test and the model that it is asked of."""

    name: str
    schema: str
    model: str
    severity: Severity


@dataclass(frozen=True)
class TestOutcome:
    """How one dbt test ended."""

    __test__ = False  # not a case for pytest

    test: DeclaredTest
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
        _parse()
    return MANIFEST


def _parse() -> None:
    """Parses the project apart and swaps the outcome in, so that who reads the manifest
    meanwhile, or parses it too, finds it whole."""
    MANIFEST.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MANIFEST.parent) as folder:
        own = Path(folder)
        earlier = MANIFEST.with_name(PARSED)
        if earlier.exists():
            shutil.copyfile(earlier, own / PARSED)
        done = subprocess.run(
            [
                *(DBT, "--quiet", "parse"),
                *("--profiles-dir", str(DBT_PROJECT_DIR), "--target-path", folder),
            ],
            cwd=DBT_PROJECT_DIR,
            env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LeadhouseError(f"The dbt project does not parse: {done.stdout}")
        for parsed in (own / PARSED, own / MANIFEST.name):
            parsed.replace(MANIFEST.with_name(parsed.name))


def declared_tests() -> list[DeclaredTest]:
    """Every data test of the project, in the order of their names."""
    nodes = json.loads(ensure_manifest().read_text("utf-8"))["nodes"]
    tests = [
        _declared(node, nodes)
        for node in nodes.values()
        if node["resource_type"] == "test"
    ]
    return sorted(tests, key=lambda test: test.name)


def run_tests(workspace: Workspace) -> list[TestOutcome]:
    """Runs every data test against the built models.

    Raises LeadhouseError when dbt ends without having run them.
    """
    target = target_path(workspace)
    forget_results(target)
    done = subprocess.run(
        [DBT, "test", "--exclude", "test_type:unit", "--target-path", str(target)],
        cwd=DBT_PROJECT_DIR,
        env=os.environ | dbt_environment(workspace),
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout)
    if not (target / "run_results.json").exists():
        raise LeadhouseError(f"dbt ended before it tested anything: {done.stdout}")
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    return [
        TestOutcome(
            test=_declared(nodes[result["unique_id"]], nodes),
            passed=result["status"] == "pass",
            failures=result["failures"],
            message=result["message"],
        )
        for result in _results(target)
    ]


def failed_models(target: Path) -> list[str]:
    """The models that dbt's last invocation could not build, each with its error."""
    return [
        f"{result['unique_id'].rsplit('.', 1)[-1]}: {result['message']}"
        for result in _results(target)
        if result["status"] == "error"
    ]


def _results(target: Path) -> list[dict[str, Any]]:
    results = json.loads((target / "run_results.json").read_text("utf-8"))
    return list(results["results"])


def _declared(node: dict[str, Any], nodes: dict[str, Any]) -> DeclaredTest:
    # A singular test stands with the last model that it reads.
    tested = nodes[node.get("attached_node") or node["depends_on"]["nodes"][-1]]
    return DeclaredTest(
        name=node["name"],
        schema=tested["schema"],
        model=tested["name"],
        severity="warning" if node["config"]["severity"].lower() == "warn" else "error",
    )


def forget_results(target: Path) -> None:
    """Removes results of an earlier invocation, so that none is read twice."""
    (target / "run_results.json").unlink(missing_ok=True)
