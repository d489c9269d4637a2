"""Each rule that a definition has to keep, with a case that breaks it."""

from pathlib import Path

import pytest

from orchestration.definition import copy_default, load_definition
from orchestration.errors import DefinitionError

ADD = ""  # appended to the file instead of replacing something in it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_default(tmp_path / "definitions")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    changed = text + new if old == ADD else text.replace(old, new, 1)
    file.write_text(changed, "utf-8")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as raised:
        load_definition(folder)
    return raised.value.problems


CELLS = [
    (
        "statuses.csv",
        "won,Won,won,won",
        "won,Won,wonn,won",
        "statuses.csv, line 9, column life_cycle_state: 'wonn' is not one of pending, ",
    ),
    (
        "priority_levels.csv",
        "10,Immediate",
        "11,Immediate",
        "line 11, column priority_level: 11 is not between 1 and 10.",
    ),
    (
        "importance_levels.csv",
        "8,Critical",
        "9,Critical",
        "line 9, column importance_level: 9 is not between 1 and 8.",
    ),
    (
        "offer_rules.csv",
        ",3,mixed",
        ",4,mixed",
        "line 3, column mql_level: 4 is not between 1 and 3.",
    ),
    (
        "offer_rules.csv",
        "trade_show,,same_company,1440",
        "trade_show,,same_company,1",
        "line 4, column exclusivity_minutes: 1 is not between 2 and 20160.",
    ),
    (
        "offer_rules.csv",
        "trade_show,,same_company,1440",
        "trade_show,,same_company,20161",
        "column exclusivity_minutes: 20161 is not between 2 and 20160.",
    ),
    (
        "offer_rules.csv",
        "trade_show,",
        "tradeshow,",
        "line 4, column origin: 'tradeshow' is not one of web_form, ",
    ),
    (
        "routing_rules.csv",
        "10,",
        "ten,",
        "line 2, column order: 'ten' is not a whole number.",
    ),
    (
        "routing_rules.csv",
        "10,",
        "1.5,",
        "line 2, column order: '1.5' is not a whole number.",
    ),
    (
        "lead_types.csv",
        "Residential,30,days",
        "Residential,NaN,days",
        "line 2, column estimated_completion: 'NaN' is not a number.",
    ),
    (
        "lead_types.csv",
        "Residential,30,days",
        "Residential,30,fortnights",
        "'fortnights' is not one of minutes, hours, days, weeks, months, years.",
    ),
    (
        "lead_types.csv",
        "Residential,30,days",
        "Residential,-1,days",
        "line 2, column estimated_completion: -1 is not at least 0.0001.",
    ),
    (
        "priority_levels.csv",
        "1,Lowest,true",
        "1,Lowest,maybe",
        "line 2, column is_supported: 'maybe' is not true or false.",
    ),
    (
        "holidays.csv",
        "2022-01-01",
        "2022-02-31",
        "line 2, column date: '2022-02-31' is not a date as YYYY-MM-DD.",
    ),
    (
        "holidays.csv",
        "2022-01-01",
        "01/02/2022",
        "line 2, column date: '01/02/2022' is not a date as YYYY-MM-DD.",
    ),
    (
        "working_hours.csv",
        ADD,
        "north,monday,8:00,17:00\n",
        "line 2, column opens_at: '8:00' is not a time of day as HH:MM.",
    ),
    (
        "working_hours.csv",
        ADD,
        ",monday,08:00,17:00\n",
        "line 2, column company_id: a value is needed.",
    ),
    (
        "sla_targets.csv",
        "lead_offered,offer_acknowledged,,30",
        "lead_sent,offer_acknowledged,,30",
        "line 3, column from_event: 'lead_sent' is not one of lead_created, ",
    ),
    (
        "cadences.csv",
        "won,,30,14,4,3",
        "won,,30,14,4,5",
        "line 4, column until_level: 5 is not between 1 and 3.",
    ),
    (
        "lost_reasons.csv",
        "price,Price too high",
        "price,",
        "line 2, column label: a value is needed.",
    ),
]

