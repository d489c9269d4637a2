"""What each quality check measures; Great Expectations itself is not run here."""

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import PublicationError
from orchestration.quality import QualityResult, declared_checks, write_results
from orchestration.quality.compared_suites import contacts_compared, marts_compared
from orchestration.quality.docs import finish_site, offline
from orchestration.quality.drift_suites import identity_drift
from orchestration.quality.last_publication import (
    LastPublication,
    read_last_publication,
)
from orchestration.quality.mart_suites import mart_suites
from orchestration.quality.metric_suites import metric_suites
from orchestration.quality.model import Suite
from orchestration.quality.raw_suites import raw_suites
from orchestration.quality.validate import raised_message, shown
from orchestration.settings import QualitySettings, Workspace
from orchestration.warehouse import prepare_warehouse

FIXTURE = Path(__file__).parents[1] / "fixtures" / "quality_warehouse.sql"
LAST = LastPublication(
    run_id="r0",
    report_currency="EUR",
    rows={"fct_leads": 240, "campaign_roi": 8, "dim_campaigns": 1},
    leads=240,
    origin_share={"web_form": 0.625, "public_api": 0.208, "call": 0.167},
    newest_lead_date=date(2026, 11, 11),
    leads_per_day=3.0,
    revenue_amount=10_000.0,
    spend_amount=1_000.0,
    records_by_person_size={1: 990, 2: 8, 3: 2},
    pairs_by_weight=dict.fromkeys(range(-6, 25, 3), 300),
)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        prepare_warehouse(connection)
        connection.execute(FIXTURE.read_text("utf-8"))
        yield connection


