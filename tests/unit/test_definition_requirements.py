"""What the requirements ask of a definition, one test for each, naming it."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.definition import (
    copy_definition,
    load_active_definition,
    load_definition,
    write_definition,
)
from orchestration.errors import DefinitionError
from orchestration.settings import Workspace
from tests.unit.definition_edits import ADD, edit, problems_of, the_problem

NEVER_BEGUN = "key validity.invalid_lead_types"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_definition(tmp_path / "definitions")


def written(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of a query over the definition's tables in the warehouse."""
    with duckdb.connect() as con:
        write_definition(con, load_definition(folder))
        return con.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("statuses.csv", "parked,Parked,pending,,opportunity,false,yacht"),
        ("categories.csv", "owner,Owner,yacht"),
        ("products.csv", "sail,Sail,,good,yacht"),
    ],
)
def test_what_a_lead_type_may_have_names_types_that_are_there(
    folder: Path, file: str, row: str
) -> None:
    """C7: statuses, categories, goods and services are allowed by lead type."""
    edit(folder / file, ADD, f"{row}\n")
    found = [each for each in problems_of(folder) if "'yacht'" in each]
    assert len(found) == 1
    assert f"{file}, line " in found[0]
    assert "column lead_types: 'yacht' is not in lead_types.csv." in found[0]


def test_a_list_that_names_a_value_twice_is_a_problem(folder: Path) -> None:
    """C7: what is allowed for a type is said once."""
    edit(folder / "categories.csv", "person,", "person,")
    edit(folder / "categories.csv", "Physical person,", "Person,vendor;vendor")
    assert the_problem(folder).endswith(
        "categories.csv, line 2, column lead_types: vendor is listed more than once."
    )


def test_the_state_of_a_status_comes_with_the_status(folder: Path) -> None:
    """C8: a status without a life cycle state, or with one of its own, is refused."""
    edit(folder / "statuses.csv", "quoted,Quoted,in_progress", "quoted,Quoted,")
    assert "column life_cycle_state: a value is needed." in the_problem(folder)
    edit(folder / "statuses.csv", "quoted,Quoted,", "quoted,Quoted,nearly_won")
    assert "'nearly_won' is not one of pending, in_progress" in the_problem(folder)


def test_an_offer_is_not_cancelled(folder: Path) -> None:
    """C57: cancelling ends the opportunity, so that its status is not one of offers."""
    edit(
        folder / "statuses.csv",
        "cancelled,Cancelled,cancelled,,opportunity",
        "cancelled,Cancelled,cancelled,,offer",
    )
    assert the_problem(folder).endswith(
        "statuses.csv, line 12, column grain: an offer cannot be in state cancelled."
    )


def test_a_category_has_one_name_and_one_label(folder: Path) -> None:
    """C9: categories are told apart by name and by what people read."""
    edit(folder / "categories.csv", "Business partner", "Business customer")
    assert the_problem(folder).endswith(
        "categories.csv, line 4, column label: 'Business customer' already stands on "
        "line 3."
    )


@pytest.mark.parametrize("file", ["lost_reasons.csv"])
def test_there_are_lost_reasons_to_choose_from(folder: Path, file: str) -> None:
    """C10, C27: a loss needs its reason, so that the list may not be empty."""
    (folder / file).write_text("lost_reason,label\n", "utf-8")
    assert the_problem(folder).endswith(f"{file}: at least one row is needed.")


def test_competitors_are_a_list_without_doubles(folder: Path) -> None:
    """C11, C26: competitors that may be chosen, each once; none listed means any."""
    edit(folder / "competitors.csv", ADD, "Other,Yet another\n")
    assert "competitor Other already stands on line 5." in the_problem(folder)
    (folder / "competitors.csv").write_text("competitor,label\n", "utf-8")
    assert load_definition(folder).tables["competitors"] == ()


@pytest.mark.parametrize(
    ("written_as", "minutes"),
    [
        ("90,minutes", 90),
        ("36,hours", 2160),
        ("2,days", 2880),
        ("3,weeks", 30240),
        ("1.5,months", 64800),
        ("1,years", 525600),
    ],
)
def test_the_expected_completion_has_a_number_and_a_unit(
    folder: Path, written_as: str, minutes: int
) -> None:
    """C12: estimated completion time per type, from minutes to years."""
    edit(folder / "lead_types.csv", "Residential,30,days", f"Residential,{written_as}")
    assert written(
        folder,
        "select estimated_completion_minutes from definition.lead_types "
        "where lead_type = 'residential'",
    ) == [(minutes,)]


