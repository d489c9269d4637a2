"""The review page without a browser: what it asks, what it records, what it says then."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import desk, people
from dashboards.desk import Desk
from orchestration.access import Person
from orchestration.desk import Decision, DeskStore
from orchestration.launch import StartedRun
from orchestration.settings import Workspace
from tests.publication_fixture import small_scenario, write_publication
from tests.review_marts import UNKNOWN, write_review_marts
from tests.unit.conftest import errors, metrics

Open = Callable[..., AppTest]
STORE = "sqlite:///{}/desk.db"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("review")
    write_review_marts(write_publication(root, small_scenario()))
    return root


@pytest.fixture
def network(published: Path, tmp_path: Path) -> Path:
    """A workspace of its own: decisions are written beside the publication."""
    root = tmp_path / "workspace"
    shutil.copytree(published, root)
    return root


@pytest.fixture
def open_page(open_any_page: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the page of a workspace, with query parameters."""
    monkeypatch.setattr("getpass.getuser", lambda: "ann")

    def page(root: Path, **query: str) -> AppTest:
        app = open_any_page(root, "review", before=query)
        assert not app.error, errors(app)
        return app

    return page


def events(root: Path) -> list[dict[str, Any]]:
    store = DeskStore(STORE.format(root))
    rows = store.read().to_pylist()
    store.close()
    return list(rows)


def said(root: Path) -> list[tuple[str, str, str | None]]:
    return [(e["kind"], e["subject_id"], e["object_id"]) for e in events(root)]


def click(app: AppTest, label: str) -> AppTest:
    found = [button for button in app.button if button.label == label]
    assert found, (label, [button.label for button in app.button])
    found[0].click().run()
    assert not app.exception, app.exception
    return app


def listed(app: AppTest, column: str) -> pd.DataFrame:
    return next(table.value for table in app.dataframe if column in table.value)


def words(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.success, app.warning, app.info, app.error)
    return "\n".join(str(each.value) for part in parts for each in part)


def test_what_waits_is_counted_by_kind_and_the_dearest_comes_first(
    network: Path, open_page: Open
) -> None:
    """A8, D19: what waits for a person, that on which most money hangs first."""
    app = open_page(network)
    assert metrics(app)["Questions"] == "6"
    assert metrics(app)["At stake"] == "€1,110"
    parts = next(c for c in app.segmented_control if c.key == "review_part")
    assert parts.options[:5] == [
        "Matches 3",
        "Duplicate customers 1",
        "Parted persons 1",
        "Unknown campaigns 1",
        "Names 2",
    ]
    assert list(listed(app, "lead_id")["lead_id"]) == ["L1", "L2", "L3"]
    order = next(c for c in app.segmented_control if c.key == "review_by")
    order.set_value("Narrows the intervals").run()
    assert list(listed(app, "lead_id")["lead_id"]) == ["L3", "L2", "L1"]


def test_the_company_filter_leaves_its_questions_and_those_of_no_company(
    network: Path, open_page: Open
) -> None:
    """A6: a company's reviewer works through its own questions."""
    app = open_page(network, company="Alder & Rowe East")
    assert list(listed(app, "lead_id")["lead_id"]) == ["L2"]
    assert metrics(app)["Questions"] == "3"


def test_the_evidence_stands_beside_the_question(
    network: Path, open_page: Open
) -> None:
    """A15, D5: probability, the weights that make it, both records, what was ignored."""
    app = open_page(network)
    assert list(listed(app, "evidence_text")["customer_id"]) == ["K1", "K2"]
    both = listed(app, "field")
    assert {"lead:L1", "customer:K1"} <= set(both.columns)
    assert dict(zip(both["field"], both["agree"], strict=True))["Phones"] == "same"
    chart = app.get("plotly_chart")[0].proto.spec
    assert "Match weight" in chart and "same number" in chart
    assert "57" in listed(app, "ignored_because").to_string()
    assert "uncalibrated" in words(app)


