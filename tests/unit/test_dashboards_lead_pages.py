"""The pages on leads, run without a browser: figures, filters, and states without any."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.lead_marts import FORMULA, LEAD_MARTS, write_lead_marts
from tests.publication_fixture import small_scenario, write_publication
from tests.routing_marts import ROUTING_MARTS, write_routing_marts
from tests.unit.conftest import errors, metrics

Open = Callable[..., AppTest]
# Every page, and every part of a page, with the number of charts that it shows.
VIEWS: tuple[tuple[str, dict[str, str], int], ...] = (
    ("pipeline", {}, 6),
    ("stage_timing", {}, 4),
    ("win_loss", {}, 6),
    ("due", {}, 4),
    ("routing_sla", {"part": "Routing"}, 5),
    ("routing_sla", {"part": "Offers"}, 3),
    ("routing_sla", {"part": "Promised times"}, 3),
    ("routing_sla", {"part": "Speed to lead"}, 2),
    ("routing_sla", {"part": "Lead flow"}, 2),
    ("routing_sla", {"part": "Leakage"}, 1),
)


@pytest.fixture
def open_app(open_any_page: Open) -> Open:
    """Opens a page of a workspace, with query parameters."""

    def open_page(root: Path, page: str, **query: str) -> AppTest:
        # "All months", so that the figures do not depend on the day of the test.
        app = open_any_page(root, page, before={"months": "All months", **query})
        assert not app.error, errors(app)
        return app

    return open_page


def publish(root: Path, is_empty: bool = False) -> Path:
    folder = write_publication(root, small_scenario())
    write_lead_marts(folder, is_empty)
    write_routing_marts(folder, is_empty)
    return folder


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("network")
    publish(root)
    return root


@pytest.fixture(scope="module")
def silent_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("silent")
    publish(root, is_empty=True)
    return root


def mart(root: Path, name: str) -> pd.DataFrame:
    run_id = (root / "published" / "current").read_text().strip()
    return pd.read_parquet(root / "published" / run_id / f"{name}.parquet")


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def infos(app: AppTest) -> str:
    return "\n".join(info.value for info in app.info)


def shown(app: AppTest) -> str:
    """All that the page's figures and tables say."""
    charts = [chart.proto.spec for chart in app.get("plotly_chart")]
    tables = [table.value.to_json() for table in app.dataframe]
    return "\n".join([*map(str, metrics(app).items()), *charts, *tables])


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    return next(table.value for table in app.dataframe if column in table.value)


@pytest.mark.parametrize(("page", "query", "charts"), VIEWS)
def test_each_page_draws_its_charts_each_with_a_table_and_files(
    network: Path, open_app: Open, page: str, query: dict[str, str], charts: int
) -> None:
    app = open_app(network, page, **query)
    assert len(app.get("plotly_chart")) == charts
    assert len(app.dataframe) >= charts
    assert len(app.get("download_button")) == 2 * len(app.dataframe)
    assert all(heading.value.endswith("?") for heading in app.subheader)


@pytest.mark.parametrize(("page", "query", "charts"), VIEWS)
def test_empty_marts_are_said_and_break_nothing(
    silent_network: Path, open_app: Open, page: str, query: dict[str, str], charts: int
) -> None:
    app = open_app(silent_network, page, **query)
    assert not app.get("plotly_chart")
    assert infos(app)


@pytest.mark.parametrize(
    ("page", "query", "missing"),
    [
        ("pipeline", {}, "pipeline_value"),
        ("stage_timing", {}, "stage_exits"),
        ("win_loss", {}, "league_reversals"),
        ("due", {}, "partner_bounds"),
        ("routing_sla", {"part": "Offers"}, "offer_what_if"),
    ],
)
def test_an_older_publication_without_a_mart_says_what_to_run(
    tmp_path: Path, open_app: Open, page: str, query: dict[str, str], missing: str
) -> None:
    (publish(tmp_path) / f"{missing}.parquet").unlink()
    app = open_app(tmp_path, page, **query)
    assert missing in infos(app)
    assert app.code[0].value == f"leadhouse --workspace '{tmp_path}' run"