@pytest.mark.parametrize("wrong", ["0,days", "-1,days", "30,moons", ",days", "30,"])
def test_an_expected_completion_that_is_none_is_a_problem(
    folder: Path, wrong: str
) -> None:
    """C12: no duration of nothing, below nothing or in an unknown unit."""
    edit(folder / "lead_types.csv", "Residential,30,days", f"Residential,{wrong}")
    assert "lead_types.csv, line 2, column estimated_completion" in the_problem(folder)


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ("9,5", "column importance_level: 9 is not between 1 and 8."),
        (",5", "column importance_level: a value is needed."),
    ],
)
def test_a_lead_type_has_a_default_importance(
    folder: Path, levels: str, says: str
) -> None:
    """C13: the importance of a type is a level that is there and supported."""
    edit(folder / "lead_types.csv", "30,days,4,5", f"30,days,{levels}")
    assert says in the_problem(folder)


def test_the_default_importance_is_supported(folder: Path) -> None:
    """C13, C25: a level that nobody may choose is nobody's default."""
    edit(folder / "importance_levels.csv", "4,Normal,true", "4,Normal,false")
    assert the_problem(folder).endswith(
        "lead_types.csv, line 2, column importance_level: level 4 is not supported in "
        "importance_levels.csv."
    )


def test_the_default_priority_is_supported(folder: Path) -> None:
    """C14, C24: a level that nobody may choose is nobody's default."""
    edit(folder / "priority_levels.csv", "9,Urgent,true", "9,Urgent,false")
    assert the_problem(folder).endswith(
        "lead_types.csv, line 4, column priority_level: level 9 is not supported in "
        "priority_levels.csv."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "cancelled,Cancelled,cancelled,,opportunity,true,\n",
            "",
            "no status in state cancelled for lead type commercial, emergency, ",
        ),
        (
            "lost,Lost,lost,lost,opportunity,true",
            "lost,Lost,lost,lost,opportunity,false",
            "no default status in state lost for lead type commercial, ",
        ),
    ],
)
def test_every_state_has_a_status_and_a_default_one(
    folder: Path, old: str, new: str, says: str
) -> None:
    """C15: at least one status per state, each with a default."""
    edit(folder / "statuses.csv", old, new)
    assert len([each for each in problems_of(folder) if says in each]) == 1


def test_two_defaults_of_a_state_are_told_with_the_line_of_the_second(
    folder: Path,
) -> None:
    """C15: one default per state and lead type."""
    edit(
        folder / "statuses.csv",
        "quoted,Quoted,in_progress,accepted,opportunity,false",
        "quoted,Quoted,in_progress,accepted,opportunity,true",
    )
    assert (
        "statuses.csv, line 8, column is_default: 2 default statuses (contacted, "
        "quoted) in state in_progress for lead type commercial, emergency, "
        in the_problem(folder)
    )


def test_a_transition_is_for_a_role_that_is_listed(folder: Path) -> None:
    """C16: who may change a status is a role that the business has."""
    edit(folder / "status_transitions.csv", ",new,accepted,", ",new,accepted,captain")
    assert the_problem(folder).endswith(
        "status_transitions.csv, line 3, column actor_role: 'captain' is not in "
        "roles.csv."
    )
    (folder / "roles.csv").write_text("role,label\n", "utf-8")
    assert load_definition(folder).tables["roles"] == ()


def test_a_transition_is_between_statuses_of_its_lead_type(folder: Path) -> None:
    """C16: the next status depends on the current one and on the lead type."""
    edit(
        folder / "statuses.csv",
        "quoted,Quoted,in_progress,accepted,opportunity,false,",
        "quoted,Quoted,in_progress,accepted,opportunity,false,residential",
    )
    edit(folder / "status_transitions.csv", ADD, "vendor,quoted,new,\n")
    assert the_problem(folder).endswith(
        "column from_status: 'quoted' is not allowed for lead type vendor."
    )


@pytest.mark.parametrize(
    ("initial", "says"),
    [
        ("", "a value is needed."),
        ("fresh", "'fresh' is not in statuses.csv."),
        ("new;acknowledged", "'new;acknowledged' is several values"),
        ("contacted", "'contacted' is not a status of state pending."),
    ],
)
def test_a_lead_type_has_exactly_one_initial_status(
    folder: Path, initial: str, says: str
) -> None:
    """C17: one initial status, of state pending."""
    edit(folder / "lead_types.csv", "7,9,new,", f"7,9,{initial},")
    found = [each for each in problems_of(folder) if says in each]
    assert len(found) == 1
    assert "lead_types.csv, line 4, column initial_status" in found[0]


