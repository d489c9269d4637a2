"""Who is signed in: what each sees of the pages, and what is written down (A6)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from dashboards import people
from orchestration.desk.audit import AuditLog
from tests.lead_marts import write_lead_marts
from tests.money_marts import write_money_marts
from tests.person_marts import write_person_marts
from tests.publication_fixture import small_scenario, write_publication
from tests.quality_marts import write_quality_marts
from tests.review_marts import write_review_marts
from tests.routing_marts import write_routing_marts

Open = Callable[..., AppTest]
USERS = [
    {"email": "anna@example.com", "role": "analyst"},
    {"email": "region@example.com", "role": "reviewer", "companies": ["com-02"]},
    {"email": "two@example.com", "role": "viewer", "companies": ["com-02", "com-03"]},
    {"email": "vera@example.com", "role": "admin"},
]
PAGES = (
    ("overview", {}),
    ("campaign_roi", {}),
    ("win_loss", {}),
    ("pipeline", {}),
    ("stage_timing", {}),
    ("due", {}),
    ("routing_sla", {"part": "Routing"}),
    ("routing_sla", {"part": "Offers"}),
    ("routing_sla", {"part": "Promised times"}),
    ("routing_sla", {"part": "Speed to lead"}),
    ("routing_sla", {"part": "Lead flow"}),
    ("routing_sla", {"part": "Leakage"}),
    ("attribution", {}),
    ("definitions", {}),
)
# Of reviewers; the other one of the readers below is a viewer.
REVIEWERS_PAGES = (
    ("lead_explorer", {"lead": "L2"}),
    ("review", {}),
    ("review", {"part": "decided"}),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("guarded")
    folder = write_publication(root, small_scenario())
    write_money_marts(folder)
    write_lead_marts(folder)
    write_routing_marts(folder)
    write_person_marts(folder)
    write_quality_marts(folder)
    write_review_marts(folder)
    leads = pd.read_parquet(folder / "fct_leads.parquet")
    leads["person_id"] = "person:" + leads["lead_id"]
    leads.to_parquet(folder / "fct_leads.parquet")
    settings = {"access": {"sign_in": "oidc", "users": USERS}}
    (root / "leadhouse.yml").write_text(yaml.safe_dump(settings))
    return root


@pytest.fixture
def open_as(open_any_page: Open, monkeypatch: pytest.MonkeyPatch, root: Path) -> Open:
    """Opens a page as the person of an address, who has signed in."""

    def open_page(email: str, page: str = "overview", **query: str) -> AppTest:
        identity = people.Identity(email, True)
        monkeypatch.setattr(people, "_identity", lambda: identity)
        return open_any_page(root, page, before={"months": "All months", **query})

    return open_page


@pytest.mark.parametrize("email", ["region@example.com", "two@example.com"])
@pytest.mark.parametrize(("page", "query"), PAGES, ids=str)
def test_every_page_answers_somebody_of_some_companies(
    open_as: Open, email: str, page: str, query: dict[str, str]
) -> None:
    """A6: what is the network's own is left out and said, nothing breaks."""
    app = open_as(email, page, **query)
    assert not app.error, app.error[0].value
    assert "You see Alder" in "\n".join(text.value for text in app.caption)


@pytest.mark.parametrize(("page", "query"), REVIEWERS_PAGES, ids=str)
def test_a_reviewers_pages_answer_somebody_of_a_company(
    open_as: Open, page: str, query: dict[str, str]
) -> None:
    """A6: the queue and the lead explorer hold what is the company's."""
    app = open_as("region@example.com", page, **query)
    assert not app.error, app.error[0].value


def test_another_companys_lead_is_not_found(open_as: Open) -> None:
    """A6: an id in a shared link is nobody's key."""
    own = open_as("region@example.com", "lead_explorer", lead="L1")
    other = open_as("region@example.com", "lead_explorer", lead="L2")
    assert not own.info
    assert "There is no lead L2" in other.info[0].value


def test_a_scoped_figure_is_that_of_the_company_filter(open_as: Open) -> None:
    """A6: the same sums as an unscoped reader gets by choosing the company."""
    own = open_as("region@example.com")
    chosen = open_as("anna@example.com", company="Alder & Rowe South")
    shown = {metric.label: metric.value for metric in own.metric}
    assert shown == {metric.label: metric.value for metric in chosen.metric}
    everything = open_as("anna@example.com")
    assert shown != {metric.label: metric.value for metric in everything.metric}


def test_a_company_in_the_url_opens_nothing_of_others(open_as: Open) -> None:
    """A6: a shared link with another company's name falls back to what is theirs."""
    own = open_as("region@example.com")
    other = open_as("region@example.com", company="Alder & Rowe East")
    assert [metric.value for metric in own.metric] == [
        metric.value for metric in other.metric
    ]


def test_the_audit_log_is_the_admins(open_as: Open) -> None:
    """Who signed in is listed, the newest first; others have no such page."""
    open_as("anna@example.com")
    page = open_as("vera@example.com", "audit_log")
    listed = page.dataframe[0].value
    assert listed.iloc[0][["person", "act"]].tolist() == ["vera@example.com", "sign_in"]
    assert "anna@example.com" in set(listed["person"])
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        open_as("anna@example.com", "audit_log")


def test_a_sign_in_is_written_down_once_in_a_session(open_as: Open, root: Path) -> None:
    def sign_ins() -> int:
        events = AuditLog(f"sqlite:///{root / 'desk.db'}").read()
        return sum(event.person == "two@example.com" for event in events)

    before = sign_ins()
    app = open_as("two@example.com")
    app.run()
    app.run()
    assert sign_ins() == before + 1


def test_whoever_is_no_user_sees_why_and_nothing_else(open_as: Open) -> None:
    app = open_as("stranger@example.com")
    assert "it is no user of this workspace" in app.error[0].value.replace("\\", "")
    assert not app.metric


def test_somebody_taken_out_of_the_settings_is_out_at_once(
    open_as: Open, root: Path
) -> None:
    """The settings are asked at every rerun, not at the sign-in alone."""
    settings = (root / "leadhouse.yml").read_text()
    app = open_as("anna@example.com")
    assert app.metric
    (root / "leadhouse.yml").write_text(settings.replace("anna@", "nobody@"))
    try:
        app.run()
        assert "anna@example.com cannot" in app.error[0].value.replace("\\", "")
        assert not app.metric
    finally:
        (root / "leadhouse.yml").write_text(settings)


def test_who_sits_at_the_machine_does_not_sign_in(
    tmp_path: Path, open_any_page: Open
) -> None:
    """Without a provider every opening of a page would be a line that says nothing."""
    write_publication(tmp_path, small_scenario())
    assert open_any_page(tmp_path).metric
    assert not (tmp_path / "desk.db").exists()
