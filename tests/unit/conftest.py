"""What the unit tests share: pages, opened without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.app import APP_FILE
from orchestration.settings import WORKSPACE_VARIABLE

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_any_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Opens a page of a workspace: what stands in the URL before, and once it is open.

    Whatever raised an exception fails the test; what an error says is the caller's.
    """
    # Each AppTest would look for components in every installed package: 0.6 s.
    monkeypatch.setattr(
        "streamlit.components.v2.manifest_scanner.scan_component_manifests", list
    )

    def open_page(
        root: Path,
        page: str = "overview",
        before: dict[str, str] | None = None,
        then: dict[str, str] | None = None,
        timeout: int = 120,
    ) -> AppTest:
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(root))
        app = AppTest.from_file(APP_FILE, default_timeout=timeout)
        app.query_params.update(before or {})
        app.run()
        if page != "overview":
            app.switch_page(f"app_pages/{page}.py")
            app.query_params.update(then or {})
            app.run()
        assert not app.exception, app.exception
        return app

    return open_page


def errors(app: AppTest) -> list[str]:
    """What the page says went wrong."""
    return [error.value for error in app.error]


def metrics(app: AppTest) -> dict[str, str]:
    """The cards of the page, by their label."""
    return {metric.label: metric.value for metric in app.metric}
