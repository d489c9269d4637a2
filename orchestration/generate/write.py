"""Which files each source delivers, and the truth beside them."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from orchestration.errors import LeadhouseError
from orchestration.generate.clock import END, START
from orchestration.generate.delivery import (
    DELETIONS,
    LATE,
    Delivery,
    Landing,
    older_version,
    rows_at,
    with_broken,
)
from orchestration.generate.draws import DAY, Draws, Ints, Texts

BROKEN_SHARE = 0.003
_CORRECTED_SHARE = 0.006
_RESENT_SHARE = 0.02
_SETTINGS = """\
# Settings of a generated network; `leadhouse init` writes a file with every key.
timezone: America/New_York
report_currency: USD
country: US
"""
_FAULTS: dict[str, tuple[str, dict[str, str]]] = {
    "leads": (
        "lead_id",
        {
            "created_at": "31/02/2026",
            "origin": "carrier_pigeon",
            "target_amount": "about 5k",
        },
    ),
    "calls": (
        "call_id",
        {"started_at": "", "duration_s": "two minutes", "direction": "sideways"},
    ),
    "customers": ("customer_id", {"created_at": "2026-02-31", "party_type": "robot"}),
    "estimates": ("estimate_id", {"amount": "TBD", "customer_id": "K9999999"}),
    "jobs": ("job_id", {"created_at": "yesterday", "customer_id": "K9999999"}),
    "invoices": (
        "invoice_id",
        {"net_amount": "n/a", "customer_id": "K9999999", "issued_at": "31/02/2026"},
    ),
    "payments": ("payment_id", {"amount": "paid", "invoice_id": "I9999999"}),
    "lead_status_events": ("event_id", {"occurred_at": "soon", "lead_id": "L9999999"}),
    "lead_offers": ("offer_id", {"mode": "auction", "offered_at": "31/02/2026"}),
    "activities": ("activity_id", {"lead_id": "", "status": "maybe"}),
    "surveys": ("response_id", {"rating": "11", "kind": "neighbour"}),
}
_LAYOUT: dict[str, tuple[int, str]] = {
    "calls": (12, "csv"),
    "customers": (3, "csv"),
    "estimates": (3, "csv"),
    "jobs": (3, "csv"),
    "invoices": (12, "csv"),
    "payments": (3, "csv.gz"),
    "lead_status_events": (3, "csv.gz"),
    "lead_offers": (3, "csv"),
    "activities": (3, "jsonl"),
    "surveys": (1, "csv"),
    "ad_spend": (3, "parquet"),
    "exchange_rates": (1, "csv.gz"),
}
_IN_ORDER_OF_TIME = ("leads", "calls", "customers")
_FIRST_VERSION: dict[str, dict[str, str]] = {
    "leads": {"message": "", "street": "", "target_amount": ""},
    "customers": {"street": "", "account_classification": "new"},
    "jobs": {"status": "open", "completed_at": ""},
    "invoices": {"net_amount": "1.00"},
    "ad_spend": {"clicks": "0"},
}


def write_table(
    landing: Landing, table: str, rows: dict[str, Texts], at: Ints, seed: int
) -> int:
    """The files of one table: ordinary ones, and a late one with corrected records."""
    draws = Draws(seed, f"delivery {table}")
    rows = {name: values.astype(object) for name, values in rows.items()}
    if table in _IN_ORDER_OF_TIME:
        order = np.argsort(at, kind="stable")
        rows, at = rows_at(rows, order), at[order]
    first, corrected = rows, np.zeros(0, dtype=np.int64)
    if table in _FIRST_VERSION:
        first, corrected = older_version(
            rows, _FIRST_VERSION[table], _CORRECTED_SHARE, draws
        )
    if table == "leads":
        first["created_at"] = first["created_at"].copy()
        first["created_at"][corrected[::10]] = "13/13/2025"
    when = at
    if table in _FAULTS:
        key, faults = _FAULTS[table]
        first, when = with_broken(first, at, key, faults, BROKEN_SHARE, draws)
    count = _write_first(landing, table, first, when)
    if len(corrected):
        late = Delivery(
            table,
            rows_at(rows, corrected),
            at[corrected],
            name=f"{table}_corrections",
            delivered_at=LATE,
        )
        count += landing.write(late)
    if table == "leads":
        count += _resend(landing, rows, at, draws)
    return count


def _resend(landing: Landing, rows: dict[str, Texts], at: Ints, draws: Draws) -> int:
    """Some of the last year's leads again as they are, with an unknown column."""
    recent = (at > END - 365 * DAY) & draws.chance(_RESENT_SHARE, len(at))
    again = rows_at(rows, np.flatnonzero(recent))
    again["utm_term"] = draws.pick(["roof", "leak", "window", ""], int(recent.sum()))
    resent = Delivery(
        "leads", again, at[recent], name="leads_resent", delivered_at=LATE
    )
    return landing.write(resent)


