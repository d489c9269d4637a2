"""Runs the SQL of a dbt model on tables made for a test, without dbt.

Only for models whose Jinja is ref, source, our own macros and those in DBT; what a rule
of a model means on single cases is held by dbt's unit tests.
"""

from pathlib import Path
from types import SimpleNamespace

import jinja2

from orchestration.settings import DBT_PROJECT_DIR

MACROS = (
    "dialect.sql",
    "records.sql",
    "statistics.sql",
    "small_numbers.sql",
    "geography.sql",
    "contact_points.sql",
    "clock.sql",
    "survival.sql",
)

DBT = SimpleNamespace(
    type_string=lambda: "varchar",
    type_timestamp=lambda: "timestamp",
    date_trunc=lambda part, moment: f"date_trunc('{part}', {moment})",
)
"""Those of dbt's own macros that the tested models call, as they are on DuckDB."""


def model_sql(name: str) -> str:
    """The model's SQL; ref('x') and source('y', 'x') are the table x."""
    (path,) = (DBT_PROJECT_DIR / "models").rglob(f"{name}.sql")
    return rendered(Path(path).read_text("utf-8"))


def rendered(text: str) -> str:
    """The SQL of a text that uses our macros."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    macros = "".join(
        (DBT_PROJECT_DIR / "macros" / file).read_text("utf-8") for file in MACROS
    )
    return environment.from_string(macros + text).render(
        ref=lambda table: table, source=lambda _, table: table, dbt=DBT
    )
