"""The dashboards' entry: look, page list, and the states in which there is no page.

Run by `leadhouse serve`. What a page shows is in app_pages/.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboards import links, people, shell
from dashboards.publication import NoPublicationError, Publication
from orchestration.access import Person, Right
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace, current_workspace

APP_FILE = Path(__file__)
HERE = APP_FILE.parent
OVERVIEW = HERE / "app_pages" / "overview.py"
CAMPAIGN_ROI = HERE / "app_pages" / "campaign_roi.py"


@dataclass(frozen=True)
class Entry:
    """A page in the list, and the filters that stand above it."""

    section: str
    title: str
    name: str
    filters: Literal["money", "months", "company", "none"]
    # Who may open it at all; None: everybody.
    right: Right | None = None
    # Its figures exist for the whole network only.
    is_of_network: bool = False

    @property
    def file(self) -> Path:
        return HERE / "app_pages" / f"{self.name}.py"

    def page(self) -> st.Page:
        """What Streamlit's page list takes; the overview is what opens first."""
        if self.file == OVERVIEW:
            return st.Page(self.file, title=self.title, default=True)
        return st.Page(self.file, title=self.title, url_path=self.name)

    def is_open_to(self, person: Person) -> bool:
        """Whether the page stands in the person's list."""
        if self.is_of_network and person.company_ids:
            return False
        return self.right is None or person.may(self.right)

    def choose(self, publication: Publication) -> bool:
        """Draw the filters; False where there is nothing to choose from."""
        if self.filters == "none":
            return True
        if self.filters == "money":
            return shell.choose(publication)
        return shell.choose_scope(publication, has_months=self.filters == "months")


ENTRIES = (
    Entry("Results", "Overview", "overview", "money"),
    Entry("Results", "Campaign ROI", "campaign_roi", "money"),
    Entry("Results", "Attribution", "attribution", "money"),
    Entry("Results", "Win and loss", "win_loss", "months"),
    Entry("Results", "Changes", "changes", "none", is_of_network=True),
    Entry("Leads", "Pipeline", "pipeline", "company"),
    Entry("Leads", "Stage timing", "stage_timing", "none"),
    Entry("Leads", "Lead explorer", "lead_explorer", "none", "trace"),
    Entry("Work", "Routing and SLA", "routing_sla", "months"),
    Entry("Work", "Due", "due", "company"),
    Entry("Work", "Review", "review", "company", "decide"),
    Entry("Data", "Quality", "quality", "none", is_of_network=True),
    Entry("Data", "Definitions", "definitions", "none"),
    Entry("Data", "Audit log", "audit_log", "none", "see_audit_log"),
)


def main() -> None:
    """Draw the page that the URL names, or say why there is none."""
    st.set_page_config(
        page_title="Leadhouse",
        page_icon=str(HERE / "images" / "icon.png"),
        layout="wide",
    )
    st.html(HERE / "style.css")
    st.logo(str(HERE / "images" / "logo.svg"), size="large")
    workspace = current_workspace()
    shell.begin(workspace)
    try:
        person = people.sign_in(workspace)
    except people.NotSignedInError:
        shell.show_sign_in()
    except people.NotAdmittedError as error:
        shell.show_not_admitted(error)
    except LeadhouseError as error:
        shell.show_broken(error)
    else:
        _open_page(workspace, person)


def _open_page(workspace: Workspace, person: Person) -> None:
    entries = [entry for entry in ENTRIES if entry.is_open_to(person)]
    links.remember(entry.name for entry in entries)
    sections: dict[str, list] = {}  # type: ignore[type-arg]
    for entry in entries:
        sections.setdefault(entry.section, []).append(entry.page())
    page = st.navigation(sections, position="top")
    current = next(entry for entry in entries if entry.title == page.title)
    try:
        publication = shell.open_publication(workspace, person)
        shell.header(page.title, person)
        if current.choose(publication):
            page.run()
    except NoPublicationError:
        shell.show_no_publication(workspace)
    except LeadhouseError as error:
        shell.show_broken(error)


if __name__ == "__main__":
    main()
