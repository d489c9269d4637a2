"""The pages on money beyond sums: doubt, traces, attribution, changes; without a browser."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.formats import duration
from dashboards.publication import find_publication
from dashboards.questions import campaign, decisions
from dashboards.sections.changes import LABELS
from dashboards.selection import Selection
from dashboards.tables import with_intervals
from orchestration.access import Audience
from orchestration.settings import Workspace
from tests.changed_publications import AFTER, BEFORE, LATE, write_two
from tests.lead_marts import write_lead_marts
from tests.money_marts import CAUSES, SETTINGS, World, write_money_marts
from tests.publication_fixture import small_scenario, write_publication
from tests.routing_marts import write_routing_marts
from tests.unit.conftest import errors

Open = Callable[..., AppTest]
ALL_MONTHS = {"months": "All months"}
RECORDS = {"records": "true"}


@pytest.fixture
def open_app(open_any_page: Open) -> Open:
    """Opens a page of a workspace, with query parameters."""

    def open_page(root: Path, page: str, **query: str) -> AppTest:
        app = open_any_page(root, page, before={**ALL_MONTHS, **query})
        assert not app.error, errors(app)
        return app

    return open_page


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("network")
    write_money_marts(write_publication(root, small_scenario()))
    return root


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("silent")
    write_money_marts(write_publication(root, small_scenario()), is_empty=True)
    return root


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("two")
    return root, write_two(root)


def folder_of(root: Path) -> Path:
    return root / "published" / (root / "published" / "current").read_text().strip()


def mart(root: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder_of(root) / f"{name}.parquet")


def named(root: Path, campaign_id: str) -> str:
    campaigns = mart(root, "dim_campaigns").set_index("campaign_id")
    return str(campaigns.loc[campaign_id, "name"])


def texts(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.success]
    return "\n".join(part.value for part in parts)


def table_with(app: AppTest, *columns: str) -> pd.DataFrame:
    return next(
        table.value
        for table in app.dataframe
        if set(columns) <= set(table.value.columns)
    )


def euros(amount: object) -> str:
    return rf"€{float(str(amount)):,.2f}".replace(",", r"\,?").replace(".", r"\\\.")


def test_which_campaign_to_stop_and_how_sure_stands_first(
    network: Path, open_app: Open
) -> None:
    """E7, A15: scale, tune or stop, with the share of draws that agrees."""
    app = open_app(network, "campaign_roi")
    world = World(folder_of(network))
    first = app.subheader[0].value
    assert first == "Which campaigns should stop, which should grow?"
    headline = next(part.value for part in app.markdown if "**Stop " in part.value)
    stopped = named(network, world.stopped).replace(" · brand", "")
    assert headline.startswith("**Stop 1**")
    assert stopped in headline.splitlines()[0]
    assert "96% sure" in headline.splitlines()[0]
    decisions = table_with(app, "decision", "sureness")
    rows = mart(network, "campaign_uncertainty")
    rows = rows[rows["judged_over"] == "all"]
    assert len(decisions) == len(rows)
    assert decisions["decision"].value_counts().to_dict() == (
        rows["budget_decision"]
        .map({"stop": "Stop", "tune": "Tune", "scale": "Scale", "no_cost": "No spend"})
        .value_counts()
        .to_dict()
    )
    assert decisions["decision"].iloc[0] == "Stop"


def test_the_intervals_are_those_of_the_mart_and_called_uncalibrated(
    network: Path, open_app: Open
) -> None:
    """A15, E7: 5, 50 and 95 % of revenue, ROAS and ROI, labelled match uncertainty."""
    app = open_app(network, "campaign_roi")
    shown = table_with(app, "decision", "sureness")
    rows = mart(network, "campaign_uncertainty")
    rows = rows[rows["judged_over"] == "all"]
    for figure in ("revenue", "roas", "roi"):
        for end in ("low", "median", "high"):
            column = f"{figure}_{end}"
            assert shown[column].sum() == pytest.approx(
                rows[column].astype(float).sum()
            )
    assert "match uncertainty" in texts(app)
    assert "**Uncalibrated**" in texts(app)


@pytest.mark.parametrize("label", ["ROI", "ROAS", "Revenue"])
def test_each_figure_is_drawn_with_its_range(
    network: Path, open_app: Open, label: str
) -> None:
    app = open_app(network, "campaign_roi", range=label)
    assert f"How sure is the {label} of each campaign?" in [
        heading.value for heading in app.subheader
    ]


def test_the_range_of_months_chooses_the_span_that_is_judged(
    network: Path, open_app: Open
) -> None:
    whole = table_with(open_app(network, "campaign_roi"), "decision", "sureness")
    year = open_app(network, "campaign_roi", months="Last 12 months")
    assert table_with(year, "decision", "sureness")["spend_amount"].sum() < (
        whole["spend_amount"].sum()
    )
    assert "the last 12 months" in texts(year)


def test_the_channel_filter_cuts_the_decisions(network: Path, open_app: Open) -> None:
    app = open_app(network, "campaign_roi", channel="Events")
    assert set(table_with(app, "decision", "sureness")["channel"]) == {"Events"}


def test_intervals_stand_in_the_comparison_where_they_are_of_the_same_money(
    network: Path, open_app: Open
) -> None:
    """A15: no range of one span is drawn on the figures of another."""
    assert "Lines on the bars" in texts(open_app(network, "campaign_roi"))
    for query in (
        {"months": "Last 3 months"},
        {"model": "First touch"},
        {"clock": "Period"},
        {"company": "Alder & Rowe South"},
    ):
        assert "Lines on the bars" not in texts(
            open_app(network, "campaign_roi", **query)
        )


def test_a_company_filter_says_that_intervals_are_of_all(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, "campaign_roi", company="Alder & Rowe South")
    assert "all companies" in texts(app)


def test_look_into_opens_the_campaign_to_stop(network: Path, open_app: Open) -> None:
    app = open_app(network, "campaign_roi")
    app.button(key="look_into").click().run()
    assert not app.exception
    world = World(folder_of(network))
    assert app.selectbox(key="campaign").value == world.stopped
    assert any("**Stop**, 96% sure" in part.value for part in app.markdown)


def one(network: Path, open_app: Open, **query: str) -> AppTest:
    return open_app(network, "campaign_roi", view="One campaign", **query)


def test_a_campaign_leads_to_its_months_invoices_and_leads(
    network: Path, open_app: Open
) -> None:
    """D5, A24: figures of one campaign, month and lead are those of the marts."""
    app = one(network, open_app)
    world = World(folder_of(network))
    months = table_with(app, "month", "revenue_amount", "maturity")
    by_month = world.mine.groupby("month")[["spend_amount", "revenue_amount"]].sum()
    for column in by_month:
        assert months[column].sum() == pytest.approx(float(by_month[column].sum()))
    month = str(app.selectbox(key="month").value)
    mine = world.mine[world.mine["month"] == pd.Timestamp(f"{month}-01")]
    credits = table_with(app, "entry_amount_cents")
    assert credits["amount_cents"].sum() == pytest.approx(
        float(mine["revenue_amount"].sum())
    )
    leads = table_with(app, "leads_count", "confirmation_status")
    assert len(leads) == mine["unique_leads"].sum()
    assert re.search(
        rf"{len(credits)} credits, together .*{euros(mine['revenue_amount'].sum())}",
        texts(app),
    )


def test_the_month_that_the_url_names_is_looked_into(
    network: Path, open_app: Open
) -> None:
    app = one(network, open_app, month="Feb 2026")
    assert app.selectbox(key="month").value == "2026-02"
    before = one(network, open_app, month="Mar 2026")
    assert (
        table_with(app, "entry_amount_cents")["amount_cents"].sum()
        != table_with(before, "entry_amount_cents")["amount_cents"].sum()
    )


def test_long_lists_are_cut_and_say_so(
    network: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.sections.campaign.LISTED", 2)
    app = one(network, open_app)
    assert len(table_with(app, "entry_amount_cents")) == 2
    assert "the 2 largest are shown" in texts(app)


def test_the_trace_adds_up_to_the_published_figure_with_file_and_line(
    network: Path, open_app: Open
) -> None:
    """D5: a figure leads to its invoices, each with file and line, to the cent."""
    app = one(network, open_app)
    world = World(folder_of(network))
    month = str(app.selectbox(key="month").value)
    revenue = world.mine[world.mine["month"] == pd.Timestamp(f"{month}-01")][
        "revenue_amount"
    ].sum()
    leaves = table_with(app, "share", "record", "because")
    assert leaves["amount_cents"].sum() == pytest.approx(float(revenue))
    assert leaves["source_file"].eq("landing/invoices/i.csv").all()
    assert leaves["source_line"].notna().all()
    assert "adding up to the cent" in texts(app)
    assert re.search(rf"Revenue: .*{euros(revenue)}", texts(app))
    tree = app.code[0].value
    assert "[landing/leads/l.csv, line" in tree


@pytest.mark.parametrize(
    ("figure", "words"),
    [("Spend", "Spend: "), ("ROAS", "ROAS = "), ("Unique leads", "Unique leads: ")],
)
def test_other_figures_of_the_month_are_traced(
    network: Path, open_app: Open, figure: str, words: str
) -> None:
    """D5: spend, ratios and counts lead to their rows too."""
    app = one(network, open_app, figure=figure)
    assert words in texts(app)
    assert app.code


def test_an_invoice_is_traced_by_who_was_credited(
    network: Path, open_app: Open
) -> None:
    """D5: one invoice down to the line that delivered it."""
    first = one(network, open_app)
    record = str(table_with(first, "entry_amount_cents")["record"].iloc[0])
    app = one(network, open_app, invoice=record)
    assert app.selectbox(key="invoice").value == record
    leaves = table_with(app, "share", "because")
    assert leaves["record"].tolist() == [record]
    assert leaves["source_line"].tolist() == [record.removeprefix("I")]
    assert f"Invoice {record}:" in texts(app)


def test_several_companies_are_traced_together(network: Path, open_app: Open) -> None:
    """D5: the trace follows the company filter, those below a company included."""
    world = World(folder_of(network))
    chosen = world.mine[world.mine["company_id"].isin(["com-01", "com-05"])]
    app = one(network, open_app, company="Alder & Rowe North")
    month = str(app.selectbox(key="month").value)
    revenue = chosen[chosen["month"] == pd.Timestamp(f"{month}-01")]["revenue_amount"]
    leaves = table_with(app, "share", "because")
    assert leaves["amount_cents"].sum() == pytest.approx(float(revenue.sum()))


def test_whether_an_order_holds_under_other_rules_is_said(
    network: Path, open_app: Open
) -> None:
    """D6, D7: in which share of settings the order of two campaigns holds."""
    app = one(network, open_app)
    assert f"in **92%** of {SETTINGS} settings" in texts(app)
    places = table_with(app, "place_now", "worst_place")
    assert places["settings"].eq(SETTINGS).all()


def test_the_reviews_that_narrow_it_most_are_listed(
    network: Path, open_app: Open
) -> None:
    """A15: the reviews worth most, of this campaign alone."""
    app = one(network, open_app)
    reviews = table_with(app, "value_place", "variance_share")
    assert reviews["unique_lead_id"].tolist() == ["unique:D1", "unique:D2"]
    assert "they hold 60% of the network's match uncertainty" in texts(app)


def test_projections_are_drawn_apart_and_called_no_revenue(
    network: Path, open_app: Open
) -> None:
    """D6: what young months may bring stands beside revenue, never in it."""
    app = one(network, open_app)
    rows = table_with(app, "still_to_come_amount")
    assert rows["still_to_come_amount"].sum() == pytest.approx(3000)
    assert "**not revenue**" in texts(app)


def test_without_doubt_marts_the_page_says_what_to_do(
    tmp_path: Path, open_app: Open
) -> None:
    write_publication(tmp_path, small_scenario())
    app = open_app(tmp_path, "campaign_roi")
    assert "Nothing was judged" in texts(app)
    assert "publish again" in texts(one(tmp_path, open_app))


@pytest.mark.parametrize("page", ["overview", "campaign_roi", "attribution", "changes"])
def test_empty_marts_break_nothing(silent: Path, open_app: Open, page: str) -> None:
    app = open_app(silent, page)
    assert not app.exception


def test_one_campaign_without_anything_is_said(silent: Path, open_app: Open) -> None:
    app = one(silent, open_app)
    assert "0 credits" in texts(app)
    assert "No match of this campaign is in doubt" in texts(app)


def test_models_stand_side_by_side_with_the_marts_money(
    network: Path, open_app: Open
) -> None:
    """D7: each model's credit, its share, and its difference to the confirmed."""
    app = open_app(network, "attribution")
    shown = table_with(app, "model", "difference_amount")
    rows = mart(network, "attribution_comparison")
    rows = rows[(rows["clock"] == "cohort") & (rows["revenue_basis"] == "invoiced")]
    for model, label in (("confirmed", "Confirmed"), ("last", "Last touch")):
        assert shown[shown["model"] == label]["revenue_amount"].sum() == pytest.approx(
            float(rows[rows["attribution_model"] == model]["revenue_amount"].sum())
        )
    assert shown.groupby("model")["revenue_share"].sum().to_list() == pytest.approx(
        [1.0] * 4
    )
    assert shown[shown["model"] == "Confirmed"]["difference_amount"].abs().sum() == 0
    wide = table_with(app, "confirmed", "first", "last", "linear")
    assert wide["first"].notna().all()


