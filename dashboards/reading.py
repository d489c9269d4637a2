"""Running SQL over the files of a publication.

One private in-memory database per process computes; it stores nothing, and it never
opens the warehouse, whose open reader would stop the pipeline from writing. What a
reader may not see is taken away here, in every question alike (orchestration.access).
"""

from typing import Any

import duckdb
import streamlit as st

from dashboards.publication import Publication
from orchestration.access import relation
from orchestration.errors import PublicationError


def _key(publication: Publication) -> str:
    published_at = publication.manifest.published_at
    return f"{publication.folder}|{published_at}|{publication.audience}"


# What each question is: a function whose answer is kept. The key carries the publication
# and its audience: a new one is never answered with an old one's figures, and nobody with
# what somebody else may see.
question = st.cache_data(
    show_spinner="Reading the figures…",
    max_entries=500,
    hash_funcs={Publication: _key},
)


def ask(
    publication: Publication, sql: str, parameters: dict[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run SQL in which `{mart}` stands for what the audience may see of that mart.

    Returns the cursor: fetchall() for exact money, df() for tables. Raises
    PublicationError where a file is missing, damaged or lacks a column.
    """
    cursor = _database().cursor()
    try:
        return cursor.execute(sql.format_map(_Files(publication)), parameters or {})
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise PublicationError(
            f"The publication {publication.run_id} in {publication.folder.parent} "
            f"cannot be read: {first_line}"
        ) from error


@st.cache_resource(show_spinner=False)
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 2})


class _Files(dict[str, str]):
    """Mart names as relations of the audience."""

    def __init__(self, publication: Publication) -> None:
        super().__init__()
        self.publication = publication

    def __missing__(self, name: str) -> str:
        self.publication.mart(name)
        return relation(self.publication.folder, name, self.publication.audience)
