"""The questions against a recomputation in pandas of the same published files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from dashboards import queries
from dashboards.publication import Publication, find_publication
from dashboards.selection import MonthRange, Selection
from orchestration.errors import PublicationError
from orchestration.settings import Workspace
from tests.publication_fixture import (
    SPENDS_AND_EARNS_NOTHING,
    small_scenario,
    write_publication,
)

YEAR = Selection(date(2025, 11, 1), date(2026, 10, 1))
SLICES = (
    YEAR,
    replace(YEAR, clock="period", model="first", basis="estimated"),
    replace(YEAR, clock="cash", model="linear", basis="collected"),
    replace(YEAR, model="last", channels=("Paid social", "Events")),
    replace(YEAR, company_ids=("com-02",)),
)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    root = tmp_path_factory.mktemp("network")
    write_publication(root, small_scenario())
    return find_publication(Workspace(root))


def chosen_rows(publication: Publication, selection: Selection) -> pd.DataFrame:
    """The rows of the slice, picked in pandas."""
    roi = pd.read_parquet(publication.mart("campaign_roi"))
    campaigns = pd.read_parquet(publication.mart("dim_campaigns"))
    rows = roi.merge(
        campaigns[["campaign_id", "name", "channel", "is_special"]], on="campaign_id"
    )
    months = pd.to_datetime(rows["month"]).dt.date
    rows = rows[
        (rows["clock"] == selection.clock)
        & (rows["attribution_model"] == selection.model)
        & (rows["revenue_basis"] == selection.basis)
        & (months >= selection.first_month)
        & (months <= selection.last_month)
    ]
    if selection.company_ids:
        companies = pd.read_parquet(publication.mart("dim_companies"))
        below = companies["parent_company_id"].isin(selection.company_ids)
        wanted = {*selection.company_ids, *companies.loc[below, "company_id"]}
        rows = rows[rows["company_id"].isin(wanted)]
    return rows


def campaign_rows(publication: Publication, selection: Selection) -> pd.DataFrame:
    rows = chosen_rows(publication, selection)
    rows = rows[~rows["is_special"]]
    if selection.channels:
        rows = rows[rows["channel"].isin(selection.channels)]
    return rows


@pytest.mark.parametrize("selection", SLICES)
def test_totals_are_the_sums_and_the_ratios_of_the_sums(
    publication: Publication, selection: Selection
) -> None:
    rows = campaign_rows(publication, selection)
    spend, revenue = rows["spend_amount"].sum(), rows["revenue_amount"].sum()
    profit = rows["gross_profit_amount"].sum() - spend
    totals = queries.totals(publication, selection)
    assert totals.spend_amount == spend
    assert totals.revenue_amount == revenue
    assert totals.profit_amount == profit
    assert totals.unique_leads == rows["unique_leads"].sum()
    assert totals.won_unique_leads == rows["won_unique_leads"].sum()
    expected = {
        "roas": revenue / spend,
        "roi": profit / spend,
        "cost_per_lead": spend / int(rows["valid_leads"].sum()),
        "cost_per_unique_lead": spend / int(rows["unique_leads"].sum()),
        "cac": spend / int(rows["new_customers"].sum()),
        "win_share": rows["won_unique_leads"].sum() / rows["unique_leads"].sum(),
    }
    for name, value in expected.items():
        assert getattr(totals, name) == pytest.approx(float(value)), name


@pytest.mark.parametrize("selection", SLICES)
def test_each_campaign_is_the_sum_of_its_rows(
    publication: Publication, selection: Selection
) -> None:
    rows = campaign_rows(publication, selection)
    money = ["spend_amount", "revenue_amount", "gross_profit_amount"]
    counts = ["leads", "valid_leads", "unique_leads", "won_unique_leads", "jobs"]
    expected = rows.astype(dict.fromkeys(money, float)).groupby("campaign_id")[
        money + counts
    ]
    sums = expected.sum().sort_index()
    answer = queries.by_campaign(publication, selection, True)
    answer = answer.set_index("campaign_id").sort_index()
    assert list(answer.index) == list(sums.index)
    for column in money + counts:
        assert answer[column].to_numpy() == pytest.approx(sums[column].to_numpy())
    spending = sums["spend_amount"] > 0
    roas = sums["revenue_amount"] / sums["spend_amount"]
    assert answer["roas"].isna().to_numpy().tolist() == (~spending).tolist()
    assert answer.loc[spending, "roas"].to_numpy() == pytest.approx(
        roas[spending].to_numpy()
    )


def test_months_without_figures_are_there_and_the_months_add_up(
    publication: Publication,
) -> None:
    selection = replace(YEAR, first_month=date(2024, 4, 1))
    months = queries.by_month(publication, selection, True)
    assert len(months) == 31
    assert months["revenue_amount"].isna().tolist()[:3] == [True, True, False]
    totals = queries.totals(publication, selection)
    assert months["revenue_amount"].sum() == pytest.approx(float(totals.revenue_amount))


def test_months_of_campaigns_add_up_to_the_campaigns(publication: Publication) -> None:
    ids = ("cmp-001", "cmp-005")
    months = queries.by_campaign_and_month(publication, YEAR, ids, True)
    assert len(months) == 2 * 12
    campaigns = queries.by_campaign(publication, YEAR, True).set_index("campaign_id")
    for campaign_id, rows in months.groupby("campaign_id"):
        assert rows["revenue_amount"].sum() == pytest.approx(
            campaigns.loc[campaign_id, "revenue_amount"]
        )


def test_a_campaign_that_spends_and_earns_nothing_is_listed(
    publication: Publication,
) -> None:
    campaigns = queries.by_campaign(publication, YEAR, True)
    row = campaigns[campaigns["name"] == SPENDS_AND_EARNS_NOTHING].iloc[0]
    assert row["spend_amount"] > 0
    assert row["revenue_amount"] == 0
    assert row["roi"] == -1


@pytest.mark.parametrize("selection", SLICES)
def test_attributed_plus_unattributed_is_all_revenue_to_the_cent(
    publication: Publication, selection: Selection
) -> None:
    ledger = chosen_rows(publication, selection)["revenue_amount"].sum()
    parts = queries.reconciliation(publication, selection)
    assert parts.total_amount == ledger
    assert parts.attributed_amount + parts.unattributed_amount == ledger
    assert parts.unattributed_amount > 0


def test_attribution_models_share_out_the_same_revenue(
    publication: Publication,
) -> None:
    totals = {
        queries.reconciliation(publication, replace(YEAR, model=model)).total_amount
        for model in ("confirmed", "first", "last", "linear")
    }
    assert len(totals) == 1


def test_a_channel_filter_leaves_the_reconciled_total_alone(
    publication: Publication,
) -> None:
    filtered = queries.reconciliation(publication, replace(YEAR, channels=("Events",)))
    everything = queries.reconciliation(publication, YEAR)
    assert filtered.total_amount == everything.total_amount
    assert {bucket.key for bucket in filtered.buckets} >= {"chosen", "other_channels"}


def test_special_buckets_are_never_among_the_campaigns(
    publication: Publication,
) -> None:
    campaigns = queries.by_campaign(publication, YEAR, True)
    assert not campaigns["campaign_id"].str.startswith("__").any()
    buckets = queries.special_buckets(publication, YEAR, True)
    assert set(buckets["campaign_id"]) == {
        "__unknown_campaign__",
        "__no_campaign__",
        "__unattributed__",
    }


def test_maturity_is_weighted_by_unique_leads(publication: Publication) -> None:
    rows = campaign_rows(publication, YEAR).dropna(subset=["maturity"])
    expected = (rows["maturity"] * rows["unique_leads"]).sum() / rows[
        "unique_leads"
    ].sum()
    assert queries.totals(publication, YEAR).maturity == pytest.approx(expected)
    assert queries.totals(publication, replace(YEAR, clock="period")).maturity is None


def test_roi_falls_back_to_revenue_where_costs_are_unknown(tmp_path: Path) -> None:
    write_publication(tmp_path, small_scenario(has_known_costs=False))
    publication = find_publication(Workspace(tmp_path))
    totals = queries.totals(publication, YEAR)
    assert not totals.is_gross_profit_known
    assert totals.profit_amount == totals.revenue_amount - totals.spend_amount
    assert totals.roi == pytest.approx(
        float(totals.profit_amount / totals.spend_amount)
    )


def test_ratios_without_a_denominator_are_null(publication: Publication) -> None:
    totals = queries.totals(publication, replace(YEAR, channels=("Organic",)))
    assert totals.spend_amount == Decimal(0)
    assert totals.roas is None
    assert totals.roi is None
    empty = queries.totals(
        publication,
        replace(YEAR, first_month=date(2001, 1, 1), last_month=date(2001, 2, 1)),
    )
    assert empty.is_empty
    assert empty.cost_per_unique_lead is None


def test_names_used_twice_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, small_scenario())
    for mart, column in (
        ("dim_campaigns", "campaign_id"),
        ("dim_companies", "company_id"),
    ):
        frame = pd.read_parquet(folder / f"{mart}.parquet")
        frame.loc[frame.index[:2], "name"] = "Same name"
        frame.to_parquet(folder / f"{mart}.parquet")
        ids = frame[column].tolist()[:2]
        publication = find_publication(Workspace(tmp_path))
        ask = queries.campaigns if mart == "dim_campaigns" else queries.companies
        labels = ask(publication)["label"].tolist()
        assert {f"Same name ({key})" for key in ids} <= set(labels)
        assert len(set(labels)) == len(labels)


def test_the_months_offered_are_those_with_figures(publication: Publication) -> None:
    assert queries.month_bounds(publication) == MonthRange(
        date(2024, 6, 1), date(2026, 11, 1)
    )


def test_only_what_was_published_can_be_chosen(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, small_scenario())
    everything = queries.slices(find_publication(Workspace(tmp_path)))
    assert everything.clocks == ("cohort", "period", "cash")
    assert everything.models == ("confirmed", "first", "last", "linear")
    assert everything.bases_of("cash") == ("collected",)
    assert everything.bases_of("cohort")[0] == "invoiced"
    frame = pd.read_parquet(folder / "campaign_roi.parquet")
    frame = frame.query("revenue_basis == 'invoiced'")
    frame.to_parquet(folder / "campaign_roi.parquet")
    queries.slices.clear()
    without_payments = queries.slices(find_publication(Workspace(tmp_path)))
    assert without_payments.clocks == ("cohort", "period")
    assert without_payments.bases_of("period") == ("invoiced",)


def test_a_new_publication_is_not_answered_from_the_old_ones_cache(
    tmp_path: Path,
) -> None:
    write_publication(tmp_path, small_scenario(run_id="first"))
    before = queries.totals(find_publication(Workspace(tmp_path)), YEAR)
    write_publication(tmp_path, small_scenario(run_id="second", revenue_factor=2.0))
    after = queries.totals(find_publication(Workspace(tmp_path)), YEAR)
    assert float(after.revenue_amount) == pytest.approx(
        2 * float(before.revenue_amount), rel=1e-4
    )


def test_a_missing_mart_is_named(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, small_scenario())
    (folder / "dim_companies.parquet").unlink()
    with pytest.raises(PublicationError, match=r"dim_companies\.parquet is missing"):
        find_publication(Workspace(tmp_path))


def test_a_damaged_mart_is_one_sentence(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, small_scenario())
    (folder / "campaign_roi.parquet").write_bytes(b"PAR1 cut off")
    publication = find_publication(Workspace(tmp_path))
    with pytest.raises(PublicationError, match="cannot be read") as caught:
        queries.month_bounds(publication)
    assert "\n" not in str(caught.value)


def test_a_workspace_path_with_pattern_characters_is_read(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    write_publication(plain, small_scenario())
    root = plain.rename(tmp_path / "it's [new]*?")
    assert queries.month_bounds(find_publication(Workspace(root))) is not None


def test_failed_checks_of_the_run_are_counted_and_listed(
    publication: Publication,
) -> None:
    quality = queries.quality(publication)
    assert (quality.checks, quality.failed_errors, quality.failed_warnings) == (
        124,
        0,
        2,
    )
    assert len(queries.failed_checks(publication)) == 2