FILES = [
    (
        "lost_reasons.csv",
        "lost_reason,label",
        "lost_reason,label,colour",
        "lost_reasons.csv, line 1, column colour: no such column; they are ",
    ),
    (
        "lost_reasons.csv",
        "lost_reason,label",
        "lost_reason,lost_reason",
        "lost_reasons.csv, line 1, column lost_reason: the column stands 2 times.",
    ),
    (
        "lost_reasons.csv",
        "lost_reason,label",
        "lost_reason",
        "lost_reasons.csv, line 1, column label: the column is missing.",
    ),
    (
        "lost_reasons.csv",
        "lost_reason,label",
        "lost_reason;label",
        "lost_reasons.csv, line 1: the columns must be separated by commas.",
    ),
    (
        "lost_reasons.csv",
        "price,Price too high",
        "price,Price, too high",
        "lost_reasons.csv, line 2: the row has 3 cells, the header 2.",
    ),
    (
        "lost_reasons.csv",
        "price,Price too high",
        'price,"Price too high',
        "lost_reasons.csv: the file cannot be read as CSV: ",
    ),
]

ROWS = [
    (
        "lost_reasons.csv",
        ADD,
        "PRICE,Again\n",
        "line 9: lost_reason PRICE already stands on line 2.",
    ),
    (
        "routing_rules.csv",
        "20,",
        "10,",
        "line 3: order 10 already stands on line 2.",
    ),
    (
        "offer_rules.csv",
        ADD,
        ",,competing,5\n",
        "line 6: origin (empty), mql_level (empty) already stands on line 2.",
    ),
    (
        "status_transitions.csv",
        ADD,
        ",new,acknowledged,\n",
        "already stands on line 2.",
    ),
    (
        "status_transitions.csv",
        ",new,acknowledged,",
        ",new,seen,",
        "line 2, column to_status: 'seen' is not in statuses.csv.",
    ),
    (
        "status_transitions.csv",
        ",new,acknowledged,",
        "house,new,acknowledged,",
        "line 2, column lead_type: 'house' is not in lead_types.csv.",
    ),
    (
        "status_transitions.csv",
        ",new,acknowledged,",
        ",new,new,",
        "line 2, column to_status: 'new' is also the status before.",
    ),
    (
        "status_transitions.csv",
        ",new,acknowledged,",
        ",new,acknowledged;accepted,",
        "'acknowledged;accepted' is several values; write a row for each.",
    ),
    (
        "lead_types.csv",
        "4,5,new",
        "4,5,fresh",
        "line 2, column initial_status: 'fresh' is not in statuses.csv.",
    ),
    (
        "lead_types.csv",
        "4,5,new",
        "4,5,contacted",
        "line 2, column initial_status: 'contacted' is not a status of state pending.",
    ),
    (
        "statuses.csv",
        "rejected,Rejected,pending,rejected,offer,false,",
        "rejected,Rejected,pending,rejected,offer,false,house",
        "line 4, column lead_types: 'house' is not in lead_types.csv.",
    ),
    (
        "statuses.csv",
        "new,New,pending,unacknowledged,offer,true,",
        "new,New,pending,unacknowledged,offer,true,vendor;commercial;emergency",
        "'new' is not allowed for lead type residential.",
    ),
    (
        "statuses.csv",
        "cancelled,Cancelled,cancelled,,opportunity,true,",
        "cancelled,Cancelled,cancelled,,opportunity,true,vendor",
        "no status in state cancelled for lead type commercial, emergency, residential",
    ),
    (
        "statuses.csv",
        "won,Won,won,won,opportunity,true",
        "won,Won,won,won,opportunity,false",
        "no default status in state won for lead type ",
    ),
    (
        "statuses.csv",
        "qualified,Qualified,in_progress,accepted,opportunity,false",
        "qualified,Qualified,in_progress,accepted,opportunity,true",
        "2 default statuses (contacted, qualified) in state in_progress for lead type",
    ),
    (
        "statuses.csv",
        "quoted,Quoted,in_progress,accepted",
        "quoted,Quoted,in_progress,won",
        "column stage: stage won does not go with life cycle state in_progress.",
    ),
    (
        "statuses.csv",
        "lost,Lost,lost,lost",
        "lost,Lost,lost,",
        "column stage: a status of state lost needs its stage.",
    ),
    (
        "statuses.csv",
        "won,Won,won,won,opportunity",
        "won,Won,won,won,offer",
        "column grain: an offer cannot be in stage won.",
    ),
    (
        "priority_levels.csv",
        "5,Normal,true",
        "5,Normal,false",
        "line 2, column priority_level: level 5 is not supported in priority_levels",
    ),
    (
        "routing_rules.csv",
        "territory,",
        "company,",
        "line 2, column target: action company needs the company_id to route to.",
    ),
    (
        "routing_rules.csv",
        "territory,",
        "fast_track,north;south",
        "action fast_track takes one company_id, not 'north;south'.",
    ),
    (
        "routing_rules.csv",
        "preferred,",
        "preferred,north",
        "line 4, column target: action preferred takes no target, not 'north'.",
    ),
    (
        "routing_rules.csv",
        "nearest,100",
        "nearest,far",
        "line 3, column target: 'far' is not a distance in kilometres.",
    ),
    (
        "routing_rules.csv",
        "10,,,,,",
        "10,,,solar,,",
        "line 2, column product_line: 'solar' is not in products.csv.",
    ),
    (
        "routing_rules.csv",
        "10,,,,,",
        "10,,,,gossip,",
        "line 2, column lead_source: 'gossip' is not in source_types.csv.",
    ),
    (
        "offer_rules.csv",
        ",,same_company,5",
        "call,,same_company,5",
        "offer_rules.csv: a row with empty origin and mql_level is needed.",
    ),
    (
        "sla_targets.csv",
        "lead_created,lead_routed",
        "lead_routed,lead_routed",
        "line 2, column to_event: 'lead_routed' is also the event before.",
    ),
    (
        "sla_targets.csv",
        "1,hours,business",
        "1,days,business",
        "column unit: 'days' on the business clock must be minutes or hours.",
    ),
    (
        "cadences.csv",
        "won,,30,14,4,3",
        "won,,30,,4,3",
        "line 4, column repeat_days: needed because max_requests is 4.",
    ),
    (
        "mql_rules.csv",
        "points,budget,",
        "points,wallet,",
        "line 2, column field: 'wallet' is not a column of leads.",
    ),
    (
        "mql_rules.csv",
        "points,budget,is_set,",
        "points,budget,at_least,5",
        "line 2, column operator: at_least needs a number, and budget is none.",
    ),
    (
        "mql_rules.csv",
        "points,budget,is_set,",
        "points,target_amount,at_least,much",
        "line 2, column value: 'much' is not a number.",
    ),
    (
        "mql_rules.csv",
        "points,budget,is_set,",
        "points,budget,is_set,5",
        "line 2, column value: is_set takes no value, not '5'.",
    ),
    (
        "mql_rules.csv",
        "points,lead_type,equals,vendor",
        "points,lead_type,equals,",
        "column value: equals needs a value.",
    ),
    (
        "mql_rules.csv",
        r'"\b(today',
        r'"\b((today',
        "is not a regular expression: ",
    ),
    (
        "mql_rules.csv",
        "points,budget,is_set,,,15",
        "points,budget,is_set,,2,15",
        "line 2, column mql_level: must be empty where rule is points.",
    ),
    (
        "mql_rules.csv",
        "points,budget,is_set,",
        "points,budget,,",
        "line 2, column operator: a value is needed.",
    ),
    (
        "mql_rules.csv",
        "level,,,,2,30",
        "level,budget,,,2,30",
        "column field: must be empty where rule is level.",
    ),
    (
        "mql_rules.csv",
        "level,,,,2,30",
        "level,,,,,30",
        "column mql_level: a value is needed.",
    ),
    (
        "mql_rules.csv",
        "level,,,,3,60",
        "level,,,,3,20",
        "column points: level 3 needs more points than the level below (30).",
    ),
    (
        "mql_rules.csv",
        "level,,,,3,60",
        "level,,,,2,60",
        "mql_level 2 already stands on line ",
    ),
    (
        "source_naming.csv",
        "webcast,{year}",
        "webcast,{jahr}",
        "line 3, column pattern: {jahr} is not one of year, ",
    ),
    (
        "source_naming.csv",
        "webcast,{year}",
        "webcast,{year",
        "line 3, column pattern: the braces of ",
    ),
    (
        "source_naming.csv",
        "webcast,{year}_{event}_{product}",
        "webcast,webcast",
        "line 3, column pattern: 'webcast' has no placeholder in braces.",
    ),
    (
        "working_hours.csv",
        ADD,
        "north,monday,17:00,08:00\n",
        "line 2, column closes_at: 08:00 is not after 17:00.",
    ),
    (
        "working_hours.csv",
        ADD,
        "north,monday,08:00,12:00\nnorth,monday,11:00,17:00\n",
        "line 3, column opens_at: the hours overlap those on line 2.",
    ),
]

