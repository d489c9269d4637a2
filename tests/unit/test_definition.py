"""The default definition, its version, which one is active, and its tables."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.definition import (
    Definition,
    copy_definition,
    definition_folders,
    load_active_definition,
    load_definition,
    write_definition,
)
from orchestration.definition.describe import (
    DOCS_FILE,
    SOURCES_FILE,
    dbt_sources,
    with_tables,
)
from orchestration.definition.load import DEFAULT_FOLDER
from orchestration.definition.naming import naming_part_regexes, naming_regex
from orchestration.definition.tables import csv_tables, lead_origins, setting_tables
from orchestration.definition.write import DERIVE, SETTING_ROWS, duration_minutes
from orchestration.errors import DefinitionError
from orchestration.settings import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    return copy_definition(workspace.definitions)


@pytest.fixture
def written(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    write_definition(con, load_definition(DEFAULT_FOLDER))
    return con


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def prepare(folder: Path, name: str, active: bool) -> Path:
    """A copy of the definition under another name."""
    other = folder.with_name(name)
    shutil.copytree(folder, other)
    edit(other / "definition.yml", "name: default ", f"name: {name} ")
    if not active:
        edit(other / "definition.yml", "active: true", "active: false")
    return other


def problems_of(workspace: Workspace) -> list[str]:
    with pytest.raises(DefinitionError) as raised:
        load_active_definition(workspace)
    return raised.value.problems


def test_a_workspace_without_definitions_uses_the_shipped_default(
    workspace: Workspace,
) -> None:
    assert load_active_definition(workspace).folder == DEFAULT_FOLDER
    workspace.definitions.mkdir()
    assert definition_folders(workspace) == (DEFAULT_FOLDER,)


def test_the_copied_default_is_valid_and_the_same_as_the_shipped_one(
    workspace: Workspace, folder: Path
) -> None:
    copied = load_active_definition(workspace)
    assert copied.folder == folder
    assert copied.version == load_definition(DEFAULT_FOLDER).version


def test_an_existing_definition_is_never_replaced(
    workspace: Workspace, folder: Path
) -> None:
    with pytest.raises(DefinitionError, match="already"):
        copy_definition(workspace.definitions)


def test_no_active_definition_is_an_error_naming_those_there_are(
    workspace: Workspace, folder: Path
) -> None:
    prepare(folder, "winter", active=False)
    edit(folder / "definition.yml", "active: true", "active: false")
    (problem,) = problems_of(workspace)
    assert "none" in problem and "default, winter" in problem


def test_two_active_definitions_are_an_error_naming_both(
    workspace: Workspace, folder: Path
) -> None:
    prepare(folder, "winter", active=True)
    (problem,) = problems_of(workspace)
    assert "only one may be active, not default, winter" in problem


def test_a_definition_that_is_not_active_may_be_unfinished(
    workspace: Workspace, folder: Path
) -> None:
    (prepare(folder, "winter", active=False) / "statuses.csv").unlink()
    assert load_active_definition(workspace).name == "default"


def test_a_definition_that_does_not_say_whether_it_is_active_is_an_error(
    workspace: Workspace, folder: Path
) -> None:
    other = prepare(folder, "winter", active=True)
    edit(other / "definition.yml", "active: true\n", "")
    (problem,) = problems_of(workspace)
    assert "winter/definition.yml, key active: the key is missing." in problem


def test_the_definition_named_in_the_settings_has_to_be_the_active_one(
    workspace: Workspace, folder: Path
) -> None:
    workspace.settings_file.write_text("definition: winter\n", "utf-8")
    (problem,) = problems_of(workspace)
    assert "'winter' is not the active definition, 'default'" in problem
    workspace.settings_file.write_text("definition: default\n", "utf-8")
    assert load_active_definition(workspace).name == "default"


def test_how_a_file_is_written_does_not_change_the_version(folder: Path) -> None:
    before = load_definition(folder).version
    for file in folder.iterdir():
        text = file.read_text("utf-8").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    edit(folder / "definition.yml", "name: default", "# a remark\nname: default")
    assert load_definition(folder).version == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("definition.yml", "gap_days: 30", "gap_days: 31"),
        ("definition.yml", "description: Home", "description: House"),
        ("lost_reasons.csv", "Price too high", "Price too  high"),
        ("priority_levels.csv", "1,Lowest,true", "1,Lowest,false"),
        ("holidays.csv", ",2028-12-25,Christmas Day\n", ""),
        ("lead_types.csv", "vendor,Vendor,1,weeks", "vendor,Vendor,1.5,weeks"),
    ],
)
def test_any_changed_value_changes_the_version(
    folder: Path, file: str, old: str, new: str
) -> None:
    if file == "priority_levels.csv":
        edit(folder / "lead_types.csv", "1,weeks,1,1,new", "1,weeks,1,2,new")
    before = load_definition(folder).version
    edit(folder / file, old, new)
    after = load_definition(folder).version
    assert after != before
    assert after.startswith("default-")
    assert len(after) == len("default-") + 8


def test_every_table_is_written_with_the_declared_columns(
    written: duckdb.DuckDBPyConnection,
) -> None:
    found = written.execute(
        "select table_name, list(column_name order by ordinal_position) "
        "from information_schema.columns where table_schema = 'definition' group by 1"
    ).fetchall()
    declared = {
        name: [column.warehouse_name for column in table.warehouse_columns]
        for name, table in csv_tables().items()
    } | {
        name: [column.warehouse_name for column in table.columns]
        for name, table in setting_tables().items()
    }
    assert dict(found) == declared


def test_the_settings_are_one_row_with_the_rules_of_the_file(
    written: duckdb.DuckDBPyConnection,
) -> None:
    rows = written.execute(
        "select definition_version, opportunity_gap_days, split_on_product_line, "
        "campaign_selection_rule, matching_window_days, matching_tolerance_days, "
        "attribution_lookback_days, half_life_days, position_middle_weight, "
        "revenue_basis, max_shared_records, max_person_records, "
        "customers_are_distinct, calibration_labels from definition.settings"
    ).fetchall()
    version = load_definition(DEFAULT_FOLDER).version
    assert rows == [
        (
            version,
            30,
            False,
            "first",
            180,
            1,
            90,
            7,
            0.2,
            "invoiced",
            30,
            200,
            False,
            200,
        )
    ]


def test_every_origin_and_call_has_a_match_policy(
    written: duckdb.DuckDBPyConnection,
) -> None:
    policies = {
        origin: (mode, automatic, review)
        for origin, mode, automatic, review in written.execute(
            "select origin, mode, auto_threshold, review_threshold "
            "from definition.match_policies"
        ).fetchall()
    }
    assert set(policies) == set(lead_origins())
    assert policies["public_api"] == ("review_always", 0.9, 0.5)
    assert policies["call"] == ("auto_above_threshold", 0.9, 0.5)
    assert policies["trade_show"] == ("auto_above_threshold", 0.9, 0.5)


def test_a_second_write_replaces_the_first(
    written: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    edit(folder / "lost_reasons.csv", "price,Price too high\n", "")
    write_definition(written, load_definition(folder))
    reasons = written.execute(
        "select lost_reason from definition.lost_reasons"
    ).fetchall()
    assert len(reasons) == 6
    assert ("price",) not in reasons


def test_a_write_that_fails_leaves_the_tables_as_they_were(
    written: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Definition) -> list[dict[str, str]]:
        raise RuntimeError("disk full")

    monkeypatch.setitem(SETTING_ROWS, "settings", broken)
    with pytest.raises(RuntimeError):
        write_definition(written, load_definition(DEFAULT_FOLDER))
    assert written.execute("from definition.settings").fetchall()


def test_typed_cells_keep_their_type(folder: Path) -> None:
    edit(
        folder / "statuses.csv",
        "quoted,Quoted,in_progress,accepted,opportunity,false,",
        "quoted,Quoted,in_progress,accepted,opportunity,no,residential; commercial",
    )
    edit(folder / "status_transitions.csv", ",quoted,won,", "commercial,quoted,won,")
    con = duckdb.connect()
    write_definition(con, load_definition(folder))
    assert con.execute(
        "select is_default, lead_types from definition.statuses where status = 'quoted'"
    ).fetchall() == [(False, ["residential", "commercial"])]
    assert con.execute(
        "select lead_types from definition.statuses where status = 'won'"
    ).fetchall() == [(None,)]
    assert con.execute(
        "select company_id, holiday_date from definition.holidays limit 1"
    ).fetchall() == [(None, date(2022, 1, 1))]
    assert con.execute(
        "select min(rule_order), any_value(target) filter (where action = 'nearest') "
        "from definition.routing_rules"
    ).fetchall() == [(10, "100")]


def test_the_default_week_and_a_companys_own_hours_are_one_table(folder: Path) -> None:
    file = folder / "working_hours.csv"
    file.write_text(file.read_text("utf-8") + "north,sunday,10:00,24:00\n", "utf-8")
    con = duckdb.connect()
    write_definition(con, load_definition(folder))
    assert con.execute(
        "select company_id, iso_weekday, opens_minute, closes_minute "
        "from definition.working_hours where iso_weekday >= 6 order by iso_weekday"
    ).fetchall() == [(None, 6, 540, 780), ("north", 7, 600, 1440)]


def test_phones_are_written_as_digits_and_addresses_in_lower_case(folder: Path) -> None:
    edit(folder / "definition.yml", '- "0000000000"', '- "(555) 010-0000"')
    edit(folder / "definition.yml", "- none@none.com", "- None@None.COM")
    con = duckdb.connect()
    write_definition(con, load_definition(folder))
    values = con.execute("from definition.generic_identifiers").fetchall()
    assert ("phone", "5550100000") in values
    assert ("email", "none@none.com") in values
    assert ("email_local", "info") in values


@pytest.mark.parametrize(
    ("number", "unit", "minutes"),
    [
        ("5", "minutes", 5),
        ("1.5", "hours", 90),
        ("2", "days", 2880),
        ("1", "weeks", 10080),
        ("1", "months", 43200),
        ("1", "years", 525600),
    ],
)
def test_durations_are_also_written_in_minutes(
    number: str, unit: str, minutes: int
) -> None:
    assert duration_minutes(Decimal(number), unit) == minutes


def test_every_derived_column_is_computed(written: duckdb.DuckDBPyConnection) -> None:
    derived = {name for name, table in csv_tables().items() if table.derived}
    assert derived == set(DERIVE)
    for name in derived:
        for column in csv_tables()[name].derived:
            nulls = written.execute(
                f"select count(*) from definition.{name} where {column.name} is null"
            ).fetchall()
            assert nulls == [(0,)]


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("2026_HomeExpo_Roofing", True),
        ("2026_Home Expo_Roofing", False),
        ("HomeExpo_2026_Roofing", False),
        ("2026_HomeExpo_Roofing_x", False),
    ],
)
def test_a_naming_pattern_matches_whole_names(name: str, fits: bool) -> None:
    regex = naming_regex("{year}_{event}_{product}")
    found = duckdb.execute("select regexp_full_match(?, ?)", [name, regex]).fetchall()
    assert found == [(fits,)]


@pytest.mark.parametrize(
    ("placeholder", "part"),
    [("year", "2026"), ("event", "HomeExpo"), ("product", "Roofing")],
)
def test_a_name_is_parted_at_its_placeholders(placeholder: str, part: str) -> None:
    """D18: the parsed parts of a campaign name."""
    regexes = naming_part_regexes("{year}_{event}_{product}")
    assert list(regexes) == ["year", "event", "product"]
    found = duckdb.execute(
        "select regexp_extract('2026_HomeExpo_Roofing', ?, 1)", [regexes[placeholder]]
    ).fetchall()
    assert found == [(part,)]


def test_the_dbt_source_is_up_to_date() -> None:
    assert SOURCES_FILE.read_text("utf-8") == dbt_sources()


def test_the_documentation_is_up_to_date() -> None:
    text = DOCS_FILE.read_text("utf-8")
    assert text == with_tables(text)
