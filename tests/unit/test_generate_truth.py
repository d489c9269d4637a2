"""The truth of a generated network follows from what was delivered, by DESIGN's rules.

Everything is worked out again from the landing files and the true persons, record by
record, sharing no code with the generator.
"""

import csv
import gzip
import io
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from orchestration.generate import generate

Rows = dict[str, dict[str, str]]
NETWORK_ZONE = "America/New_York"
DECIDING = {"won", "lost", "cancelled"}
KEYS = {
    "companies": "company_id",
    "territories": "territory_id",
    "campaigns": "campaign_id",
    "campaign_aliases": "alias",
    "exchange_rates": "rate_date",
    "leads": "lead_id",
    "calls": "call_id",
    "customers": "customer_id",
    "jobs": "job_id",
    "invoices": "invoice_id",
    "lead_status_events": "event_id",
    "deletions": "key",
}


def read_file(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    if path.suffix == ".jsonl":
        found = [json.loads(line) for line in content.decode().splitlines()]
        return [{k: v or "" for k, v in row.items()} for row in found]
    if path.name.startswith("trade_shows"):
        text, delimiter = content.decode("cp1252"), ";"
    else:
        text, delimiter = content.decode("utf-8"), ","
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [
        {str(k).lower(): v for k, v in row.items() if k is not None} for row in found
    ]


def read_table(landing: Path, table: str) -> Rows:
    """The newest version of every record; broken rows have ids that begin with X-."""
    rows: Rows = {}
    for path in sorted((landing / table).iterdir(), key=lambda p: p.stat().st_mtime):
        for row in read_file(path):
            if not row[KEYS[table]].startswith("X-"):
                rows[row[KEYS[table]]] = row
    return rows


class Network:
    """The delivered records as a careful reader understands them."""

    def __init__(self, out: Path) -> None:
        landing = out / "landing"
        self.tables = {table: read_table(landing, table) for table in KEYS}
        self.records = {
            row["record_id"]: row for row in read_file(out / "truth" / "records.csv")
        }
        self.jobs = {
            row["job_id"]: row for row in read_file(out / "truth" / "jobs.csv")
        }
        self.revenue = {
            row["campaign_id"]: Decimal(row["net_amount"])
            for row in read_file(out / "truth" / "revenue.csv")
        }
        self.names: dict[str, str] = {}
        for kind in ("campaign_aliases", "campaigns"):
            for row in self.tables[kind].values():
                for column in ("alias", "name", "campaign_id"):
                    if row.get(column):
                        self.names.setdefault(squeeze(row[column]), row["campaign_id"])
        for row in self.tables["campaigns"].values():
            self.names[squeeze(row["campaign_id"])] = row["campaign_id"]

    def moment(self, text: str, company_id: str) -> datetime:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            company = self.tables["companies"].get(company_id)
            zone = company["timezone"] if company else NETWORK_ZONE
            at = at.replace(tzinfo=ZoneInfo(zone))
        return at.astimezone(UTC)

    def company(self, row: dict[str, str], at: datetime) -> str:
        if row["company_id"]:
            return row["company_id"]
        fitting = [
            area
            for area in self.tables["territories"].values()
            if row["postcode"].startswith(area["postcode_prefix"])
            and area["product_line"] in ("", row.get("product_line", ""))
            and (area["active_to"] or "9999") >= str(at.date())
            and area["country"] == (row["country"] or "US")
        ]
        if not fitting:
            return "nobody"
        best = max(
            fitting, key=lambda a: (len(a["postcode_prefix"]), a["product_line"])
        )
        return best["company_id"]

    def campaign(self, row: dict[str, str]) -> str:
        named = (row["campaign"], row.get("tracking_number"), row.get("utm_campaign"))
        for text in named:
            if text:
                return self.names.get(squeeze(text), "")
        return ""

    def contacts(self) -> list[tuple[str, str, datetime, str, str]]:
        """Person, company, time, record and campaign of leads and inbound calls."""
        deleted = set(self.tables["deletions"])
        found = []
        for table, prefix, column in (
            ("leads", "lead:", "created_at"),
            ("calls", "call:", "started_at"),
        ):
            for key, row in self.tables[table].items():
                if key in deleted or row.get("direction") == "outbound":
                    continue
                at = self.moment(row[column], row["company_id"])
                person = self.records[prefix + key]["person_id"]
                found.append(
                    (
                        person,
                        self.company(row, at),
                        at,
                        prefix + key,
                        self.campaign(row),
                    )
                )
        return sorted(found)

    def decisions(self) -> dict[str, list[datetime]]:
        decided = defaultdict(list)
        for row in self.tables["lead_status_events"].values():
            if row["status"] in DECIDING and row["lead_id"] != "L9999999":
                key = row["lead_id"]
                key = key if key.startswith("call:") else "lead:" + key
                at = self.moment(row["occurred_at"], row["company_id"])
                decided[key].append(at)
        return decided

    def job_times(self) -> dict[str, tuple[str, str, datetime]]:
        """Person, company and time of every job."""
        found = {}
        for key, row in self.tables["jobs"].items():
            person = self.records["customer:" + row["customer_id"]]["person_id"]
            at = self.moment(row["created_at"], row["company_id"])
            found[key] = (person, row["company_id"], at)
        return found


def squeeze(text: str) -> str:
    return " ".join(text.lower().split())


def unique_leads(network: Network) -> list[list[tuple[str, datetime, str]]]:
    """The rule, contact by contact: record, time and campaign of each unique lead."""
    decisions = network.decisions()
    jobs = defaultdict(list)
    for person, company, at in network.job_times().values():
        jobs[person, company].append(at)
    found: list[list[tuple[str, datetime, str]]] = []
    before: tuple[str, str] | None = None
    for person, company, at, record, campaign in network.contacts():
        begins = True
        if before == (person, company):
            current = found[-1]
            ends = [end for member in current for end in decisions[member[0]]]
            start = current[0][1]
            ends += [
                job
                for job in jobs[person, company]
                if start - timedelta(days=1) <= job <= start + timedelta(days=180)
            ]
            begins = at - current[-1][1] > timedelta(days=30)
            begins = begins or any(end < at for end in ends)
        if begins:
            found.append([])
        found[-1].append((record, at, campaign))
        before = (person, company)
    return found


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    out = tmp_path_factory.mktemp("network")
    generate(1_500, 11, out)
    return Network(out)


def test_unique_leads_follow_the_rule_from_what_was_delivered(network: Network) -> None:
    expected = {
        frozenset(record for record, _, _ in members)
        for members in unique_leads(network)
    }
    told = defaultdict(set)
    for record, row in network.records.items():
        if row["unique_lead_id"]:
            told[row["unique_lead_id"]].add(record)
    assert {frozenset(members) for members in told.values()} == expected
    assert len(expected) > 500


def test_jobs_belong_to_the_latest_unique_lead_that_began_before(
    network: Network,
) -> None:
    begun = defaultdict(list)
    for members in unique_leads(network):
        first = members[0][0]
        label = network.records[first]["unique_lead_id"]
        begun[network.records[first]["person_id"]].append((members[0][1], label))
    for job, (person, _, at) in network.job_times().items():
        fitting = [
            (start, label)
            for start, label in begun[person]
            if at - timedelta(days=180) <= start <= at + timedelta(days=1)
        ]
        expected = max(fitting)[1] if fitting else ""
        assert network.jobs[job]["unique_lead_id"] == expected, job
    assert set(network.jobs) == set(network.tables["jobs"])


def test_revenue_is_the_net_invoiced_of_the_jobs_of_each_campaign(
    network: Network,
) -> None:
    campaign_of = {}
    for members in unique_leads(network):
        label = network.records[members[0][0]]["unique_lead_id"]
        known = [campaign for _, _, campaign in members if campaign]
        campaign_of[label] = known[0] if known else ""
    earned: dict[str, Decimal] = defaultdict(Decimal)
    rates = sorted(
        (day, Decimal(row["rate"]))
        for day, row in network.tables["exchange_rates"].items()
    )
    for row in network.tables["invoices"].values():
        job = network.jobs.get(row["job_id"], {"unique_lead_id": ""})
        campaign = campaign_of.get(job["unique_lead_id"], "")
        if not campaign:
            continue
        assert job["campaign_id"] == campaign
        amount = Decimal(row["net_amount"])
        if row["kind"] == "credit_note":
            amount = -abs(amount)
        company = network.tables["companies"][row["company_id"]]
        if (row["currency"] or company["currency"]) == "CAD":
            day = row["issued_at"][:10]
            amount *= next(rate for first, rate in reversed(rates) if first <= day)
        earned[campaign] += amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert set(network.revenue) == set(earned)
    for campaign, amount in earned.items():
        assert abs(network.revenue[campaign] - amount) <= Decimal("0.02"), campaign


def test_every_record_of_the_truth_was_delivered_and_none_beside(
    network: Network,
) -> None:
    deleted = set(network.tables["deletions"])
    delivered = {
        prefix + key
        for table, prefix in (
            ("leads", "lead:"),
            ("calls", "call:"),
            ("customers", "customer:"),
        )
        for key, row in network.tables[table].items()
        if key not in deleted and row.get("direction") != "outbound"
    }
    assert set(network.records) == delivered


def test_a_campaign_that_spends_and_converts_nothing_exists(network: Network) -> None:
    spending = {
        row["campaign_id"]
        for row in network.tables["campaigns"].values()
        if row["name"] in ("Display Retargeting", "Connected TV Pilot")
    }
    assert len(spending) == 2
    assert not spending & set(network.revenue)
