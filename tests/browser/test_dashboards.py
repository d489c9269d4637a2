"""The served pages in a real browser: what a reader sees, and what leaves the machine."""

import csv
import io
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pandas as pd
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from tests.browser.serving import (
    DESKTOP,
    PAGE_MILLISECONDS,
    PHONE,
    open_page,
    screenshot_whole,
    served,
    wait_until_drawn,
)
from tests.publication_fixture import (
    small_scenario,
    write_last_run,
    write_publication,
)

pytestmark = pytest.mark.browser

SIZES = {"1280": DESKTOP, "390": PHONE}
PAGES = {
    "overview": ("", "Overview"),
    "campaign_roi": ("campaign_roi", "Campaign ROI"),
    "one_campaign": ("campaign_roi?view=One+campaign", "Campaign ROI"),
    "attribution": ("attribution", "Attribution"),
    "changes": ("changes", "Changes"),
    "pipeline": ("pipeline", "Pipeline"),
    "stage_timing": ("stage_timing", "Stage timing"),
    "win_loss": ("win_loss", "Win and loss"),
    "routing": ("routing_sla", "Routing and SLA"),
    "offers": ("routing_sla?part=Offers", "Routing and SLA"),
    "promised_times": ("routing_sla?part=Promised+times", "Routing and SLA"),
    "speed_to_lead": ("routing_sla?part=Speed+to+lead", "Routing and SLA"),
    "lead_flow": ("routing_sla?part=Lead+flow", "Routing and SLA"),
    "leakage": ("routing_sla?part=Leakage", "Routing and SLA"),
    "due": ("due", "Due"),
    "lead_explorer": ("lead_explorer?lead=L1", "Lead explorer"),
    "lead_unique_leads": ("lead_explorer?lead=L1&view=Unique+leads", "Lead explorer"),
    "lead_match": ("lead_explorer?lead=L1&view=Match", "Lead explorer"),
    "lead_why": ("lead_explorer?lead=L1&view=Why", "Lead explorer"),
    "quality": ("quality", "Quality"),
    "quality_sources": ("quality?quality=Sources", "Quality"),
    "quarantine": ("quality?quality=Quarantine", "Quality"),
    "campaign_names": ("quality?quality=Campaign+names", "Quality"),
    "reconciliation": ("quality?quality=Reconciliation", "Quality"),
    "definitions": ("definitions", "Definitions"),
    "rules": ("definitions?defined=Rules", "Definitions"),
    "life_cycle": ("definitions?defined=Life+cycle", "Definitions"),
    "source_catalogue": ("definitions?defined=Sources&source=leads", "Definitions"),
    "review": ("review", "Review"),
    "review_duplicates": ("review?part=duplicates", "Review"),
    "review_parted": ("review?part=parted", "Review"),
    "review_campaigns": ("review?part=campaigns", "Review"),
    "review_names": ("review?part=names", "Review"),
    "review_lead": ("review?part=lead&review_lead=L1", "Review"),
    "review_decided": ("review?part=decided", "Review"),
}
# Parts of a page share its frame, so they are seen once at each width.
PARTS = (
    "offers", "promised_times", "speed_to_lead", "lead_flow", "leakage",
    "lead_unique_leads", "lead_match", "lead_why",
    "review_duplicates", "review_parted", "review_campaigns", "review_names",
    "review_lead", "review_decided",
    "quality_sources", "quarantine", "campaign_names", "reconciliation",
    "rules", "life_cycle", "source_catalogue",
)  # fmt: skip
LOOKS = [
    (name, width, scheme)
    for name in PAGES
    for width, scheme in (
        ("1280", "light"), ("1280", "dark"), ("390", "light"), ("390", "dark"),
    )
    if name not in PARTS or (width, scheme) in (("1280", "light"), ("390", "dark"))
]  # fmt: skip
FORMULA = '=HYPERLINK("http://example.com","Spring")'
# The pages look for a new publication every 10 s.
NOTICED_MILLISECONDS = 40_000