def test_an_approved_match_is_recorded_with_its_reason_and_waits(
    network: Path, open_page: Open
) -> None:
    """A8, A27: who, why and when; the figures follow with the next run."""
    app = open_page(network)
    assert "Nothing waits for the next run" in words(app)
    reason = next(box for box in app.text_input if box.label == "Why")
    reason.input("same phone").run()
    click(app, "Approve")
    assert said(network) == [("approve_match", "L1", "K1")]
    event = events(network)[0]
    assert (event["decided_by"], event["reason"]) == ("ann", "same phone")
    assert "Recorded. Match approved" in words(app).replace("\\", "")
    assert "**1 decision waits** for the next run" in words(app)
    assert list(listed(app, "lead_id")["lead_id"]) == ["L2", "L3"]
    click(app, "Undo")
    assert said(network)[1] == ("undo", "L1", event["event_id"])
    assert list(listed(app, "lead_id")["lead_id"]) == ["L1", "L2", "L3"]


def test_a_rejected_match_and_a_dismissed_lead_are_events(
    network: Path, open_page: Open
) -> None:
    """A27: a lead can be dismissed by a person."""
    app = open_page(network)
    click(app, "Reject")
    click(app, "Dismiss")
    assert said(network) == [("reject_match", "L1", "K1"), ("dismiss", "L2", None)]


def test_a_new_customer_is_none_of_the_candidates_and_is_proposed(
    network: Path, open_page: Open
) -> None:
    """A14: a person says that the sources lack this customer."""
    app = open_page(network)
    click(app, "New customer")
    assert said(network) == [
        ("reject_match", "L1", "K1"),
        ("reject_match", "L1", "K2"),
        ("propose_customer", "L1", None),
    ]


def test_another_customer_is_searched_and_chosen(
    network: Path, open_page: Open
) -> None:
    """A8: another customer than the suggested ones; those are rejected with it."""
    app = open_page(network)
    box = next(box for box in app.text_input if box.label == "Search")
    box.input("nobody").run()
    assert "No customer is found" in words(app)
    next(box for box in app.text_input if box.label == "Search").input("bob").run()
    click(app, "It is this one")
    assert said(network) == [
        ("reject_match", "L1", "K1"),
        ("reject_match", "L1", "K2"),
        ("approve_match", "L1", "K3"),
    ]


def test_the_second_decider_is_told_and_nothing_of_theirs_is_written(
    network: Path, open_page: Open
) -> None:
    """A27: what somebody else decided while the page was open is not decided over."""
    app = open_page(network)
    store = DeskStore(STORE.format(network))
    store.append(Decision("dismiss", "L1", "bob", reason="a vendor"))
    store.close()
    click(app, "Approve")
    assert "bob has decided this meanwhile" in words(app)
    assert "lead dismissed" in words(app)
    assert len(events(network)) == 1
    assert list(listed(app, "lead_id")["lead_id"]) == ["L2", "L3"]


def test_customers_of_one_person_are_joined_or_kept_apart(
    network: Path, open_page: Open
) -> None:
    app = open_page(network, part="duplicates")
    click(app, "Different people")
    assert said(network) == [("split_persons", "customer:K1", "customer:K4")]
    assert "every question of this kind is answered" in words(app)
    app = click(app, "Undo")
    click(app, "One person")
    assert said(network)[2] == ("merge_persons", "customer:K1", "customer:K4")


def test_records_of_a_parted_person_are_joined(network: Path, open_page: Open) -> None:
    app = open_page(network, part="parted")
    assert set(listed(app, "person_id")["record_id"]) == {"lead:L1", "lead:L3"}
    click(app, "One person")
    assert said(network) == [("merge_persons", "lead:L1", "lead:L3")]


def test_an_unknown_campaign_is_another_name_of_one_that_exists(
    network: Path, open_page: Open
) -> None:
    """A12: aliasing what leads name releases them on the next run."""
    app = open_page(network, part="campaigns")
    assert "7 leads are held" in words(app)
    click(app, "It is this campaign")
    assert said(network) == [("create_alias", UNKNOWN, "cmp-002")]
    assert events(network)[0]["payload"] == '{"alias_type": "name"}'
    assert "every question of this kind is answered" in words(app)


def test_an_unknown_campaign_is_created_with_its_alias(
    network: Path, open_page: Open
) -> None:
    """A12: creating the campaign releases the leads that name it, however they spell it."""
    app = open_page(network, part="campaigns")
    fields = {box.label: box for box in app.text_input}
    assert fields["Id"].value == "sprng-sale"
    fields["Name"].input("Spring Sale 2026")
    next(box for box in app.selectbox if box.label == "Channel").select("Events")
    click(app, "Create the campaign")
    assert said(network) == [
        ("create_campaign", "sprng-sale", None),
        ("create_alias", UNKNOWN, "sprng-sale"),
    ]
    assert '"name": "Spring Sale 2026"' in events(network)[0]["payload"]


