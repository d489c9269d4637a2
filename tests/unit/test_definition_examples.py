"""The definitions that ship: valid, different in substance, and given by `init`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.definition import (
    Definition,
    definition_folders,
    load_active_definition,
    load_definition,
    shipped_definitions,
)
from orchestration.definition.describe import DOCS_FILE
from orchestration.definition.tables import csv_tables
from orchestration.settings import Workspace

EXAMPLES = ("home_services", "dealer_network")
DECIDING = {"won", "lost", "cancelled"}


def shipped(name: str) -> Definition:
    return load_definition(shipped_definitions()[name])


def column(definition: Definition, table: str, name: str) -> list[object]:
    return [row.values[name] for row in definition.tables[table]]


@pytest.mark.parametrize("name", ["default", *EXAMPLES])
def test_a_shipped_definition_is_valid_and_active(name: str) -> None:
    """C19, C20: each definition that ships loads without a problem, as the active one."""
    definition = shipped(name)
    assert definition.name == name
    assert definition.rules.active


def test_the_shipped_definitions_are_those_of_the_documentation() -> None:
    """D28: whoever begins reads which definitions there are."""
    assert list(shipped_definitions()) == ["default", "dealer_network", "home_services"]
    text = DOCS_FILE.read_text("utf-8")
    assert all(f"| `{name}` | " in text for name in shipped_definitions())


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_filled_in_where_the_business_differs(name: str) -> None:
    """C7: no example is the default under another name."""
    example, default = shipped(name), shipped("default")
    bare = {"working_hours"}
    for table in csv_tables():
        assert example.tables[table] or table in bare, table
    same = {
        table
        for table in csv_tables()
        if table not in bare
        and [row.values for row in example.tables[table]]
        == [row.values for row in default.tables[table]]
    }
    assert same == set()


def test_home_services_measures_emergencies_by_the_wall_clock() -> None:
    """D24, D25: a leak at night does not wait for the office to open."""
    definition = shipped("home_services")
    clocks = {
        row.values["clock"]
        for row in definition.tables["sla_targets"]
        if row.values["lead_type"] == "emergency"
    }
    assert clocks == {"wall"}
    assert definition.policy("call").mode == "auto"
    assert definition.rules.opportunity.gap_days_by_product_line["plumbing"] == 14


def test_dealers_compete_for_leads_within_what_is_allowed() -> None:
    """E18, E20: competing offers by level and origin, from 5 minutes to 2 weeks."""
    definition = shipped("dealer_network")
    minutes = column(definition, "offer_rules", "exclusivity_minutes")
    assert (min(map(int, map(str, minutes))), max(map(int, map(str, minutes)))) == (
        5,
        20160,
    )
    assert set(column(definition, "offer_rules", "mode")) == {
        "competing",
        "mixed",
        "same_company",
    }
    assert definition.rules.revenue_basis == "self_reported"


def test_dealers_are_asked_until_they_report_won_or_lost() -> None:
    """E32: the cadence of accepted leads ends at level 3."""
    levels = {
        row.values["until_level"]
        for row in shipped("dealer_network").tables["cadences"]
        if row.values["stage"] == "accepted"
    }
    assert levels == {3}


def test_demo_requests_are_configured_by_activity_status_type_and_definition() -> None:
    """C63: scenario 1 asks for an activity type, statuses, a lead type, a definition."""
    definition = shipped("dealer_network")
    assert "demo_request" in definition.rules.lead_types
    (lead_type,) = (
        row
        for row in definition.tables["lead_types"]
        if row.values["type"] == "demo_request"
    )
    assert lead_type.values["initial_status"] == "demo_requested"
    assert "demo" in lead_type.items("activity_types")
    assert "demo" in column(definition, "activity_types", "activity_type")
    own = {
        str(row.values["status"]): row.values["life_cycle_state"]
        for row in definition.tables["statuses"]
        if row.items("lead_types") == ("demo_request",)
    }
    assert own == {
        "demo_requested": "pending",
        "demo_accepted": "in_progress",
        "demo_scheduled": "in_progress",
        "demo_given": "in_progress",
    }
    decided = {
        str(row.values["to_status"])
        for row in definition.tables["status_transitions"]
        if row.values["from_status"] == "demo_given"
    }
    assert decided == {"won", "lost"} <= DECIDING


@pytest.mark.parametrize("name", ["default", *EXAMPLES])
def test_init_writes_the_chosen_definition_as_the_active_one(
    name: str, tmp_path: Path
) -> None:
    """C20: a new workspace has exactly one definition, and it is active."""
    arguments = ["init", str(tmp_path / "new")]
    if name != "default":
        arguments += ["--definition", name]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    workspace = Workspace(tmp_path / "new")
    assert definition_folders(workspace) == (workspace.definitions / name,)
    active = load_active_definition(workspace)
    assert (active.name, active.version) == (name, shipped(name).version)


def test_init_says_which_definitions_there_are(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["init", str(tmp_path / "a"), "--definition", "zoo"]
    )
    assert done.exit_code == 1
    assert (
        "There is no shipped definition 'zoo'; they are default, dealer_network, "
        "home_services." in done.output
    )
    assert not (tmp_path / "a").exists()
    said = CliRunner().invoke(main, ["init", "--help"]).output
    assert all(name in said for name in shipped_definitions())
