"""Money and counts trace to delivered rows and add up to what is published."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.errors import LeadhouseError
from orchestration.exact_json import exact_json
from orchestration.explain import Options, explain
from orchestration.explain.campaign_month import trace_figure
from orchestration.explain.marts import PublishedMarts
from tests.unit.explained_publication import RUN, publish


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("money")).published / RUN


def traced(publication: Path, given: str = "CM1", **options: Any) -> dict[str, Any]:
    chosen = Options(month="2026-03", **options)
    return explain(publication, "campaign-month", given, chosen).to_json()


@pytest.mark.parametrize(
    ("measure", "total", "rows"),
    [
        ("revenue", Decimal("1200.50"), 2),
        ("gross_profit", Decimal("200.50"), 2),
        ("spend", Decimal("60.00"), 5),
        ("own_spend_amount", Decimal("60.00"), 3),
        ("allocated_spend_amount", Decimal("0.00"), 2),
        ("new_customer_revenue_amount", Decimal("1200.50"), 2),
        ("constant_rate_revenue_amount", Decimal("1176.00"), 2),
        ("overhead_amount", Decimal("12.50"), 1),
        ("revenue_low", Decimal("1200.50"), 2),
        ("revenue_median", Decimal("1200.50"), 2),
        ("revenue_high", Decimal("1242.85"), 3),
        ("revenue_expected", Decimal("1208.20"), 3),
        ("cohort_unique_leads", 1, 1),
        ("mature_unique_leads", 1, 1),
        ("leads", 1, 1),
        ("valid_leads", 1, 1),
        ("unique_leads", 1, 1),
        ("won", 1, 1),
        ("new_customers", 1, 1),
        ("jobs", 1, 1),
    ],
)
def test_the_leaves_of_every_figure_sum_to_it_and_name_file_and_line(
    publication: Path, measure: str, total: Decimal | int, rows: int
) -> None:
    """A11: a figure leads to the rows that delivered it."""
    document = traced(publication, measure=measure)
    assert document["total_amount"] == total
    assert sum(leaf["amount"] for leaf in document["leaves"]) == total
    assert document["leaves_count"] == len(document["leaves"]) == rows
    for leaf in document["leaves"]:
        assert leaf["source_file"].startswith(("landing/", "definition/"))
        assert leaf["source_line"] >= 2


def test_a_campaign_may_be_given_by_name_and_another_model_credits_others(
    publication: Path,
) -> None:
    assert traced(publication, "spring")["filter"]["campaign_id"] == "CM1"
    linear = traced(publication, "Summer", model="linear")
    assert linear["total_amount"] == Decimal("600.25")
    assert [leaf["lead_id"] for leaf in linear["leaves"]] == ["call:C1", "call:C1"]


def test_what_no_campaign_earned_is_traced_with_the_reason(publication: Path) -> None:
    """A10: the bucket of what is not attributed is a figure like any other."""
    document = traced(publication, "unattributed")
    assert document["total_amount"] == Decimal("77.00")
    (leaf,) = document["leaves"]
    assert (leaf["reason"], leaf["source_line"]) == ("unmatched", 4)
    text = explain(
        publication, "campaign-month", "__unattributed__", Options(month="2026-03")
    ).to_text()
    assert "not attributed: no lead is matched to it" in text


def test_a_ratio_has_both_its_parts_traced(publication: Path) -> None:
    roas = traced(publication, measure="roas")
    assert roas["value"] == pytest.approx(1200.5 / 60)
    assert roas["numerator"]["total_amount"] == Decimal("1200.50")
    assert roas["denominator"]["total_amount"] == Decimal("60.00")
    roi = traced(publication, measure="roi")
    assert roi["numerator"]["figure"] == "gross_profit_amount - spend_amount"
    assert roi["numerator"]["total_amount"] == Decimal("140.50")
    leaves = roi["numerator"]["leaves"]
    assert sum(leaf["amount"] for leaf in leaves) == Decimal("140.50")
    idle = traced(publication, "CM2", measure="roas", model="linear")
    assert idle["value"] is None
    unknown = traced(publication, "unattributed", measure="gross_profit")
    assert unknown["total_amount"] is None


def test_the_loaded_cost_of_a_customer_traces_spend_and_overhead(
    publication: Path,
) -> None:
    """E7: what marketing costs beside media leads to the definition's line."""
    loaded = traced(publication, measure="cac_loaded")
    assert loaded["value"] == pytest.approx(72.5)
    numerator = loaded["numerator"]
    assert numerator["figure"] == "spend_amount + overhead_amount"
    assert numerator["total_amount"] == Decimal("72.50")
    assert sum(leaf["amount"] for leaf in numerator["leaves"]) == Decimal("72.50")
    (fee,) = [leaf for leaf in numerator["leaves"] if "label" in leaf]
    assert (fee["label"], fee["source_line"]) == ("Fee", 2)
    options = Options(month="2026-03", measure="cac_loaded")
    text = explain(publication, "campaign-month", "CM1", options).to_text()
    assert "overhead:2, Fee  [definition/marketing_costs.csv, line 2]" in text