def test_a_campaign_that_exists_cannot_be_created_again(
    network: Path, open_page: Open
) -> None:
    app = open_page(network, part="campaigns")
    next(box for box in app.text_input if box.label == "Id").input("cmp-001")
    click(app, "Create the campaign")
    assert "already a campaign" in words(app)
    assert events(network) == []


def test_a_suggested_name_is_accepted(network: Path, open_page: Open) -> None:
    """D18: a suggestion of the naming rule is accepted by a person."""
    app = open_page(network, part="names")
    click(app, "Accept")
    (event,) = events(network)
    assert (event["kind"], event["subject_id"]) == ("accept_naming", "cmp-001")
    assert '"name": "2026_Fair1"' in event["payload"]
    assert '"instead_of": "Fair 1"' in event["payload"]
    assert list(listed(app, "suggestion")["name"]) == ["Fair 2"]


def test_a_stage_is_corrected_for_a_day(network: Path, open_page: Open) -> None:
    """B5, B19: an analyst's word on a stage is an event with its time."""
    app = open_page(network, part="lead", review_lead="unique:L2")
    assert metrics(app)["Stage"] == "Accepted"
    next(box for box in app.selectbox if box.label == "Status").select("lost")
    next(box for box in app.selectbox if box.label == "Lost because").select("price")
    app.date_input(key="stage_day").set_value(pd.Timestamp("2026-03-02").date())
    click(app, "Record the stage")
    (event,) = events(network)
    assert (event["kind"], event["subject_id"]) == ("correct_stage", "L2")
    assert '"status": "lost"' in event["payload"]
    assert '"lost_reason": "price"' in event["payload"]
    assert '"occurred_at": "2026-03-0' in event["payload"]
    assert "waits for the next run" in words(app)
    click(app, "Restore")
    assert said(network)[1] == ("restore", "L2", None)


def test_a_lead_that_is_not_there_is_said(network: Path, open_page: Open) -> None:
    app = open_page(network, part="lead", review_lead="L99")
    assert "There is no lead" in words(app)


def test_several_rows_are_answered_at_once(
    network: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A8: bulk answers; one call, all or none."""
    monkeypatch.setattr("dashboards.sections.review.pick", lambda *_: [0, 1, 2])
    app = open_page(network)
    assert "3 leads are chosen" in "\n".join(str(h.value) for h in app.subheader)
    click(app, "Approve all")
    assert said(network) == [
        ("approve_match", "L1", "K1"),
        ("approve_match", "L2", "K3"),
        ("approve_match", "L3", "K1"),
    ]


def test_proposed_customers_follow_the_company(network: Path, open_page: Open) -> None:
    """A14: proposals by rule and by the desk, to be entered in the sources."""
    app = open_page(network, part="proposed")
    assert set(listed(app, "proposed_by")["name"]) == {"Proposed 0", "Proposed 1"}
    app = open_page(network, part="proposed", company="Alder & Rowe East")
    assert list(listed(app, "proposed_by")["name"]) == ["Proposed 1"]


def test_decisions_are_listed_with_their_state(network: Path, open_page: Open) -> None:
    """A27: applied, waiting, undone; each can be taken back."""
    store = DeskStore(STORE.format(network))
    first, second = (
        store.append(Decision("dismiss", lead, "bob", reason="vendor"))[0]
        for lead in ("L1", "L2")
    )
    store.append(Decision("undo", "L2", "bob", object_id=second.event_id))
    store.close()
    app = open_page(network, part="decided")
    table = listed(app, "state")
    assert list(table["state"]) == [
        "waits for the next run",
        "undone",
        "waits for the next run",
    ]
    app.multiselect(key="take_back").select(first.event_id).run()
    click(app, "Undo")
    assert said(network)[-1] == ("undo", "L1", first.event_id)
    assert "4 decisions wait" in words(app)


def test_a_company_s_reviewer_sees_the_decisions_on_its_own_leads(
    network: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A6: events about records that the publication does not show are not listed, and
    yet count when somebody decides."""
    store = DeskStore(STORE.format(network))
    for lead in ("L1", "L2"):
        store.append(Decision("dismiss", lead, "bob"))
    store.append(
        Decision("merge_persons", "lead:L1", "bob", object_id="lead:gone"),
    )
    store.close()
    open_page(network)
    ann = Person("ann", "reviewer", ("com-03",))
    monkeypatch.setattr(people, "_at_this_machine", lambda: ann)
    app = open_page(network, part="decided")
    assert list(listed(app, "state")["said"]) == ["Lead dismissed: L2"]
    assert "**1 decision waits**" in words(app)


def test_without_a_question_the_page_says_so(tmp_path: Path, open_page: Open) -> None:
    write_review_marts(write_publication(tmp_path, small_scenario()), is_empty=True)
    empty = {
        "matches": "every question of this kind is answered",
        "duplicates": "every question of this kind is answered",
        "parted": "every question of this kind is answered",
        "campaigns": "every question of this kind is answered",
        "names": "follows it",
        "lead": "Give the id of a lead",
        "proposed": "No customer is proposed",
        "decided": "Nothing was decided yet",
    }
    for part, text in empty.items():
        assert text in words(open_page(tmp_path, part=part)), part


def event(
    event_id: str, kind: str = "dismiss", undone: str | None = None
) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "kind": kind,
        "subject_id": "L1",
        "object_id": undone,
        "topic": "lead:L1",
    }


