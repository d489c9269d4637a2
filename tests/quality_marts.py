"""Invented marts of quality and deliveries, small enough to add up by eye.

They are added to a publication of publication_fixture, whose checks they leave, with the
default definition as its rules.
"""

import json
import shutil
from datetime import date, datetime
from pathlib import Path

from orchestration.settings import PROJECT_DIR
from tests.contracts import Row, write_mart

DEFAULT_RULES = PROJECT_DIR / "orchestration" / "definition" / "default"
RUN_AT = datetime(2026, 11, 22, 6)
RAW_ROW = json.dumps({"lead_id": "L9", "created_at": "13/13/2025"})
FRESHNESS: list[Row] = [
    {
        "source_table": "leads",
        "files": 2,
        "rows_delivered": 100,
        "rows_accepted": 95,
        "rows_rejected": 5,
        "held_rows": 4,
        "records": 90,
        "future_records": 1,
        "newest_delivered_at": datetime(2026, 11, 20, 6),
        "days_since_delivery": 2,
        "newest_record_at": datetime(2026, 11, 19, 6),
        "days_since_record": 3,
        "as_of_at": RUN_AT,
    },
    {
        "source_table": "users",
        "files": 1,
        "rows_delivered": 7,
        "rows_accepted": 7,
        "rows_rejected": 0,
        "held_rows": 0,
        "newest_delivered_at": datetime(2026, 10, 1, 6),
        "days_since_delivery": 52,
        "as_of_at": RUN_AT,
    },
    {
        "source_table": "surveys",
        "files": 0,
        "rows_delivered": 0,
        "rows_accepted": 0,
        "rows_rejected": 0,
        "held_rows": 0,
        "as_of_at": RUN_AT,
    },
]
FILES: list[Row] = [
    {
        "source_file": f"landing/leads/leads_{number}.csv",
        "file_hash": f"hash{number}",
        "source_table": "leads",
        "status": "loaded",
        "rows_delivered": 50,
        "rows_accepted": 50 - 5 * number,
        "rows_rejected": 5 * number,
        "delivered_at": datetime(2026, 11, 19 + number, 6),
        "loaded_at": RUN_AT,
        "loaded_run_id": "run-1",
    }
    for number in (0, 1)
]
QUARANTINE: list[Row] = [
    {
        "source_table": "leads",
        "reason_code": "bad_time",
        "column_name": "created_at",
        "source_file": "landing/leads/leads_1.csv",
        "held_rows": 3,
        "rejected_rows": 3,
        "first_line": 12,
        "last_line": 40,
        "delivered_at": datetime(2026, 11, 20, 6),
        "sample_reason": "landing/leads/leads_1.csv, line 12: created_at '13/13/2025' "
        "is not a time.",
        "sample_text": RAW_ROW,
    },
    {
        "source_table": "invoices",
        "reason_code": "reference_to_nothing",
        "column_name": "job_id",
        "source_file": "landing/invoices/i.csv",
        "held_rows": 1,
        "rejected_rows": 0,
        "first_line": 5,
        "last_line": 5,
        "delivered_at": datetime(2026, 11, 20, 6),
        "sample_reason": "landing/invoices/i.csv, line 5: job_id 'J9' names nothing.",
        "sample_text": '{"invoice_id": "I5"}',
    },
]
UNKNOWN: list[Row] = [
    {
        "campaign_text": "google serch",
        "leads": 9,
        "first_seen_at": datetime(2026, 5, 1),
        "last_seen_at": datetime(2026, 7, 1),
        "suggested_campaign_id": "cmp-001",
        "suggestion_likeness": 0.94,
        "nearest_names": "Google Search; Google Display",
    }
]
VIOLATIONS: list[Row] = [
    {
        "campaign_id": "cmp-002",
        "name": "Home Show 2026",
        "channel": "events",
        "pattern": "{year}_{event}_{product}",
        "suggestion": "2026_HomeShow_hvac",
        "is_suggestion_complete": True,
        "leads": 22,
    }
]
LEDGER: list[Row] = [
    {
        "month": date(2026, month, 1),
        "company_id": company,
        "revenue_basis": "invoiced",
        "attribution_model": model,
        "entries": 4,
        "ledger_amount": 1000 * month,
        "attributed_amount": 600 * month if model == "confirmed" else 700 * month,
        "unattributed_amount": 400 * month if model == "confirmed" else 300 * month,
        "unknown_campaign_amount": 0,
        "no_campaign_amount": 0,
        "unmatched_amount": 400 * month if model == "confirmed" else 300 * month,
        "waits_for_review_amount": 0,
        "dismissed_amount": 0,
        "before_window_amount": 0,
        "difference_amount": 0,
        "report_currency": "EUR",
    }
    for month in (9, 10)
    for company in ("com-02", "com-03")
    for model in ("confirmed", "linear")
]
MARTS: dict[str, list[Row]] = {
    "source_freshness": FRESHNESS,
    "source_files": FILES,
    "quarantine_reasons": QUARANTINE,
    "unknown_campaigns": UNKNOWN,
    "naming_violations": VIOLATIONS,
    "ledger_reconciliation": LEDGER,
}


def write_quality_marts(folder: Path, is_empty: bool = False) -> None:
    """Write all of them into a publication; each without a row if asked."""
    for name, rows in MARTS.items():
        write_mart(folder, name, [] if is_empty else rows)
    if not is_empty:
        shutil.copytree(DEFAULT_RULES, folder / "definition")