def test_the_initial_status_is_among_the_allowed_ones(folder: Path) -> None:
    """C17: where statuses are allowed by type, the initial one is among them."""
    edit(
        folder / "statuses.csv",
        "new,New,pending,unacknowledged,offer,true,",
        "new,New,pending,unacknowledged,offer,true,residential;commercial;emergency",
    )
    assert any(
        "lead_types.csv, line 5, column initial_status: 'new' is not allowed for lead "
        "type vendor." in each
        for each in problems_of(folder)
    )


def test_every_status_can_be_reached_from_the_initial_one(folder: Path) -> None:
    """C18: a status that no series of transitions leads to is a problem."""
    edit(
        folder / "statuses.csv",
        ADD,
        "measured,Measured,in_progress,accepted,opportunity,false,\n",
    )
    edit(folder / "status_transitions.csv", ADD, ",measured,won,\n")
    assert the_problem(folder).endswith(
        "statuses.csv, line 13, column status: 'measured' is not reached from the "
        "initial status of lead type commercial, emergency, residential, vendor."
    )


def test_a_status_is_reached_for_the_type_that_may_have_it(folder: Path) -> None:
    """C18: a way that is open to another lead type only does not count."""
    edit(
        folder / "statuses.csv",
        ADD,
        "measured,Measured,in_progress,accepted,opportunity,false,residential;vendor\n",
    )
    edit(
        folder / "status_transitions.csv",
        ADD,
        "residential,contacted,measured,\n,measured,won,\n",
    )
    assert (
        "'measured' is not reached from the initial status of lead type vendor."
        in the_problem(folder)
    )


def test_every_open_status_can_end_in_a_decision(folder: Path) -> None:
    """C3, C18: a lead is managed until it is won or lost, whatever status it is in."""
    edit(
        folder / "statuses.csv",
        ADD,
        "limbo,Limbo,in_progress,accepted,opportunity,false,\n",
    )
    edit(folder / "status_transitions.csv", ADD, ",contacted,limbo,\n")
    assert the_problem(folder).endswith(
        "statuses.csv, line 13, column status: 'limbo' cannot end in a won, lost or "
        "cancelled status for lead type commercial, emergency, residential, vendor."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lead_types: [residential, commercial, emergency, vendor]\n", "", "missing"),
        ("[residential, commercial, emergency, vendor]", "[]", "at least 1 item"),
        ("[residential, commercial,", "[houses, residential,", "'houses' is not in"),
    ],
)
def test_the_allowed_lead_types_are_named(
    folder: Path, old: str, new: str, says: str
) -> None:
    """C19: a definition names the lead types it allows, each of them there."""
    edit(folder / "definition.yml", old, new)
    problem = the_problem(folder)
    assert says in problem
    assert "key lead_types" in problem


def test_some_allowed_lead_type_is_valid(folder: Path) -> None:
    """C19: a definition under which no lead counts is none."""
    edit(
        folder / "definition.yml",
        "invalid_lead_types: [vendor]",
        "invalid_lead_types: [vendor, residential, commercial, emergency]",
    )
    assert the_problem(folder).endswith(
        f"{NEVER_BEGUN}: every allowed lead type is invalid, so that no lead counts."
    )


def test_exactly_one_definition_is_active(tmp_path: Path, folder: Path) -> None:
    """C20: none or two active definitions, and nothing runs."""
    workspace = Workspace(tmp_path)
    assert load_active_definition(workspace).name == "default"
    other = copy_definition(tmp_path / "definitions", "home_services")
    with pytest.raises(DefinitionError, match="only one may be active, not default, "):
        load_active_definition(workspace)
    for each in (folder, other):
        edit(each / "definition.yml", "active: true", "active: false")
    with pytest.raises(DefinitionError, match="none of the definitions is active"):
        load_active_definition(workspace)


def test_rules_say_who_agreed_to_them(folder: Path) -> None:
    """D22: the rules are agreed on, by somebody and on a day, as part of the version."""
    before = load_definition(folder).version
    edit(
        folder / "definition.yml",
        "revenue_basis: invoiced",
        "approved_by: Head of sales\napproved_on: 2026-03-02\nrevenue_basis: invoiced",
    )
    assert load_definition(folder).version != before
    assert written(
        folder, "select approved_by, approved_date from definition.settings"
    ) == [("Head of sales", date(2026, 3, 2))]
    edit(folder / "definition.yml", "approved_by: Head of sales\n", "")
    assert "key approved_by: needed because approved_on is" in the_problem(folder)
    edit(folder / "definition.yml", "approved_on: 2026-03-02", "approved_on: lately")
    assert "key approved_on" in the_problem(folder)


