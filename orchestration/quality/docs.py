"""Makes the Data Docs readable without a network, with one page to begin from.

Great Expectations' pages load their style, icons and a counting image from elsewhere,
and its index is drawn by a script from elsewhere. Here all that is taken out, a small
style put in, and the index written as plain HTML.
"""

import re
import shutil
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from orchestration.quality.model import QualityResult, Stage

INDEX = "index.html"
STYLE = "style.css"
PAGE_FOLDERS = ("expectations", "validations")
SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
LOADED = re.compile(r"<(?:link|img)\b[^>]*>", re.DOTALL | re.IGNORECASE)
FOOTER = re.compile(r"<footer\b.*?</footer\s*>", re.DOTALL | re.IGNORECASE)
OWN_STYLE = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)
HANDLER = re.compile(r"""\son\w+=("[^"]*"|'[^']*')""", re.IGNORECASE)
TITLES: dict[Stage, str] = {"raw": "Delivered data", "marts": "Marts"}


def finish_site(
    site: Path, run_id: str, results: Mapping[Stage, Iterable[QualityResult]]
) -> Path:
    """Rewrites the pages in place, writes the index, and returns its path."""
    style = files("orchestration.quality").joinpath(STYLE).read_text("utf-8")
    (site / STYLE).write_text(style, "utf-8")
    for folder in PAGE_FOLDERS:
        for page in (site / folder).rglob("*.html"):
            text = page.read_text("utf-8")
            page.write_text(offline(text, _way_up(site, page)), "utf-8")
    shutil.rmtree(site / "static", ignore_errors=True)
    index = site / INDEX
    index.write_text(_index(site, run_id, results), "utf-8")
    return index


def offline(html: str, way_up: str) -> str:
    """The page without anything that is loaded or run, with the small style instead."""
    if f'href="{way_up}{STYLE}"' in html:
        return html
    for pattern in (SCRIPT, LOADED, FOOTER, OWN_STYLE, HANDLER):
        html = pattern.sub("", html)
    return html.replace("</head>", f"{_head(way_up)}</head>", 1)


def _head(way_up: str) -> str:
    return f'<link rel="stylesheet" href="{way_up}{STYLE}">'


def _way_up(site: Path, page: Path) -> str:
    return "../" * (len(page.relative_to(site).parts) - 1)


def _index(
    site: Path, run_id: str, results: Mapping[Stage, Iterable[QualityResult]]
) -> str:
    sections = "".join(
        f"<h2>{TITLES[stage]}</h2>{_table(site, found)}"
        for stage, found in results.items()
    )
    title = f"Quality of run {escape(run_id)}"
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>{_head('')}</head><body><h1>{title}</h1>"
        f"{sections}</body></html>\n"
    )


def _table(site: Path, results: Iterable[QualityResult]) -> str:
    ordered = sorted(
        results, key=lambda result: (result.passed, result.severity, result.suite)
    )
    rows = "".join(_row(site, result) for result in ordered)
    heads = "".join(
        f'<th scope="col">{head}</th>'
        for head in ("Outcome", "Suite", "Check", "Table", "Observed")
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(site: Path, result: QualityResult) -> str:
    outcome = "passed" if result.passed else result.severity
    cells = (
        escape(result.check.replace("_", " ")),
        escape(result.table),
        escape(result.observed),
    )
    return (
        f'<tr class="{outcome}"><td>{outcome}</td><td>{_link(site, result.suite)}</td>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )


def _link(site: Path, suite: str) -> str:
    pages = sorted((site / "validations" / suite).rglob("*.html"))
    if not pages:
        return escape(suite)
    path = escape(pages[-1].relative_to(site).as_posix(), quote=True)
    return f'<a href="{path}">{escape(suite)}</a>'