KEYS = [
    ("gap_days: 30", "gap_day: 30", "key opportunity.gap_day: the key is unknown."),
    ("gap_days: 30", "gap_days: soon", "line 20, key opportunity.gap_days: "),
    ("gap_days: 30", "gap_days: -1", "greater than or equal to 0 (got -1)."),
    ("revenue_basis: invoiced", "revenue_basis: hoped", "key revenue_basis: "),
    ("campaign_selection_rule: first", "campaign_selection_rule: best", "(got 'best')"),
    ("mode: review_always", "mode: sometimes", "key matching.policies.2.mode: "),
    (
        "origin: public_api",
        "origin: carrier_pigeon",
        "must be one of default,",
    ),
    ("origin: public_api", "origin: call", "origin call has 2 policies."),
    ("origin: default", "origin: chat", "a policy with origin default is needed."),
    (
        "auto_threshold: 0.9",
        "auto_threshold: 0.4",
        "auto_threshold 0.4 of origin default is below review_threshold 0.5.",
    ),
    ("auto_threshold: 0.9", "auto_threshold: 90", "less than or equal to 1 (got 90)."),
    ("first: 0.4", "first: 0.5", "first, middle and last add up to 1.1, not 1."),
    (
        "account_classification: standard",
        "account_classification:",
        "needed because automatic_conversion is enabled.",
    ),
    (
        "lead_types: [residential,",
        "lead_types: [house,",
        "'house' is not in lead",
    ),
    ("lead_types: [residential,", "lead_types: [vendor,", "vendor is listed more than"),
    (
        "invalid_lead_types: [vendor]",
        "invalid_lead_types: [robot]",
        "'robot' is not among the allowed lead_types.",
    ),
    (
        "by_product_line: {}",
        "by_product_line: {solar: 9}",
        "'solar' is not in prod",
    ),
    ("name: default ", "name: other ", "'other' is not the name of the folder"),
    ('"0000000000"', "0000000000", "must be text, in quotes if need be (got 0)."),
    ('"0000000000"', '"none"', "'none' is not a telephone number"),
    ("- none@none.com", "- none", "'none' is not an e-mail address"),
    ("- noreply", "- noreply@x.com", "'noreply@x.com' is not the part before the @"),
    ("monday: 08:00-18:00", "monday: all day", "monday must be HH:MM-HH:MM"),
    ("monday: 08:00-18:00", "monday: 18:00-08:00", "is not in the order of the day."),
    (
        "monday: 08:00-18:00",
        "monday: 08:00-12:00;11:00-18:00",
        "key working_hours.monday: ",
    ),
    ("  saturday:", "  caturday:", "key working_hours.caturday: "),
    ("revenue_basis: invoiced", "active: true", "the key already stands on line 6."),
    ("max_shared_records: 30", "max_shared_records: 1", "key identity.max_shared"),
    ("max_person_records: 200", "max_person_records: 1", "key identity.max_person"),
    ("customers_are_distinct: false", "customers_are_distinct: 0", "customers_are"),
    ("calibration_labels: 200", "calibration_labels: 0", "calibration_labels"),
    ("lookback_days: 90", "lookback_days: [", "not valid YAML"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), [*CELLS, *FILES, *ROWS])
