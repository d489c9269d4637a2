"""The pages, run without a browser: figures, filters, states, and what must be said."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.publication_fixture import (
    small_scenario,
    write_last_run,
    write_publication,
)
from tests.unit.conftest import metrics

Open = Callable[..., AppTest]


@pytest.fixture
def open_app(open_any_page: Open) -> Open:
    """Opens a page of a workspace, with query parameters."""

    def open_page(root: Path, page: str = "overview", **query: str) -> AppTest:
        return open_any_page(root, page, before=query, timeout=60)

    return open_page


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("network")
    write_publication(root, small_scenario())
    return root


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def published_rows(root: Path) -> pd.DataFrame:
    """The rows of the default slice, read in pandas."""
    folder = root / "published" / (root / "published/current").read_text().strip()
    roi = pd.read_parquet(folder / "campaign_roi.parquet")
    rows = roi[
        (roi["clock"] == "cohort")
        & (roi["attribution_model"] == "confirmed")
        & (roi["revenue_basis"] == "invoiced")
    ]
    return rows[~rows["campaign_id"].str.startswith("__")]


def last_year(rows: pd.DataFrame) -> pd.DataFrame:
    """The default months: twelve whole ones before the running month."""
    today = datetime.now(UTC).date()
    months = pd.to_datetime(rows["month"])
    last = min(
        months.max(),
        max(pd.Timestamp(today.replace(day=1)) - pd.DateOffset(months=1), months.min()),
    )
    return rows[(months <= last) & (months > last - pd.DateOffset(months=12))]


def test_the_overview_shows_the_marts_figures(network: Path, open_app: Open) -> None:
    rows = last_year(published_rows(network))
    spend, revenue = rows["spend_amount"].sum(), rows["revenue_amount"].sum()
    unique, won = rows["unique_leads"].sum(), rows["won_unique_leads"].sum()
    shown = metrics(open_app(network))
    assert shown["Attributed revenue"] == f"€{revenue:,.0f}"
    assert shown["Spend"] == f"€{spend:,.0f}"
    assert shown["ROAS"] == f"{revenue / spend:.2f}×"
    assert shown["Unique leads"] == f"{unique:,}"
    assert shown["Won"] == f"{won:,}"
    assert shown["Win share"] == f"{won / unique:.0%}"


def test_the_overview_compares_with_the_range_before(
    network: Path, open_app: Open
) -> None:
    app = open_app(network)
    assert "compared with" in captions(app)
    assert all(metric.delta for metric in app.metric)


def test_without_an_earlier_range_no_change_is_shown(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, months="All months")
    assert "nothing earlier to compare with" in captions(app)
    assert not any(metric.delta for metric in app.metric)


def test_the_overview_says_what_is_unattributed(network: Path, open_app: Open) -> None:
    app = open_app(network)
    assert "of all revenue is credited to no known campaign" in captions(app)
    table = app.dataframe[2].value
    assert {"No campaign", "Unattributed", "Total"} <= set(table["part"])
    parts = table[table["part"] != "Total"]
    total = table[table["part"] == "Total"].iloc[0]
    assert parts["revenue_amount"].sum() == pytest.approx(total["revenue_amount"])


def test_the_overview_says_how_the_checks_went(network: Path, open_app: Open) -> None:
    text = captions(open_app(network))
    assert "Gate **passed** · 122 of 124 checks passed" in text


def test_the_table_lists_every_campaign_with_its_figures(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, "campaign_roi")
    table = app.dataframe[0].value.set_index("name")
    rows = last_year(published_rows(network))
    assert len(table) == rows["campaign_id"].nunique()
    spend, revenue = rows["spend_amount"].sum(), rows["revenue_amount"].sum()
    assert table["spend_amount"].sum() == pytest.approx(float(spend))
    assert table["revenue_amount"].sum() == pytest.approx(float(revenue))
    loser = table.loc["Billboards · brand"]
    assert loser["note"] == "Spends and earns nothing"
    assert loser["revenue_amount"] == 0
    assert not {"No campaign", "Unattributed"} & set(table.index)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("months", "Last 3 months"),
        ("clock", "Period"),
        ("clock", "Cash"),
        ("basis", "Estimated"),
        ("channel", "Paid social"),
        ("company", "Alder & Rowe South"),
    ],
)
def test_each_filter_in_the_url_changes_the_figures_of_both_pages(
    network: Path, open_app: Open, parameter: str, value: str
) -> None:
    for page in ("overview", "campaign_roi"):
        before = metrics(open_app(network, page))
        after = metrics(open_app(network, page, **{parameter: value}))
        assert after["Attributed revenue"] != before["Attributed revenue"]


def test_an_attribution_model_moves_revenue_between_campaigns_only(
    network: Path, open_app: Open
) -> None:
    confirmed = open_app(network, "campaign_roi")
    first = open_app(network, "campaign_roi", model="First touch")
    assert (
        metrics(first)["Attributed revenue"] == metrics(confirmed)["Attributed revenue"]
    )
    before, after = confirmed.dataframe[0].value, first.dataframe[0].value
    assert before["revenue_amount"].tolist() != after["revenue_amount"].tolist()


def test_choosing_a_filter_on_the_page_changes_the_figures(
    network: Path, open_app: Open
) -> None:
    app = open_app(network)
    before = metrics(app)["Spend"]
    app.selectbox(key="months").select("Last 3 months").run()
    assert metrics(app)["Spend"] != before


def test_a_wrong_value_in_the_url_falls_back_to_the_default(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, clock="Sundial", months="Last 99 months")
    assert "cohort clock" in captions(app)


def test_the_cash_clock_offers_collected_revenue_only(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, clock="Cash")
    basis = app.selectbox(key="basis")
    assert basis.options == ["Collected"]
    assert basis.disabled
    assert "collected revenue" in captions(app)


def test_young_cohorts_are_named(network: Path, open_app: Open) -> None:
    last = published_rows(network)["month"].max()
    month = pd.Timestamp(last).strftime("%b %Y")
    app = open_app(
        network, "campaign_roi", months="Custom", **{"from": month, "to": month}
    )
    assert "6% mature" in captions(app)
    notes = app.dataframe[0].value["note"]
    assert notes.str.startswith("Young, 6% decided").all()


def test_only_the_cohort_clock_shows_maturity(network: Path, open_app: Open) -> None:
    cohort = open_app(network, "campaign_roi")
    period = open_app(network, "campaign_roi", clock="Period")
    assert "maturity" in cohort.dataframe[0].value
    assert "maturity" not in period.dataframe[0].value
    assert "mature" not in captions(period)


def test_revenue_roi_is_named_as_such(tmp_path: Path, open_app: Open) -> None:
    write_publication(tmp_path, small_scenario(has_known_costs=False))
    for page in ("overview", "campaign_roi"):
        shown = metrics(open_app(tmp_path, page))
        assert "Revenue ROI" in shown
        assert "ROI" not in shown


def test_every_figure_explains_itself_on_hover(network: Path, open_app: Open) -> None:
    for page in ("overview", "campaign_roi"):
        for metric in open_app(network, page).metric:
            assert "Clock:" in metric.help


def test_the_run_and_its_age_are_shown(tmp_path: Path, open_app: Open) -> None:
    write_publication(
        tmp_path, small_scenario(run_id="run7"), datetime.now(UTC) - timedelta(hours=3)
    )
    app = open_app(tmp_path)
    assert "Published **3 h ago** · run run7" in captions(app)
    assert not app.warning
    assert not app.error


def test_old_figures_are_called_old(tmp_path: Path, open_app: Open) -> None:
    write_publication(
        tmp_path, small_scenario(), datetime.now(UTC) - timedelta(hours=37)
    )
    assert "These figures are old" in open_app(tmp_path).warning[0].value


def test_the_age_that_counts_as_old_is_a_setting(
    tmp_path: Path, open_app: Open
) -> None:
    (tmp_path / "leadhouse.yml").write_text("serve: {stale_after_hours: 48}\n")
    write_publication(
        tmp_path, small_scenario(), datetime.now(UTC) - timedelta(hours=37)
    )
    assert not open_app(tmp_path).warning


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("gate_failed", "did not pass its quality gate"),
        ("error", "ended with an error"),
    ],
)
def test_a_failed_last_run_is_said_above_the_last_good_figures(
    tmp_path: Path, open_app: Open, outcome: str, words: str
) -> None:
    write_publication(tmp_path, small_scenario())
    write_last_run(tmp_path, "run8", outcome, "12% of raw.calls was rejected")
    app = open_app(tmp_path)
    assert words in app.error[0].value
    assert r"12% of raw\.calls was rejected" in app.error[0].value
    assert metrics(app)


def test_before_the_first_publication_the_page_says_what_to_run(
    tmp_path: Path, open_app: Open
) -> None:
    app = open_app(tmp_path)
    assert app.title[0].value == "No figures yet"
    assert any(code.value.endswith(" run") for code in app.code)


def test_a_first_run_that_failed_gives_its_reason(
    tmp_path: Path, open_app: Open
) -> None:
    write_last_run(tmp_path, "run1", "error", "leads.csv has no column lead_id")
    app = open_app(tmp_path)
    assert app.title[0].value == "No figures yet"
    assert r"leads\.csv has no column lead\_id" in app.error[0].value


def test_a_publication_without_a_mart_is_an_error_state(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    (folder / "campaign_roi.parquet").unlink()
    app = open_app(tmp_path)
    assert app.title[0].value == "The figures cannot be shown"
    assert r"campaign\_roi\.parquet is missing" in app.error[0].value


def test_a_mart_damaged_after_opening_is_an_error_state(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    (folder / "quality_results.parquet").write_bytes(b"not parquet")
    app = open_app(tmp_path)
    assert any("cannot be read" in error.value for error in app.error)


@pytest.mark.parametrize("content", ["{", "{}", json.dumps({"run_id": "r"})])
def test_a_manifest_that_is_not_one_is_an_error_state(
    tmp_path: Path, open_app: Open, content: str
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    (folder / "manifest.json").write_text(content)
    app = open_app(tmp_path)
    assert r"manifest\.json" in app.error[0].value


def test_wrong_settings_are_an_error_state(tmp_path: Path, open_app: Open) -> None:
    write_publication(tmp_path, small_scenario())
    (tmp_path / "leadhouse.yml").write_text("colour: blue\n")
    app = open_app(tmp_path)
    assert "unknown key" in app.error[0].value


def without_rows(folder: Path, company: str, condition: str) -> None:
    """Take rows of a company out of the published campaign_roi."""
    mart = folder / "campaign_roi.parquet"
    frame = pd.read_parquet(mart).query(f"not (company_id == @company and {condition})")
    frame.to_parquet(mart)


def test_an_empty_selection_says_so_and_can_be_reset(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    without_rows(folder, "com-05", "leads > -1")
    for page in ("overview", "campaign_roi"):
        app = open_app(tmp_path, page, company="Alder & Rowe Ashford")
        assert "No spend, leads or revenue for this choice" in app.info[0].value
        assert not app.metric
        app.button[0].click().run()
        assert metrics(app)
        assert app.multiselect(key="company").value == []


def test_revenue_without_any_campaign_is_still_shown(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    without_rows(folder, "com-05", "campaign_id.str.startswith('cmp')")
    for page in ("overview", "campaign_roi"):
        app = open_app(tmp_path, page, company="Alder & Rowe Ashford")
        assert metrics(app)["ROAS"] == "–"
        assert "(100.0%)" in captions(app) or "100.0% of all revenue" in captions(app)


def test_leads_of_no_known_campaign_are_not_called_none(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario())
    mart = folder / "campaign_roi.parquet"
    frame = pd.read_parquet(mart)
    frame = frame[~frame["campaign_id"].str.startswith("cmp")]
    frame["revenue_amount"] = 0 * frame["revenue_amount"]
    frame.to_parquet(mart)
    for page in ("overview", "campaign_roi"):
        said = open_app(tmp_path, page).info[0].value
        assert re.match(r"[\d,]+ leads of this choice, and none", said)


def test_a_network_without_spend_compares_by_revenue(
    tmp_path: Path, open_app: Open
) -> None:
    folder = write_publication(tmp_path, small_scenario(has_known_costs=False))
    mart = folder / "campaign_roi.parquet"
    frame = pd.read_parquet(mart)
    frame["spend_amount"] = 0 * frame["spend_amount"]
    frame.to_parquet(mart)
    overview = open_app(tmp_path)
    assert metrics(overview)["ROAS"] == metrics(overview)["Revenue ROI"] == "–"
    assert len(overview.dataframe[0].value) == 5
    assert "No campaign has spend" in captions(overview)
    page = open_app(tmp_path, "campaign_roi")
    assert page.button_group(key="by").value == "Attributed revenue"
    assert (page.dataframe[0].value["note"].str.contains("No spend|Young")).all()


def test_a_new_publication_is_shown_on_the_next_run(
    tmp_path: Path, open_app: Open
) -> None:
    write_publication(tmp_path, small_scenario(run_id="run1"))
    app = open_app(tmp_path)
    before = metrics(app)["Attributed revenue"]
    write_publication(tmp_path, small_scenario(run_id="run2", revenue_factor=2.0))
    app.run()
    assert "run run2" in captions(app)
    assert metrics(app)["Attributed revenue"] != before
    assert "New figures were published" in app.toast[0].value