@pytest.mark.parametrize(
    ("page", "query", "changed"),
    [
        ("pipeline", {}, {"company": "Alder & Rowe South"}),
        ("pipeline", {}, {"day": "2026-10-01"}),
        ("pipeline", {}, {"measure": "Weighted amount"}),
        ("pipeline", {}, {"back": "All"}),
        ("stage_timing", {}, {"stage": "In stage “accepted”"}),
        ("stage_timing", {}, {"compare": "Company"}),
        ("stage_timing", {}, {"segments_channel": "Referral"}),
        ("stage_timing", {}, {"exits_of": "Referral"}),
        ("win_loss", {}, {"company": "Alder & Rowe South"}),
        ("win_loss", {}, {"months": "Last 3 months"}),
        ("win_loss", {}, {"month_of": "End"}),
        ("win_loss", {}, {"compare": "Company"}),
        ("win_loss", {}, {"rate": "Of all created"}),
        ("win_loss", {}, {"weigh": "Value"}),
        ("win_loss", {}, {"league": "People"}),
        ("due", {}, {"company": "Alder & Rowe South"}),
        ("due", {}, {"due_day": "2026-10-20"}),
        ("due", {}, {"due_day": "2026-12-20"}),
        ("due", {}, {"due_by": "Value"}),
        *(
            ("routing_sla", {"part": part}, change)
            for part, change in (
                ("Routing", {"company": "Alder & Rowe South"}),
                ("Routing", {"months": "Last 3 months"}),
                ("Offers", {"company": "Alder & Rowe South"}),
                ("Offers", {"months": "Last 3 months"}),
                ("Offers", {"mode": "Competing"}),
                ("Offers", {"mode": "Competing", "level": "Level 1"}),
                ("Promised times", {"company": "Alder & Rowe South"}),
                ("Promised times", {"months": "Last 3 months"}),
                ("Speed to lead", {"response": "Spoken with"}),
                ("Speed to lead", {"speed_by": "Company"}),
                ("Speed to lead", {"months": "Last 3 months"}),
                ("Lead flow", {"source": "Web"}),
                ("Leakage", {"company": "Alder & Rowe South"}),
                ("Leakage", {"leak_by": "Expected value"}),
            )
        ),
    ],
)
def test_each_filter_in_the_url_changes_what_is_shown(
    network: Path,
    open_app: Open,
    page: str,
    query: dict[str, str],
    changed: dict[str, str],
) -> None:
    before = shown(open_app(network, page, **query))
    after = shown(open_app(network, page, **{**query, **changed}))
    assert after != before


def test_the_pipeline_of_a_day_is_that_of_the_mart(
    network: Path, open_app: Open
) -> None:
    rows = mart(network, "pipeline_by_day")
    days = pd.to_datetime(rows["as_of_date"])
    for day in ("2026-11-22", "2026-10-01"):
        chosen = rows[days == day]
        app = open_app(network, "pipeline", day=day)
        assert metrics(app)["Open unique leads"] == (
            f"{chosen['open_unique_leads'].sum():,}"
        )
        assert metrics(app)["Target amount"] == f"€{chosen['target_amount'].sum():,.0f}"
        table = table_with(app, "targeted_unique_leads").set_index("stage")
        accepted = chosen[chosen["stage"] == "accepted"]
        assert (
            table.loc["Accepted", "open_unique_leads"]
            == accepted["open_unique_leads"].sum()
        )


def test_the_pipeline_of_a_company_is_its_own(network: Path, open_app: Open) -> None:
    rows = mart(network, "pipeline_by_day")
    own = rows[
        (pd.to_datetime(rows["as_of_date"]) == "2026-11-22")
        & (rows["company_id"] == "com-02")
    ]
    app = open_app(network, "pipeline", company="Alder & Rowe South")
    assert metrics(app)["Open unique leads"] == f"{own['open_unique_leads'].sum():,}"