def test_places_are_those_of_the_figures(network: Path, open_app: Open) -> None:
    """D7: the place of a campaign under each model."""
    app = open_app(network, "attribution", place="Revenue")
    shown = table_with(app, "model", "revenue_place").dropna(subset=["revenue_place"])
    for _, rows in shown.groupby("model"):
        expected = rows["revenue_amount"].rank(ascending=False, method="min")
        assert rows["revenue_place"].tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("months", "Last 3 months"),
        ("company", "Alder & Rowe South"),
        ("channel", "Events"),
        ("clock", "Period"),
    ],
)
def test_each_filter_changes_the_models_figures(
    network: Path, open_app: Open, parameter: str, value: str
) -> None:
    whole = table_with(open_app(network, "attribution"), "difference_amount")
    cut = table_with(
        open_app(network, "attribution", **{parameter: value}), "difference_amount"
    )
    assert whole["revenue_amount"].sum() != cut["revenue_amount"].sum()


def test_paths_lengths_and_lags_are_told(network: Path, open_app: Open) -> None:
    """D7: how a sale comes about, by the names of campaigns."""
    app = open_app(network, "attribution")
    world = World(folder_of(network))
    paths = table_with(app, "path_told")
    first, second = (named(network, key) for key in world.compared()[:2])
    assert paths["path_told"].tolist() == [
        "No contact before it",
        first,
        f"{second} → {first}",
        "All other paths",
    ]
    assert paths["conversions"].sum() == 40 + 20 + 13 + 10
    lags = table_with(app, "share_until")
    assert lags["share_until"].dropna().tolist() == [0.25, 1.0]
    assert "Half of the sales come within 10 days" in texts(app)
    last = open_app(network, "attribution", lag="Last contact")
    assert "Half of the sales come within 6 days" in texts(last)
    channels = open_app(network, "attribution", paths="Channels")
    assert "Paid search → Events" in table_with(channels, "path_told").to_string()


