"""The dashboards served in their own process, and the browser that looks at them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

CHROMIUM = Path("/usr/bin/chromium")
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# A cold start on two busy cores took 9 s; a page took 4 s.
START_SECONDS = 90
PAGE_MILLISECONDS = 60_000
SERVE = (
    "import sys; from pathlib import Path; "
    "from dashboards.serve import serve; "
    "from orchestration.settings import Workspace; "
    "serve(Workspace(Path(sys.argv[1])), '127.0.0.1', int(sys.argv[2]))"
)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    workspace: Path,
    log: Path,
    port: int | None = None,
    command: tuple[str, ...] = ("-c", SERVE),
    more: tuple[str, ...] = (),
) -> Iterator[str]:
    """Serve a workspace as `leadhouse serve` does; yields the address.

    Another command of Python may serve it, given the workspace, the port and `more`.
    """
    port = port or free_port()
    address = f"http://localhost:{port}"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *command, str(workspace), str(port), *more],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ),
        )
        try:
            _wait_until_served(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _wait_until_served(address: str, process: subprocess.Popen, log: Path) -> None:  # type: ignore[type-arg]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The dashboards stopped: {log.read_text()}")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).read()
            return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    raise RuntimeError(f"The dashboards did not start: {log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless. Raises FileNotFoundError where it is missing."""
    if not CHROMIUM.exists():
        raise FileNotFoundError(
            f"The browser tests need Chromium at {CHROMIUM}: install the package "
            "`chromium`."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            browser.close()


def open_page(page: Page, address: str, title: str) -> None:
    """Open an address and wait until the page with this title has drawn everything."""
    page.goto(address)
    heading = page.get_by_role("heading", name=title, exact=True, level=1)
    expect(heading).to_be_visible(timeout=PAGE_MILLISECONDS)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Wait until no script runs, no element is stale and all charts are drawn."""
    page.wait_for_function(
        """() => document.querySelector('[data-test-script-state="notRunning"]')
            && !document.querySelector('[data-testid="stStatusWidget"]')
            && !document.querySelector('[data-testid="stSkeleton"]')
            && [...document.querySelectorAll('.stPlotlyChart')]
                .every(chart => chart.querySelector('.main-svg'))""",
        timeout=PAGE_MILLISECONDS,
    )
    # Charts and tables settle to their width in a last pass that leaves no mark.
    page.wait_for_timeout(700)


def screenshot_whole(page: Page, path: Path) -> None:
    """A picture of the whole page, also of what has to be scrolled to.

    Streamlit scrolls inside the page, so the window is made as high as the content.
    """
    size = page.viewport_size
    assert size is not None
    height = page.evaluate(
        "() => document.querySelector('.stMainBlockContainer').scrollHeight + 72"
    )
    page.set_viewport_size({"width": size["width"], "height": max(int(height), 500)})
    page.wait_for_timeout(900)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path))
    page.set_viewport_size(size)