def test_the_value_is_weighted_in_three_ways_with_its_cases(
    network: Path, open_app: Open
) -> None:
    table = table_with(open_app(network, "pipeline"), "history_weighted_amount")
    values = mart(network, "pipeline_value")
    for column in ("target_amount", "human_weighted_amount", "history_weighted_amount"):
        assert table[column].sum() == pytest.approx(float(values[column].sum()))
    by_scope = values.groupby("history_scope")["targeted_unique_leads"].sum()
    assert table["own_history_unique_leads"].sum() == by_scope["company"]
    assert table["network_history_unique_leads"].sum() == by_scope["network"]
    assert set(table["network_history_cases"]) == {40}


def test_the_median_stands_beside_the_mean_that_misleads(
    network: Path, open_app: Open
) -> None:
    rows = mart(network, "stage_timing")
    row = rows[
        (rows["stage"] == "first_contact_to_decided") & (rows["segment_kind"] == "all")
    ].iloc[0]
    app = open_app(network, "stage_timing")
    assert metrics(app)["Median"] == f"{row['median_days']:.0f} days"
    assert metrics(app)["Misleading mean"] == f"{row['naive_mean_days']:.0f} days"
    assert metrics(app)["Still going on"] == str(row["open_n"])
    help_text = next(m.help for m in app.metric if m.label == "Misleading mean")
    assert "Not to be used" in help_text


def test_the_log_rank_test_is_said_in_words(network: Path, open_app: Open) -> None:
    by_channel = open_app(network, "stage_timing")
    text = "\n".join(part.value for part in by_channel.markdown)
    assert "They differ by channel, beyond chance" in text
    assert "χ² = 12.3 with 1 degrees of freedom, p < 0.001" in text
    assert "Faster: Paid search, Referral" in text
    by_company = open_app(network, "stage_timing", compare="Company")
    text = "\n".join(part.value for part in by_company.markdown)
    assert "No difference by company beyond chance" in text
    assert "p = 0.620" in text


def test_the_three_win_rates_are_those_of_the_sums(
    network: Path, open_app: Open
) -> None:
    rows = mart(network, "win_loss_overall")
    row = rows[(rows["clock"] == "cohort") & (rows["segment_kind"] == "all")].iloc[0]
    won, lost = row["won"], row["lost"]
    ended = won + lost + row["cancelled"] + row["rejected"]
    app = open_app(network, "win_loss")
    assert metrics(app)["Won of decided"] == f"{won / (won + lost):.1%}"
    assert metrics(app)["Won of all ended"] == f"{won / ended:.1%}"
    assert metrics(app)["Won of all created"] == f"{won / row['unique_leads']:.1%}"
    by_value = row["won_amount"] / (row["won_amount"] + row["lost_amount"])
    assert f"of decided {by_value:.1%}" in captions(app)


def test_by_the_end_no_rate_of_all_created_is_shown(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, "win_loss", month_of="End")
    assert "Won of all created" not in metrics(app)
    assert app.selectbox(key="rate").options == ["Of decided", "Of all ended"]


def test_a_simpson_reversal_is_pointed_out(network: Path, open_app: Open) -> None:
    warning = open_app(network, "win_loss").warning[0].value
    assert "Simpson reversal" in warning
    assert "South looks better than" in warning
    assert "60% against 50%" in warning
    assert "40% against 55%" in warning


def test_reasons_that_were_not_given_are_counted(network: Path, open_app: Open) -> None:
    app = open_app(network, "win_loss")
    assert "A reason was given for 60% of those lost" in captions(app)
    table = table_with(app, "lost_reason_label")
    rows = mart(network, "loss_reasons")
    everything = rows[(rows["clock"] == "cohort") & (rows["segment_kind"] == "all")]
    assert table["lost"].sum() == everything["lost"].sum()


def test_what_is_due_is_that_of_the_mart_up_to_the_day(
    network: Path, open_app: Open
) -> None:
    overdue = mart(network, "overdue_leads")
    requests = mart(network, "follow_ups_due")
    for day in ("2026-11-22", "2026-10-20"):
        until = pd.Timestamp(day)
        due = overdue[pd.to_datetime(overdue["expected_completion_date"]) <= until]
        asked = requests[pd.to_datetime(requests["due_date"]) <= until]
        app = open_app(network, "due", due_day=day)
        assert metrics(app)["Leads due"] == str(len(due))
        assert metrics(app)["Their value"] == f"€{due['value_amount'].sum():,.0f}"
        assert metrics(app)["Requests due"] == str(len(asked))


