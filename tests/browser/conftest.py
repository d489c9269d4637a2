"""What the browser tests share: a browser, and a network whose pages are served."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import chromium, served
from tests.lead_marts import write_lead_marts
from tests.money_marts import write_money_marts
from tests.person_marts import write_person_marts
from tests.publication_fixture import Scenario, small_scenario, write_publication
from tests.quality_marts import write_quality_marts
from tests.review_marts import write_review_marts
from tests.routing_marts import write_routing_marts

EARLIER = "2026-11-21T06-00-00Z-0a1b"
RESULTS = Path(__file__).resolve().parents[2] / "test-results"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """30 campaigns, 40 companies, 36 months, and an earlier publication."""
    root = tmp_path_factory.mktemp("network")
    write_publication(root, small_scenario(run_id=EARLIER))
    folder = write_publication(root, Scenario())
    write_review_marts(folder)
    write_lead_marts(folder)
    write_routing_marts(folder)
    write_person_marts(folder)
    write_quality_marts(folder)
    write_money_marts(folder, previous_run_id=EARLIER)
    return root


@pytest.fixture(scope="session")
def address(network: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("serve") / "serve.log"
    with served(network, log) as url:
        yield url


@pytest.fixture(scope="session")
def screenshots() -> Path:
    return RESULTS / "screenshots"
