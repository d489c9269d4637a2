"""The benchmarks go the way of a run, phase by phase: they must end where a run ends."""

import json

import duckdb
import pytest

from benchmarks import steps
from benchmarks.pages import build_publication
from benchmarks.reviewers import decide_by_truth
from orchestration.desk.store import write_decisions
from orchestration.settings import Workspace

LEADS = 400


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return build_publication(LEADS, tmp_path_factory.mktemp("benchmark") / "workspace")


def test_the_phases_end_in_a_publication(built: Workspace) -> None:
    run_id = (built.published / "current").read_text("utf-8").strip()
    manifest = built.published / run_id / "manifest.json"
    rows = json.loads(manifest.read_text("utf-8"))["rows"]
    assert rows["campaign_roi"] > 0
    assert rows["quality_results"] == 0  # it was built without a gate


def test_what_the_reviewers_decide_is_heard(built: Workspace) -> None:
    url = built.desk_url(built.settings())
    with duckdb.connect(str(built.warehouse)) as con:
        asked = decide_by_truth(con, built.root / "truth" / "records.csv", url)
        write_decisions(con, url)
    assert asked > 0
    steps.decisions(built, LEADS)
    with duckdb.connect(str(built.warehouse), read_only=True) as con:
        decided = con.execute("select count(*) from identity.int_pair_decisions")
        assert 0 < decided.fetchall()[0][0] <= asked
