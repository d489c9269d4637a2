"""The models' compiled queries, run in DuckDB without dbt: what dbt is measured against."""

import json
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt import target_path
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace
from orchestration.sql_functions import register_functions
from orchestration.warehouse import configure

THREADS = 2
"""As many as dbt_project/profiles.yml lets dbt build models at once."""


@dataclass(frozen=True)
class CompiledModel:
    """A model and the statement that makes its table or view.

    folder is where it stands below models/, such as marts/money.
    """

    name: str
    folder: str
    statement: str


@dataclass(frozen=True)
class Took:
    """Seconds of one statement by the clock on the wall and by the processor.

    The latter count both threads, and mean the same beside other work.
    """

    seconds: float
    cpu_seconds: float


def run_directly(
    workspace: Workspace, folders: Collection[str] | None = None
) -> dict[str, Took]:
    """Builds every model's table anew, each after what it reads; what each took.

    Only those of the folders, where some are given. What dbt keeps and adds to is added
    to here as well. Needs the compiled queries that `dbt run` left in the workspace where
    every table stood already.
    """
    models = [
        model
        for model in compiled_models(target_path(workspace))
        if folders is None or model.folder in folders
    ]
    took = {}
    with duckdb.connect(str(workspace.warehouse)) as con:
        register_functions(con)
        configure(con, workspace.scratch, workspace.settings().memory_limit)
        con.execute(f"set threads = {THREADS}")
        for model in models:
            took[model.name] = timed(con, model.statement)
    return took


def timed(con: duckdb.DuckDBPyConnection, statement: str) -> Took:
    """Runs the statement and says what it took."""
    began, cpu_began = time.perf_counter(), time.process_time()
    con.execute(statement)
    return Took(
        seconds=round(time.perf_counter() - began, 3),
        cpu_seconds=round(time.process_time() - cpu_began, 3),
    )


def compiled_models(target: Path) -> Iterator[CompiledModel]:
    """Each model with what makes its table or view, in topological order."""
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
        yield CompiledModel(
            name=name.rsplit(".", 1)[1],
            folder=Path(node["original_file_path"]).parent.as_posix()[len("models/") :],
            statement=f"{_makes(name, node)} {query}",
        )


def _makes(name: str, node: dict[str, Any]) -> str:
    """The statement up to its query."""
    kind = node["config"]["materialized"]
    if kind == "incremental":
        return f"insert into {node['relation_name']}"
    if kind in ("table", "view"):
        return f"create or replace {kind} {node['relation_name']} as"
    raise LeadhouseError(f"{name} is materialized as {kind}: not measured here.")
