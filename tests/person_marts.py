"""Invented marts of one person, as the pages read them: those of explained_publication.

Ann wrote, called twice and became a customer; what was done since is added here. Every
mart has all columns of its contract.
"""

from datetime import datetime
from pathlib import Path

import duckdb

from tests.contracts import Row, contracts, write_mart
from tests.unit.explained_publication import MARTS as EXPLAINED

# Marts of the whole network, which the publication has from elsewhere.
_OTHERS = (
    "campaign_roi",
    "campaign_uncertainty",
    "dim_campaigns",
    "dim_companies",
    "naming_violations",
)
_CUSTOMERS: dict[object, str] = {"I1": "K1", "I2": "K1", "I3": "K2"}
_PAYMENT: Row = {
    "entry_id": "payment:P1",
    "revenue_basis": "collected",
    "entry_kind": "payments",
    "conversion_id": "job:J1",
    "invoice_id": "I1",
    "job_id": "J1",
    "customer_id": "K1",
    "occurred_at": datetime(2026, 4, 2, 9),
    "occurred_date": "2026-04-02",
    "amount": 900,
    "report_currency": "USD",
    "source_file": "landing/payments/p.csv",
    "source_line": 2,
}
# What happened to Ann beside contacts, jobs and invoices.
DONE: dict[str, list[Row]] = {
    "fct_offers": [
        {
            "offer_id": "O1",
            "lead_id": "L1",
            "company_id": "com-02",
            "mode": "competing",
            "outcome": "accepted",
            "offered_at": datetime(2026, 3, 1, 10, 5),
        }
    ],
    "fct_activities": [
        {
            "activity_id": "A1",
            "lead_id": "L1",
            "activity_type": "call",
            "status": "completed",
            "completed_at": datetime(2026, 3, 1, 11),
            "is_two_way": True,
            "source_file": "landing/activities/a.csv",
            "source_line": 2,
        }
    ],
    "fct_status_events": [
        {
            "event_id": "E1",
            "lead_id": "L1",
            "occurred_at": datetime(2026, 3, 9),
            "status": "won",
            "is_duplicate": False,
            "source_file": "landing/lead_status_events/e.csv",
            "source_line": 2,
        },
        {
            "event_id": "E2",
            "lead_id": "L1",
            "occurred_at": datetime(2026, 3, 9),
            "status": "won",
            "is_duplicate": True,
        },
    ],
    "fct_estimates": [
        {
            "estimate_id": "Q1",
            "customer_id": "K1",
            "created_at": datetime(2026, 3, 8),
            "status": "accepted",
            "source_amount": 1400,
            "source_currency": "USD",
            "source_file": "landing/estimates/q.csv",
            "source_line": 2,
        }
    ],
    "fct_touches": [
        {"lead_id": "L1", "person_id": "person:ann", "gives_campaign": True},
        {"lead_id": "call:C1", "person_id": "person:ann", "gives_campaign": False},
    ],
    "fct_surveys": [
        {
            "response_id": "S1",
            "lead_id": "L1",
            "kind": "customer",
            "rating": 5,
            "submitted_at": datetime(2026, 4, 20),
        }
    ],
    "desk_decisions": [
        {
            "event_id": "event-7",
            "kind": "split_persons",
            "subject_id": "lead:L1",
            "object_id": "lead:L2",
            "decided_at": datetime(2026, 3, 5, 11),
            "decided_by": "Kim",
        }
    ],
}


def write_person_marts(folder: Path, is_empty: bool = False) -> None:
    """Write all of them into a publication; each without a row if asked."""
    for name in EXPLAINED.keys() - set(_OTHERS):
        rows = _explained(name)
        if name == "fct_ledger":
            rows.append(_PAYMENT)
        if name == "fct_invoices":
            rows = [
                {**row, "customer_id": _CUSTOMERS[row["invoice_id"]]} for row in rows
            ]
        write_mart(folder, name, [] if is_empty else rows)
    if not (folder / "dim_users.parquet").exists():
        write_mart(folder, "dim_users", [])
    for name, rows in DONE.items():
        write_mart(folder, name, [] if is_empty else rows)


def _explained(name: str) -> list[Row]:
    """The rows of a mart, with the columns that its contract knows."""
    with duckdb.connect() as con:
        cursor = con.execute(EXPLAINED[name])
        columns = [column[0] for column in cursor.description or []]
        known = contracts()[name]
        return [
            {
                key: value
                for key, value in zip(columns, row, strict=True)
                if key in known
            }
            for row in cursor.fetchall()
        ]
