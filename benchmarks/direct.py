"""The models' compiled queries, run in DuckDB without dbt: what dbt is measured against."""

import json
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from orchestration.dbt import target_path
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace
from orchestration.sql_functions import register_functions
from orchestration.warehouse import configure

THREADS = 2
"""As many as dbt_project/profiles.yml lets dbt build models at once."""


def run_directly(workspace: Workspace) -> int:
    """Builds every model's table anew, each after what it reads; gives their number.

    What dbt keeps and adds to is added to here as well. Needs the compiled queries that
    `dbt run` left in the workspace where every table stood already.
    """
    statements = list(compiled_statements(target_path(workspace)))
    with duckdb.connect(str(workspace.warehouse)) as con:
        register_functions(con)
        configure(con, workspace.scratch, workspace.settings().memory_limit)
        con.execute(f"set threads = {THREADS}")
        for statement in statements:
            con.execute(statement)
    return len(statements)


def compiled_statements(target: Path) -> Iterator[str]:
    """The statement that makes each model, table or view, in topological order."""
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    models = {
        name: node for name, node in nodes.items() if node["resource_type"] == "model"
    }
    before = {
        name: [read for read in node["depends_on"]["nodes"] if read in models]
        for name, node in models.items()
    }
    for name in TopologicalSorter(before).static_order():
        node = models[name]
        compiled = target / "compiled" / node["package_name"]
        query = (compiled / node["original_file_path"]).read_text("utf-8")
        kind = node["config"]["materialized"]
        if kind == "incremental":
            yield f"insert into {node['relation_name']} {query}"
        elif kind in ("table", "view"):
            yield f"create or replace {kind} {node['relation_name']} as {query}"
        else:
            raise LeadhouseError(
                f"{name} is materialized as {kind}: not measured here."
            )