def test_maturity_is_decided_leads_over_leads_of_the_cohort(publication: Path) -> None:
    """A1: the leads are the leaves, and other clocks have no cohort."""
    maturity = traced(publication, measure="maturity")
    assert maturity["value"] == 1
    assert [leaf["unique_lead_id"] for leaf in maturity["numerator"]["leaves"]] == [
        "unique:L1"
    ]
    with pytest.raises(LeadhouseError, match="on the cohort clock alone"):
        trace_figure_of_period(publication)


def trace_figure_of_period(publication: Path) -> None:
    with PublishedMarts(publication) as marts:
        trace_figure(
            marts, "mature_unique_leads", "CM1", date(2026, 3, 1), Options(clock="cash")
        )


def test_the_end_of_an_interval_traces_to_its_draws_and_matches(
    publication: Path,
) -> None:
    """A15: 0.55 of the draw that gives her the third invoice, and why it may be hers."""
    high = traced(publication, measure="revenue_high")
    assert high["published_amount"] == high["total_amount"] == Decimal("1242.85")
    assert high["sure_amount"] == Decimal("1200.50")
    assert [(draw["weight"], draw["amount"]) for draw in high["draws"]] == [
        (Decimal("0.45"), 0),
        (Decimal("0.55"), Decimal("77.00")),
    ]
    assert high["draws"][1]["draw"] == 7
    drawn = [leaf for leaf in high["leaves"] if not leaf["is_sure"]]
    assert [(leaf["entry_id"], leaf["amount"]) for leaf in drawn] == [
        ("invoice:I3", Decimal("42.35"))
    ]
    (match,) = high["matches"]
    assert (match["match_probability"], match["draws_count"]) == (Decimal("0.1"), 1)
    assert match["in_draws"] == [7]
    assert [lead["source_line"] for lead in match["leads"]] == [2, 3]
    low = traced(publication, measure="revenue_low")
    assert [leaf["is_sure"] for leaf in low["leaves"]] == [True, True]
    assert low["matches"][0]["in_draws"] == []
    options = Options(month="2026-03", measure="revenue_high")
    text = explain(publication, "campaign-month", "CM1", options).to_text()
    for line in (
        "Published    1,242.85 for company north, of which 1,200.50 is in every draw",
        "55.0% of it, where unique:L1 brought it (chance 10.0%)",
        "Draw 7        77.00 beside what is sure; 55.0% of it counts",
        "in 1 of 10 draws, among them 7",
    ):
        assert line in text


def test_a_point_that_does_not_add_up_is_an_error(tmp_path: Path) -> None:
    folder = publish(tmp_path).published / RUN
    path = folder / "fct_uncertain_revenue.parquet"
    with duckdb.connect() as con:
        con.execute(f"create table rows as from '{path}' where is_sure")
        con.execute(f"copy rows to '{path}' (format parquet)")
    with pytest.raises(LeadhouseError, match="contradicts itself"):
        traced(folder, measure="revenue_high")
    assert traced(folder, measure="revenue_low")["total_amount"] == Decimal("1200.50")


def test_spend_that_a_rule_shares_leads_to_the_rows_that_it_shares(
    publication: Path,
) -> None:
    """A3: the part of a brand fund that a company bears, and whence it was taken."""
    own = traced(publication, measure="spend", company="north")
    assert own["total_amount"] == Decimal("45.00")
    (shared,) = [leaf for leaf in own["leaves"] if "shared_rows" in leaf]
    assert shared["amount"] == Decimal("5.00")
    assert [row["source_line"] for row in shared["shared_rows"]] == [4]
    network = traced(publication, measure="spend", company="__none__")
    assert network["total_amount"] == Decimal("15.00")
    options = Options(month="2026-03", measure="spend", company="north")
    text = explain(publication, "campaign-month", "CM1", options).to_text()
    assert "shared by leads: 1 delivered rows of 20.00 in all" in text


def test_several_companies_are_traced_as_one_figure(publication: Path) -> None:
    """D5: companies chosen together, as pages ask, add up to what both have."""
    both = traced(publication, measure="spend", companies=("north", "__none__"))
    assert both["total_amount"] == Decimal("60.00")
    assert both["filter"]["company_id"] == "north, __none__"
    one = traced(publication, measure="spend", companies=("north",))
    assert one["total_amount"] == Decimal("45.00")
    with pytest.raises(LeadhouseError, match="with company 'south', 'west'"):
        traced(publication, companies=("south", "west"))


def test_pages_and_their_totals_add_up(publication: Path) -> None:
    pages = [traced(publication, page=page, per_page=1) for page in (1, 2)]
    assert [page["pages"] for page in pages] == [2, 2]
    assert {page["total_amount"] for page in pages} == {Decimal("1200.50")}
    assert sum(page["page_amount"] for page in pages) == Decimal("1200.50")
    assert [page["leaves"][0]["entry_id"] for page in pages] == [
        "invoice:I1",
        "invoice:I2",
    ]
    with pytest.raises(LeadhouseError, match="no page 3; the trace has 2"):
        traced(publication, page=3, per_page=1)


