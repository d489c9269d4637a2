"""The pictures of the README and docs/images: each page at both widths, of a workspace.

Run as `python tests/browser/screenshots.py WORKSPACE OUTDIR`.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser.serving import (
    DESKTOP,
    PHONE,
    chromium,
    open_page,
    screenshot_whole,
    served,
)

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
WIDTHS = {"": DESKTOP, "_phone": PHONE}


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
        for suffix, size in WIDTHS.items():
            page = browser.new_page(viewport=size)
            for name, (path, title) in PAGES.items():
                open_page(page, f"{address}/{path}", title)
                picture = folder / f"{name}{suffix}.png"
                screenshot_whole(page, picture)
                _shrink(picture)
                sys.stdout.write(f"{picture}\n")
    return 0


def _shrink(picture: Path) -> None:
    """256 colours are what a page has; the file is a third as large."""
    with Image.open(picture) as image:
        image.convert("RGB").quantize(256).save(picture, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
