"""Links from one page to another that may not be this reader's.

Belongs here: addresses of pages and of things on them. Ids only: a name, a telephone or
an e-mail address never goes into an address.
"""

from collections.abc import Iterable

import streamlit as st

_OPEN = "open_pages"


def remember(names: Iterable[str]) -> None:
    """The pages in this reader's list; only they can be linked to."""
    st.session_state[_OPEN] = frozenset(names)


def link(page: str, label: str, **query: str) -> None:
    """A link to a page, with what it shall show; nothing where it is not open to them."""
    if page in st.session_state.get(_OPEN, ()):
        st.page_link(f"app_pages/{page}.py", label=label, query_params=query or None)