def test_the_tree_goes_from_the_figure_to_the_evidence(publication: Path) -> None:
    found = explain(publication, "campaign-month", "CM1", Options(month="2026-03"))
    (conversion,) = found.to_json()["conversions"]
    assert conversion["job"]["source_line"] == 2
    assert [touch["lead_id"] for touch in conversion["touches"]] == ["L1", "call:C1"]
    assert conversion["evidence"][0]["link"]["reason"] == "lead_names_customer"
    text = found.to_text()
    for line in (
        "Total        1,200.50 = 2 rows",
        "+1,300.50  invoice I1 of 2026-03-12: 1,300.50 USD, 100.0% of it to lead L1",
        "[landing/invoices/i.csv, line 2]",
        "1,182.27 EUR at 1.10 of 2026-03-11",
        "-100.00  credit note I2",
        "customer K1, Ann Lee",
        "touch: L1 web_form",
        "match: customer:K1 – lead:L1: held together (lead_names_customer)",
        "job:J1 as above",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("kind", "given", "total"),
    [
        ("invoice", "I1", "1300.50"),
        ("invoice", "invoice:I2", "-100.00"),
        ("invoice", "I3", "77.00"),
        ("job", "J1", "1200.50"),
        ("unique-lead", "unique:L1", "1200.50"),
        ("lead", "L1", "1200.50"),
        ("lead", "L2", "0.00"),
    ],
)
@pytest.mark.parametrize("model", ["confirmed", "linear"])
def test_money_of_a_thing_is_whole_under_every_model(
    publication: Path, kind: str, given: str, total: str, model: str
) -> None:
    """Of a lead it is what that lead is credited with, half of it where two share."""
    document = explain(publication, kind, given, Options(model=model)).to_json()
    due = Decimal(total) / (2 if kind == "lead" and model == "linear" else 1)
    assert document["total_amount"] == due
    assert sum(leaf["amount"] for leaf in document["leaves"]) == due
    explain(publication, kind, given, Options(model=model)).to_text()


def test_a_trace_that_does_not_add_up_is_an_error(tmp_path: Path) -> None:
    folder = publish(tmp_path).published / RUN
    path = folder / "fct_revenue_credits.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"create table credits as select * replace (case when entry_id = "
            f"'invoice:I2' then -99.99 else credited_amount end as credited_amount) "
            f"from '{path}'"
        )
        con.execute(f"copy credits to '{path}' (format parquet)")
    for kind, given in (("campaign-month", "CM1"), ("invoice", "I2"), ("job", "J1")):
        options = Options(month="2026-03" if kind == "campaign-month" else None)
        with pytest.raises(LeadhouseError, match="contradicts itself"):
            explain(folder, kind, given, options)


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        ("CM1", {"month": "2026-3"}, "is no month"),
        ("CM1", {"month": None}, "needs a month"),
        ("CM1", {"month": "2025-01"}, "nearest: 2026-03"),
        ("CM3", {}, "nearest: CM1, CM2"),
        ("CM1", {"clock": "moon"}, "there are: cohort, period, cash"),
        ("CM1", {"model": "last"}, "there are: confirmed, linear"),
        ("CM1", {"basis": "collected"}, "there are: invoiced"),
        ("CM1", {"measure": "is_calibrated"}, "no figure of delivered rows"),
        (
            "CM1",
            {"measure": "roas_low", "model": "linear"},
            "linear has no revenue_low",
        ),
        ("CM2", {"measure": "revenue_low"}, "there is no revenue_low"),
        ("CM1", {"company": "south"}, "with company 'south'"),
    ],
)
def test_what_cannot_be_traced_is_said_with_what_can(
    publication: Path, given: str, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(LeadhouseError, match=said):
        explain(
            publication,
            "campaign-month",
            given,
            Options(**{"month": "2026-03"} | options),
        )


def test_json_numbers_are_exact_to_the_cent(tmp_path: Path) -> None:
    publish(tmp_path)
    done = CliRunner().invoke(
        main,
        ["--workspace", str(tmp_path), "explain", "campaign-month", "CM1", "2026-03",
         "--json"],
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert '"total_amount": 1200.50,' in done.stdout
    document = json.loads(done.stdout, parse_float=Decimal)
    leaves = document["leaves"]
    assert sum(leaf["amount"] for leaf in leaves) == document["total_amount"]
    wrong = CliRunner().invoke(
        main, ["--workspace", str(tmp_path), "explain", "job", "J1", "2026-03"]
    )
    assert wrong.exit_code == 1
    assert "Only campaign-month takes a month" in wrong.stderr


def test_exact_json_is_json_but_for_its_decimals() -> None:
    content = {"a": [1, 2.5, None, True, {"b": 'quo"te'}], "empty": [], "none": {}}
    assert exact_json(content) == json.dumps(content, indent=2)
    assert exact_json(Decimal("1E+3")) == "1000"
    assert exact_json([Decimal("0.10")], 0).replace("\n", "") == "[0.10]"