def test_degenerate_cases_are_explained(network: Path, open_app: Open) -> None:
    """D5: what each model does where there is nothing to divide."""
    app = open_app(network, "attribution")
    tables = "\n".join(table.value.to_string() for table in app.table)
    assert "unattributed under every model" in tables
    assert "what Confirmed does" in tables


def test_the_overview_names_the_campaign_to_look_at(
    network: Path, open_app: Open
) -> None:
    """E7: the executive is told which campaign needs a decision, and how sure it is."""
    app = open_app(network, "overview")
    look = next(part.value for part in app.markdown if "**Look at " in part.value)
    assert "Stop, 96% sure" in look


def test_the_overview_tells_the_interval_of_everything(
    network: Path, open_app: Open
) -> None:
    """A15: match uncertainty of all campaigns together, only where it is of the page."""
    row = mart(network, "network_uncertainty").set_index("judged_over").loc["all"]
    app = open_app(network, "overview")
    line = next(c.value for c in app.caption if "**Match uncertainty**" in c.value)
    assert f"ROAS {row['roas_low']:.2f}× to {row['roas_high']:.2f}×" in line
    assert "uncalibrated" in line
    for query in ({"channel": "Events"}, {"model": "First touch"}, {"clock": "Period"}):
        assert "**Match uncertainty**" not in texts(
            open_app(network, "overview", **query)
        )


