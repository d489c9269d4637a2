"""Every page of the served dashboards: what the server takes for it, first and later.

    python -m benchmarks.pages [--leads 1000000] [--workspace DIR] [--keep DIR] [--json]

A network is generated and built up to its publication. Then, for each page, the
dashboards are served anew and driven by a browser: opened once with no answer cached, and
again with other months and companies. See benchmarks/README.md.
"""

import argparse
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from playwright.sync_api import Browser, Page

from benchmarks.phases import place, run_phase
from benchmarks.report import machine, table
from dashboards.app import ENTRIES, OVERVIEW, Entry
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace
from tests.browser.serving import DESKTOP, chromium, open_page, served, wait_until_drawn

LEADS = 1_000_000
BUILT_BY = ("generate", "ingest", "prepare", "link", "marts", "publish")
MONTHS = ("Last 3 months", "Last 24 months", "All months")
COMPANIES = 2
REPEATS = 3
SEARCHES = ("smith", "mary johnson", "L0000100")
"""A name of thousands, one of a few, and an id, which opens its person."""
PARTS = ("Match", "Why")
LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Visit:
    """One interaction: seconds of the server, and of its questions asked by themselves."""

    seconds: float
    questions: int
    bare_seconds: float


@dataclass(frozen=True)
class PageResult:
    """A page opened with nothing cached, and what came after."""

    title: str
    first: Visit
    later: tuple[Visit, ...]

    @property
    def ratio(self) -> float | None:
        """Seconds of the first visit over those of its questions alone."""
        bare = self.first.bare_seconds
        return self.first.seconds / bare if self.first.questions else None

    def to_json(self) -> dict[str, Any]:
        seconds = [visit.seconds for visit in self.later]
        return {
            "page": self.title,
            "first_seconds": round(self.first.seconds, 3),
            "questions": self.first.questions,
            "bare_seconds": round(self.first.bare_seconds, 3),
            "first_to_bare": None if self.ratio is None else round(self.ratio, 2),
            "later": len(seconds),
            "later_median_seconds": round(statistics.median(seconds), 3),
            "later_worst_seconds": round(max(seconds), 3),
        }


