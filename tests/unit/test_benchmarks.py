"""What the benchmark compares with dbt, and how it measures."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.direct import compiled_models
from benchmarks.events import add_events
from benchmarks.marts import MartsResult
from benchmarks.marts import to_markdown as marts_to_markdown
from benchmarks.measured import Measured, measure
from benchmarks.report import PhaseResult, SizeResult, to_markdown
from benchmarks.steps import LEAD_FOLDERS
from orchestration.errors import LeadhouseError
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_DIR

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
    assert [model.statement for model in compiled_models(target)] == [
        'create or replace table "warehouse"."marts"."first" as select \'first\' as name',
        'create or replace view "warehouse"."marts"."middle" as select \'middle\' as name',
        'create or replace table "warehouse"."marts"."last" as select \'last\' as name',
    ]


def test_a_model_that_is_kept_is_added_to(tmp_path: Path) -> None:
    target = a_target(tmp_path, {"kept": ("incremental", [])})
    assert [model.statement for model in compiled_models(target)] == [
        'insert into "warehouse"."marts"."kept" select \'kept\' as name',
    ]


def test_a_model_that_the_queries_alone_would_not_build_is_an_error(
    tmp_path: Path,
) -> None:
    target = a_target(tmp_path, {"kept": ("snapshot", [])})
    with pytest.raises(LeadhouseError, match="kept is materialized as snapshot"):
        list(compiled_models(target))


@pytest.fixture
def raw() -> duckdb.DuckDBPyConnection:
    """Two activities, two reports and nothing else, as they were read in."""
    con = duckdb.connect()
    con.execute("create schema raw")
    con.execute(
        """
        create table raw.activities as
        select 'A' || number as activity_id, 'L1' as lead_id, md5(activity_id) as _row_hash,
            '2026-03-01 10:00:00-05:00' as scheduled_at, null::varchar as completed_at
        from range(2) as numbers (number)
        """
    )
    con.execute(
        """
        create table raw.lead_status_events as
        select 'E' || number as event_id, 'L1' as lead_id, md5(event_id) as _row_hash,
            if(number = 0, 'won', 'contacted') as status, 'soon' as occurred_at
        from range(2) as numbers (number)
        """
    )
    con.execute("create table raw.lead_offers (offer_id varchar)")
    con.execute("create table raw.surveys (response_id varchar)")
    return con


def test_events_are_repeated_later_on_their_lead_until_there_are_enough(
    raw: duckdb.DuckDBPyConnection,
) -> None:
    assert add_events(raw, 9) == 9
    activities = raw.execute(
        "select activity_id, lead_id, scheduled_at, completed_at from raw.activities "
        "order by length(activity_id), activity_id"
    ).fetchall()
    assert [row[0] for row in activities] == ["A0", "A1", "A0-1", "A1-1"]
    assert {(row[1], row[3]) for row in activities} == {("L1", None)}
    for _, _, at, _ in activities[2:]:
        assert at > "2026-03-01 10:00:00-05:00" and at.endswith("-05:00")
    reports = raw.execute(
        "select event_id, status, occurred_at from raw.lead_status_events order by 1"
    ).fetchall()
    assert [row[0] for row in reports] == ["E0", "E1", "E1-1", "E1-2", "E1-3"]
    assert {row[1:] for row in reports[1:]} == {("contacted", "soon")}
    assert (
        len(
            {
                row[0]
                for row in raw.execute(
                    "select _row_hash from raw.activities"
                ).fetchall()
            }
        )
        == 4
    )


def test_no_event_is_added_where_there_are_enough(
    raw: duckdb.DuckDBPyConnection,
) -> None:
    assert add_events(raw, 3) == 4


def test_nothing_can_be_repeated_where_nothing_is(
    raw: duckdb.DuckDBPyConnection,
) -> None:
    raw.execute("delete from raw.activities")
    with pytest.raises(LeadhouseError, match=r"raw\.activities holds no event"):
        add_events(raw, 10)


def test_the_ratio_of_the_marts_is_their_queries_over_scan_and_sort() -> None:
    def result(phase: str, seconds: float, **facts: object) -> PhaseResult:
        measured = Measured(seconds, seconds, 200 * MEBIBYTE, 0)
        return PhaseResult(phase, seconds, measured, dict(facts))

    found = MartsResult(
        leads=1_000,
        plain=result(
            "scan_and_sort",
            9.0,
            rows=5_000,
            query={"seconds": 2.0, "cpu_seconds": 4.0},
        ),
        dbt=result("dbt_lead_marts", 30.0, rows=2),
        direct=result(
            "direct_lead_marts",
            9.0,
            rows=2,
            models={
                "quick": {"seconds": 1.0, "cpu_seconds": 1.0},
                "slow": {"seconds": 7.0, "cpu_seconds": 9.0},
            },
        ),
    )
    said = found.to_json()
    assert said["dbt_to_scan_and_sort"] == 15.0
    assert said["direct_to_scan_and_sort"] == 4.0
    assert said["direct_to_scan_and_sort_cpu"] == 2.5
    assert list(found.models) == ["slow", "quick"]
    page = marts_to_markdown({"cpus": 2}, found)
    assert (
        "| 1,000 leads, 5,000 events | s | ratio | CPU s | ratio | peak MiB |" in page
    )
    assert "| their queries alone | 8.00 | 4.00 | 10.00 | 2.50 | 200 |" in page
    assert "| slow | 7.00 | 3.50 | 9.00 | 2.25 |" in page


def test_the_folders_of_the_marts_of_leads_are_there_and_hold_models() -> None:
    for folder in LEAD_FOLDERS:
        assert list((DBT_PROJECT_DIR / "models" / folder).glob("*.sql")), folder


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