@pytest.mark.parametrize("key", ["account_classification", "credit_rating"])
def test_automatic_conversion_knows_what_to_assign(folder: Path, key: str) -> None:
    """C21, C22, C23: classification and rating are needed where it is enabled."""
    values = {"account_classification": "standard", "credit_rating": "unrated"}
    line = f"  {key}: {values[key]}\n"
    edit(folder / "definition.yml", line, "")
    assert the_problem(folder).endswith(
        f"definition.yml, line 15, key automatic_conversion.{key}: needed because "
        "automatic_conversion is enabled."
    )
    edit(folder / "definition.yml", "enabled: true", "enabled: false")
    assert written(
        folder, f"select automatic_conversion_enabled, {key} from definition.settings"
    ) == [(False, None)]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "priority_levels.csv",
            "10,Immediate",
            "11,Immediate",
            "line 11, column priority_level: 11 is not between 1 and 10.",
        ),
        (
            "priority_levels.csv",
            "3,Low,",
            "3,,",
            "line 4, column label: a value is needed.",
        ),
        (
            "priority_levels.csv",
            "3,Low,",
            "3,Very low,",
            "line 4, column label: 'Very low' already stands on line 3.",
        ),
    ],
)
def test_priorities_are_ten_levels_with_labels_of_their_own(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    """C24: priority 1 to 10, each with its own label."""
    edit(folder / file, old, new)
    assert says in the_problem(folder)


def test_importance_is_eight_levels_with_labels_of_their_own(folder: Path) -> None:
    """C25: importance 1 to 8, each with its own label."""
    edit(folder / "importance_levels.csv", "8,Critical", "9,Critical")
    assert "line 9, column importance_level: 9 is not between 1 and 8." in the_problem(
        folder
    )
    edit(folder / "importance_levels.csv", "9,Critical", "8,Minor")
    assert "column label: 'Minor' already stands on line 3." in the_problem(folder)


def test_only_supported_levels_may_be_chosen_and_there_is_one(folder: Path) -> None:
    """C24, C25: a part of the levels is supported, never none."""
    for name in ("priority_levels.csv", "importance_levels.csv"):
        file = folder / name
        file.write_text(file.read_text("utf-8").replace("true", "false"), "utf-8")
    assert [each.split(": ", 1)[1] for each in problems_of(folder)] == [
        "no level is supported.",
        "no level is supported.",
    ]


def test_a_source_type_has_a_label_and_a_channel(folder: Path) -> None:
    """C28: source types are labelled and lead to a channel."""
    edit(folder / "source_types.csv", "facebook,Facebook,social", "facebook,Facebook,")
    assert the_problem(folder).endswith(
        "source_types.csv, line 5, column channel: a value is needed."
    )


def test_a_naming_pattern_is_for_a_channel_of_the_source_types(folder: Path) -> None:
    """C28, D18: names are checked by channel, so that the channel is one there is."""
    edit(folder / "source_naming.csv", "webcast,", "web_cast,")
    assert the_problem(folder).endswith(
        "source_naming.csv, line 3, column channel: 'web_cast' is not in "
        "source_types.csv."
    )


def test_activity_types_and_products_are_optional(folder: Path) -> None:
    """C29: no activity types and no products listed means that any is accepted."""
    for name, header in (
        ("activity_types.csv", "activity_type,label"),
        ("products.csv", "product,label"),
    ):
        (folder / name).write_text(f"{header}\n", "utf-8")
    assert load_definition(folder).tables["activity_types"] == ()


def test_a_lead_type_schedules_activities_that_are_listed(folder: Path) -> None:
    """C7, C29: activity types allowed for a type are rows of activity_types.csv."""
    edit(folder / "lead_types.csv", "7,9,new,", "7,9,new,call;demo")
    assert the_problem(folder).endswith(
        "lead_types.csv, line 4, column activity_types: 'demo' is not in "
        "activity_types.csv."
    )
    edit(folder / "activity_types.csv", ADD, "demo,Demo\n")
    assert written(
        folder,
        "select activity_types from definition.lead_types "
        "where lead_type = 'emergency'",
    ) == [(["call", "demo"],)]


def test_a_feature_is_switched_for_everybody_or_for_one_company(folder: Path) -> None:
    """B4: what only some subscribers have is switched per network, the rest being on."""
    edit(
        folder / "features.csv",
        ADD,
        "status_requests,,false\nstatus_requests,C002,yes\n",
    )
    assert written(
        folder, "select company_id, is_enabled from definition.features"
    ) == [(None, False), ("C002", True)]
    edit(folder / "features.csv", "status_requests,C002", "mind_reading,C002")
    assert "line 3, column feature: 'mind_reading' is not one of " in the_problem(
        folder
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            "9,customer,again,Would you buy again?,choice,,,,",
            "column choices: needed because answer is choice.",
        ),
        (
            "9,customer,again,Would you buy again?,text,yes;no,,,",
            "column choices: must be empty where answer is text.",
        ),
        (
            "9,customer,mark,Which mark?,text,,rating,,",
            "column stored_as: rating takes an answer of kind rating, not text.",
        ),
        (
            "9,customer,paid,What did you pay?,money,,revenue_amount,,",
            "column stored_as: revenue_amount is asked of the location.",
        ),
        (
            "9,location,more,What else?,money,,revenue_amount,,",
            "column stored_as: revenue_amount of the location already stands on line 2.",
        ),
        (
            "1,location,more,What else?,text,,,,",
            "column order: 1 of the location already stands on line 2.",
        ),
    ],
)
def test_the_forms_are_questions_that_fit_their_answers(
    folder: Path, row: str, says: str
) -> None:
    """B28: the forms are configured by question, kind of answer and where it goes."""
    edit(folder / "survey_questions.csv", ADD, f"{row}\n")
    found = [problem for problem in problems_of(folder) if says in problem]
    assert len(found) == 1
    assert "survey_questions.csv, line 8, " in found[0]


