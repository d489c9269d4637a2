"""Training and comparing models on a built warehouse, and explaining what was published."""

import csv
import json
import shutil
from itertools import pairwise

import duckdb
import pytest

from orchestration.settings import Workspace
from tests.workspace_runs import Built


@pytest.fixture(scope="module")
def copy(network: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The network's workspace with labels: the truth of the first 400 leads."""
    root = tmp_path_factory.mktemp("models") / "workspace"
    shutil.copytree(network.workspace.root, root, copy_function=shutil.copy2)
    with (root / "truth" / "records.csv").open(encoding="utf-8") as handle:
        records = sorted(csv.DictReader(handle), key=lambda row: row["person_id"])[:400]
    (root / "labels").mkdir()
    with (root / "labels" / "truth.csv").open("w", encoding="utf-8") as handle:
        handle.write("record_l,record_r,is_match\n")
        handle.writelines(
            f"{left['record_id']},{right['record_id']},"
            f"{left['person_id'] == right['person_id']}\n"
            for left, right in pairwise(records)
        )
    built = Built(Workspace(root), root / ".dagster_home")
    with duckdb.connect(str(built.workspace.warehouse)) as con:
        # A small network has too few companies that are customers twice to learn from.
        con.execute(
            """
            update identity.records set organization = truth.person_id
            from read_csv(?, all_varchar = true) as truth
            where records.record_id = truth.record_id
                and truth.person_id < 'P0000300'
            """,
            [str(root / "truth" / "records.csv")],
        )
    return built


def test_a_model_is_trained_compared_and_only_then_activated(
    copy: Built,
) -> None:
    done = copy.leadhouse("train", "--name", "first", "--seed", "3")
    assert done.returncode == 0, done.stderr
    model = json.loads((copy.workspace.models / "first.json").read_text("utf-8"))
    assert model["version"].startswith("first-")
    assert model["report"]["seed"] == 3
    page = (copy.workspace.models / "first.html").read_text("utf-8")
    assert "labelled pairs" in page

    done = copy.leadhouse("models", "compare", "first", "--json")
    compared = json.loads(done.stdout)
    assert set(compared["scores"]) == {"default", "first"}
    assert compared["scores"]["first"]["labels"] > 300
    assert compared["scores"]["first"]["at_threshold"]["0.9"]["f1"] > 0.5
    persons = compared["persons"]
    assert 0 < persons["persons_after"] < persons["records"]
    assert persons["agreement"]["pairwise"]["f1"] > 0.7
    assert not (copy.workspace.models / "active.json").exists()
    assert copy.leadhouse("models", "activate", "first", "--by", "ann").returncode == 0
    assert "activated by ann" in copy.leadhouse("doctor").stdout


def test_the_largest_persons_explain_themselves_to_the_last_bit(network: Built) -> None:
    persons = network.rows(
        "select person_id from {person_records} group by person_id "
        "order by count(*) desc, person_id limit 3"
    )
    for (person_id,) in persons:
        document = json.loads(
            network.leadhouse("explain", "person", person_id, "--json").stdout
        )
        assert all(path["records"] for path in document["paths"])
        assert all(record["source_line"] for record in document["records"])
        scored = [
            pair
            for pair in document["edges"] + document["other_edges"]
            if pair["match_weight"] is not None
        ]
        assert scored
        for pair in scored:
            weights = [step["weight"] for step in pair["steps"]]
            assert sum(weights) == pytest.approx(pair["match_weight"])
            assert "other fit" not in [step["comparison"] for step in pair["steps"]]
