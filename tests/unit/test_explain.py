"""Why something is what it is, told from a publication alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.errors import LeadhouseError
from orchestration.exact_json import exact_json
from orchestration.explain import explain
from orchestration.explain.evidence import strongest_tree, way
from splink_models.waterfall import waterfall, waterfall_chart
from tests.unit.explained_publication import RUN, publish


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("explained")).published / RUN


def edge(
    left: str, right: str, weight: float, link: str | None = None
) -> dict[str, Any]:
    return {
        "record_l": left,
        "record_r": right,
        "match_weight": weight,
        "link_kind": link,
    }


def test_the_way_between_two_records_is_the_one_whose_weakest_pair_is_strongest() -> (
    None
):
    direct = edge("a", "d", 2)
    tree = strongest_tree(
        [direct, edge("a", "b", 9), edge("b", "c", 3), edge("c", "d", 8)]
    )
    stations = [(pair["record_l"], pair["record_r"]) for pair in way(tree, "a", "d")]
    assert stations == [("a", "b"), ("b", "c"), ("c", "d")]
    assert way(tree, "a", "elsewhere") is None


def test_a_must_link_holds_more_than_any_score_and_a_cannot_link_holds_nothing() -> (
    None
):
    tree = strongest_tree(
        [
            edge("a", "b", 50),
            edge("b", "c", -9, "must"),
            edge("a", "c", 40),
            edge("c", "d", 60, "cannot"),
        ]
    )
    assert {(pair["record_l"], pair["record_r"]) for pair in tree} == {
        ("b", "c"),
        ("a", "b"),
    }


def test_a_person_is_its_records_the_ways_between_them_and_what_each_pair_says(
    publication: Path,
) -> None:
    document = explain(publication, "person", "person:ann").to_json()

    assert [record["record_id"] for record in document["records"]] == [
        "lead:L1",
        "call:C1",
        "call:C2",
        "customer:K1",
    ]
    assert document["records"][0]["source_line"] == 2
    paths = {path["from"]: path for path in document["paths"]}
    assert paths["call:C2"]["records"] == ["call:C2", "call:C1", "lead:L1"]
    assert paths["call:C2"]["weakest_weight"] == 4.0
    assert paths["customer:K1"]["weakest_weight"] is None
    assert [point["value"] for point in document["contact_points"]] == [
        "info@x.com",
        "+14045550123",
    ]
    assert [
        (pair["record_l"], pair["record_r"]) for pair in document["other_edges"]
    ] == [("call:C2", "lead:L1")]
    overrides = [pair["link"] for pair in document["overrides"]]
    assert [link["decision_event_id"] for link in overrides] == [None, "event-7"]
    assert [change["change"] for change in document["history"]] == [
        "created",
        "merged",
        "split",
    ]
    assert document["likely_others"][0]["person_id"] == "person:bob"
    assert (document["run_id"], document["model_version"]) == (RUN, "m-1")
    json.loads(exact_json(document))


def test_a_person_is_told_in_words(publication: Path) -> None:
    text = explain(publication, "person", "call:C2").to_text()

    assert "call:C2 – call:C1 – lead:L1  (weakest +4.00)" in text
    assert "+14.00  phone          same number" in text
    assert "99.0% one person, calibrated (over 99.9% by the model)" in text
    assert "email info@x.com of customer:K1: ignored, shared by 57 records" in text
    assert "kept apart (split_persons, decision event-7)" in text
    assert "landing/calls/c.csv, line 4" in text


@pytest.mark.parametrize("record", [("call:C1", "lead:L1"), ("call:C1", "call:C2")])
def test_the_steps_of_a_pair_sum_to_its_weight(
    publication: Path, record: tuple[str, str]
) -> None:
    document = explain(publication, "person", "person:ann").to_json()
    (pair,) = [
        each
        for each in document["edges"]
        if (each["record_l"], each["record_r"]) == record
    ]
    weights = [step["weight"] for step in pair["steps"]]
    assert sum(weights) == pytest.approx(pair["match_weight"])
    assert pair["steps"][-1]["total"] == pytest.approx(pair["match_weight"])


LEVELS = [
    {"comparison": "prior", "gamma": None, "label": "", "match_weight": -10.0},
    {"comparison": "phone", "gamma": 1, "label": "same", "match_weight": 14.0},
    {"comparison": "name", "gamma": 1, "label": "same", "match_weight": 9.0},
]
PAIR = {
    "record_l": "a",
    "record_r": "b",
    "match_weight": 12.5,
    "household_weight": -0.5,
    "gamma_phone": 1,
    "gamma_name": 1,
}


def test_the_bars_of_the_chart_sum_to_the_match_weight() -> None:
    chart = waterfall_chart(PAIR, LEVELS, {"phone": ("1", "2")})

    bars = {bar["column_name"]: bar for bar in chart["data"]["values"]}
    assert list(bars) == ["Prior", "phone", "name", "household", "Final score"]
    final = bars.pop("Final score")["log2_bayes_factor"]
    assert final == 12.5
    assert sum(bar["log2_bayes_factor"] for bar in bars.values()) == pytest.approx(
        final
    )
    assert (bars["phone"]["value_l"], bars["phone"]["value_r"]) == ("1", "2")
    assert chart["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    json.dumps(chart, allow_nan=False)


def test_a_weight_of_another_fit_is_a_step_of_its_own() -> None:
    steps = waterfall({**PAIR, "match_weight": 13.25}, LEVELS)
    assert (steps[-1].comparison, steps[-1].weight) == ("other fit", 0.75)
    assert steps[-1].total == pytest.approx(13.25)


def test_a_pair_that_was_not_scored_has_no_chart() -> None:
    with pytest.raises(ValueError, match="a and b were not scored"):
        waterfall_chart({**PAIR, "match_weight": None}, LEVELS)


def test_a_lead_leads_to_its_line_its_routing_and_its_candidates(
    publication: Path,
) -> None:
    """A15, D5: a lead shows its line, its routing and the score of each candidate."""
    found = explain(publication, "lead", "L1")
    document, text = found.to_json(), found.to_text()

    assert document["lead"]["source_file"] == "landing/leads/a.csv"
    assert document["candidates"][0]["link"]["reason"] == "lead_names_customer"
    assert "to north by territory (2 territories fitted)" in text
    assert "opened it: the first contact of the person with the company" in text
    spam = explain(publication, "lead", "lead:L2").to_text()
    assert "'sprng' does not exist" in spam
    assert "no, spam" in spam
    assert explain(publication, "lead", "call:C1").to_json()["record"]["phones"]


def test_what_people_decided_about_a_lead_is_told_undone_or_not(
    publication: Path,
) -> None:
    """A27: a decision stays to be seen with who and why, also when it was undone."""
    found = explain(publication, "lead", "L1")
    events = [event["event_id"] for event in found.to_json()["decisions"]]
    assert events == ["event-7", "event-8", "event-9"]
    text = found.to_text()
    assert (
        "Records parted (lead:L1, lead:L2), by mia: husband and wife [event event-7]"
    ) in text
    assert "status lost), by mia [event event-8] (undone)" in text
    assert "Undone: event event-8, by ben" in text
    of_opportunity = explain(publication, "unique-lead", "unique:L1").to_json()
    assert of_opportunity["decisions"] == found.to_json()["decisions"]
    other = explain(publication, "lead", "L2").to_json()
    assert [event["event_id"] for event in other["decisions"]] == ["event-7"]


def test_a_unique_lead_says_what_opened_it_and_why_it_waits(publication: Path) -> None:
    found = explain(publication, "unique-lead", "unique:L1")
    document, text = found.to_json(), found.to_text()

    assert [lead["lead_id"] for lead in document["leads"]] == ["L1", "call:C1"]
    assert document["jobs"][0]["invoiced_amount"] == 1200.5
    assert "CM1 (known, given by lead L1)" in text
    assert "pending, because review" in text
    assert "followed lead L1" in text


def test_a_customer_has_its_person_leads_and_jobs(publication: Path) -> None:
    document = explain(publication, "customer", "customer:K1").to_json()
    assert [row["lead_id"] for row in document["leads"]] == ["L1", "call:C1"]
    assert [row["unique_lead_id"] for row in document["unique_leads"]] == ["unique:L1"]
    assert [row["job_id"] for row in document["jobs"]] == ["J1"]
    assert document["evidence"][0]["record_r"] == "lead:L1"


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("lead", "L3", r"no lead 'L3' in .*; nearest: L1, L2, call:C1\."),
        ("customer", "K9", r"no customer 'K9' in .*; nearest: K1, K2\."),
        ("unique-lead", "x", r"no unique lead 'x' in .*; nearest: unique:L1\."),
        ("person", "person:an", r"no person 'person:an' in .*; nearest: person:ann"),
        ("person", "person:old", r"Person 'person:old' was merged into person:ann\."),
    ],
)
def test_an_unknown_id_is_a_sentence_with_the_nearest(
    publication: Path, kind: str, given: str, said: str
) -> None:
    with pytest.raises(LeadhouseError, match=said):
        explain(publication, kind, given)


def test_a_publication_without_evidence_says_what_to_do(tmp_path: Path) -> None:
    workspace = publish(tmp_path)
    (workspace.published / RUN / "match_evidence.parquet").unlink()
    with pytest.raises(LeadhouseError, match=r"lacks a mart .* publish anew"):
        explain(workspace.published / RUN, "person", "person:ann")


def leadhouse(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(root), *arguments])


def test_the_command_prints_one_json_document(tmp_path: Path) -> None:
    publish(tmp_path)
    done = leadhouse(tmp_path, "explain", "person", "lead:L1", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["person_id"] == "person:ann"
    unknown = leadhouse(tmp_path, "explain", "lead", "L9", "--json")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("leadhouse: There is no lead 'L9'")
