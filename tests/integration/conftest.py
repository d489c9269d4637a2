"""The whole way on a small generated network: one build per session."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.generate import generate
from orchestration.settings import PROJECT_DIR
from tests.workspace_runs import Built, workspace_at

SHARED = PROJECT_DIR.parent / "shared"
LEADS = 2_000
SEED = 11


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A generated network, built and published once; tests may only read it."""
    built = workspace_at(tmp_path_factory.mktemp("network") / "workspace")
    generate(LEADS, SEED, built.workspace.root)
    done = built.leadhouse("run")
    assert done.returncode == 0, done.stderr
    return built


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data with known answers."""
    if not (SHARED / "data").exists():
        pytest.skip("needs the real data of ../shared, which is not beside the project")
    return SHARED / "data"


@pytest.fixture(scope="session")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The Olist funnel, built and published once."""
    script = SHARED / "tools" / "olist_to_landing.py"
    if not script.exists():
        pytest.skip("needs the real data of ../shared, which is not beside the project")
    built = workspace_at(tmp_path_factory.mktemp("olist") / "workspace")
    subprocess.run([sys.executable, str(script), str(built.workspace.root)], check=True)
    done = built.leadhouse("run")
    assert done.returncode == 0, done.stderr
    return built