def test_the_overview_says_what_changed_and_why(network: Path, open_app: Open) -> None:
    """D5: the change since the last publication, by cause."""
    app = open_app(network, "overview")
    causes = table_with(app, "cause_label", "change")
    assert causes["change"].sum() == pytest.approx(sum(map(float, CAUSES.values())))
    assert causes["cause_label"].tolist()[0] == "New data"


def test_one_publication_has_nothing_to_compare(network: Path, open_app: Open) -> None:
    app = open_app(network, "changes")
    assert "Only one publication is kept" in app.info[0].value


def test_the_causes_sum_exactly_to_the_change(
    two: tuple[Path, str], open_app: Open
) -> None:
    """D5: what changed between two publications, by cause, down to the line."""
    root, campaign = two
    app = open_app(root, "changes", **RECORDS)
    assert app.selectbox(key="before").value == BEFORE
    assert app.selectbox(key="after").value == AFTER
    assert rf"\+€{LATE}".replace(".", r"\.") in texts(app)
    assert "sum to exactly this change" in texts(app)
    causes = table_with(app, "cause_label", "figures")
    assert causes["change"].astype(float).sum() == pytest.approx(float(LATE))
    figures = table_with(app, "figure_change")
    assert figures["campaign"].tolist() == [named(root, campaign)]
    records = table_with(app, "thing", "source_line")
    assert records["thing"].tolist() == ["invoice:I99999"]
    assert records["source_file"].tolist() == ["landing/invoices/late.csv"]
    assert records["source_line"].tolist() == ["7"]


