"""Which tests stay together when several processes share the suite.

Building a network or serving its pages costs minutes. What needs the same one runs in one
process, everything else file by file.
"""

import pytest

BUILT_ONCE = {
    "browser": ("address", "network"),
    "integration": ("olist", "network"),
}
"""Fixtures of a session, of the tests in a folder; of a test that needs several, the first
counts."""


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        built = BUILT_ONCE.get(item.path.parent.name, ())
        needed = getattr(item, "fixturenames", ())
        shared = [name for name in built if name in needed]
        group = f"{item.path.parent.name} {shared[0]}" if shared else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
