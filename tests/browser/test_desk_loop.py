"""The desk's whole loop in a real browser: decide, run, changed figure, undo, run, back."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import (
    DESKTOP,
    PAGE_MILLISECONDS,
    open_page,
    screenshot_whole,
    served,
    wait_until_drawn,
)
from tests.integration.eleven_changes import Network, deliver_base
from tests.workspace_runs import Built, workspace_at

pytestmark = pytest.mark.browser

# A run of this network took 90 s on two quiet cores, 11 minutes on very busy ones.
RUN_MILLISECONDS = 1_200_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A few dozen leads, one of which names a campaign that does not exist."""
    network = Network(workspace_at(tmp_path_factory.mktemp("desk") / "workspace"))
    deliver_base(network)
    run = network.built.start("run")
    _, said = run.communicate(timeout=RUN_MILLISECONDS / 1000)
    assert run.returncode == 0, said
    return network.built


def revenue(built: Built) -> dict[str, Decimal]:
    """What each campaign earned, of all months."""
    return dict(
        built.rows(
            """
            select campaign_id, sum(revenue_amount) from {campaign_roi}
            where clock = 'cohort' and attribution_model = 'confirmed'
                and revenue_basis = 'invoiced'
            group by campaign_id
            """
        )
    )


def attributed(page: Page, address: str) -> str:
    """The first card of the overview."""
    open_page(page, f"{address}/?months=All+months", "Overview")
    card = page.get_by_test_id("stMetric").filter(has_text="Attributed revenue").first
    expect(card).to_be_visible(timeout=PAGE_MILLISECONDS)
    wait_until_drawn(page)
    return card.get_by_test_id("stMetricValue").inner_text()


def wait_for(page: Page, text: str, milliseconds: int = PAGE_MILLISECONDS) -> None:
    """Wait until the page says so and has drawn everything else."""
    expect(page.get_by_text(text)).to_be_visible(timeout=milliseconds)
    wait_until_drawn(page)


def apply_now(page: Page) -> None:
    """Press the button, see the run, and wait until the page shows what it published."""
    page.get_by_role("button", name="Apply now").click()
    expect(page.get_by_text("A run is under way")).to_be_visible(
        timeout=PAGE_MILLISECONDS
    )
    button = page.get_by_role("button", name="Apply now")
    expect(button).to_be_disabled(timeout=PAGE_MILLISECONDS)
    wait_for(page, "Nothing waits for the next run", RUN_MILLISECONDS)


def test_a_decision_changes_a_figure_and_its_undoing_changes_it_back(
    browser: Browser,
    built: Built,
    tmp_path: Path,
    screenshots: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A12, A13, A27: an unknown campaign is told at the desk; the next run releases its
    lead and its revenue; taking the decision back takes both back."""
    monkeypatch.setenv("DAGSTER_HOME", str(built.dagster_home))
    before = revenue(built)
    assert before["__unknown_campaign__"] == 1000
    ((text, campaign_id),) = built.rows(
        "select campaign_text, suggested_campaign_id from {unknown_campaigns}"
    )
    page = browser.new_page(viewport=DESKTOP)
    with served(built.workspace.root, tmp_path / "serve.log") as address:
        shown_before = attributed(page, address)
        open_page(page, f"{address}/review?part=campaigns", "Review")
        wait_for(page, f"Which campaign is “{text}”?")
        page.get_by_label("Why").fill("the old name of the campaign")
        page.get_by_label("Why").press("Enter")
        wait_until_drawn(page)
        page.get_by_role("button", name="It is this campaign").click()
        wait_for(page, "1 decision waits")
        assert revenue(built) == before
        screenshot_whole(page, screenshots / "desk-waiting.png")
        apply_now(page)

        after = revenue(built)
        assert after[campaign_id] == before[campaign_id] + 1000
        assert after.get("__unknown_campaign__", 0) == 0
        assert built.rows(
            "select decided_by, reason, is_standing from {desk_decisions}"
        )[0][1:] == ("the old name of the campaign", True)
        shown_after = attributed(page, address)
        assert shown_after != shown_before

        open_page(page, f"{address}/review?part=decided", "Review")
        wait_for(page, "What was decided?")
        box = page.get_by_role("combobox", name="Take back")
        # A list that opens while the page still scrolls to it closes again.
        box.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        box.click()
        page.get_by_role("option").first.click()
        page.keyboard.press("Escape")
        wait_until_drawn(page)
        page.get_by_role("button", name="Undo", exact=True).click()
        wait_for(page, "1 decision waits")
        apply_now(page)
        screenshot_whole(page, screenshots / "desk-undone.png")

        assert revenue(built) == before
        assert attributed(page, address) == shown_before
        open_page(page, f"{address}/review?part=campaigns", "Review")
        wait_for(page, f"Which campaign is “{text}”?")
    page.close()
