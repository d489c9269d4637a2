"""Which linkage model a workspace uses, who chose it, and how models are compared."""

import json
import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.errors import LeadhouseError
from orchestration.linkage_models import (
    activate_model,
    list_models,
    roll_back_model,
    train_model,
)
from orchestration.settings import Workspace
from splink_models.active import active_name, load_active_model, read_activations
from splink_models.label_scores import compare_persons, score_labels
from splink_models.model import DEFAULT_MODEL, ModelError, fit_model, load_model
from splink_models.training_page import match_weights_chart, training_page


def add_model(workspace: Workspace, name: str, version: str | None = None) -> Path:
    workspace.models.mkdir(parents=True, exist_ok=True)
    path = workspace.models / f"{name}.json"
    model = load_model().model_copy(update={"version": version or f"{name}-1"})
    model.write(path)
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with two models of its own."""
    workspace = Workspace(tmp_path)
    for name in ("autumn", "winter"):
        add_model(workspace, name)
    return workspace


def active(workspace: Workspace) -> str:
    return load_active_model(workspace.models, workspace.settings().model).version


def leadhouse(workspace: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(workspace.root), *arguments])


def test_the_shipped_model_is_active_until_another_is(workspace: Workspace) -> None:
    assert active(workspace) == load_model().version
    activate_model(workspace, "winter", "ann", "colder")
    assert active(workspace) == "winter-1"


def test_rolling_back_returns_step_by_step_to_the_shipped_model(
    workspace: Workspace,
) -> None:
    for name in ("autumn", "winter", "default", "autumn"):
        activate_model(workspace, name, "ann", None)
    returned = [roll_back_model(workspace, "bob", None).model for _ in range(4)]

    assert returned == ["default", "winter", "autumn", "default"]
    assert active(workspace) == load_model().version
    with pytest.raises(ModelError, match="nothing to roll back"):
        roll_back_model(workspace, "bob", None)


def test_every_choice_is_kept_with_who_and_what_was_before(
    workspace: Workspace,
) -> None:
    activate_model(workspace, "autumn", "ann", "better on labels")
    activate_model(workspace, "winter", "ann", None)
    roll_back_model(workspace, "bob", "worse on couples")

    kept = read_activations(workspace.models).activations
    assert [(each.action, each.model, each.previous, each.by) for each in kept] == [
        ("activate", "autumn", "default", "ann"),
        ("activate", "winter", "autumn", "ann"),
        ("roll-back", "autumn", "winter", "bob"),
    ]
    assert kept[2].reason == "worse on couples"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", kept[0].at)


def test_the_setting_goes_before_and_then_nothing_can_be_activated(
    workspace: Workspace,
) -> None:
    activate_model(workspace, "autumn", "ann", None)
    workspace.settings_file.write_text("model: winter\n", "utf-8")

    assert active(workspace) == "winter-1"
    assert active_name(workspace.models, "winter") == "winter"
    for choose in (
        lambda: activate_model(workspace, "autumn", "ann", None),
        lambda: roll_back_model(workspace, "ann", None),
    ):
        with pytest.raises(ModelError, match="names the model 'winter'"):
            choose()


def test_a_file_that_holds_other_numbers_than_were_activated_is_refused(
    workspace: Workspace,
) -> None:
    activate_model(workspace, "autumn", "ann", None)
    add_model(workspace, "autumn", "autumn-2")
    with pytest.raises(ModelError, match=r"autumn\.json holds autumn-2, but autumn-1"):
        active(workspace)
    finding = leadhouse(workspace, "doctor").stdout
    assert "✗ Model         " in finding
    activate_model(workspace, "autumn", "ann", "looked at again")
    assert active(workspace) == "autumn-2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("activate", "spring", "--by", "ann"), "there are: default, autumn, winter."),
        (("activate", "autumn", "--by", " "), "needs the name"),
        (("roll-back", "--by", "ann"), "nothing to roll back"),
        (("compare", "winter", "--with", "winter"), "another model than itself"),
        (("compare", "winter"), "has no warehouse yet"),
    ],
)
def test_a_choice_that_cannot_be_made_is_a_sentence(
    workspace: Workspace, arguments: tuple[str, ...], said: str
) -> None:
    done = leadhouse(workspace, "models", *arguments)
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
    assert not (workspace.models / "active.json").exists()


@pytest.mark.parametrize("name", ["Spring", "a/b", "active", "default", "autumn"])
def test_a_bad_or_taken_name_is_no_model(workspace: Workspace, name: str) -> None:
    with pytest.raises(LeadhouseError, match=r"is no name|exists already"):
        train_model(workspace, name, 1)


def test_models_are_listed_with_what_keeps_one_from_use(workspace: Workspace) -> None:
    path = workspace.models / "old.json"
    content = json.loads(DEFAULT_MODEL.read_text("utf-8"))
    content["comparisons"]["shoe size"] = content["comparisons"]["phone"]
    path.write_text(json.dumps(content), "utf-8")
    activate_model(workspace, "winter", "ann", None)

    listed = {model.name: model for model in list_models(workspace)}
    assert list(listed) == ["default", "autumn", "old", "winter"]
    assert [name for name, model in listed.items() if model.is_active] == ["winter"]
    assert "'shoe size' is not declared any more" in str(listed["old"].problem)
    assert "* winter" in leadhouse(workspace, "models", "list").stdout
    as_json = json.loads(leadhouse(workspace, "models", "list", "--json").stdout)
    assert as_json[0]["version"] == load_model().version
    with pytest.raises(ModelError, match="not declared any more"):
        activate_model(workspace, "old", "ann", None)


@pytest.mark.parametrize("text", ["", "[]", '{"activations": [{"model": "x"}]}'])
def test_a_broken_list_of_activations_is_refused_with_its_file(
    workspace: Workspace, text: str
) -> None:
    (workspace.models / "active.json").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=r"active\.json is not a list of activations"):
        active(workspace)


def test_doctor_lists_every_label_that_cannot_be_used(workspace: Workspace) -> None:
    workspace.labels.mkdir()
    (workspace.labels / "a.csv").write_text(
        "record_l,record_r,is_match\nlead:1,call:1,yes\nlead:2,call:2,perhaps\n",
        "utf-8",
    )
    found = leadhouse(workspace, "doctor").stdout
    assert "✓ Labels        1 in " in found
    assert "✗ Labels        labels/a.csv, line 3: is_match 'perhaps' is not" in found


def test_labels_score_a_model_at_each_threshold() -> None:
    with duckdb.connect() as con:
        con.execute(
            """
            create table edges as select * from (values
                ('a', 'b', 0.97), ('a', 'c', 0.92), ('a', 'd', 0.6)
            ) as edges (record_l, record_r, match_probability);
            create table labels as select * from (values
                ('a', 'b', true), ('a', 'c', false), ('a', 'd', true), ('a', 'e', true)
            ) as labels (record_l, record_r, is_match)
            """
        )
        found = score_labels(con, "edges", "labels")
    assert (found.labels, found.matches, found.scored) == (4, 3, 3)
    at = found.at_threshold
    assert (at[0.5].precision, at[0.5].recall) == (2 / 3, 2 / 3)
    assert (at[0.95].precision, at[0.95].recall) == (1, 1 / 3)
    assert at[0.99].precision is None
    # -(ln .97 + ln .08 + ln .6 + ln .01) / 4
    assert found.log_loss == pytest.approx(1.9181, abs=1e-4)


def test_a_record_has_changed_when_its_person_has_other_records() -> None:
    with duckdb.connect() as con:
        for table, persons in (("before", "112233"), ("after", "aaabcc")):
            con.execute(
                f"create table {table} as select * from (values "
                + ", ".join(f"('r{at}', '{p}')" for at, p in enumerate(persons))
                + ") as persons (record_id, person_id)"
            )
        found = compare_persons(con, "before", "after")
    assert (found.persons_before, found.persons_after) == (3, 3)
    assert (found.records, found.records_changed) == (6, 4)
    assert found.agreement.pairwise.precision == pytest.approx(2 / 3)


def test_the_report_of_a_model_needs_no_network() -> None:
    model = load_model()
    page = training_page(model, None)
    assert "same number, given with one name" in page
    assert "Nobody has labelled a pair yet" in page
    assert not re.search(r"<(script|link)[^>]+(src|href)=", page)
    assert "cdn." not in page
    chart = match_weights_chart(fit_model(model, model.report.records, {}))
    bars = chart["data"]["values"]  # type: ignore[index]
    assert {bar["comparison_name"] for bar in bars} >= set(model.comparisons)
