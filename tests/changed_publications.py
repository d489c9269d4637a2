"""Two publications that differ by one late invoice, for tests of what changed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from tests.contracts import Row, write_mart
from tests.money_marts import World, write_money_marts
from tests.publication_fixture import small_scenario, write_publication

BEFORE, AFTER = "20261121T060000Z-aaaaaa", "20261122T060000Z-bbbbbb"
LATE = Decimal("123.45")
MONTH = date(2026, 3, 1)
# What a comparison reads and no page does.
UNREAD: tuple[str, ...] = ("desk_decisions", "person_changes", "person_records")
INVOICE = "invoice:I99999"


def write_two(root: Path) -> str:
    """Both publications, the later one current; returns the campaign that changed."""
    campaign = ""
    for run_id in (BEFORE, AFTER):
        folder = write_publication(root, small_scenario(run_id=run_id))
        campaign = World(folder).stopped
        write_money_marts(folder, previous_run_id=BEFORE)
        for name in UNREAD:
            write_mart(folder, name, [])
        if run_id == AFTER:
            _add_invoice(folder, campaign)
    return campaign


def _add_invoice(folder: Path, campaign: str) -> None:
    company = _add_revenue(folder, campaign)
    common: Row = {
        "entry_id": INVOICE,
        "conversion_id": INVOICE,
        "revenue_basis": "invoiced",
        "invoice_id": "I99999",
        "company_id": company,
        "occurred_date": MONTH,
    }
    place = {"source_file": "landing/invoices/late.csv", "source_line": 7}
    _append(
        folder,
        "fct_ledger",
        {
            **common,
            **place,
            "entry_kind": "invoices",
            "amount": LATE,
            "source_amount": LATE,
            "source_currency": "EUR",
            "exchange_rate": 1,
            "report_currency": "EUR",
        },
    )
    _append(
        folder,
        "fct_revenue_credits",
        {
            **common,
            "attribution_model": "confirmed",
            "unique_lead_id": "unique:L1",
            "lead_id": "L1",
            "campaign_id": campaign,
            "cohort_date": MONTH,
            "credit": 1,
            "credited_amount": LATE,
        },
    )
    _append(
        folder,
        "fct_conversions",
        {
            **place,
            "conversion_id": INVOICE,
            "conversion_kind": "invoice",
            "is_cancelled": False,
            "campaign_bucket_id": campaign,
            "company_scope": company,
            "cohort_date": MONTH,
        },
    )
    _append(
        folder,
        "source_records",
        {
            **place,
            "record_id": INVOICE,
            "source_table": "invoices",
            "occurred_at": "2026-03-02 12:00:00",
            "row_hash": "new",
        },
    )


def _append(folder: Path, mart: str, row: Row) -> None:
    """One row more in a mart."""
    kept = pd.read_parquet(folder / f"{mart}.parquet")
    rows = [
        {key: None if pd.isna(value) else value for key, value in each.items()}
        for each in kept.to_dict("records")
    ]
    write_mart(folder, mart, [*rows, row])


def _add_revenue(folder: Path, campaign: str) -> str:
    """The amount in campaign_roi, on a company that the campaign has in that month."""
    path = folder / "campaign_roi.parquet"
    roi = pd.read_parquet(path)
    mine = (
        (roi["campaign_id"] == campaign)
        & (pd.to_datetime(roi["month"]) == pd.Timestamp(MONTH))
        & (roi["clock"] == "cohort")
        & (roi["attribution_model"] == "confirmed")
        & (roi["revenue_basis"] == "invoiced")
    )
    place = roi.index[mine][0]
    roi.loc[place, "revenue_amount"] += LATE
    roi.to_parquet(path)
    return str(roi.loc[place, "company_id"])
