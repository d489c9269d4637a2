"""Which tests stay together when several processes share the suite.

Building a network or serving its pages costs minutes: the files of a folder that share one
run in one process, every other file in whichever is free.
"""

from pathlib import PurePosixPath
from typing import Any

import pytest

SHARED_BY_FOLDER = ("tests/browser", "tests/integration")
"""Folders whose files share what a fixture of their conftest builds once."""
APART = (
    "test_benchmark_phases.py",
    "test_dagster.py",
    "test_desk_loop.py",
    "test_known_clusters.py",
    "test_olist.py",
    "test_quality_gate.py",
    "test_restatements.py",
)
"""Files of these that build their own."""


def together(nodeid: str) -> str:
    """What the tests that stay together have in common."""
    file = PurePosixPath(nodeid.split("::", 1)[0])
    is_shared = str(file.parent) in SHARED_BY_FOLDER and file.name not in APART
    return str(file.parent if is_shared else file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Groups by `together`; the marks of xdist 3.8 are not seen by pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return Together(config, log)
