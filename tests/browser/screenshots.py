"""The pictures of the README: one per page, of the workspace given.

Run as `python tests/browser/screenshots.py WORKSPACE OUTDIR`.
"""

import sys
import tempfile
from pathlib import Path

from tests.browser.serving import chromium, open_page, screenshot_whole, served

PAGES = {
    "overview": ("", "Overview"),
    "campaign_roi": ("campaign_roi", "Campaign ROI"),
    "one_campaign": ("campaign_roi?view=One+campaign", "Campaign ROI"),
    "attribution": ("attribution", "Attribution"),
    "changes": ("changes", "Changes"),
    "win_loss": ("win_loss", "Win and loss"),
    "pipeline": ("pipeline", "Pipeline"),
    "stage_timing": ("stage_timing", "Stage timing"),
    "routing_sla": ("routing_sla", "Routing and SLA"),
    "due": ("due", "Due"),
    "lead_explorer": ("lead_explorer?lead=L0002086", "Lead explorer"),
    "quality": ("quality", "Quality"),
    "definitions": ("definitions", "Definitions"),
    "review": ("review", "Review"),
}
WINDOW = {"width": 1280, "height": 900}


def main() -> int:
    """Serve the workspace, take the pictures, print where they are."""
    if len(sys.argv) != 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    workspace, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    if not (workspace / "published" / "current").is_file():
        sys.stderr.write(f"Nothing has been published in {workspace} yet.\n")
        return 1
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(workspace, Path(scratch) / "serve.log") as address,
        chromium() as browser,
    ):
        page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
        for name, (path, title) in PAGES.items():
            open_page(page, f"{address}/{path}", title)
            picture = folder / f"{name}.png"
            screenshot_whole(page, picture)
            sys.stdout.write(f"{picture}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
