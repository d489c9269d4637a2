"""Running SQL over the files of a publication.

One private in-memory database per process computes; it stores nothing, and it never
opens the warehouse, whose open reader would stop the pipeline from writing.
"""

from pathlib import Path
from typing import Any

import duckdb
import streamlit as st

from dashboards.publication import Publication
from orchestration.errors import PublicationError


def _key(publication: Publication) -> str:
    return f"{publication.folder}|{publication.manifest.published_at}"


# What each question is: a function whose answer is kept. The key carries the publication,
# so a new one is never answered with an old one's figures.
question = st.cache_data(
    show_spinner="Reading the figures…",
    max_entries=500,
    hash_funcs={Publication: _key},
)


def ask(
    publication: Publication, sql: str, parameters: dict[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run SQL in which `{mart}` stands for the publication's file of that name.

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
    """Mart names as read_parquet calls."""

    def __init__(self, publication: Publication) -> None:
        super().__init__()
        self.publication = publication

    def __missing__(self, name: str) -> str:
        return f"read_parquet({_literal(self.publication.mart(name))})"


def _literal(path: Path) -> str:
    """The path as SQL text; read_parquet would take [, * and ? for a pattern."""
    escaped = "".join(f"[{c}]" if c in "[*?" else c for c in str(path))
    return "'" + escaped.replace("'", "''") + "'"
