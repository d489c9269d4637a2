"""The lead explorer on a person small enough to check by eye: search, parts, links."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.publication import find_publication
from dashboards.questions import person, search
from dashboards.questions.timeline import timeline
from orchestration.settings import Workspace
from tests.person_marts import write_person_marts
from tests.publication_fixture import small_scenario, write_publication
from tests.unit.conftest import errors, metrics

Open = Callable[..., AppTest]
PERSON = "person:ann"


@pytest.fixture
def open_app(open_any_page: Open) -> Open:
    """Opens the page of a workspace, with query parameters."""

    def open_page(root: Path, **query: str) -> AppTest:
        app = open_any_page(root, "lead_explorer", then=query)
        assert not app.error, errors(app)
        return app

    return open_page


def publish(root: Path, is_empty: bool = False) -> Path:
    folder = write_publication(root, small_scenario())
    write_person_marts(folder, is_empty)
    campaigns = folder / "dim_campaigns.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"create table campaigns as from '{campaigns}' union all by name "
            "select 'CM1' as campaign_id, 'Spring' as name, false as is_special"
        )
        con.execute(f"copy campaigns to '{campaigns}' (format parquet)")
    return root


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("network"))


def infos(app: AppTest) -> str:
    return "\n".join(info.value for info in app.info)


def texts(app: AppTest) -> str:
    written = [*app.markdown, *app.caption, *app.info]
    return "\n".join(element.value for element in written)


@pytest.mark.parametrize(
    ("text", "found_by"),
    [
        ("(404) 555-0123", "phone"),
        ("+1 404 555 0123", "phone"),
        ("404.555.0123 ext", "phone"),
        ("INFO@x.com", "email"),
        ("lee ann", "name"),
        ("Án", "name"),
        ("l1", "id"),
        ("call:C1", "id"),
        ("C1", "id"),
        ("K1", "id"),
        ("J1", "id"),
        ("I2", "id"),
        ("Q1", "id"),
        ("unique:L1", "id"),
        ("person:ann", "id"),
    ],
)
def test_whatever_is_known_of_a_person_finds_it(
    network: Path, text: str, found_by: str
) -> None:
    """C50, A22: any notation of a phone, any case of an e-mail, any id."""
    found = search.search(find_publication(Workspace(network)), text)
    rows = found.rows.set_index("person_id")
    assert PERSON in rows.index
    assert rows.loc[PERSON, "found_by"] == found_by
    assert rows.loc[PERSON, "records"] == 4
    assert found.total == len(rows)


@pytest.mark.parametrize("text", ["nobody", "+1 404 555 9999", "x@y.org", "L99", "l"])
def test_what_nobody_has_finds_nobody(network: Path, text: str) -> None:
    found = search.search(find_publication(Workspace(network)), text)
    assert found.total == 0
    assert found.rows.empty


@pytest.mark.parametrize(
    ("kind", "given_id"),
    [
        ("lead", "L1"),
        ("lead", "call:C1"),
        ("record", "customer:K1"),
        ("person", PERSON),
        ("unique_lead", "unique:L1"),
        ("customer", "K1"),
        ("job", "J1"),
        ("invoice", "I1"),
        ("estimate", "Q1"),
    ],
)
def test_a_link_by_any_id_opens_the_person(
    network: Path, kind: str, given_id: str
) -> None:
    assert (
        person.person_of(find_publication(Workspace(network)), kind, given_id) == PERSON
    )


def test_the_timeline_has_every_event_once_in_time(network: Path) -> None:
    """C50: the whole way of a person, each event with file and line where it has one."""
    rows = timeline(find_publication(Workspace(network)), PERSON).rows
    assert list(rows["kind"] + " " + rows["id"]) == [
        "contact L1", "offer O1", "activity A1", "contact call:C1", "decision event-7",
        "estimate Q1", "status E1", "job J1", "payment P1", "survey S1",
        "invoice I1", "invoice I2",
    ]  # fmt: skip
    # The invoices of this publication carry no time, so they stand at the end.
    assert rows["happened_at"].dropna().is_monotonic_increasing
    delivered = rows[~rows["kind"].isin(["offer", "decision", "survey"])]
    assert delivered["source_file"].notna().all()
    assert rows.set_index("id").loc["P1", "amount"] == 900


def test_the_page_shows_the_marts_figures(network: Path, open_app: Open) -> None:
    app = open_app(network, lead="L1")
    assert app.header[0].value == "Ann Lee"
    assert metrics(app) == {
        "Leads": "2",
        "Unique leads": "1",
        "Won": "1",
        "Customer records": "1",
        "Invoiced": "€1,200",
        "Collected": "€900",
    }
    assert len(app.get("plotly_chart")) == 1
    assert len(app.dataframe[0].value) == 12


def test_the_match_shows_the_waterfall_and_what_was_ignored(
    network: Path, open_app: Open
) -> None:
    """A22: a call and a form are one person, by evidence that adds up to the weight."""
    app = open_app(network, person=PERSON, view="Match")
    pair = app.selectbox(key="pair")
    pair.set_value("call:C1 – lead:L1").run()
    steps = next(
        frame.value for frame in app.dataframe if "comparison" in frame.value.columns
    )
    assert steps["weight"].sum() == pytest.approx(12.5)
    assert "99.0% one person, calibrated" in texts(app).replace("\\", "")
    assert "Ignored, shared by 57 records" in _cells(app)


def test_a_pair_that_was_kept_apart_says_why(network: Path, open_app: Open) -> None:
    app = open_app(network, person=PERSON, view="Match", pair="lead:L1 – lead:L2")
    written = texts(app).replace("\\", "")
    assert "kept apart (split persons, decision event-7)" in written


def _cells(app: AppTest) -> str:
    return "\n".join(frame.value.to_string() for frame in app.dataframe)


def test_why_this_campaign_names_the_contact_and_the_rule(
    network: Path, open_app: Open
) -> None:
    """A23: the campaign of the unique lead, and which contact gave it."""
    app = open_app(network, lead="L1", view="Why")
    written = texts(app).replace("\\", "")
    assert "**Spring**, given by lead L1: by the rule `first`" in written
    contacts = next(f.value for f in app.dataframe if "gives" in f.value.columns)
    assert dict(zip(contacts["lead_id"], contacts["gives"], strict=True)) == {
        "L1": "Yes",
        "call:C1": "",
    }


def test_why_this_revenue_adds_up_down_to_file_and_line(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, invoice="I1", view="Why")
    assert "1,200.50** = the sum of 2 entries" in texts(app).replace("\\", "")
    leaves = next(f.value for f in app.dataframe if "entry" in f.value.columns)
    assert sum(leaves["amount"]) == pytest.approx(1200.50)
    tree = app.code[0].value
    assert "[landing/invoices/i.csv, line 2]" in tree
    assert "[landing/leads/a.csv, line 2]" in tree


def test_another_model_changes_the_revenue_entries(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, lead="L1", view="Why", model="Linear")
    leaves = next(f.value for f in app.dataframe if "entry" in f.value.columns)
    assert len(leaves) == 4
    assert sum(leaves["amount"]) == pytest.approx(1200.50)


def test_a_search_opens_the_only_one_and_keeps_the_text_out_of_the_url(
    network: Path, open_app: Open
) -> None:
    """A name or phone is never part of an address that is passed on."""
    app = open_app(network)
    app.text_input(key="search").set_value("404-555-0123").run()
    assert app.header[0].value == "Ann Lee"
    assert app.query_params["person"] in (PERSON, [PERSON])
    assert "555" not in str(dict(app.query_params))


def test_of_several_found_one_is_chosen(network: Path, open_app: Open) -> None:
    app = open_app(network, person=PERSON)
    app.text_input(key="search").set_value("lee").run()
    assert not app.header
    assert "2 persons" in texts(app)
    app.selectbox[0].set_value("person:bob").run()
    assert app.header[0].value == "Bob Lee"


def test_each_state_without_figures_says_why(
    network: Path, tmp_path: Path, open_app: Open
) -> None:
    assert "Search for a person" in infos(open_app(network))
    assert "There is no lead L99" in infos(open_app(network, lead="L99")).replace(
        "\\", ""
    )
    app = open_app(network)
    app.text_input(key="search").set_value("nobody").run()
    assert "Nobody is found" in infos(app)
    silent = open_app(publish(tmp_path, is_empty=True))
    silent.text_input(key="search").set_value("Ann").run()
    assert "Nobody is found" in infos(silent)


def test_an_older_publication_without_a_mart_says_what_to_run(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path)
    for path in tmp_path.rglob("fct_activities.parquet"):
        path.unlink()
    assert "fct_activities" in infos(open_app(tmp_path))
