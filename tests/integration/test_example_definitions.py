"""The examples that ship, each on a small network, and the two scenarios with them.

Built phase by phase up to the marts, as the benchmarks do: what the gate asks is the
same under every definition.
"""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from benchmarks import steps
from orchestration.definition import copy_definition
from orchestration.generate import generate
from orchestration.settings import Workspace

LEADS = 300
SEED = 5
COMPANY = "C002"
NOW = datetime.now(UTC).replace(microsecond=0)


def build(workspace: Workspace, definition: str) -> Workspace:
    """The workspace's marts under a shipped definition."""
    copy_definition(workspace.definitions, definition)
    for phase in (steps.ingest, steps.prepare, steps.link, steps.marts):
        phase(workspace, 0)
    return workspace


def rows(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the warehouse."""
    with duckdb.connect(str(workspace.warehouse), read_only=True) as con:
        return con.execute(sql).fetchall()


def zone_of(root: Path, company_id: str) -> ZoneInfo:
    """Time zone of a generated company."""
    (file,) = (root / "landing" / "companies").glob("*.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        zones = {row["company_id"]: row["timezone"] for row in csv.DictReader(lines)}
    return ZoneInfo(zones[company_id])


def deliver(root: Path, table: str, rows: list[dict[str, str]]) -> None:
    """One more file of a table, as a source would send it."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = root / "landing" / table / f"{table}_scenarios.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def lead(number: int, key: str, created_at: datetime, **more: str) -> dict[str, str]:
    """A lead of somebody whom nobody else is."""
    return {
        "lead_id": key,
        "created_at": created_at.isoformat(),
        "origin": "web_form",
        "company_id": COMPANY,
        "full_name": f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]}lmira Quorl{number}bex",
        "emails": f"quorl{number}.{key.lower()}@prospect{number}.example",
        "phones": f"+1 503 555 {7100 + 37 * number}",
        **more,
    }


DEMOS: dict[str, list[tuple[str, str]]] = {
    "DEMO-WON": [
        ("demo_requested", ""),
        ("demo_accepted", "demo_team"),
        ("demo_scheduled", "demo_team"),
        ("demo_given", "demo_team"),
        ("won", "demo_team"),
    ],
    "DEMO-LOST": [
        ("demo_requested", ""),
        ("demo_accepted", "demo_team"),
        ("demo_scheduled", "demo_team"),
        ("demo_given", "demo_team"),
        ("lost", "demo_team"),
    ],
    "DEMO-OPEN": [
        ("demo_requested", ""),
        ("demo_accepted", "demo_team"),
        ("demo_scheduled", "demo_team"),
    ],
    "DEMO-ASKED": [("demo_requested", "")],
    "DEMO-JUMPED": [("demo_requested", ""), ("won", "demo_team")],
}


def deliver_demos(root: Path) -> list[dict[str, str]]:
    """Scenario 1: demo requests, with the activity of each and what became of them."""
    began = NOW - timedelta(days=9)
    leads = [
        lead(number, key, began, lead_type="demo_request", message="A demo, please.")
        for number, key in enumerate(DEMOS)
    ]
    events = [
        {
            "event_id": f"{key}-{place}",
            "lead_id": key,
            "occurred_at": (began + timedelta(hours=1 + 20 * place)).isoformat(),
            "status": status,
            "company_id": COMPANY,
            "actor_role": role,
            "evidence": "crm_sync",
            "lost_reason": "feature_missing" if status == "lost" else "",
        }
        for key, story in DEMOS.items()
        for place, (status, role) in enumerate(story)
    ]
    demos = [
        {
            "activity_id": f"{key}-A",
            "lead_id": key,
            "activity_type": "demo",
            "scheduled_at": (began + timedelta(hours=50)).isoformat(),
            "status": "completed",
            "completed_at": (began + timedelta(hours=51)).isoformat(),
            "is_contact_attempt": "yes",
            "is_two_way": "yes",
        }
        for key in ("DEMO-WON", "DEMO-LOST")
    ]
    deliver(root, "lead_status_events", events)
    deliver(root, "activities", demos)
    return leads