def test_a_wrong_table_is_one_sentence_naming_its_place(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    edit(folder / file, old, new)
    problems = problems_of(folder)
    found = [problem for problem in problems if says in problem]
    assert len(found) == 1, problems
    assert found[0].startswith("definitions/default/")


@pytest.mark.parametrize(("old", "new", "says"), KEYS)
def test_a_wrong_key_is_one_sentence_naming_it(
    folder: Path, old: str, new: str, says: str
) -> None:
    edit(folder / "definition.yml", old, new)
    problems = problems_of(folder)
    found = [problem for problem in problems if says in problem]
    assert len(found) == 1, problems
    assert found[0].startswith("definitions/default/definition.yml")


def test_a_table_younger_than_the_definition_may_be_missing(folder: Path) -> None:
    (folder / "marketing_costs.csv").unlink()
    assert load_definition(folder).tables["marketing_costs"] == ()


@pytest.mark.parametrize("file", ["definition.yml", "lost_reasons.csv", "holidays.csv"])
def test_a_missing_file_is_a_problem(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert f"definitions/default/{file}: the file is missing." in problems_of(folder)


def test_a_file_that_no_table_has_is_a_problem(folder: Path) -> None:
    (folder / "lost_reason.csv").write_text("lost_reason,label\n", "utf-8")
    (problem,) = problems_of(folder)
    assert problem.startswith("definitions/default/lost_reason.csv: no such table")


def test_a_file_that_is_not_text_is_a_problem(folder: Path) -> None:
    (folder / "competitors.csv").write_bytes("competitor,label\nä,Ä\n".encode("cp1252"))
    (problem,) = problems_of(folder)
    assert "competitors.csv: the file is not UTF-8 text" in problem


def test_a_file_without_a_header_is_a_problem(folder: Path) -> None:
    (folder / "competitors.csv").write_text("\n\n", "utf-8")
    (problem,) = problems_of(folder)
    assert "competitors.csv: the file is empty; it needs its header line." in problem


@pytest.mark.parametrize(
    ("file", "header", "is_allowed"),
    [
        ("competitors.csv", "competitor,label", True),
        ("holidays.csv", "company_id,date,label", True),
        ("lost_reasons.csv", "lost_reason,label", False),
        ("status_transitions.csv", "from_status,to_status", False),
    ],
)
def test_only_some_files_may_have_no_rows(
    folder: Path, file: str, header: str, is_allowed: bool
) -> None:
    (folder / file).write_text(f"{header}\n", "utf-8")
    if is_allowed:
        assert load_definition(folder).tables[file.removesuffix(".csv")] == ()
    else:
        problem = f"definitions/default/{file}: at least one row is needed."
        assert problems_of(folder) == [problem]


def test_no_supported_level_is_a_problem(folder: Path) -> None:
    file = folder / "importance_levels.csv"
    file.write_text(file.read_text("utf-8").replace("true", "false"), "utf-8")
    (problem,) = problems_of(folder)
    assert "column is_supported: no level is supported." in problem


def test_all_problems_of_all_files_are_listed_at_once(folder: Path) -> None:
    edit(folder / "definition.yml", "gap_days: 30", "gap_days: -1")
    edit(folder / "definition.yml", "revenue_basis: invoiced", "revenue_basis: hoped")
    edit(folder / "lost_reasons.csv", "price,Price too high", "price,")
    edit(folder / "routing_rules.csv", "nearest,100", "nearest,far")
    edit(folder / "status_transitions.csv", ",new,acknowledged,", ",new,seen,")
    (folder / "holidays.csv").unlink()
    assert len(problems_of(folder)) == 6


def test_a_cell_on_the_line_after_a_quoted_line_break_has_the_right_line(
    folder: Path,
) -> None:
    edit(folder / "lost_reasons.csv", "Price too high", '"Price\ntoo high"')
    edit(folder / "lost_reasons.csv", "timing,Wrong time", "timing,")
    (problem,) = problems_of(folder)
    assert "lost_reasons.csv, line 4, column label" in problem


def test_columns_may_stand_in_any_order_and_case(folder: Path) -> None:
    (folder / "competitors.csv").write_text("Label, COMPETITOR\nAcme,acme\n", "utf-8")
    (row,) = load_definition(folder).tables["competitors"]
    assert dict(row.values) == {"competitor": "acme", "label": "Acme"}