def test_what_stands_is_what_dbt_says_stands() -> None:
    """A27: of several undos of one event the newest counts, and undoing can be undone."""
    held = Desk(
        (
            event("a"),
            event("u1", "undo", "a"),
            event("v1", "undo", "u1"),
            event("w1", "undo", "a"),
            event("b"),
            event("u2", "undo", "b"),
            event("v2", "undo", "u2"),
        )
    )
    assert held.standing == {"b"}
    assert held.newest == {"lead:L1": "v2"}
    assert held.waiting(frozenset({"a", "u1"}))[0]["event_id"] == "v2"
    assert held.pending(frozenset({"b"})) == {}
    assert (
        replace(held, events=held.events[:1]).pending(frozenset())["lead:L1"][
            "event_id"
        ]
        == "a"
    )


def test_a_run_under_way_is_shown_with_its_phases_and_no_other_can_be_started(
    network: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DeskStore(STORE.format(network))
    store.append(Decision("dismiss", "L1", "bob"))
    store.close()
    lines = ("Running", "✓ Building models 75.6 s")
    runs = [StartedRun(True, None, datetime.now(UTC), lines)]
    monkeypatch.setattr(desk, "started_run", lambda _: runs[-1])
    app = open_page(network, part="decided")
    assert app.button(key="apply_now").disabled
    assert app.status[0].label.startswith("A run is under way")
    assert app.status[0].state == "running"
    assert "Building models" in app.status[0].code[0].value
    runs.append(StartedRun(False, 2, datetime.now(UTC), (*lines, "✗ Quality gate")))
    app.run()
    assert not app.button(key="apply_now").disabled
    assert (app.status[0].label, app.status[0].state) == (
        "The last run published nothing",
        "error",
    )
    assert "Quality gate" in app.status[0].code[0].value


def test_a_run_can_be_started_once_and_its_failure_is_shown(
    network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run of a workspace without landing files ends with an error that is kept."""
    from orchestration.errors import RunInProgressError
    from orchestration.launch import RunStarter, lock_holder
    from orchestration.locking import single_writer

    workspace = Workspace(network)
    monkeypatch.setenv("DAGSTER_HOME", str(network))
    (network / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    (network / "leadhouse.yml").write_text("timezone: Nowhere\n")
    starter = RunStarter(workspace)
    assert starter.state() is None
    starter.start()
    with pytest.raises(RunInProgressError, match="A run is under way"):
        starter.start()
    assert starter._process is not None
    assert starter._process.wait(120) == 1
    state = starter.state()
    assert state is not None and not state.is_running
    assert "IANA time zone" in "\n".join(state.lines)
    assert lock_holder(workspace) is None
    with single_writer(workspace):
        assert lock_holder(workspace) is not None
        with pytest.raises(RunInProgressError, match="process"):
            starter.start()
    assert lock_holder(workspace) is None
