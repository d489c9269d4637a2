"""Runs the SQL of a dbt model on tables made for a test, without dbt.

Only for models whose Jinja is ref, source, var, our own macros and those of dbt for which
tests/sqlfluff stands in; what a rule of a model means on single cases is held by dbt's
unit tests.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from orchestration.settings import DBT_PROJECT_DIR
from tests.sqlfluff import dbt

MACROS = (
    "dialect.sql",
    "records.sql",
    "attribution.sql",
    "statistics.sql",
    "small_numbers.sql",
    "geography.sql",
    "contact_points.sql",
    "clock.sql",
    "survival.sql",
    "uncertainty.sql",
    "ledger.sql",
    "win_loss.sql",
)
MODELS_LIST = DBT_PROJECT_DIR / "macros" / "attribution_models.sql"


@lru_cache
def model_sql(
    name: str, models: tuple[str, ...] | None = None, **variables: int
) -> str:
    """The model's SQL; ref('x') and source('y', 'x') are the table x.

    Variables of dbt_project.yml keep their values unless given here; `models` are the
    attribution models that there are, by default all.
    """
    (path,) = (DBT_PROJECT_DIR / "models").rglob(f"{name}.sql")
    return rendered(Path(path).read_text("utf-8"), models, **variables)


@lru_cache
def rendered(text: str, models: tuple[str, ...] | None = None, **variables: int) -> str:
    """The SQL of a text that uses our macros."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"]
    )
    macros = "".join(
        (DBT_PROJECT_DIR / "macros" / file).read_text("utf-8") for file in MACROS
    )
    project = yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text("utf-8"))
    values = project["vars"] | variables
    return environment.from_string(macros + text).render(
        ref=lambda table: table,
        source=lambda _, table: table,
        var=values.__getitem__,
        dbt=dbt,
        attribution_models=lambda: [
            model
            for model in attribution_models()
            if models is None or model["name"] in models
        ],
    )


@lru_cache
def attribution_models() -> list[dict[str, Any]]:
    """The list that the macro of that name returns."""
    returned: list[list[dict[str, Any]]] = []
    template = jinja2.Environment().from_string(MODELS_LIST.read_text("utf-8"))
    module: Any = template.make_module({"return": returned.append})
    module.attribution_models()
    return returned[0]