def test_a_form_of_the_location_asks_for_the_revenue(folder: Path) -> None:
    """B27, B28: the aim of the location's form is the revenue of the lead."""
    edit(folder / "survey_questions.csv", "money,,revenue_amount", "money,,")
    assert the_problem(folder).endswith(
        "survey_questions.csv: the form of the location needs a question that is "
        "stored as revenue_amount."
    )


@pytest.mark.parametrize(
    ("minutes", "is_allowed"), [(1, False), (2, True), (20160, True), (20161, False)]
)
def test_an_exclusive_offer_lasts_from_two_minutes_to_two_weeks(
    folder: Path, minutes: int, is_allowed: bool
) -> None:
    """E20: 2 minutes to 2 weeks."""
    edit(folder / "offer_rules.csv", "same_company,1440", f"same_company,{minutes}")
    if is_allowed:
        assert load_definition(folder).name == "default"
    else:
        assert the_problem(folder).endswith(
            f"line 4, column exclusivity_minutes: {minutes} is not between 2 and 20160."
        )


def test_an_exclusive_offer_lasts_five_minutes_where_nothing_is_said(
    folder: Path,
) -> None:
    """E20: the default is 5 minutes."""
    edit(
        folder / "offer_rules.csv",
        "trade_show,,same_company,1440",
        "trade_show,,mixed,",
    )
    assert written(
        folder,
        "select exclusivity_minutes from definition.offer_rules "
        "where origin = 'trade_show'",
    ) == [(5,)]


@pytest.mark.parametrize(
    ("row", "is_allowed"),
    [
        ("acknowledged,,3,,1,1", True),
        ("acknowledged,,3,2,5,2", True),
        ("acknowledged,,3,,5,2", False),
        ("acknowledged,,3,2,5,4", False),
    ],
)
def test_a_cadence_asks_once_several_times_or_until_a_level(
    folder: Path, row: str, is_allowed: bool
) -> None:
    """E32: once; several times with days between; or until level 1, 2 or 3."""
    file = folder / "cadences.csv"
    edit(file, ADD, f"{row}\n")
    lines = len(file.read_text("utf-8").splitlines())
    if is_allowed:
        assert len(load_definition(folder).tables["cadences"]) == lines - 1
    else:
        assert f"cadences.csv, line {lines}, column " in the_problem(folder)


def test_a_problem_of_a_key_names_its_line(folder: Path) -> None:
    """C19: one clear sentence naming file, line and value, for keys as for cells."""
    edit(folder / "definition.yml", "auto_threshold: 0.9", "auto_threshold: 0.4")
    assert the_problem(folder).endswith(
        "definition.yml, line 40, key matching.policies.0: auto_threshold 0.4 of origin "
        "default is below review_threshold 0.5."
    )
