"""The models of dbt_project/models/identity on the tables of one connection, without dbt.

So a table from anywhere is normalised by the very SQL that normalises leads, calls and
customers. Belongs here: finding, rendering and running those models in their order. What
they say does not, nor where their inputs come from.
"""

from collections.abc import Mapping
from functools import cache

import duckdb
import yaml
from jinja2 import Environment, StrictUndefined

from orchestration.settings import DBT_PROJECT_DIR

_MODELS = DBT_PROJECT_DIR / "models" / "identity"
_SEEDS = DBT_PROJECT_DIR / "seeds"
_MACROS = ("contact_points", "dialect")


class _CrossDatabase:
    """dbt's own macros that the models use, as DuckDB wants them."""

    @staticmethod
    def type_string() -> str:
        return "varchar"

    @staticmethod
    def type_timestamp() -> str:
        return "timestamp"


class IdentityModels:
    """Builds models as tables of the connection's default schema, each once and in full.

    `given` names tables that stand in for models or sources; a seed is read from its file.
    The connection has the functions of orchestration/sql_functions.py.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, given: Mapping[str, str]
    ) -> None:
        self._con = con
        self._tables = dict(given)

    def build(self, name: str) -> str:
        """The table of the model, built with everything that it reads."""
        if name not in self._tables:
            if name in _seed_types():
                sql = _seed_sql(name)
            else:
                sql = self._rendered((_MODELS / f"{name}.sql").read_text("utf-8"))
            self._con.execute(f"create or replace table {name} as {sql}")
            self._tables[name] = name
        return self._tables[name]

    def expression(self, macro: str, argument: str) -> str:
        """SQL of a macro of contact_points.sql for SQL of its one argument."""
        call = f"{{{{ {macro}(argument) }}}}"
        return self._rendered(call, argument=argument).strip()

    def _rendered(self, text: str, **context: str) -> str:
        template = Environment(undefined=StrictUndefined).from_string(_macros() + text)
        return template.render(
            ref=self.build,
            source=lambda schema, table: self.build(table),
            dbt=_CrossDatabase,
            config=lambda **settings: "",
            is_incremental=lambda: False,
            **context,
        )


@cache
def _seed_types() -> dict[str, dict[str, str]]:
    """Types of each seed's columns by name."""
    declared = yaml.safe_load((_SEEDS / "_seeds.yml").read_text("utf-8"))["seeds"]
    return {seed["name"]: seed["config"]["column_types"] for seed in declared}


def _seed_sql(name: str) -> str:
    """A cell of a seed that holds nothing is null, as dbt loads it."""
    file = str(_SEEDS / f"{name}.csv").replace("'", "''")
    types = ", ".join(f"'{key}': '{kind}'" for key, kind in _seed_types()[name].items())
    return (
        f"from read_csv('{file}', header = true, delim = ',', quote = '\"', "
        f"columns = {{{types}}})"
    )


@cache
def _macros() -> str:
    paths = (DBT_PROJECT_DIR / "macros" / f"{name}.sql" for name in _MACROS)
    return "".join(path.read_text("utf-8") for path in paths)
