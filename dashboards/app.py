"""The dashboards' entry: look, page list, and the states in which there is no page.

Run by `leadhouse serve`. What a page shows is in app_pages/.
"""

from pathlib import Path

import streamlit as st

from dashboards import shell
from dashboards.publication import NoPublicationError
from orchestration.errors import LeadhouseError
from orchestration.settings import current_workspace

APP_FILE = Path(__file__)
HERE = APP_FILE.parent
OVERVIEW = HERE / "app_pages" / "overview.py"
CAMPAIGN_ROI = HERE / "app_pages" / "campaign_roi.py"


def main() -> None:
    """Draw the page that the URL names, or say why there is none."""
    st.set_page_config(
        page_title="Leadhouse",
        page_icon=str(HERE / "images" / "icon.png"),
        layout="wide",
    )
    st.html(HERE / "style.css")
    st.logo(str(HERE / "images" / "logo.svg"), size="large")
    page = st.navigation(
        [
            st.Page(OVERVIEW, title="Overview", default=True),
            st.Page(CAMPAIGN_ROI, title="Campaign ROI", url_path="campaign_roi"),
        ],
        position="top",
    )
    workspace = current_workspace()
    try:
        publication = shell.open_publication(workspace)
        shell.header(page.title)
        if shell.choose(publication):
            page.run()
    except NoPublicationError:
        shell.show_no_publication(workspace)
    except LeadhouseError as error:
        shell.show_broken(error)


if __name__ == "__main__":
    main()
