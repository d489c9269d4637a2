"""The dashboards served with a clock: what each script run took, and what it asked.

    python -m benchmarks.pages_server WORKSPACE PORT FILE

One JSON object a line in FILE for each run of the script that read or drew a page:
seconds on the server, and the SQL of the questions that no cache could answer. Started
by benchmarks/pages.py; nothing of it is in the product.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from dashboards import reading
from dashboards.publication import Publication
from dashboards.serve import serve
from orchestration.settings import Workspace

_asked = threading.local()


def _keep_questions() -> None:
    """Each question asked of the marts, beside its answer; before the pages import it."""
    ask = reading.ask

    def recorded(
        publication: Publication, sql: str, parameters: dict[str, Any] | None = None
    ) -> duckdb.DuckDBPyConnection:
        resolved = sql.format_map(reading._Files(publication))
        getattr(_asked, "questions", []).append([resolved, parameters or {}])
        return ask(publication, sql, parameters)

    reading.ask = recorded


def _clock_runs(file: Path) -> None:
    """Each run of the script, but those that only look for a new publication."""
    run_script: Callable[..., None] = ScriptRunner._run_script

    def clocked(self: ScriptRunner, rerun_data: Any) -> None:
        _asked.questions = []
        began = time.perf_counter()
        run_script(self, rerun_data)
        seconds = time.perf_counter() - began
        if not rerun_data.fragment_id_queue:
            line = {"seconds": seconds, "questions": _asked.questions}
            with file.open("a") as out:
                out.write(json.dumps(line, default=_plain) + "\n")

    ScriptRunner._run_script = clocked  # type: ignore[method-assign]


def _plain(value: object) -> dict[str, str]:
    """A parameter that JSON has no form for; benchmarks/pages.py reads it back."""
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"{value!r} in the parameters of a question")


if __name__ == "__main__":
    _keep_questions()
    _clock_runs(Path(sys.argv[3]))
    serve(Workspace(Path(sys.argv[1])), "127.0.0.1", int(sys.argv[2]))
