"""The pages on the data itself, quality and definitions: figures, filters, states."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.publication import find_publication
from dashboards.questions import catalogue, definitions, quality
from dashboards.sections import life_cycle
from orchestration.contract import load_contract
from orchestration.definition.tables import csv_tables
from orchestration.metrics import load_registry
from orchestration.settings import Workspace
from tests.publication_fixture import small_scenario, write_publication
from tests.quality_marts import RAW_ROW, write_quality_marts
from tests.unit.conftest import errors, metrics

Open = Callable[..., AppTest]
# Every part of the two pages, with the number of charts that it shows.
VIEWS: tuple[tuple[str, dict[str, str], int], ...] = (
    ("quality", {"quality": "Gate"}, 1),
    ("quality", {"quality": "Sources"}, 1),
    ("quality", {"quality": "Quarantine"}, 1),
    ("quality", {"quality": "Campaign names"}, 1),
    ("quality", {"quality": "Reconciliation"}, 1),
    ("definitions", {"defined": "Metrics"}, 0),
    ("definitions", {"defined": "Rules", "rules": "statuses"}, 0),
    ("definitions", {"defined": "Life cycle"}, 0),
    ("definitions", {"defined": "Sources", "source": "leads"}, 0),
)


@pytest.fixture
def open_app(open_any_page: Open) -> Open:
    """Opens a page of a workspace, with query parameters."""

    def open_page(root: Path, page: str, **query: str) -> AppTest:
        app = open_any_page(root, page, then=query)
        assert not app.error, errors(app)
        return app

    return open_page


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("network")
    write_quality_marts(write_publication(root, small_scenario()))
    return root


@pytest.fixture(scope="module")
def silent_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("silent")
    folder = write_publication(root, small_scenario())
    write_quality_marts(folder, is_empty=True)
    checks = pd.read_parquet(folder / "quality_results.parquet")
    checks.head(0).to_parquet(folder / "quality_results.parquet")
    return root


def said(app: AppTest) -> str:
    written = [*app.markdown, *app.caption, *app.info, *app.success, *app.code]
    return "\n".join(str(element.value) for element in written).replace("\\", "")


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    return next(table.value for table in app.dataframe if column in table.value)


@pytest.mark.parametrize(("page", "query", "charts"), VIEWS)
def test_each_part_draws_its_charts_and_its_tables_with_files(
    network: Path, open_app: Open, page: str, query: dict[str, str], charts: int
) -> None:
    app = open_app(network, page, **query)
    assert len(app.get("plotly_chart")) == charts
    assert app.dataframe
    assert len(app.get("download_button")) == 2 * len(app.dataframe)


@pytest.mark.parametrize(
    ("page", "query"), [(page, query) for page, query, _ in VIEWS if page == "quality"]
)
def test_empty_marts_are_said_and_break_nothing(
    silent_network: Path, open_app: Open, page: str, query: dict[str, str]
) -> None:
    app = open_app(silent_network, page, **query)
    assert not app.get("plotly_chart")
    assert app.info or app.success


@pytest.mark.parametrize(
    ("page", "query", "missing"),
    [
        ("quality", {"quality": "Quarantine"}, "quarantine_reasons"),
        ("quality", {"quality": "Sources"}, "source_freshness"),
        ("definitions", {"defined": "Sources"}, "source_files"),
    ],
)
def test_an_older_publication_without_a_mart_says_what_to_run(
    tmp_path: Path, open_app: Open, page: str, query: dict[str, str], missing: str
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    write_quality_marts(folder)
    (folder / f"{missing}.parquet").unlink()
    app = open_app(tmp_path, page, **query)
    assert missing in said(app)
    assert app.code[0].value == f"leadhouse --workspace '{tmp_path}' run"


def test_the_gate_counts_the_checks_of_the_publications_run(
    network: Path, open_app: Open
) -> None:
    results = pd.read_parquet(next(network.rglob("quality_results.parquet")))
    app = open_app(network, "quality")
    assert metrics(app) == {
        "Checks": str(len(results)),
        "Passed": str(int(results["passed"].sum())),
        "Failed, error": "0",
        "Failed, warning": str(int((~results["passed"]).sum())),
    }
    failed = table_with(app, "observed")
    assert len(failed) == (~results["passed"]).sum()


def test_an_earlier_runs_checks_are_in_the_history_alone(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    write_quality_marts(folder)
    path = folder / "quality_results.parquet"
    results = pd.read_parquet(path)
    earlier = results.assign(
        run_id="run-0",
        passed=False,
        severity="error",
        checked_at=results["checked_at"] - pd.Timedelta(days=1),
    )
    pd.concat([results, earlier]).to_parquet(path)
    publication = find_publication(Workspace(tmp_path))
    assert quality.suites(publication)["errors"].sum() == 0
    assert list(quality.history(publication)["errors"]) == [len(results), 0]
    assert len(open_app(tmp_path, "quality").get("plotly_chart")) == 2


def test_sources_are_listed_with_their_age_and_rows(
    network: Path, open_app: Open
) -> None:
    """D15: all systems that contribute data, how fresh, how many rows were taken."""
    app = open_app(network, "quality", quality="Sources")
    assert metrics(app) == {
        "Sources delivered": "2 of 3",
        "Files": "3",
        "Rows delivered": "107",
        "Rejected": "5",
    }
    table = table_with(app, "newest_delivered_at")
    assert list(table["source_table"]) == ["users", "leads", "surveys"]


def test_quarantine_says_why_rows_wait_and_shows_one(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, "quality", quality="Quarantine")
    assert metrics(app)["Rows waiting"] == "4"
    assert metrics(app)["Kept out"] == "3"
    assert app.code[0].value == RAW_ROW
    assert "is not a time" in said(app)
    other = app.selectbox(key="sample").options[1]
    app.selectbox(key="sample").set_value(other).run()
    assert app.code[0].value == '{"invoice_id": "I5"}'


def test_an_unknown_campaign_stands_with_its_nearest_names(
    network: Path, open_app: Open
) -> None:
    """A12: what is named and does not exist is listed with the names most like it."""
    app = open_app(network, "quality", quality="Campaign names")
    row = table_with(app, "nearest_names").iloc[0]
    assert (row["campaign_text"], row["leads"]) == ("google serch", 9)
    assert row["nearest_names"] == "Google Search; Google Display"
    assert "google serch** is most likely **" in said(app)


def test_a_name_that_breaks_its_rule_stands_with_the_name_suggested(
    network: Path, open_app: Open
) -> None:
    """D18: the names that break the naming rule, with what they could be called."""
    row = table_with(
        open_app(network, "quality", quality="Campaign names"), "suggestion"
    ).iloc[0]
    assert row["suggestion"] == "2026_HomeShow_hvac"
    assert row["completeness"] == "Complete"


@pytest.mark.parametrize(
    ("model", "attributed"), [("Confirmed", "€22,800.00"), ("Linear", "€26,600.00")]
)
def test_the_ledger_adds_up_under_each_model(
    network: Path, open_app: Open, model: str, attributed: str
) -> None:
    """A10: attributed and not attributed are the ledger; the rest has its reasons."""
    app = open_app(network, "quality", quality="Reconciliation", model=model)
    figures = metrics(app)
    assert figures["Ledger"] == "€38,000.00"
    assert figures["Attributed"] == attributed
    assert figures["Difference"] == "€0.00"


def test_the_metrics_are_those_of_the_registry_and_can_be_searched(
    network: Path, open_app: Open
) -> None:
    registry = load_registry()
    app = open_app(network, "definitions")
    assert len(table_with(app, "formula")) == len(registry.metrics)
    found = table_with(open_app(network, "definitions", metric="ROAS spend"), "formula")
    assert 0 < len(found) < len(registry.metrics)
    of_mart = open_app(network, "definitions", mart="win_loss")
    assert set(table_with(of_mart, "key")["key"]) == set(registry.of_mart("win_loss"))
    nothing = open_app(network, "definitions", metric="no such metric at all")
    assert "No metric has these words" in said(nothing)


def test_each_metric_has_what_is_needed_to_read_it() -> None:
    rows = catalogue.metrics()
    for column in (
        "label",
        "formula",
        "unit",
        "grain",
        "clock",
        "marts",
        "requirements",
    ):
        assert (rows[column] != "").all(), column
    roas = rows.set_index("key").loc["roas"]
    assert (roas["numerator"], roas["denominator"]) == (
        "revenue_amount",
        "spend_amount",
    )


@pytest.mark.parametrize("name", sorted(csv_tables()))
def test_every_table_of_rules_is_shown_as_published(network: Path, name: str) -> None:
    publication = find_publication(Workspace(network))
    rows = definitions.rule_tables(publication)[name]
    text = (publication.folder / "definition" / f"{name}.csv").read_text("utf-8-sig")
    assert list(rows.columns) == text.splitlines()[0].split(",")
    assert len(rows) == len([line for line in text.splitlines()[1:] if line.strip()])


def test_the_rules_say_their_version_and_the_values_themselves(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, "definitions", defined="Rules")
    version = find_publication(Workspace(network)).manifest.definition_version
    assert version in said(app)
    assert "campaign_selection_rule: first" in app.code[0].value


def test_a_publication_without_its_rules_says_so(
    silent_network: Path, open_app: Open
) -> None:
    app = open_app(silent_network, "definitions", defined="Rules")
    assert "kept no copy of its rules" in said(app)


def test_a_source_stands_with_its_columns_and_files(
    network: Path, open_app: Open
) -> None:
    """D15: the catalogue of sources, down to each file with its rows."""
    app = open_app(network, "definitions", defined="Sources", source="leads")
    columns = table_with(app, "refers_to")
    assert list(columns["name"]) == list(load_contract()["leads"].column_names)
    files = table_with(app, "source_file")
    assert list(files["rows_rejected"]) == [5, 0]
    assert metrics(app)["Waiting now"] == "4"
    users = open_app(network, "definitions", defined="Sources", source="users")
    assert "Nothing was delivered for it yet" in said(users)


def test_the_life_cycle_has_every_status_and_every_way_of_the_rules(
    network: Path, open_app: Open
) -> None:
    """D19: the life cycle of a lead, for everybody to read, by the rules in force."""
    rules = definitions.rule_tables(find_publication(Workspace(network)))
    app = open_app(network, "definitions", defined="Life cycle")
    (graph,) = app.get("graphviz_chart")
    ways = rules["status_transitions"]
    pairs = set(zip(ways["from_status"], ways["to_status"], strict=True))
    assert graph.proto.spec.count("->") == len(pairs)
    rows = table_with(app, "next").set_index("status")
    assert set(rows.index) == set(rules["statuses"]["status"])
    assert rows.loc["new", "next"].startswith("Acknowledged, Accepted")


def test_a_lead_type_has_its_own_statuses_and_ways() -> None:
    """D19: what another type may do is not shown."""
    statuses = pd.DataFrame({"status": ["new", "shown"], "lead_types": ["", "a; demo"]})
    assert list(life_cycle.for_type(statuses, "lead_types", "demo")["status"]) == [
        "new",
        "shown",
    ]
    assert list(life_cycle.for_type(statuses, "lead_types", "b")["status"]) == ["new"]
