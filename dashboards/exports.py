"""Files that leave the pages: their names, their buttons, and the one place they pass.

A file is made when somebody asks for it, not when the page is drawn. How rows become
bytes is in spreadsheet.py; pictures of charts are made by the browser (theme.py).
"""

from collections.abc import Callable

import streamlit as st

from dashboards import people
from dashboards.publication import Publication

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download_buttons(
    publication: Publication,
    name: str,
    rows: int,
    makers: dict[str, Callable[[], bytes]],
) -> None:
    """A button for each kind of file; makers gives their content by file extension.

    None for whom the role does not let export. Each file made is in the audit log.
    """
    if not people.may("export"):
        st.caption("Files are for analysts: your role may read, not download.")
        return
    with st.container(horizontal=True, gap="small"):
        for extension, make in makers.items():
            file_name = f"{name.replace('_', '-')}-{publication.run_id}.{extension}"
            st.download_button(
                f"Download {extension.upper()}",
                _recorded(file_name, rows, make),
                file_name=file_name,
                mime=CSV if extension == "csv" else XLSX,
                on_click="ignore",
                key=f"{name}_{extension}",
            )


def _recorded(
    file_name: str, rows: int, make: Callable[[], bytes]
) -> Callable[[], bytes]:
    """The content, written down when made: on the server's thread, past the rerun."""
    note = people.recorder()

    def content() -> bytes:
        made = make()
        note("export", f"{file_name}, {rows:,} {'row' if rows == 1 else 'rows'}")
        return made

    return content