def test_what_was_told_at_publication_needs_no_second_comparison(
    two: tuple[Path, str], open_app: Open
) -> None:
    """D5: a page reads the mart; it compares records only when it is asked to."""
    app = open_app(two[0], "changes")
    causes = table_with(app, "cause_label", "figures")
    told = {LABELS[cause]: float(change) for cause, change in CAUSES.items()}
    shown = causes.set_index("cause_label")["change"].astype(float).to_dict()
    assert shown == told
    # The invented mart tells another change than these two publications have.
    assert "please report it" in texts(app)
    assert not [table for table in app.dataframe if "thing" in table.value]
    period = open_app(two[0], "changes", clock="Period")
    assert "Switch on" in period.info[0].value


def test_a_figure_that_did_not_change_says_so(
    two: tuple[Path, str], open_app: Open
) -> None:
    app = open_app(two[0], "changes", compared="Spend", **RECORDS)
    assert "No figure of spend changed" in texts(app)


def test_publications_in_the_wrong_order_are_refused(
    two: tuple[Path, str], open_app: Open
) -> None:
    app = open_app(two[0], "changes", before=AFTER, after=BEFORE)
    assert "the earlier one first" in app.info[0].value


def test_publications_of_an_earlier_release_are_not_compared(
    tmp_path: Path, open_app: Open
) -> None:
    write_publication(tmp_path, small_scenario(run_id=BEFORE))
    write_money_marts(write_publication(tmp_path, small_scenario(run_id=AFTER)))
    app = open_app(tmp_path, "changes", **RECORDS)
    assert "earlier release" in app.info[0].value


