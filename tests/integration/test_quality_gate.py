"""The quality gate as a run has it: Great Expectations over a small warehouse."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.quality import (
    QualityResult,
    Stage,
    declared_checks,
    docs_index,
    run_suites,
)
from orchestration.quality.model import Suite, no_rows
from orchestration.quality.validate import Validator
from orchestration.settings import Workspace
from orchestration.warehouse import prepare_warehouse

FIXTURE = Path(__file__).parents[1] / "fixtures" / "quality_warehouse.sql"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    place = Workspace(tmp_path)
    with duckdb.connect(str(place.warehouse)) as con:
        prepare_warehouse(con)
        con.execute(FIXTURE.read_text("utf-8"))
    yield place


def change(workspace: Workspace, sql: str) -> None:
    with duckdb.connect(str(workspace.warehouse)) as con:
        con.execute(sql)


def run(workspace: Workspace, stage: Stage, run_id: str = "r1") -> list[QualityResult]:
    return run_suites(workspace.warehouse, workspace, run_id, stage)


def failed(results: list[QualityResult]) -> dict[str, QualityResult]:
    return {
        f"{result.suite}.{result.check}": result
        for result in results
        if not result.passed
    }


def pages(workspace: Workspace) -> list[Path]:
    return sorted(workspace.quality.rglob("*.html"))


def test_a_sound_warehouse_passes_and_every_declared_check_is_reported(
    workspace: Workspace,
) -> None:
    for stage in ("raw", "marts"):
        results = run(workspace, stage)
        assert failed(results) == {}
        assert [(each.suite, each.check, each.table) for each in results] == [
            (suite.name, check.name, check.table)
            for suite, check in declared_checks(stage)
        ]


def test_a_failed_check_says_what_was_observed_and_how_many_rows(
    workspace: Workspace,
) -> None:
    change(
        workspace,
        "update marts.fct_leads set match_status = 'maybe' "
        "where lead_id in ('L1', 'L2'); "
        "update marts.campaign_roi set roi = 'inf'",
    )
    found = failed(run(workspace, "marts"))
    status = found.pop("fct_leads.match_status_is_known")
    assert (status.severity, status.observed) == ("error", "2 rows")
    assert (status.rows_failed, status.table) == (2, "marts.fct_leads")
    assert status.stops_publication
    assert set(found) == {"metrics_of_campaign_roi.roi_is_its_ratio"}


def test_a_rejected_share_above_the_setting_stops_the_publication(
    workspace: Workspace,
) -> None:
    change(
        workspace,
        "insert into quarantine.leads (status, is_rejected) "
        "select 'open', true from range(50)",
    )
    found = failed(run(workspace, "raw"))
    share = found["raw_rejections.rejected_share_of_leads"]
    assert (share.observed, share.table) == ("20.0%", "raw.leads")
    assert share.stops_publication
    assert not found["raw_rejections.no_rows_wait_in_quarantine"].stops_publication
    workspace.settings_file.write_text("quality: {max_rejected_share: 0.2}\n", "utf-8")
    found = failed(run(workspace, "raw"))
    assert set(found) == {"raw_rejections.no_rows_wait_in_quarantine"}


def test_a_missing_table_fails_every_check_of_it_as_an_error(
    workspace: Workspace,
) -> None:
    change(workspace, "drop table marts.fct_revenue_credits")
    results = run(workspace, "marts")
    of_suite = [each for each in results if each.suite == "fct_revenue_credits"]
    assert of_suite
    assert all(each.stops_publication for each in of_suite)
    assert "fct_revenue_credits does not exist" in of_suite[0].observed


def test_an_exception_inside_an_expectation_is_a_failed_error(tmp_path: Path) -> None:
    sound = no_rows("sound", "warning", "marts.fct_leads", "It is.", "false")
    lost = no_rows("lost", "warning", "marts.fct_leads", "It is not there.", "false")
    suite = Suite("broken", "marts", "marts.fct_leads", (sound, lost))
    validator = Validator(tmp_path / "project", tmp_path)
    passed, raised = validator.validate(suite, pd.DataFrame({"sound": [0]}), "r1")
    assert passed.passed
    assert not raised.passed
    assert raised.severity == "error"
    assert "could not be evaluated" in raised.observed


def test_a_measure_without_a_value_does_not_pass(tmp_path: Path) -> None:
    check = no_rows("empty", "warning", "marts.fct_leads", "It is.", "false")
    suite = Suite("empty", "marts", "marts.fct_leads", (check,))
    validator = Validator(tmp_path / "project", tmp_path)
    (result,) = validator.validate(suite, pd.DataFrame({"empty": [None]}), "r1")
    assert (result.passed, result.observed) == (False, "nothing to measure")


def test_the_docs_hold_both_stages_of_one_run_and_of_no_other(
    workspace: Workspace,
) -> None:
    run(workspace, "raw")
    run(workspace, "marts")
    index = docs_index(workspace)
    assert index == workspace.quality / "index.html"
    text = index.read_text("utf-8")
    assert "raw_volumes" in text
    assert "campaign_roi" in text
    for link in text.split('<a href="')[1:]:
        assert (workspace.quality / link.split('"')[0]).is_file()
    run(workspace, "marts", "r2")
    text = index.read_text("utf-8")
    assert "raw_volumes" not in text
    assert "run r2" in text
    assert not [page for page in pages(workspace) if "/r1/" in str(page)]


def test_the_docs_load_nothing_and_hold_no_personal_data(workspace: Workspace) -> None:
    change(
        workspace,
        "alter table marts.fct_leads add column full_name varchar; "
        "update marts.fct_leads set full_name = 'Ada Zebulon', "
        "match_status = 'Zebulon', lead_id = 'Zebulon' || lead_id",
    )
    assert failed(run(workspace, "raw")) == {}
    assert "fct_leads.match_status_is_known" in failed(run(workspace, "marts"))
    assert len(pages(workspace)) > 20
    for page in pages(workspace):
        text = page.read_text("utf-8")
        assert "<script" not in text
        assert "src=" not in text
        assert 'rel="stylesheet" href="http' not in text
        assert "url(" not in text
    for file in workspace.quality.rglob("*"):
        if file.is_file():
            assert b"Zebulon" not in file.read_bytes()


def test_nothing_outside_its_folder_is_written(workspace: Workspace) -> None:
    before = {path for path in workspace.root.iterdir() if path != workspace.quality}
    run(workspace, "marts")
    after = {path for path in workspace.root.iterdir() if path != workspace.quality}
    assert after == before