@pytest.fixture
def con(
    warehouse: duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sound warehouse; what a test does to it is undone."""
    warehouse.begin()
    yield warehouse
    warehouse.rollback()


def all_suites(
    last: LastPublication | None = LAST, currency: str = "EUR"
) -> tuple[Suite, ...]:
    return (
        *raw_suites(QualitySettings()),
        contacts_compared(last),
        *mart_suites(),
        *metric_suites(),
        marts_compared(last, currency, 0.5),
        identity_drift(last, 0.5),
    )


def failing(
    con: duckdb.DuckDBPyConnection, suites: tuple[Suite, ...] | None = None
) -> dict[str, float | None]:
    """Names of the checks that are out of their range, with what was measured."""
    found: dict[str, float | None] = {}
    for suite in suites if suites is not None else all_suites():
        if not suite.measured:
            continue
        (values,) = con.execute(suite.sql).fetchall()
        for check, value in zip(suite.measured, values, strict=True):
            low = float("-inf") if check.low is None else check.low
            high = float("inf") if check.high is None else check.high
            if value is None or not low <= float(value) <= high:
                found[f"{suite.name}.{check.name}"] = value
    return found


def test_a_sound_warehouse_passes_every_check(con: duckdb.DuckDBPyConnection) -> None:
    assert failing(con) == {}


CASES = [
    ("raw_volumes.run_is_described", "delete from ops.run_context"),
    (
        "raw_volumes.leads_or_calls_arrived",
        "delete from staging.stg_leads; delete from staging.stg_calls",
    ),
    (
        "raw_volumes.newest_lead_is_recent",
        "update ops.run_context set as_of_at = timestamp '2026-11-30'",
    ),
    (
        "raw_rejections.rejected_share_of_leads",
        "insert into quarantine.leads (status, is_rejected) "
        "select 'open', true from range(11)",
    ),
    (
        "raw_rejections.no_rows_wait_in_quarantine",
        "insert into quarantine.deletions (status, is_rejected) values ('open', false)",
    ),
    (
        "staging_leads.leads_are_not_in_the_future",
        "update staging.stg_leads set created_at = timestamp '2027-01-01' "
        "where lead_id = 'L7'",
    ),
    (
        "staging_leads.leads_are_not_ancient",
        "update staging.stg_leads set created_at = timestamp '1970-01-01' "
        "where lead_id = 'L7'",
    ),
    (
        "staging_leads.leads_have_contact_points",
        "update staging.stg_leads set phones = null where lead_id < 'L7'",
    ),
    (
        "staging_leads.leads_name_a_campaign",
        "update staging.stg_leads set campaign = null where lead_id < 'L7'",
    ),
    (
        "staging_calls.calls_are_not_in_the_future",
        "update staging.stg_calls set started_at = timestamp '2027-01-01' "
        "where call_id = 'C7'",
    ),
    (
        "staging_calls.calls_end",
        "update staging.stg_calls set duration_s = 90000 where call_id = 'C7'",
    ),
    (
        "staging_jobs.jobs_end_after_they_begin",
        "update staging.stg_jobs set completed_at = timestamp '2026-10-01' "
        "where job_id = 'J7'",
    ),
    (
        "staging_invoices.invoices_are_not_in_the_future",
        "update staging.stg_invoices set issued_at = timestamp '2027-01-01' "
        "where invoice_id = 'I7'",
    ),
    (
        "staging_invoices.invoice_amounts_are_believable",
        "update staging.stg_invoices set net_amount = -2000000000 "
        "where invoice_id = 'I7'",
    ),
    (
        "staging_ad_spend.spend_is_not_in_the_future",
        "insert into staging.stg_ad_spend values (date '2027-01-01', 5)",
    ),
    (
        "staging_ad_spend.spend_is_not_negative",
        "insert into staging.stg_ad_spend values (date '2026-11-01', -5000)",
    ),
    (
        "raw_against_last_publication.leads_per_day_are_as_before",
        "delete from staging.stg_leads where created_at > timestamp '2026-11-11'; "
        "delete from staging.stg_calls where started_at > timestamp '2026-11-11'",
    ),
    (
        "raw_against_last_publication.share_of_public_api_is_as_before",
        "update staging.stg_leads set origin = 'public_api' where lead_id < 'L3'",
    ),
    ("dim_campaigns.keys_are_unique", "insert into marts.dim_campaigns values (null)"),
    (
        "dim_customers.keys_are_unique",
        "insert into marts.dim_customers values ('K1', null)",
    ),
    ("fct_jobs.keys_are_unique", "insert into marts.fct_jobs values ('J1')"),
    (
        "fct_invoices.keys_are_unique",
        "insert into marts.fct_invoices values ('I1', 5)",
    ),
    (
        "fct_invoices.amounts_are_finite",
        "insert into marts.fct_invoices values ('I99', null)",
    ),
    (
        "fct_campaign_assignments.keys_are_unique",
        "insert into marts.fct_campaign_assignments values ('job', 'J1', 'U1')",
    ),
    ("fct_leads.leads_are_there", "delete from marts.fct_leads"),
    (
        "fct_leads.keys_are_unique",
        "insert into marts.fct_leads from marts.fct_leads limit 1",
    ),
    (
        "fct_leads.match_status_is_known",
        "update marts.fct_leads set match_status = 'maybe' where lead_id = 'L7'",
    ),
    (
        "fct_leads.campaign_status_is_known",
        "update marts.fct_leads set campaign_status = 'lost' where lead_id = 'L7'",
    ),
    (
        "fct_leads.source_table_is_known",
        "update marts.fct_leads set source_table = 'jobs' where lead_id = 'L7'",
    ),
    (
        "fct_leads.match_probability_is_a_probability",
        "update marts.fct_leads set match_probability = 1.2 where lead_id = 'L7'",
    ),
    (
        "fct_leads.match_probability_is_a_probability",
        "update marts.fct_leads set match_probability = 'nan' where lead_id = 'L7'",
    ),
    (
        "fct_leads.leads_have_a_person",
        "update marts.fct_leads set person_id = null where lead_id = 'L7'",
    ),
    (
        "fct_leads.no_lead_is_lost",
        "delete from marts.fct_leads where lead_id = 'call:C7'",
    ),
    (
        "fct_unique_leads.keys_are_unique",
        "update marts.fct_unique_leads set unique_lead_id = 'UL1' "
        "where unique_lead_id = 'UL2'",
    ),
    (
        "fct_unique_leads.confirmation_status_is_known",
        "update marts.fct_unique_leads set confirmation_status = 'perhaps' "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_unique_leads.life_cycle_state_is_known",
        "update marts.fct_unique_leads set life_cycle_state = 'asleep' "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_unique_leads.unique_leads_have_leads",
        "update marts.fct_unique_leads set leads_count = 0 "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_unique_leads.leads_add_up",
        "update marts.fct_unique_leads set leads_count = 2 "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_unique_leads.confirmed_ones_have_a_customer",
        "update marts.fct_unique_leads set customer_id = null "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_unique_leads.unique_leads_end_after_they_begin",
        "update marts.fct_unique_leads set last_lead_at = timestamp '2020-01-01' "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_unique_leads.decisions_follow_leads",
        "update marts.fct_unique_leads set decided_at = timestamp '2020-01-01' "
        "where unique_lead_id = 'UL1'",
    ),
    (
        "fct_revenue_credits.credits_are_shares",
        "insert into marts.fct_revenue_credits values ('first', 'invoiced', 1.5, 1)",
    ),
    (
        "fct_revenue_credits.credited_amounts_are_finite",
        "insert into marts.fct_revenue_credits values ('first', 'invoiced', 1, null)",
    ),
    (
        "fct_revenue_credits.revenue_basis_is_known",
        "insert into marts.fct_revenue_credits values ('first', 'hoped', 1, 1)",
    ),
    ("campaign_roi.months_are_there", "delete from marts.campaign_roi"),
    (
        "campaign_roi.keys_are_unique",
        "update marts.campaign_roi set month = date '2026-08-01'",
    ),
    (
        "campaign_roi.keys_are_unique",
        "update marts.campaign_roi set company_id = null",
    ),
    ("campaign_roi.clock_is_known", "update marts.campaign_roi set clock = 'sundial'"),
    (
        "campaign_roi.revenue_basis_is_known",
        "update marts.campaign_roi set revenue_basis = 'hoped'",
    ),
    (
        "campaign_roi.amounts_are_finite",
        "update marts.campaign_roi set spend_amount = null",
    ),
    ("campaign_roi.counts_are_not_negative", "update marts.campaign_roi set jobs = -1"),
    ("campaign_roi.counts_nest", "update marts.campaign_roi set valid_leads = 61"),
    (
        "campaign_roi.spend_is_not_negative",
        "update marts.campaign_roi set spend_amount = -1",
    ),
    (
        "marts_against_last_publication.fct_leads_keeps_its_rows",
        "delete from marts.fct_leads where lead_id like 'L%'",
    ),
    (
        "marts_against_last_publication.enough_revenue_remains",
        "update marts.campaign_roi set revenue_amount = 1000",
    ),
    (
        "marts_against_last_publication.most_revenue_remains",
        "update marts.campaign_roi set revenue_amount = 2000",
    ),
    (
        "marts_against_last_publication.most_spend_remains",
        "update marts.campaign_roi set spend_amount = 100",
    ),
    (
        "identity_against_last_publication.person_sizes_are_as_before",
        "update marts.fct_leads set person_id = 'P' where lead_id like 'L1_'",
    ),
    (
        "identity_against_last_publication.person_sizes_can_be_believed",
        "update marts.fct_leads set person_id = 'P' where lead_id like 'L1%'",
    ),
    (
        "identity_against_last_publication.match_weights_are_as_before",
        "update identity.scored_edges set match_weight = match_weight + 8 "
        "where match_weight < 4",
    ),
    (
        "identity_against_last_publication.match_weights_can_be_believed",
        "update identity.scored_edges set match_weight = match_weight + 12",
    ),
]


@pytest.mark.parametrize(("check", "harm"), CASES)
def test_a_check_finds_what_it_is_there_for(
    con: duckdb.DuckDBPyConnection, check: str, harm: str
) -> None:
    con.execute(harm)
    suite = check.partition(".")[0]
    assert check in failing(con, tuple(s for s in all_suites() if s.name == suite))


def test_a_rejected_share_at_the_limit_passes_and_above_it_fails(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rejected = (
        "insert into quarantine.leads (status, is_rejected) values ('open', true)"
    )
    suites = raw_suites(QualitySettings(max_rejected_share=10 / 210))
    name = "raw_rejections.rejected_share_of_leads"
    for _ in range(10):
        con.execute(rejected)
    assert name not in failing(con, suites)
    con.execute(rejected)
    assert failing(con, suites)[name] == pytest.approx(11 / 211)


def test_only_open_rows_that_were_rejected_count_as_rejected(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute(
        "insert into quarantine.leads (status, is_rejected) "
        "select status, is_rejected from (values ('replayed', true), "
        "('superseded', true), ('open', false)) as held (status, is_rejected), "
        "range(99)"
    )
    assert "raw_rejections.rejected_share_of_leads" not in failing(con)


def test_without_an_earlier_publication_nothing_is_compared(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for suite in (
        contacts_compared(None),
        marts_compared(None, "EUR", 0.5),
        identity_drift(None, 0.5),
    ):
        assert suite.measured == ()
        assert all(check.not_applicable for check in suite.checks)


def test_shares_of_few_leads_are_not_compared() -> None:
    few = contacts_compared(replace(LAST, leads=99))
    assert [check.name for check in few.measured] == ["leads_per_day_are_as_before"]


def test_persons_of_few_records_and_unpublished_weights_are_not_compared() -> None:
    few = replace(LAST, records_by_person_size={1: 499}, pairs_by_weight={})
    suite = identity_drift(few, 0.5)
    assert suite.measured == ()
    assert {check.not_applicable for check in suite.checks} == {
        "too few to compare with: 499 records in the last publication",
        "too few to compare with: 0 scored pairs in the last publication",
    }


def test_a_drift_that_warns_does_not_yet_shut_the_gate(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("update marts.fct_leads set person_id = 'P' where lead_id < 'L11'")
    found = failing(con, (identity_drift(LAST, 0.5),))
    (drift,) = found.values()
    assert list(found) == [
        "identity_against_last_publication.person_sizes_are_as_before"
    ]
    assert 0.05 < float(drift or 0) < 0.5


def test_the_index_is_that_of_the_shares_in_each_bin(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """240 records alone, 0.5 more in each of 8 bins, against 120 alone and 120 in pairs."""
    now = [240.5 / 244] + [0.5 / 244] * 7
    before = [600.5 / 1204, 600.5 / 1204] + [0.5 / 1204] * 6
    expected = sum(
        (one - other) * math.log(one / other)
        for one, other in zip(now, before, strict=True)
    )
    last = replace(LAST, records_by_person_size={1: 600, 2: 600})
    found = failing(con, (identity_drift(last, 0.5),))
    measured = found["identity_against_last_publication.person_sizes_can_be_believed"]
    assert measured == pytest.approx(expected)


def test_totals_in_another_currency_are_not_compared() -> None:
    suite = marts_compared(LAST, "USD", 0.5)
    assert {check.name for check in suite.measured} == {
        "fct_leads_keeps_its_rows",
        "campaign_roi_keeps_its_rows",
        "dim_campaigns_keeps_its_rows",
    }
    reasons = {check.not_applicable for check in suite.checks}
    assert "not comparable: the report currency was EUR" in reasons


def test_no_whole_day_since_the_last_publication_is_as_before(
    con: duckdb.DuckDBPyConnection,
) -> None:
    suites = (contacts_compared(replace(LAST, newest_lead_date=date(2026, 11, 21))),)
    assert failing(con, suites) == {}


def test_the_declared_checks_are_those_of_every_run() -> None:
    declared = {
        (suite.name, check.name)
        for stage in ("raw", "marts")
        for suite, check in declared_checks(stage)
    }
    run = {(suite.name, check.name) for suite in all_suites() for check in suite.checks}
    assert declared == run
    assert len(declared) == sum(len(suite.checks) for suite in all_suites())


def publish(root: Path, con: duckdb.DuckDBPyConnection) -> None:
    folder = root / "published" / "r0"
    folder.mkdir(parents=True)
    con.execute(
        "create or replace table marts.match_evidence as "
        "select match_weight from identity.scored_edges union all select null"
    )
    for mart in ("fct_leads", "campaign_roi", "dim_customers", "match_evidence"):
        con.execute(f"copy marts.{mart} to '{folder / mart}.parquet' (format parquet)")
    manifest = {"rows": {"fct_leads": 240}, "report_currency": "EUR"}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (root / "published" / "current").write_text("r0\n", "utf-8")


def test_the_last_publication_is_read_from_its_files(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    assert read_last_publication(Workspace(tmp_path)) is None
    publish(tmp_path, con)
    last = read_last_publication(Workspace(tmp_path))
    assert last is not None
    assert (last.leads, last.rows) == (240, {"fct_leads": 240})
    assert last.origin_share["call"] == pytest.approx(40 / 240)
    assert last.newest_lead_date == date(2026, 11, 21)
    assert last.leads_per_day == pytest.approx((55 + 28) / 28, abs=0.05)
    assert (last.revenue_amount, last.spend_amount) == (10_000, 1_000)
    assert last.records_by_person_size == {1: 240}
    assert sum(last.pairs_by_weight.values()) == 3_000
    assert last.pairs_by_weight[24] == 100


@pytest.mark.parametrize("lost", ["manifest.json", "fct_leads.parquet"])
def test_a_publication_that_is_not_whole_is_an_error_naming_it(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, lost: str
) -> None:
    publish(tmp_path, con)
    (tmp_path / "published" / "r0" / lost).unlink()
    with pytest.raises(PublicationError, match="'r0', which cannot be read"):
        read_last_publication(Workspace(tmp_path))


def test_an_exception_inside_an_expectation_is_found_in_both_of_its_forms() -> None:
    assert raised_message(None) is None
    assert raised_message({"raised_exception": False}) is None
    flat = {"raised_exception": True, "exception_message": "no column\nmore"}
    assert raised_message(flat) == "no column"
    assert raised_message({"MetricConfigurationID(...)": flat}) == "no column"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "rows", "1 row"),
        (12345, "rows", "12,345 rows"),
        (0.0512, "share", "5.1%"),
        (2.25, "days", "2.2 days"),
        (0.5, "times", "0.50 times"),
        (7.0, "number", "7"),
        (float("inf"), "number", "inf"),
    ],
)
def test_values_are_shown_with_their_unit(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text  # type: ignore[arg-type]


def result(name: str, **changes: object) -> QualityResult:
    sound = QualityResult("suite", name, "error", "0 rows", True, 0, "marts.fct_leads")
    return replace(sound, **changes)


def test_only_a_failed_error_stops_publication() -> None:
    assert not result("a").stops_publication
    assert result("a", passed=False).stops_publication
    assert not result("a", passed=False, severity="warning").stops_publication


def test_results_of_a_run_are_kept_once(con: duckdb.DuckDBPyConnection) -> None:
    moment = datetime(2026, 11, 22, 6, 0, 0)
    write_results(con, "r1", moment, [result("a"), result("b")])
    write_results(con, "r1", moment, [result("a", passed=False, rows_failed=None)])
    write_results(con, "r2", moment, [])
    rows = con.execute(
        'select run_id, suite, "check", severity, observed, passed, rows_failed, '
        'table_name, checked_at from quality.results order by "check"'
    ).fetchall()
    assert rows == [
        ("r1", "suite", "a", "error", "0 rows", False, None, "marts.fct_leads", moment),
        ("r1", "suite", "b", "error", "0 rows", True, 0, "marts.fct_leads", moment),
    ]


def test_pages_load_and_run_nothing() -> None:
    page = (
        '<html><head><link href="https://cdn.x/a.css"><script src="//cdn.x/a.js">'
        "</script><style>a{background:url(https://x/i.png)}</style></head><body>"
        '<img src="https://x/count.png?id=7"><p onclick="go()">text</p>'
        "<script>\n$('x')\n</script><footer>news</footer></body></html>"
    )
    assert offline(page, "../") == (
        '<html><head><link rel="stylesheet" href="../style.css"></head><body>'
        "<p>text</p></body></html>"
    )
    assert offline(offline(page, "../"), "../") == offline(page, "../")


def test_the_index_lists_failures_first_and_escapes_what_it_shows(
    tmp_path: Path,
) -> None:
    found = [result("fine"), result("broken", passed=False, observed="<b>7</b>")]
    index = finish_site(tmp_path, "r1", {"raw": found}).read_text("utf-8")
    assert index.index("broken") < index.index("fine")
    assert "&lt;b&gt;7&lt;/b&gt;" in index
    assert "<script" not in index


def test_great_expectations_is_not_imported_before_a_gate_runs() -> None:
    code = (
        "import sys, orchestration.quality; "
        "sys.exit(any(name.startswith('great_expectations') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
