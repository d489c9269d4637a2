"""Files that leave the pages: their names, their buttons, and the one place they pass.

A file is made when somebody asks for it, not when the page is drawn. How rows become
bytes is in spreadsheet.py; pictures of charts are made by the browser (theme.py).
"""

from collections.abc import Callable

import streamlit as st

from dashboards.publication import Publication

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(publication: Publication, name: str, rows: int) -> None:
    """Called once for every file made: what it was and how many rows it has.

    It runs on the server's own thread, after the page was drawn, so whatever it needs
    to know of the reader has to ride on the publication.
    """


def download_buttons(
    publication: Publication,
    name: str,
    rows: int,
    makers: dict[str, Callable[[], bytes]],
) -> None:
    """A button for each kind of file; makers gives their content by file extension."""
    with st.container(horizontal=True, gap="small"):
        for extension, make in makers.items():
            file_name = f"{name.replace('_', '-')}-{publication.run_id}.{extension}"
            st.download_button(
                f"Download {extension.upper()}",
                _recorded(publication, file_name, rows, make),
                file_name=file_name,
                mime=CSV if extension == "csv" else XLSX,
                on_click="ignore",
                key=f"{name}_{extension}",
            )


def _recorded(
    publication: Publication, file_name: str, rows: int, make: Callable[[], bytes]
) -> Callable[[], bytes]:
    def content() -> bytes:
        made = make()
        exported(publication, file_name, rows)
        return made

    return content
