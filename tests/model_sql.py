"""Runs the SQL of a dbt model on tables made for a test, without dbt.

Only for models whose Jinja is ref, source and macros of our own or of tests/sqlfluff; what
a rule of a model means on single cases is held by dbt's unit tests.
"""

from functools import lru_cache
from pathlib import Path

import jinja2

from orchestration.settings import DBT_PROJECT_DIR
from tests.sqlfluff import dbt

MACROS = ("dialect.sql", "records.sql")


def model_sql(name: str) -> str:
    """The model's SQL; ref('x') and source('y', 'x') are the table x."""
    (path,) = (DBT_PROJECT_DIR / "models").rglob(f"{name}.sql")
    return rendered(Path(path).read_text("utf-8"))


@lru_cache
def rendered(text: str) -> str:
    """The SQL of a text that uses our macros."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    macros = "".join(
        (DBT_PROJECT_DIR / "macros" / file).read_text("utf-8") for file in MACROS
    )
    return environment.from_string(macros + text).render(
        ref=lambda table: table, source=lambda _, table: table, dbt=dbt
    )