@dataclass
class Watched:
    """A page, and what went wrong or out while it was open."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def watch(browser: Browser, size: ViewportSize, scheme: str = "light") -> Watched:
    page = browser.new_context(
        viewport=size,
        color_scheme=scheme,
        accept_downloads=True,
    ).new_page()
    watched = Watched(page)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))

    def note_error(message: ConsoleMessage) -> None:
        # A page opened by its own address first asks below that address where the
        # server is; Streamlit expects the two refusals.
        path = urlparse(message.location["url"]).path
        is_search = "/_stcore/" in path and not path.startswith("/_stcore/")
        if message.type == "error" and not is_search:
            watched.errors.append(message.text)

    page.on("console", note_error)

    def note_outside(url: str) -> None:
        parts = urlparse(url)
        is_remote = parts.scheme in ("http", "https", "ws", "wss")
        if is_remote and parts.hostname not in ("localhost", "127.0.0.1"):
            watched.outside.append(url)

    page.on("request", lambda request: note_outside(request.url))
    page.on("websocket", lambda socket: note_outside(socket.url))
    return watched


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    opened = watch(browser, DESKTOP)
    yield opened
    opened.page.context.close()


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_a_page_draws_without_errors_and_asks_nothing_outside(
    browser: Browser,
    address: str,
    screenshots: Path,
    name: str,
    width: str,
    scheme: str,
) -> None:
    opened = watch(browser, SIZES[width], scheme)
    path, title = PAGES[name]
    open_page(opened.page, f"{address}/{path}", title)
    screenshot_whole(opened.page, screenshots / f"{name}-{width}-{scheme}.png")
    overflow = opened.page.evaluate(
        "() => document.documentElement.scrollWidth - window.innerWidth"
    )
    opened.page.context.close()
    assert opened.errors == []
    assert opened.outside == []
    assert overflow <= 0


def test_a_metric_explains_itself_on_hover(watched: Watched, address: str) -> None:
    open_page(watched.page, address, "Overview")
    card = watched.page.get_by_test_id("stMetric").filter(has_text="ROAS")
    card.get_by_test_id("stTooltipIcon").hover()
    tooltip = watched.page.get_by_test_id("stTooltipContent")
    expect(tooltip).to_contain_text("attributed revenue ÷ spend")
    expect(tooltip).to_contain_text("Clock:")


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a filter, as a reader does."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")
    wait_until_drawn(page)


def test_filters_are_in_the_url_and_survive_page_switch_and_reload(
    watched: Watched, address: str
) -> None:
    page = watched.page
    open_page(page, address, "Overview")
    choose(page, "Clock", "Period")
    choose(page, "Months", "Last 6 months")
    choose(page, "Channel", "Events")
    expected = {
        "clock": ["Period"],
        "months": ["Last 6 months"],
        "channel": ["Events"],
    }
    assert parse_qs(urlparse(page.url).query) == expected
    page.get_by_role("link", name="All campaigns →").click()
    heading = page.get_by_role("heading", name="Campaign ROI", exact=True)
    expect(heading).to_be_visible(timeout=PAGE_MILLISECONDS)
    expect(page.get_by_text("period clock")).to_be_visible()
    assert parse_qs(urlparse(page.url).query) == expected
    page.reload()
    expect(page.get_by_text("period clock")).to_be_visible(timeout=PAGE_MILLISECONDS)
    expect(page.get_by_role("heading", name="4 campaigns")).to_be_visible()


def test_the_downloaded_table_cannot_run_a_formula(
    watched: Watched, tmp_path: Path
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    campaigns = pd.read_parquet(folder / "dim_campaigns.parquet")
    campaigns.loc[0, "name"] = FORMULA
    campaigns.to_parquet(folder / "dim_campaigns.parquet")
    page = watched.page
    with served(tmp_path, tmp_path / "serve.log") as url:
        open_page(page, f"{url}/campaign_roi", "Campaign ROI")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download CSV").first.click()
        text = Path(waiting.value.path()).read_text("utf-8-sig")
        assert page.get_by_role("button", name="Download as CSV").count() == 0
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 18 + 3
    assert f"'{FORMULA}" in {row["name"] for row in rows}
    assert {row["clock"] for row in rows} == {"cohort"}
    assert sum(row["is_special"] == "True" for row in rows) == 3
    starts = {cell[0] for row in rows for cell in row.values() if cell}
    assert not starts & {"=", "+", "@"}


def test_a_table_comes_as_a_workbook_and_a_chart_as_a_picture(
    watched: Watched, address: str
) -> None:
    page = watched.page
    open_page(page, f"{address}/campaign_roi", "Campaign ROI")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download XLSX").first.click()
    assert waiting.value.suggested_filename.startswith("campaign-roi-")
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert book["Table"].max_row == 1 + 30 + 3
    assert {"clock", "run_id"} <= {row[0].value for row in book["About"].iter_rows()}
    button = page.locator(".js-plotly-plot .modebar-btn").first
    button.focus()
    expect(page.locator(".modebar-group").first).to_have_css("opacity", "1")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "budget-decisions.png"
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    assert watched.errors == []


def test_publications_and_failed_runs_are_noticed_while_a_page_is_open(
    watched: Watched, tmp_path: Path, screenshots: Path
) -> None:
    page = watched.page
    with served(tmp_path, tmp_path / "serve.log") as url:
        open_page(page, url, "No figures yet")
        screenshot_whole(page, screenshots / "no-publication.png")
        write_publication(tmp_path, small_scenario(run_id="run1"))
        expect(page.get_by_text("run run1")).to_be_visible(timeout=NOTICED_MILLISECONDS)
        wait_until_drawn(page)
        revenue = page.get_by_test_id("stMetricValue").first
        before = revenue.inner_text()
        second = small_scenario(run_id="run2", revenue_factor=2.0)
        write_publication(tmp_path, second)
        expect(page.get_by_text("run run2")).to_be_visible(timeout=NOTICED_MILLISECONDS)
        expect(revenue).not_to_have_text(before)
        write_last_run(tmp_path, "run3", "gate_failed", "7% of raw.leads was rejected")
        banner = page.get_by_text("did not pass its quality gate")
        expect(banner).to_be_visible(timeout=NOTICED_MILLISECONDS)
        screenshot_whole(page, screenshots / "failed-run.png")
        (tmp_path / "published" / "run2" / "campaign_roi.parquet").unlink()
        page.reload()
        broken = page.get_by_text("campaign_roi.parquet is missing")
        expect(broken).to_be_visible(timeout=PAGE_MILLISECONDS)
        expect(page.get_by_text("Traceback")).to_have_count(0)
        screenshot_whole(page, screenshots / "broken-publication.png")
    assert watched.errors == []


def test_serving_stops_cleanly_and_frees_its_port(
    network: Path, tmp_path: Path
) -> None:
    log = tmp_path / "serve.log"
    with served(network, log) as url:
        port = urlparse(url).port
        assert port is not None
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
    printed = log.read_text()
    assert f"http://localhost:{port}" in printed
    assert "Traceback" not in printed
