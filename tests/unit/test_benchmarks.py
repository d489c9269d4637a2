"""What the benchmark compares with dbt, and how it measures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.direct import compiled_statements
from benchmarks.measured import Measured, measure
from benchmarks.report import PhaseResult, SizeResult, to_markdown
from orchestration.errors import LeadhouseError
from orchestration.settings import PROJECT_DIR

MEBIBYTE = 1024**2


def a_target(folder: Path, models: dict[str, tuple[str, list[str]]]) -> Path:
    """A dbt target with models: name -> how it is materialized, what it reads."""
    nodes = {}
    for name, (kind, reads) in models.items():
        path = folder / "compiled" / "leadhouse" / "models" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"select '{name}' as name", "utf-8")
        nodes[f"model.leadhouse.{name}"] = {
            "resource_type": "model",
            "package_name": "leadhouse",
            "original_file_path": f"models/{name}.sql",
            "relation_name": f'"warehouse"."marts"."{name}"',
            "config": {"materialized": kind},
            "depends_on": {
                "nodes": [f"model.leadhouse.{read}" for read in reads]
                + ["source.leadhouse.raw.leads"]
            },
        }
    nodes["test.leadhouse.a_test"] = {"resource_type": "test"}
    (folder / "manifest.json").write_text(json.dumps({"nodes": nodes}), "utf-8")
    return folder


def test_a_model_is_built_after_what_it_reads_and_as_what_it_is(tmp_path: Path) -> None:
    target = a_target(
        tmp_path,
        {
            "last": ("table", ["middle", "first"]),
            "middle": ("view", ["first"]),
            "first": ("table", []),
        },
    )
    assert list(compiled_statements(target)) == [
        'create or replace table "warehouse"."marts"."first" as select \'first\' as name',
        'create or replace view "warehouse"."marts"."middle" as select \'middle\' as name',
        'create or replace table "warehouse"."marts"."last" as select \'last\' as name',
    ]


def test_a_model_that_is_kept_is_added_to(tmp_path: Path) -> None:
    target = a_target(tmp_path, {"kept": ("incremental", [])})
    assert list(compiled_statements(target)) == [
        'insert into "warehouse"."marts"."kept" select \'kept\' as name',
    ]


def test_a_model_that_the_queries_alone_would_not_build_is_an_error(
    tmp_path: Path,
) -> None:
    target = a_target(tmp_path, {"kept": ("snapshot", [])})
    with pytest.raises(LeadhouseError, match="kept is materialized as snapshot"):
        list(compiled_statements(target))


MEASURING = """
import sys
from pathlib import Path
from benchmarks.measured import measure
held = "held = bytearray(600 * 1024 * 1024)"
print(measure([sys.executable, "-c", held], Path(sys.argv[1])).peak_bytes)
"""


def test_peak_memory_is_that_of_the_process_that_was_measured(tmp_path: Path) -> None:
    # From a small process, as the benchmark is one: a child counts its parent's memory
    # until it begins its own program, and that of the test session is large.
    done = subprocess.run(
        [sys.executable, "-c", MEASURING, str(tmp_path / "log")],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT_DIR,
    )
    assert 600 * MEBIBYTE < int(done.stdout) < 650 * MEBIBYTE


def test_a_phase_that_fails_ends_the_benchmark_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(LeadhouseError, match="ended with 3: no such table"):
        measure(
            [sys.executable, "-c", "print('no such table'); raise SystemExit(3)"],
            tmp_path / "log",
        )


def test_the_ratio_is_dbt_over_duckdb_and_making_data_is_no_part_of_a_run() -> None:
    def result(phase: str, seconds: float, **facts: object) -> PhaseResult:
        return PhaseResult(
            phase, seconds, Measured(seconds, seconds, 100 * MEBIBYTE, 0), dict(facts)
        )

    size = SizeResult(
        leads=10_000,
        phases=(
            result("generate", 5.0, rows=70_000),
            result("ingest", 2.0, rows=60_000),
            result("gate", 3.0, rows=200, failed="dbt.a_test"),
        ),
        whole_run=result("leadhouse run --full", 9.0, outcome="gate failed"),
        dbt=result("dbt_models", 12.0, rows=70, after_start_up=8.0),
        direct=result("direct_models", 4.0, rows=70),
    )
    assert (size.ratio, size.ratio_after_start_up) == (3.0, 2.0)
    assert size.phases_seconds == 5.0
    page = to_markdown({"cpus": 2}, [size])
    assert "| ingest | 2.0 | 100 | 60,000 |" in page
    assert "| 10,000 | 70 | 12.0 | 8.0 | 4.0 | 3.00 | 2.00 | 100 | 100 |" in page
    assert "Checks that failed at 10,000: dbt.a_test." in page