def _write_first(landing: Landing, table: str, rows: dict[str, Texts], at: Ints) -> int:
    if table == "leads":
        return _write_leads(landing, rows, at)
    if table == "calls":
        early = at < START + 365 * DAY
        old = Delivery(
            table, rows_at(rows, np.flatnonzero(early)), at[early], 12, "csv.gz"
        )
        rest = np.flatnonzero(~early)
        return landing.write(old) + landing.write(
            Delivery(table, rows_at(rows, rest), at[rest], 12)
        )
    periods, kind = _LAYOUT.get(table, (1, "csv"))
    delivered_at = DELETIONS if table == "deletions" else 0
    return landing.write(
        Delivery(table, rows, at, periods, kind, delivered_at=delivered_at)
    )


def _write_leads(landing: Landing, rows: dict[str, Texts], at: Ints) -> int:
    """Trade shows as a spreadsheet's export, the API as JSON lines, the rest as CSV."""
    origin = rows["origin"]
    shows, api = origin == "trade_show", np.isin(origin, ["public_api", "chat"])
    exported = rows_at(rows, np.flatnonzero(shows))
    exported = {name.upper(): values for name, values in exported.items()}
    rest = np.flatnonzero(~shows & ~api)
    return (
        landing.write(
            Delivery("leads", exported, at[shows], 3, "cp1252", "trade_shows")
        )
        + landing.write(
            Delivery(
                "leads", rows_at(rows, np.flatnonzero(api)), at[api], 3, "jsonl", "api"
            )
        )
        + landing.write(Delivery("leads", rows_at(rows, rest), at[rest], 12))
    )


def add_delivery_faults(landing: Landing) -> None:
    """A file delivered twice, a line too long and a line given twice."""
    calls = landing.folder / "calls"
    source = sorted(calls.glob("calls_q*.csv"))[-1]
    landing.repeat(source, f"{source.stem} (1).csv")
    target = sorted((landing.folder / "jobs").glob("jobs_year*.csv"))[0]
    lines = target.read_text("utf-8").splitlines()
    too_long = ",".join(["X-job-long", *lines[1].split(",")[1:], "surplus", "surplus"])
    landing.append_lines(target, [too_long, lines[1]])


def claim(out: Path) -> None:
    """Make room in out/landing; refuse where it holds what was not written here."""
    marker, folder = out / "truth" / "generated.json", out / "landing"
    written: dict[str, str] = {}
    if marker.exists():
        written = json.loads(marker.read_text("utf-8"))["files"]
    present = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in present:
        name = path.relative_to(out).as_posix()
        if written.get(name) != _digest(path):
            raise LeadhouseError(
                f"{path} was not written by `leadhouse generate`; "
                "choose an empty folder, or move the file away."
            )
    for path in present:
        path.unlink()


def mark(out: Path, files: Iterable[Path], leads: int, seed: int) -> None:
    """Remember what was written, so that it may be replaced by the generator later."""
    content = {
        "leads": leads,
        "seed": seed,
        "files": {
            path.relative_to(out).as_posix(): _digest(path) for path in sorted(files)
        },
    }
    marker = out / "truth" / "generated.json"
    marker.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_settings(out: Path) -> None:
    """leadhouse.yml, unless there is one."""
    path = out / "leadhouse.yml"
    if not path.exists():
        path.write_text(_SETTINGS, "utf-8")
