"""What Dagster serves: the assets in their order, the job, the schedule, the sensor."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from orchestration.automation import landing_files
from orchestration.contract import load_contract
from orchestration.definitions import defs


@pytest.fixture(scope="module")
def graph() -> AssetGraph:
    return defs.resolve_asset_graph()


def test_groups_read_as_the_datas_way(graph: AssetGraph) -> None:
    groups = {graph.get(key).group_name for key in graph.materializable_asset_keys}
    assert groups == {
        "rules", "raw", "desk", "reference", "staging", "identity", "intermediate",
        "marts", "published",
    }  # fmt: skip


def test_every_source_table_is_an_asset_of_raw_and_of_quarantine(
    graph: AssetGraph,
) -> None:
    keys = {tuple(key.path) for key in graph.materializable_asset_keys}
    for table in load_contract():
        assert {("raw", table), ("quarantine", table)} <= keys


def test_linkage_stands_in_the_middle_of_the_models(graph: AssetGraph) -> None:
    persons = graph.get(dg.AssetKey(["identity", "persons"]))
    assert dg.AssetKey(["identity", "records"]) in persons.parent_keys
    assert dg.AssetKey(["intermediate", "int_contacts"]) in persons.child_keys


def test_dbt_is_started_twice_and_no_oftener() -> None:
    job = defs.resolve_job_def("pipeline")
    steps = [node.name for node in job.graph.nodes if node.name.startswith("models")]
    assert len(steps) == 2


def test_the_gate_is_asked_before_the_publication(graph: AssetGraph) -> None:
    blocking = [
        key for key in graph.asset_check_keys if graph.get_check_spec(key).blocking
    ]
    assert blocking
    assert {key.asset_key.path[0] for key in blocking} == {"marts"}
    suites = {key.name.split("__")[0] for key in graph.asset_check_keys}
    assert {"dbt", "fct_leads", "raw_volumes", "raw_rejections"} <= suites


def test_there_is_a_daily_schedule() -> None:
    schedule = defs.resolve_schedule_def("daily")
    assert schedule.cron_schedule == "0 5 * * *"
    assert schedule.job_name == "pipeline"


def test_the_sensor_asks_for_one_run_per_state_of_the_landing_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADHOUSE_WORKSPACE", str(tmp_path))

    def look(cursor: str | None) -> tuple[int, str | None]:
        context = dg.build_sensor_context(cursor=cursor)
        asked = landing_files.evaluate_tick(context)
        return len(asked.run_requests or []), asked.cursor or cursor

    assert look(None)[0] == 0
    folder = tmp_path / "landing" / "leads"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("lead_id\n")
    asked, cursor = look(None)
    assert asked == 1
    assert look(cursor)[0] == 0
    (folder / "b.csv").write_text("lead_id\n")
    assert look(cursor)[0] == 1
