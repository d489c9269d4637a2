"""The report currency is settled before any amount is stated in it."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.context import new_run_id, utc_now, write_report_currency
from orchestration.errors import LeadhouseError
from orchestration.settings import Settings


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Staging tables without rows."""
    with duckdb.connect() as connection:
        connection.execute("create schema staging; create schema ops;")
        for table, columns in {
            "companies": "company_id varchar, currency varchar",
            "exchange_rates": "rate_date date, from_currency varchar, "
            "to_currency varchar, rate decimal(18, 8)",
            "invoices": "invoice_id varchar, company_id varchar, issued_at timestamp, "
            "currency varchar",
            "payments": "invoice_id varchar, paid_at timestamp, currency varchar",
            "estimates": "company_id varchar, created_at timestamp, amount decimal, "
            "status varchar, currency varchar",
            "surveys": "submitted_at timestamp, revenue_amount decimal, currency varchar",
            "jobs": "company_id varchar, created_at timestamp, cost_amount decimal, "
            "currency varchar",
            "ad_spend": "company_id varchar, spend_date date, currency varchar",
        }.items():
            connection.execute(
                f"create table staging.stg_{table} ({columns}, "
                "source_file varchar, source_line bigint)"
            )
        yield connection


def invoice(con: duckdb.DuckDBPyConnection, currency: str | None, day: str) -> None:
    con.execute(
        "insert into staging.stg_invoices values ('I', 'A', ?, ?, 'landing/i.csv', 7)",
        [f"{day} 10:00", currency],
    )


def rate(con: duckdb.DuckDBPyConnection, day: str, source: str, target: str) -> None:
    con.execute(
        "insert into staging.stg_exchange_rates values (?, ?, ?, 1.5, 'f', 1)",
        [day, source, target],
    )


def test_the_only_currency_there_is_is_the_report_currency(
    con: duckdb.DuckDBPyConnection,
) -> None:
    invoice(con, "BRL", "2026-01-01")
    assert write_report_currency(con, Settings()) == "BRL"


def test_an_amount_without_currency_has_its_companys(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("insert into staging.stg_companies values ('A', 'CAD', 'f', 1)")
    invoice(con, None, "2026-01-01")
    assert write_report_currency(con, Settings()) == "CAD"


def test_of_two_currencies_the_one_that_the_rates_lead_to_is_taken(
    con: duckdb.DuckDBPyConnection,
) -> None:
    invoice(con, "CAD", "2026-01-01")
    invoice(con, "USD", "2026-01-01")
    rate(con, "2025-12-31", "CAD", "USD")
    assert write_report_currency(con, Settings()) == "USD"


def test_several_currencies_without_rates_ask_for_the_setting(
    con: duckdb.DuckDBPyConnection,
) -> None:
    invoice(con, "CAD", "2026-01-01")
    invoice(con, "USD", "2026-01-01")
    with pytest.raises(LeadhouseError, match=r"CAD, USD: set report_currency"):
        write_report_currency(con, Settings())


def test_a_missing_rate_is_told_with_pair_date_and_line(
    con: duckdb.DuckDBPyConnection,
) -> None:
    invoice(con, "CAD", "2026-01-01")
    rate(con, "2026-01-02", "CAD", "USD")
    with pytest.raises(LeadhouseError) as error:
        write_report_currency(con, Settings(report_currency="USD"))
    assert "No exchange rate from CAD to USD on or before 2026-01-01" in str(
        error.value
    )
    assert "landing/i.csv, line 7" in str(error.value)


def test_run_ids_sort_by_time_and_never_repeat() -> None:
    now = utc_now()
    ids = {new_run_id(now) for _ in range(100)}
    assert len(ids) == 100
    assert all(run_id.startswith(f"{now:%Y%m%dT%H%M%S}Z-") for run_id in ids)
