"""The whole way on a generated network: figures that add up, runs that are safe."""

import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from orchestration.settings import Workspace
from tests.workspace_runs import Built, last_run, workspace_at


@pytest.fixture(scope="module")
def copy(network: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The network's workspace as it was published, for runs of its own."""
    root = tmp_path_factory.mktemp("copy") / "workspace"
    shutil.copytree(network.workspace.root, root, copy_function=shutil.copy2)
    return Built(Workspace(root), root / ".dagster_home")


def figures(built: Built) -> dict[str, list[tuple[object, ...]]]:
    """What may not change when nothing new is delivered."""
    return {
        "roi": built.rows("select * exclude (run_id) from {campaign_roi} order by all"),
        "leads": built.rows(
            "select lead_id, person_id, unique_lead_id, match_status from {fct_leads} "
            "order by all"
        ),
        "credits": built.rows(
            "select * exclude (run_id) from {fct_revenue_credits} order by all"
        ),
    }


def test_every_public_mart_is_published_with_its_run(network: Built) -> None:
    manifest = json.loads((network.published / "manifest.json").read_text("utf-8"))
    published = {path.stem for path in network.published.glob("*.parquet")}
    assert published == set(manifest["rows"])
    assert published >= {
        "dim_campaigns",
        "dim_companies",
        "dim_users",
        "dim_customers",
        "dim_dates",
        "fct_leads",
        "fct_unique_leads",
        "fct_jobs",
        "fct_invoices",
        "fct_campaign_assignments",
        "fct_touches",
        "fct_revenue_credits",
        "campaign_roi",
        "run_log",
        "quality_results",
        "restatements",
    }
    for mart in published - {"run_log", "quality_results", "restatements"}:
        (versions,) = network.rows(
            f"select count(distinct run_id), min(run_id), count(*) from {{{mart}}}"
        )
        assert versions[2] == manifest["rows"][mart]
        if versions[2]:
            assert versions[:2] == (1, manifest["run_id"])


def test_attributed_and_unattributed_revenue_are_the_ledger(network: Built) -> None:
    """A10, A11: all that was invoiced is there, attributed or not."""
    slices = network.rows(
        """
        select clock, attribution_model, sum(revenue_amount) from {campaign_roi}
        where revenue_basis = 'invoiced' group by all
        """
    )
    ((ledger,),) = network.rows("select sum(net_amount) from {fct_invoices}")
    ((models,),) = network.rows("select count(*) from {dim_attribution_models}")
    assert len(slices) == 2 * models
    assert {amount for _, _, amount in slices} == {ledger}


def test_a_campaign_that_spends_and_earns_nothing_has_its_row(network: Built) -> None:
    """D7: sources that lose money are compared as well."""
    rows = network.rows(
        """
        select campaign_id, sum(spend_amount), sum(revenue_amount)
        from {campaign_roi}
        where clock = 'cohort' and attribution_model = 'confirmed'
            and revenue_basis = 'invoiced'
        group by campaign_id
        having sum(spend_amount) > 0 and sum(revenue_amount) = 0
        """
    )
    assert rows


def test_every_lead_traces_to_a_delivered_line(network: Built) -> None:
    """D5, E10: every lead leads back to file and line."""
    for file, line, lead_id in network.rows(
        """
        select source_file, source_line, lead_id from {fct_leads}
        where source_file like '%.csv' using sample 50 (reservoir, 5)
        """
    ):
        path = network.workspace.root / file
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
        assert lead_id.removeprefix("call:") in lines[line - 1]


def test_what_the_source_deleted_is_in_no_mart(network: Built) -> None:
    deletions = f"read_csv('{network.workspace.landing}/deletions/*.csv')"
    deleted = network.rows(
        f"select key from {deletions} where lower(\"table\") = 'leads'"
    )
    assert deleted
    published = network.rows("select lead_id from {fct_leads}")
    assert set(deleted) & set(published) == set()


def test_status_is_one_json_document(network: Built) -> None:
    done = network.leadhouse("status", "--json")
    status = json.loads(done.stdout)
    assert done.returncode == 0
    assert status["publication"]["rows"]["fct_leads"] > 0
    assert any(found["reason_code"] == "bad_time" for found in status["quarantine"])


def test_evaluate_is_one_json_document_and_finds_the_truth(network: Built) -> None:
    done = network.leadhouse(
        "evaluate", "--truth", str(network.workspace.root / "truth"), "--json"
    )
    found = json.loads(done.stdout)
    assert set(found) >= {"persons", "unique_leads", "jobs", "revenue"}
    assert found["jobs"]["f1"] > 0.8
    assert abs(found["revenue"]["relative_error"]) < 0.25


def test_doctor_finds_a_built_workspace_well(network: Built) -> None:
    done = network.leadhouse("doctor", "--json")
    assert [item for item in json.loads(done.stdout) if not item["is_well"]] == []
    assert done.returncode == 0


def test_a_second_run_beside_the_first_is_refused_and_a_killed_one_leaves_no_harm(
    copy: Built,
) -> None:
    before = figures(copy)
    running = copy.start("run")
    log = copy.workspace.lock
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if log.exists() and log.read_text().strip() == str(running.pid):
            break
        time.sleep(0.2)
    second = copy.leadhouse("run")
    assert second.returncode == 1
    assert f"Another run (process {running.pid}) is writing" in second.stderr
    assert "Traceback" not in second.stderr
    # Somewhere among the models: the warehouse is open for writing.
    time.sleep(15)
    assert running.poll() is None
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert figures(copy) == before
    status = copy.leadhouse("status")
    assert status.returncode == 0, status.stderr


def test_a_duplicated_lead_file_changes_no_figure(copy: Built) -> None:
    before = figures(copy)
    folder = copy.workspace.landing / "leads"
    original = max(folder.glob("*.csv"), key=lambda path: path.stat().st_size)
    twin = folder / "again.csv"
    # Other bytes, so that it is read, but the same records.
    twin.write_bytes(original.read_bytes() + b"\n")
    moment = original.stat().st_mtime
    os.utime(twin, (moment, moment))
    done = copy.leadhouse("run")
    assert done.returncode == 0, done.stderr
    assert figures(copy) == before


def test_too_many_rejected_rows_shut_the_gate_and_the_last_publication_stays(
    copy: Built,
) -> None:
    before = copy.published
    rows = "".join(f"X{n},not a day,web_form\n" for n in range(500))
    bad = copy.workspace.landing / "leads" / "bad.csv"
    bad.write_text("lead_id,created_at,origin\n" + rows)
    done = copy.leadhouse("run")
    assert done.returncode == 2
    assert "rejected_share_of_leads" in done.stderr
    assert copy.published == before
    assert last_run(copy)["outcome"] == "gate_failed"
    assert "gate_failed" in copy.leadhouse("status").stdout


def test_two_active_definitions_are_refused_before_anything_is_read(
    tmp_path: Path,
) -> None:
    """C20: two active definitions, and nothing runs."""
    built = workspace_at(tmp_path / "workspace")
    made = tmp_path / "made"
    assert built.leadhouse("init", str(made)).returncode == 0
    twin = shutil.copytree(made / "definitions" / "default", made / "definitions" / "b")
    text = (twin / "definition.yml").read_text("utf-8")
    (twin / "definition.yml").write_text(text.replace("name: default", "name: b", 1))
    done = Built(Workspace(made), built.dagster_home).leadhouse("run")
    assert done.returncode == 1
    assert "default" in done.stderr
    assert "active" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (made / "warehouse.duckdb").exists()