def last_week(zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Midnights, local to the company, at which last week began and this one did."""
    today = NOW.astimezone(zone).replace(hour=0, minute=0, second=0)
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(days=7), monday


def deliver_due(zone: ZoneInfo) -> list[dict[str, str]]:
    """Scenario 2: leads expected to be done around the ends of last week, local time."""
    began, ended = last_week(zone)
    expected = {
        "DUE-BEFORE": began - timedelta(minutes=1),
        "DUE-MONDAY": began,
        "DUE-SUNDAY": ended - timedelta(minutes=1),
        "DUE-THIS-WEEK": ended,
    }
    return [
        lead(
            number,
            key,
            began - timedelta(days=30),
            lead_type="consumer",
            expected_completion_at=at.isoformat(),
        )
        for number, (key, at) in enumerate(expected.items(), start=len(DEMOS))
    ]


@pytest.fixture(scope="module")
def dealers(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A network under the dealers' rules, with the scenarios' leads."""
    workspace = Workspace(tmp_path_factory.mktemp("dealers"))
    generate(LEADS, SEED, workspace.root)
    zone = zone_of(workspace.root, COMPANY)
    demos = deliver_demos(workspace.root)
    deliver(workspace.root, "leads", [*demos, *deliver_due(zone)])
    return build(workspace, "dealer_network")


def test_a_network_is_built_under_the_dealers_rules(dealers: Workspace) -> None:
    """C19, C20: another definition, the same way, its version on every row."""
    ((versions, version, leads),) = rows(
        dealers,
        "select count(distinct definition_version), min(definition_version), count(*) "
        "from marts.fct_leads",
    )
    assert versions == 1 and version.startswith("dealer_network-")
    assert leads >= LEADS


def test_demo_requests_go_from_request_to_decision(dealers: Workspace) -> None:
    """C63, C8: scenario 1; type, statuses and definition lead to the derived state."""
    found = {
        key: (state, stage, reason, is_decided)
        for key, state, stage, reason, is_decided in rows(
            dealers,
            """
            select
                leads.lead_id,
                unique_leads.life_cycle_state,
                unique_leads.stage,
                unique_leads.lost_reason,
                unique_leads.decided_at is not null,
            from marts.fct_leads as leads
            inner join marts.fct_unique_leads as unique_leads
                on leads.unique_lead_id = unique_leads.unique_lead_id
            where leads.lead_id like 'DEMO-%'
            """,
        )
    }
    assert found == {
        "DEMO-WON": ("won", "won", None, True),
        "DEMO-LOST": ("lost", "lost", "feature_missing", True),
        "DEMO-OPEN": ("in_progress", "accepted", None, False),
        "DEMO-ASKED": ("pending", "unacknowledged", None, False),
        "DEMO-JUMPED": ("won", "won", None, True),
    }


def test_a_demo_that_was_never_given_cannot_be_won_unnoticed(
    dealers: Workspace,
) -> None:
    """C63, C16: a step that the definition does not allow is kept, and marked."""
    marked = rows(
        dealers,
        """
        select distinct leads.lead_id, events.is_valid_transition
        from marts.fct_status_events as events
        inner join marts.fct_leads as leads on events.lead_id = leads.lead_id
        where leads.lead_id in ('DEMO-WON', 'DEMO-JUMPED') and events.status = 'won'
        order by all
        """,
    )
    assert marked == [("DEMO-JUMPED", False), ("DEMO-WON", True)]


def test_every_monday_the_leads_of_last_week_are_listed(dealers: Workspace) -> None:
    """C64: scenario 2; up to and including the day, in the company's time zone."""
    zone = zone_of(dealers.root, COMPANY)
    began, ended = last_week(zone)
    sunday = (ended - timedelta(days=1)).date()
    listed = rows(
        dealers,
        f"""
        select leads.lead_id, overdue.days_overdue, overdue.overdue_week
        from marts.overdue_leads as overdue
        inner join marts.fct_leads as leads
            on overdue.unique_lead_id = leads.unique_lead_id
        where
            leads.lead_id like 'DUE-%'
            and overdue.expected_completion_date <= '{sunday}'
        order by overdue.expected_completion_at
        """,
    )
    assert [key for key, *_ in listed] == ["DUE-BEFORE", "DUE-MONDAY", "DUE-SUNDAY"]
    today = NOW.astimezone(zone).date()
    of_last_week = {key: days for key, days, week in listed if week == began.date()}
    assert of_last_week == {
        "DUE-MONDAY": (today - began.date()).days,
        "DUE-SUNDAY": (today - sunday).days,
    }


def test_the_contractors_rules_build_every_mart(tmp_path: Path) -> None:
    """C7: the other example, from delivered files to marts on the same network."""
    workspace = Workspace(tmp_path)
    generate(LEADS, SEED, workspace.root)
    build(workspace, "home_services")
    ((leads, version),) = rows(
        workspace, "select count(*), min(definition_version) from marts.fct_leads"
    )
    ((won,),) = rows(
        workspace,
        "select count(*) from marts.fct_unique_leads "
        "where life_cycle_state in ('won', 'completed')",
    )
    assert leads >= LEADS and won > 0
    assert version.startswith("home_services-")
