"""Persons are found as well as ever, and a broken model would be noticed.

The floors are just below what the shipped model reaches on the generated network, which
its seed makes the same every time. Who improves the model raises them.
"""

import json
from collections.abc import Callable

import duckdb
import pytest

from splink_models.link import link_records
from splink_models.model import LevelNumbers, TrainedModel, load_model
from splink_models.scores import ClusterScore, score_clusters
from tests.workspace_runs import Built

Levels = dict[str, LevelNumbers]
PERSONS_FLOOR = 0.91
UNIQUE_LEADS_FLOOR = 0.88


def linked(network: Built, model: TrainedModel) -> ClusterScore:
    """Scores of the network's records linked by the model alone, without references."""
    with duckdb.connect() as con:
        con.execute(f"attach '{network.workspace.warehouse}' as built (read_only)")
        con.execute("attach ':memory:' as wh")
        con.execute("create schema wh.identity")
        con.execute("create table wh.identity.records as from built.identity.records")
        con.execute(
            "create table wh.identity.links as from built.identity.links limit 0"
        )
        link_records(con, model, "test")
        truth = network.workspace.root / "truth" / "records.csv"
        con.execute(
            f"""
            create table compared as
            select truth.person_id as actual, persons.person_id as predicted
            from read_csv('{truth}', all_varchar = true) as truth
            inner join wh.identity.persons as persons using (record_id)
            """
        )
        return score_clusters(con, "compared")


def changed(comparison: str, change: Callable[[Levels], Levels]) -> TrainedModel:
    """The shipped model with other numbers in one comparison."""
    model = load_model()
    levels = change(model.comparisons[comparison])
    return model.model_copy(
        update={"comparisons": model.comparisons | {comparison: levels}}
    )


def turned_round(levels: Levels) -> Levels:
    """What agrees best counts as what agrees least, and the reverse."""
    return dict(zip(levels, reversed(levels.values()), strict=True))


def no_households(levels: Levels) -> Levels:
    """One last name with another first name is one person."""
    return {
        label: numbers.model_copy(
            update={"match": max(numbers.match, 0.2), "household": 1e-6}
        )
        for label, numbers in levels.items()
    }


def test_persons_and_unique_leads_stay_above_their_floor(network: Built) -> None:
    """A22: calls and forms of one person are found to be one."""
    done = network.leadhouse(
        "evaluate", "--truth", str(network.workspace.root / "truth"), "--json"
    )
    found = json.loads(done.stdout)
    assert found["persons"]["pairwise"]["f1"] > PERSONS_FLOOR
    assert found["unique_leads"]["pairwise"]["f1"] > UNIQUE_LEADS_FLOOR


def test_errors_are_told_by_kind_and_add_up_to_the_score(network: Built) -> None:
    done = network.leadhouse(
        "evaluate", "--truth", str(network.workspace.root / "truth"), "--json"
    )
    found = json.loads(done.stdout)
    kinds = {kind["kind"]: kind for kind in found["person_errors"]["by_kind"]}
    everything, persons = kinds["all"], found["persons"]["pairwise"]
    assert everything["precision"] == pytest.approx(persons["precision"], abs=1e-3)
    assert everything["recall"] == pytest.approx(persons["recall"], abs=1e-3)
    assert {"call", "household", "nickname", "shared phone", "moved"} <= set(kinds)
    assert found["person_errors"]["worst_joined"][0]["records"]


def test_the_fields_alone_reach_the_floor(network: Built) -> None:
    assert (linked(network, load_model()).pairwise.f1 or 0) > PERSONS_FLOOR


@pytest.mark.parametrize(
    "broken",
    [
        changed("phone", turned_round),
        changed("email", turned_round),
        changed("name", turned_round),
        changed("name", no_households),
    ],
    ids=["phones", "e-mails", "names", "households"],
)
def test_a_broken_model_falls_below_the_floor(
    network: Built, broken: TrainedModel
) -> None:
    assert (linked(network, broken).pairwise.f1 or 0) < PERSONS_FLOOR
