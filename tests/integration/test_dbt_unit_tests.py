"""The rules of the models, each on rows made for it, on the columns of a built warehouse."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from orchestration.dbt import DBT, dbt_environment
from orchestration.settings import DBT_PROJECT_DIR, Workspace
from tests.workspace_runs import Built


def test_every_rule_of_the_models_holds(network: Built, tmp_path: Path) -> None:
    # A copy: dbt opens the warehouse for writing, and the network is only read.
    copy = Workspace(tmp_path)
    shutil.copy(network.workspace.warehouse, copy.warehouse)
    outcomes = unit_test_outcomes(copy)
    broken = {name: said for name, said in outcomes.items() if said != "pass"}
    assert not broken
    assert len(outcomes) > 20


def unit_test_outcomes(workspace: Workspace) -> dict[str, str]:
    """What became of each dbt unit test: pass, or how it failed."""
    target = workspace.root / "target"
    done = subprocess.run(
        [DBT, "test", "--select", "test_type:unit", "--target-path", str(target)],
        cwd=DBT_PROJECT_DIR,
        env=os.environ | dbt_environment(workspace) | {"DBT_LOG_PATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    results = target / "run_results.json"
    assert results.exists(), done.stdout
    return {
        result["unique_id"]: "pass" if result["status"] == "pass" else result["message"]
        for result in json.loads(results.read_text("utf-8"))["results"]
    }