def build_publication(leads: int, folder: Path) -> Workspace:
    """A workspace with a published network of so many leads and calls."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    workspace = Workspace(folder)
    for phase in BUILT_BY:
        run_phase(phase, workspace, leads)
    return workspace


def measure_pages(workspace: Workspace, folder: Path) -> list[PageResult]:
    """Each page of the list, in a server of its own."""
    with chromium() as browser:
        return [_measure(browser, workspace, entry, folder) for entry in ENTRIES]


def _measure(
    browser: Browser, workspace: Workspace, entry: Entry, folder: Path
) -> PageResult:
    runs = folder / f"{entry.name}.runs.jsonl"
    command = ("-m", "benchmarks.pages_server")
    log = folder / f"{entry.name}.log"
    runs.write_text("")
    with served(workspace.root, log, command=command, more=(str(runs),)) as address:
        page = browser.new_page(viewport=DESKTOP)
        _warm(page, address)
        path = "" if entry.file == OVERVIEW else f"/{entry.name}"
        first = _visit(runs, lambda: open_page(page, address + path, entry.title))
        later = tuple(
            _visit(runs, interaction) for interaction in _interactions(page, entry)
        )
        page.close()
    print(f"{entry.title}: {first.seconds:.2f} s first", file=sys.stderr)
    return PageResult(entry.title, first, later)


def _warm(page: Page, address: str) -> None:
    """Python's imports, which the first visit to a server waits for once in its life.

    By a page that asks no mart anything, so that no answer is kept.
    """
    open_page(page, f"{address}/audit_log", "Audit log")


def _interactions(page: Page, entry: Entry) -> list[Callable[[], None]]:
    """What a reader does next: other months, a company, a search, the page once more."""
    acts: list[Callable[[], None]] = []
    if entry.filters in ("money", "months"):
        acts += [partial(_choose, page, "Months", months) for months in MONTHS]
    if entry.filters != "none":
        acts += [partial(_choose_next, page, "Company")] * COMPANIES
    if entry.name == "lead_explorer":
        acts += [partial(_search, page, text) for text in SEARCHES]
        acts += [partial(_look_at, page, part) for part in PARTS]
    return acts + [partial(_reload, page)] * REPEATS


def _search(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Search")
    box.fill(text)
    box.press("Enter")
    wait_until_drawn(page)


def _look_at(page: Page, part: str) -> None:
    page.get_by_role("radio", name=part, exact=True).click()
    wait_until_drawn(page)


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    wait_until_drawn(page)


def _choose_next(page: Page, label: str) -> None:
    """The next company of the list that is not chosen yet."""
    page.get_by_role("combobox", name=label).first.click()
    options = page.get_by_role("option").all()
    chosen = next(o for o in options if o.inner_text() != "Select all")
    chosen.click()
    page.keyboard.press("Escape")
    wait_until_drawn(page)


def _reload(page: Page) -> None:
    page.reload()
    page.get_by_role("heading", level=1).first.wait_for()
    wait_until_drawn(page)


def _visit(runs: Path, act: Callable[[], None]) -> Visit:
    """What the server did for one act: every run of the script that it set off."""
    before = len(runs.read_text().splitlines())
    act()
    lines = _settled(runs, before)[before:]
    found = [json.loads(line, object_hook=_dated) for line in lines]
    questions = [question for run in found for question in run["questions"]]
    return Visit(
        seconds=sum(run["seconds"] for run in found),
        questions=len(questions),
        bare_seconds=_alone(questions),
    )


def _dated(values: dict[str, Any]) -> Any:
    """Dates as benchmarks/pages_server.py writes them."""
    return date.fromisoformat(values["date"]) if set(values) == {"date"} else values


def _settled(runs: Path, before: int) -> list[str]:
    """The lines, once more than before have come and then none for a while: the first run
    may not have begun when the page looks drawn, and the last may still be drawn."""
    seen = before
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        lines = runs.read_text().splitlines()
        if before < len(lines) == seen:
            return lines
        seen = len(lines)
        time.sleep(0.5)
    raise LeadhouseError(f"Nothing was run within {LONGEST_SECONDS} s.")


def _alone(questions: list[tuple[str, dict[str, Any]]]) -> float:
    """Seconds of the same SQL on a connection of its own, as the pages have one."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        began = time.perf_counter()
        for sql, parameters in questions:
            connection.execute(sql, parameters).fetchall()
        return time.perf_counter() - began


def to_markdown(where: dict[str, Any], leads: int, results: list[PageResult]) -> str:
    """The machine, and a row for each page."""
    facts = ", ".join(f"{key} {value}" for key, value in where.items())
    head = [
        f"{leads:,} leads",
        "first: s",
        "questions",
        "alone: s",
        "ratio",
        "later",
        "median s",
        "worst s",
    ]
    rows = []
    for result in results:
        cells = result.to_json()
        rows.append(["" if cell is None else str(cell) for cell in cells.values()])
    return "\n\n".join([facts, table(head, rows)])


def main() -> int:
    """Builds a publication, drives its pages and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=LEADS)
    parser.add_argument(
        "--workspace",
        type=Path,
        help="a published workspace, instead of generating one",
    )
    parser.add_argument("--keep", type=Path, help="folder that keeps the workspace")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    where = machine()
    try:
        with place(options.keep) as folder:
            folder.mkdir(parents=True, exist_ok=True)
            if options.workspace:
                workspace = Workspace(options.workspace.resolve())
            else:
                workspace = build_publication(
                    options.leads, folder / str(options.leads)
                )
            results = measure_pages(workspace, folder)
    except LeadhouseError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        found = [result.to_json() for result in results]
        print(json.dumps({"machine": where, "pages": found}, indent=2))
    else:
        print(to_markdown(where, options.leads, results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