def test_a_later_day_adds_what_falls_due_until_then(
    network: Path, open_app: Open
) -> None:
    leads = mart(network, "open_leads")
    until = pd.Timestamp("2026-12-02")
    due = leads[pd.to_datetime(leads["expected_completion_date"]) <= until]
    assert len(due) > leads["is_due"].sum()
    app = open_app(network, "due", due_day="2026-12-02")
    assert metrics(app)["Leads due"] == str(len(due))


def test_routed_leads_are_counted_once(network: Path, open_app: Open) -> None:
    """Rows of every company and of every source stand for the rows below them."""
    rows = mart(network, "routing_metrics")
    everything = rows[(rows["company_id"] == "__all__") & (rows["source"] == "__all__")]
    app = open_app(network, "routing_sla", part="Routing")
    assert metrics(app)["Leads"] == f"{everything['leads'].sum():,}"
    own = rows[(rows["company_id"] == "com-02") & (rows["source"] == "__all__")]
    app = open_app(network, "routing_sla", part="Routing", company="Alder & Rowe South")
    assert metrics(app)["Leads"] == f"{own['leads'].sum():,}"


def test_offers_and_breaches_are_counted_from_the_facts(
    network: Path, open_app: Open
) -> None:
    offers = mart(network, "fct_offers")
    table = table_with(
        open_app(network, "routing_sla", part="Offers"), "outcome_share"
    ).set_index(["mode", "outcome"])
    counts = offers.groupby(["mode", "outcome"]).size()
    assert (
        table.loc[("Competing", "Accepted"), "offers"]
        == (counts["competing", "accepted"])
    )
    sla = mart(network, "fct_sla")
    breaches = table_with(
        open_app(network, "routing_sla", part="Promised times"), "breach_share"
    ).set_index("company_name")
    own = sla[sla["owner_company_id"] == "com-03"]["is_breach"]
    assert breaches.loc["Alder & Rowe East", "breaches"] == own.sum()
    assert breaches.loc["Alder & Rowe East", "breach_share"] == pytest.approx(
        own.mean()
    )


def test_a_part_says_which_filters_it_does_not_follow(
    network: Path, open_app: Open
) -> None:
    leakage = open_app(network, "routing_sla", part="Leakage", months="Last 3 months")
    assert "**All companies** · all months" in captions(leakage)
    flow = open_app(network, "routing_sla", part="Lead flow", months="Last 3 months")
    assert "The whole network" in captions(flow)


def test_what_leaks_is_the_sum_of_the_leaks(network: Path, open_app: Open) -> None:
    rows = mart(network, "leakage")
    app = open_app(network, "routing_sla", part="Leakage")
    leaking = rows[rows["is_leak"]]
    assert metrics(app)["Leaking"] == str(leaking["unique_leads"].sum())
    assert metrics(app)["Expected value leaking"] == (
        f"€{leaking['expected_lost_amount'].sum():,.0f}"
    )


def test_the_fixtures_hold_every_mart_that_the_pages_read() -> None:
    from dashboards.questions import due, flow, pipeline, routing, sla, stage_timing
    from dashboards.questions import win_loss as outcomes

    read = {
        *pipeline.MARTS, *stage_timing.MARTS, *outcomes.MARTS, *due.MARTS,
        *routing.ROUTING_MARTS, *routing.OFFER_MARTS, *sla.MARTS, *flow.MARTS,
    }  # fmt: skip
    assert read == {*LEAD_MARTS, *ROUTING_MARTS}


def test_a_delivered_text_is_harmless_in_charts_and_shown_as_it_is(
    network: Path, open_app: Open
) -> None:
    app = open_app(network, "win_loss")
    assert FORMULA in set(table_with(app, "lost_reason_label")["lost_reason_label"])