def test_a_reader_of_some_companies_traces_only_their_rows(network: Path) -> None:
    """A6, D5: the trace, the credits and the comparison see what the reader sees."""
    selection = Selection(date(2024, 1, 1), date(2026, 11, 1))
    whole = find_publication(Workspace(network))
    world = World(folder_of(network))
    # com-01 has a company below it; the others are seen alone.
    mine = world.mine[world.mine["company_id"].isin(["com-02", "com-03", "com-04"])]
    mine = mine[mine["revenue_amount"] > 0]
    company = str(mine["company_id"].iloc[0])
    scoped = replace(whole, audience=Audience((company,), False))
    month = f"{mine['month'].iloc[0]:%Y-%m}"
    revenue = mine["revenue_amount"].iloc[0]
    traced = campaign.trace_month(
        scoped, selection, world.stopped, month, "revenue_amount", 1
    )
    assert traced.document["total_amount"] == revenue
    credits = campaign.credits(scoped, selection, world.stopped, month, 200)
    assert credits.total_amount == revenue
    customers = re.findall("customer K[0-9]+, (.*?)  ", traced.text)
    assert all(name.endswith("…") for name in customers)
    everything = campaign.credits(whole, selection, world.stopped, month, 200)
    assert everything.total_amount > revenue


def test_a_reader_of_some_companies_gets_no_decision_of_the_network(
    network: Path,
) -> None:
    """A6, E7: a decision on a campaign is the network's, and so are its intervals."""
    selection = Selection(date(2024, 1, 1), date(2026, 11, 1))
    whole = find_publication(Workspace(network))
    scoped = replace(whole, audience=Audience(("com-05",), True))
    assert decisions.budget_decisions(scoped, "all", selection).empty
    assert decisions.network_interval(scoped, "all", "invoiced") is None
    assert len(decisions.budget_decisions(whole, "all", selection))


def test_the_overview_says_how_the_work_stands(tmp_path: Path, open_app: Open) -> None:
    """D6, D7: win rate with its interval, speed to lead, and the weighted pipeline."""
    folder = write_publication(tmp_path, small_scenario())
    write_lead_marts(folder)
    write_routing_marts(folder)
    app = open_app(tmp_path, "overview")
    shown = {metric.label: metric.value for metric in app.metric}
    outcomes = mart(tmp_path, "win_loss")
    rows = outcomes[
        (outcomes["clock"] == "cohort") & (outcomes["segment_kind"] == "all")
    ]
    won, lost = rows["won"].sum(), rows["lost"].sum()
    assert shown["Win rate, decided"] == f"{won / (won + lost):.0%}"
    pipeline = mart(tmp_path, "pipeline_by_day")
    now = pipeline[pipeline["as_of_date"] == pipeline["as_of_date"].max()]
    assert shown["Open pipeline, weighted"] == (
        f"€{float(now['weighted_amount'].sum()):,.0f}"
    )
    speed = mart(tmp_path, "speed_to_lead")
    row = speed[
        speed["month"].isna()
        & (speed["segment_kind"] == "all")
        & (speed["response"] == "attempt")
        & (speed["clock"] == "business")
    ].iloc[0]
    assert shown["Speed to lead, median"] == duration(row["median_minutes"])
    south = open_app(tmp_path, "overview", company="Alder & Rowe South")
    of_south = {metric.label: metric.value for metric in south.metric}
    assert of_south["Open pipeline, weighted"] != shown["Open pipeline, weighted"]


def test_no_interval_of_another_return_or_other_money_is_taken() -> None:
    """A15: ROI of gross profit and ROI of revenue are two figures."""
    selection = Selection(date(2026, 1, 1), date(2026, 3, 1))
    campaigns = pd.DataFrame(
        {
            "campaign_id": ["same", "other_return", "other_money"],
            "spend_amount": [100.0, 100.0, 100.0],
            "revenue_amount": [300.0, 300.0, 300.0],
            "roi": [2.0, 0.5, 2.0],
        }
    )
    judged = campaigns.assign(roi=2.0)
    judged.loc[2, "revenue_amount"] = 299.99
    for name in ("revenue", "roas", "roi"):
        judged = judged.assign(**{f"{name}_low": 1.0, f"{name}_high": 3.0})
    rows = with_intervals(campaigns, judged, selection).set_index("campaign_id")
    assert rows["roas_low"].notna().to_dict() == {
        "same": True,
        "other_return": True,
        "other_money": False,
    }
    assert rows["roi_high"].notna().to_dict() == {
        "same": True,
        "other_return": False,
        "other_money": False,
    }
    first_touch = replace(selection, model="first")
    assert with_intervals(campaigns, judged, first_touch)["roas_low"].isna().all()
