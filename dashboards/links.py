"""Links from one page to another that may not be installed, or not be this reader's.

Belongs here: addresses of pages and of things on them. Ids only: a name, a telephone or
an e-mail address never goes into an address.
"""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parent / "app_pages"


def link(page: str, label: str, **query: str) -> None:
    """A link to a page, with what it shall show; nothing where there is no such page."""
    if (PAGES / f"{page}.py").is_file():
        st.page_link(f"app_pages/{page}.py", label=label, query_params=query or None)
