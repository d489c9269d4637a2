"""What a first-time analyst does, without a word of help."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import (
    DESKTOP,
    PAGE_MILLISECONDS,
    open_page,
    screenshot_whole,
    wait_until_drawn,
)
from tests.money_marts import World

pytestmark = pytest.mark.browser


def test_an_analyst_finds_the_campaign_to_stop_and_traces_it_to_an_invoice(
    browser: Browser, address: str, network: Path, screenshots: Path
) -> None:
    """E7, A15, D5: open, see which campaign to stop, see how sure, trace the figure
    to an invoice with its file and line, and take it away as a file."""
    run_id = (network / "published" / "current").read_text().strip()
    world = World(network / "published" / run_id)
    stopped = world.campaigns.set_index("campaign_id").loc[world.stopped, "name"]
    page = browser.new_context(
        viewport=DESKTOP,
        accept_downloads=True,
    ).new_page()
    open_page(page, address, "Overview")
    look = page.get_by_text(f"Look at {stopped}")
    expect(look).to_be_visible()
    expect(page.get_by_text("Stop, 96% sure")).to_be_visible()
    page.get_by_role("link", name="How sure, and from which invoices →").click()
    heading = page.get_by_role("heading", name="Campaign ROI", exact=True, level=1)
    expect(heading).to_be_visible(timeout=PAGE_MILLISECONDS)
    verdict = page.get_by_text("Reaches the target in 4% of the draws")
    expect(verdict).to_be_visible(timeout=PAGE_MILLISECONDS)
    wait_until_drawn(page)
    adds_up = page.get_by_text("adding up to the cent")
    expect(adds_up).to_be_visible()
    said = adds_up.inner_text()
    # The figure that the trace adds up to is the one of the invoices above it.
    amount = re.search(r"€[\d,.]+", said)
    assert amount is not None
    expect(page.get_by_text(f"together {amount.group()}").first).to_be_visible()
    # By the keyboard: a click while charts below still settle closes the list again.
    page.get_by_role("combobox", name="Or one invoice").focus()
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option").first
    invoice = option.inner_text()
    option.click()
    expect(page.get_by_text(f"Invoice {invoice}:")).to_be_visible(
        timeout=PAGE_MILLISECONDS
    )
    wait_until_drawn(page)
    page.get_by_text("As a tree: rate, job, customer").click()
    expect(
        page.get_by_text(f"[landing/invoices/i.csv, line {invoice[1:]}]").first
    ).to_be_visible()
    screenshot_whole(page, screenshots / "analyst-path.png")
    assert f"invoice={invoice}" in page.url
    with page.expect_download() as waiting:
        page.locator(".st-key-trace_0_csv").get_by_role("button").click()
    rows = list(
        csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig")))
    )
    assert [row["record"] for row in rows] == [invoice]
    (entry,) = [e for e in world.entries() if f"I{e['number']}" == invoice]
    assert Decimal(rows[0]["amount_cents"]) == entry["amount"]
    assert rows[0]["source_file"] == "landing/invoices/i.csv"
    assert rows[0]["source_line"] == invoice.removeprefix("I")
    assert rows[0]["run_id"] == run_id
    page.context.close()
