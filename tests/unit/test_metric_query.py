"""Queries made from the metric registry, against pandas, and what they refuse."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.metrics import (
    Between,
    MetricQueryError,
    MetricSql,
    Registry,
    load_registry,
    metric_query,
    ratio_of_sums,
)

SLICE = {
    "clock": "cohort",
    "attribution_model": "confirmed",
    "revenue_basis": "invoiced",
}
SUMS = (
    "spend_amount",
    "overhead_amount",
    "revenue_amount",
    "gross_profit_amount",
    "valid_leads",
    "unique_leads",
    "won_unique_leads",
    "new_customers",
    "mature_unique_leads",
    "cohort_unique_leads",
)
MONEY = ("revenue_amount", "spend_amount", "profit_amount", "leads")
ASKED = (
    "spend_amount",
    "profit_amount",
    "roas",
    "roi",
    "revenue_roi",
    "cost_per_lead",
    "cost_per_won_unique_lead",
    "cac",
    "cac_loaded",
    "maturity",
    "win_share",
)

small = st.integers(0, 4)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "clock": st.sampled_from(["cohort", "period"]),
            "attribution_model": st.sampled_from(["confirmed", "first"]),
            "revenue_basis": st.sampled_from(["invoiced", "collected"]),
            "campaign_id": st.sampled_from(["ads", "fair", "mail"]),
            "company_id": st.sampled_from(["north", "south"]),
            "month": st.sampled_from([date(2026, month, 1) for month in (1, 2, 3)]),
            **dict.fromkeys(SUMS, small),
            "revenue_amount": st.integers(-900, 900),
            "gross_profit_amount": st.one_of(st.none(), st.integers(-900, 900)),
            "mature_unique_leads": st.one_of(st.none(), small),
            "cohort_unique_leads": st.one_of(st.none(), small),
        }
    ),
    min_size=1,
    max_size=25,
)


def answer(query: MetricSql, table: pd.DataFrame) -> pd.DataFrame:
    with duckdb.connect() as con:
        con.register("mart", table)
        return con.execute(
            query.text.format(campaign_roi="mart", win_loss="mart"), query.parameters
        ).df()


def recomputed(group: pd.DataFrame) -> dict[str, float]:
    """The figures of one group, from its sums."""
    total = {name: float(group[name].sum()) for name in SUMS}
    if group["gross_profit_amount"].isna().any():
        total["gross_profit_amount"] = float("nan")

    def over(numerator: float, denominator: str) -> float:
        if total[denominator] == 0:
            return float("nan")
        return numerator / total[denominator]

    spend, revenue = total["spend_amount"], total["revenue_amount"]
    profit = total["gross_profit_amount"] - spend
    mature = total["mature_unique_leads"]
    if group["mature_unique_leads"].isna().all():
        mature = float("nan")
    return {
        "spend_amount": spend,
        "profit_amount": profit,
        "roas": over(revenue, "spend_amount"),
        "roi": over(profit, "spend_amount"),
        "revenue_roi": over(revenue - spend, "spend_amount"),
        "cost_per_lead": over(spend, "valid_leads"),
        "cost_per_won_unique_lead": over(spend, "won_unique_leads"),
        "cac": over(spend, "new_customers"),
        "cac_loaded": over(spend + total["overhead_amount"], "new_customers"),
        "maturity": over(mature, "cohort_unique_leads"),
        "win_share": over(total["won_unique_leads"], "unique_leads"),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=rows,
    group_by=st.sets(st.sampled_from(["campaign_id", "company_id", "month"])),
    campaigns=st.sets(st.sampled_from(["ads", "fair", "mail"]), min_size=1),
)
def test_figures_of_any_group_are_the_ratios_of_its_sums(
    rows: list[dict[str, Any]], group_by: set[str], campaigns: set[str]
) -> None:
    """A20: whatever is grouped and filtered, a ratio is that of the sums."""
    table = pd.DataFrame(rows).astype(
        dict.fromkeys(
            ("gross_profit_amount", "mature_unique_leads", "cohort_unique_leads"),
            "Float64",
        )
    )
    keys = tuple(sorted(group_by))
    filters = {
        **SLICE,
        "campaign_id": tuple(sorted(campaigns)),
        "month": Between(date(2026, 1, 1), date(2026, 2, 1)),
    }
    query = metric_query("campaign_roi", ASKED, keys, filters)
    chosen = table[
        (table["clock"] == "cohort")
        & (table["attribution_model"] == "confirmed")
        & (table["revenue_basis"] == "invoiced")
        & table["campaign_id"].isin(campaigns)
        & (table["month"] <= date(2026, 2, 1))
    ]
    found = answer(query, table)
    if keys:
        groups = [group for _, group in chosen.groupby(list(keys), sort=True)]
    else:
        groups = [chosen] if len(chosen) else []
        found = found[: len(groups)]
    assert len(found) == len(groups)
    for (_, row), group in zip(found.iterrows(), groups, strict=True):
        for name, value in recomputed(group).items():
            assert float(row[name]) == pytest.approx(value, nan_ok=True), name


def test_the_mean_of_ratios_is_not_the_answer() -> None:
    """A20: a month of 10 for 1 and one of 90 for 99 earn 1.0 in all, not 5.45."""
    table = pd.DataFrame(
        [
            {**SLICE, "campaign_id": "ads", "revenue_amount": 10, "spend_amount": 1},
            {**SLICE, "campaign_id": "ads", "revenue_amount": 90, "spend_amount": 99},
        ]
    )
    query = metric_query("campaign_roi", ("roas",), ("campaign_id",), SLICE)
    wrong = (table["revenue_amount"] / table["spend_amount"]).mean()
    assert wrong == pytest.approx(5.4545, abs=1e-4)
    assert answer(query, table)["roas"].tolist() == [1.0]
    assert "avg" not in query.text


def test_a_ratio_of_nothing_is_null_and_an_unknown_cost_is_no_cost_of_0() -> None:
    known = {**SLICE, "revenue_amount": 9, "spend_amount": 0, "gross_profit_amount": 4}
    table = pd.DataFrame([known, {**known, "gross_profit_amount": None}])
    query = metric_query("campaign_roi", ("roas", "gross_profit_amount"), (), SLICE)
    assert answer(query, table).isna().all(axis=None)
    assert answer(query, table[:1])["gross_profit_amount"].tolist() == [4.0]


def test_months_without_a_draw_add_nothing_and_a_model_without_draws_has_no_sum() -> (
    None
):
    table = pd.DataFrame([{**SLICE, "revenue_expected": 7.5}, SLICE])
    query = metric_query("campaign_roi", ("revenue_expected",), (), SLICE)
    assert answer(query, table)["revenue_expected"].tolist() == [7.5]
    assert answer(query, table[1:])["revenue_expected"].isna().all()


def test_win_rates_are_of_the_counts_of_all_segments() -> None:
    """B10: 1 of 1 and 1 of 9 decided are 2 of 10 won, not 56 %."""
    table = pd.DataFrame(
        [
            {"clock": "cohort", "segment_kind": "company", "won": 1, "lost": 0},
            {"clock": "cohort", "segment_kind": "company", "won": 1, "lost": 8},
            {"clock": "cohort", "segment_kind": "all", "won": 2, "lost": 8},
        ]
    )
    filters = {"clock": "cohort", "segment_kind": "company"}
    query = metric_query("win_loss", ("win_rate_decided",), (), filters)
    assert answer(query, table)["win_rate_decided"].tolist() == [0.2]


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in SLICE.items() if name not in names}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (
        "two marts",
        {"metrics": ("roas", "win_rate_decided"), "filters": SLICE},
        "win_rate_decided stands in win_loss (.*) and not in campaign_roi",
    ),
    ("no clock", {"filters": without("clock")}, "exactly one clock of campaign_roi"),
    (
        "two clocks",
        {"filters": {**SLICE, "clock": ("cohort", "period")}},
        "exactly one clock",
    ),
    (
        "two clocks side by side",
        {"filters": without("clock"), "group_by": ("clock",)},
        "exactly one clock",
    ),
    ("a clock that is none", {"filters": {**SLICE, "clock": "wall"}}, "one clock"),
    (
        "a clock range",
        {"filters": {**SLICE, "clock": Between("cash", "cohort")}},
        "exactly one clock",
    ),
    (
        "maturity of a period",
        {"metrics": ("maturity",), "filters": {**SLICE, "clock": "period"}},
        "maturity exists on the clock cohort only, not on period",
    ),
    (
        "all attribution models",
        {"filters": without("attribution_model")},
        "takes exactly one attribution_model",
    ),
    (
        "two attribution models",
        {"filters": {**SLICE, "attribution_model": ("first", "last")}},
        "takes exactly one attribution_model",
    ),
    (
        "all revenue bases",
        {"filters": without("revenue_basis")},
        "takes exactly one revenue_basis",
    ),
    (
        "two revenue bases",
        {"filters": {**SLICE, "revenue_basis": ("invoiced", "estimated")}},
        "takes exactly one revenue_basis",
    ),
    (
        "the sum of medians",
        {"metrics": ("revenue_median",), "filters": SLICE},
        "a median, rank or interval of several rows is not their sum",
    ),
    (
        "the ratio of interval ends",
        {"metrics": ("roas_low",), "filters": SLICE},
        "is not their sum",
    ),
    (
        "all kinds of rollups",
        {"mart": "roi_rollups", "metrics": ("roas",), "filters": SLICE},
        "takes exactly one rollup_kind",
    ),
    (
        "open leads of every day",
        {
            "mart": "pipeline_by_day",
            "metrics": ("open_unique_leads",),
            "filters": {"company_id": "north"},
        },
        "takes exactly one as_of_date",
    ),
    (
        "campaigns and all of them",
        {
            "mart": "cohort_projections",
            "metrics": ("projected_roas",),
            "filters": without("clock"),
        },
        "takes exactly one campaign_id",
    ),
    (
        "offers of every minute",
        {
            "mart": "offer_acceptance",
            "metrics": ("offers",),
            "filters": {"mode": "__all__", "mql_level": "__all__"},
        },
        "takes exactly one minute_to",
    ),
    ("no metric", {"metrics": ()}, "at least one metric"),
    ("a metric twice", {"metrics": ("roas", "roas")}, "named twice"),
    ("an unknown metric", {"metrics": ("luck",)}, "luck is no metric"),
    ("an unknown mart", {"mart": "fct_leads"}, "fct_leads is no mart"),
    ("an unknown column", {"group_by": ("weather",)}, "not by weather"),
    ("a column twice", {"group_by": ("month", "month")}, "grouped by twice"),
    ("no value", {"filters": {**SLICE, "campaign_id": ()}}, "names no value"),
    (
        "SQL in a column",
        {"filters": {**SLICE, "month = month --": 1}},
        "not by month = month --",
    ),
]


@pytest.mark.parametrize(
    ("asked", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_not_one_figure_is_refused_in_one_sentence(
    asked: dict[str, Any], says: str
) -> None:
    """A20: mixed grains, clocks, attribution models and revenue bases are refused."""
    whole = {"mart": "campaign_roi", "metrics": MONEY, "filters": SLICE} | asked
    with pytest.raises(MetricQueryError, match=says) as refused:
        metric_query(**whole)
    assert str(refused.value).count(". ") == 0 and str(refused.value).endswith(".")


def test_models_stand_side_by_side_where_they_are_grouped_by() -> None:
    filters = {**SLICE, "attribution_model": ("confirmed", "first")}
    query = metric_query("campaign_roi", ("roas",), ("attribution_model",), filters)
    row = {"revenue_amount": 6, "spend_amount": 3, **SLICE}
    table = pd.DataFrame([row, {**row, "attribution_model": "first"}])
    assert answer(query, table).to_dict("list") == {
        "attribution_model": ["confirmed", "first"],
        "roas": [2.0, 2.0],
    }


def test_a_median_is_read_at_the_key_of_its_mart() -> None:
    key = ("month", "campaign_id", "company_id")
    query = metric_query("campaign_roi", ("revenue_median",), key, SLICE)
    row = {**SLICE, "month": 1, "campaign_id": "a", "company_id": "b"}
    table = pd.DataFrame([{**row, "revenue_median": 7.5}])
    assert answer(query, table)["revenue_median"].tolist() == [7.5]


def test_rows_without_a_month_are_asked_for_by_name() -> None:
    filters = {"month": None, "clock": "wall", "segment_kind": "all"}
    query = metric_query(
        "speed_to_lead", ("valid_leads",), ("response",), filters, source="mart"
    )
    assert "month is null" in query.text
    assert "month" not in query.parameters


def influenced() -> Registry:
    registry = load_registry()
    revenue = registry.metric("revenue_amount")
    held = {"campaign_roi": revenue.marts["campaign_roi"]}
    return Registry.model_validate(
        {
            "marts": {"campaign_roi": registry.marts["campaign_roi"].model_dump()},
            "metrics": [
                {
                    **revenue.model_dump(),
                    "key": "influenced_revenue_amount",
                    "label": "Influenced revenue",
                    "is_influenced": True,
                    "marts": {name: item.model_dump() for name, item in held.items()},
                }
            ],
        }
    )


def test_influenced_revenue_is_never_summed_across_campaigns() -> None:
    """A20: all revenue of whoever a campaign touched stands with each campaign."""
    asked = ("influenced_revenue_amount",)
    registry = influenced()
    with pytest.raises(MetricQueryError, match="stands with every campaign"):
        metric_query("campaign_roi", asked, ("month",), SLICE, registry=registry)
    with pytest.raises(MetricQueryError, match="stands with every campaign"):
        two = {**SLICE, "campaign_id": ("ads", "fair")}
        metric_query("campaign_roi", asked, (), two, registry=registry)
    for group_by, more in ((("campaign_id",), {}), ((), {"campaign_id": "ads"})):
        metric_query(
            "campaign_roi", asked, group_by, {**SLICE, **more}, registry=registry
        )


def test_ratios_over_sums_are_those_of_the_registry() -> None:
    assert ratio_of_sums("campaign_roi", "cac_loaded") == (
        "cast((spend_amount + overhead_amount) as double) / nullif(new_customers, 0)"
    )
    assert ratio_of_sums("campaign_roi", "roi") == (
        "cast((gross_profit_amount - spend_amount) as double) / nullif(spend_amount, 0)"
    )
    with pytest.raises(MetricQueryError, match="no ratio"):
        ratio_of_sums("campaign_roi", "leads")
