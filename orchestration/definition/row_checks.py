"""What a row of a rule table must be in itself: targets, durations, patterns, hours.

Belongs here: checks of one table that need more than one cell. Those between tables are
in checks.py.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from orchestration.contract.model import load_contract
from orchestration.definition.checks import Contents
from orchestration.definition.model import Row
from orchestration.definition.naming import naming_problem
from orchestration.definition.problems import Problem

OPERATORS_WITHOUT_VALUE = ("is_set", "is_not_set")
NUMERIC_OPERATORS = ("at_least", "at_most")
NUMERIC_TYPES = ("money", "decimal", "integer")
NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


def routing_targets_fit(contents: Contents) -> Iterator[Problem]:
    """A routing rule has the target that its action needs, and none that it ignores."""
    for row in contents.rows("routing_rules"):
        says = _wrong_target(row.text("action"), row.text("target"))
        if says:
            yield contents.problem("routing_rules", row, "target", says)


def _wrong_target(action: str | None, target: str | None) -> str | None:
    if action in ("company", "fast_track"):
        if target is None:
            return f"action {action} needs the company_id to route to"
        if ";" in target:
            return f"action {action} takes one company_id, not {target!r}"
    if action in ("territory", "preferred") and target is not None:
        return f"action {action} takes no target, not {target!r}"
    if action == "nearest" and target is not None and not _is_distance(target):
        return f"{target!r} is not a distance in kilometres"
    return None


def _is_distance(text: str) -> bool:
    return bool(NUMBER.match(text)) and float(text) > 0


def offers_have_a_general_rule(contents: Contents) -> Iterator[Problem]:
    """Some row holds for every origin and level, so that each lead has a rule."""
    if not contents.is_whole("offer_rules"):
        return
    if not any(
        row.text("origin") is None and row.text("mql_level") is None
        for row in contents.rows("offer_rules")
    ):
        says = "a row with empty origin and mql_level is needed"
        yield contents.problem("offer_rules", None, None, says)


def sla_targets_fit(contents: Contents) -> Iterator[Problem]:
    """A target is between two events; the business clock counts minutes or hours.

    A day of a business clock has no length of its own: it would depend on the company.
    """
    for row in contents.rows("sla_targets"):
        before, after = row.text("from_event"), row.text("to_event")
        if before is not None and before == after:
            says = f"{after!r} is also the event before"
            yield contents.problem("sla_targets", row, "to_event", says)
        unit = row.text("unit")
        if row.text("clock") == "business" and unit not in ("minutes", "hours", None):
            says = f"{unit!r} on the business clock must be minutes or hours"
            yield contents.problem("sla_targets", row, "unit", says)


def cadences_repeat(contents: Contents) -> Iterator[Problem]:
    """Several requests have days between them."""
    for row in contents.rows("cadences"):
        requests = row.values["max_requests"]
        if (
            isinstance(requests, int)
            and requests > 1
            and row.text("repeat_days") is None
        ):
            says = f"needed because max_requests is {requests}"
            yield contents.problem("cadences", row, "repeat_days", says)


def mql_rules_fit(contents: Contents) -> Iterator[Problem]:
    """A row gives points for a comparison or says what a level needs, not both."""
    for row in contents.rows("mql_rules"):
        if row.text("rule") == "points":
            yield from _points_row(contents, row)
        elif row.text("rule") == "level":
            yield from _level_row(contents, row)
    yield from _levels_ascend(contents)


def _points_row(contents: Contents, row: Row) -> Iterator[Problem]:
    for column in ("field", "operator"):
        if row.text(column) is None and contents.is_whole("mql_rules"):
            yield contents.problem("mql_rules", row, column, "a value is needed")
    if row.text("mql_level") is not None:
        says = "must be empty where rule is points"
        yield contents.problem("mql_rules", row, "mql_level", says)
    field, operator, value = (row.text(name) for name in ("field", "operator", "value"))
    leads = load_contract()["leads"]
    if field is not None and field not in leads.column_names:
        says = f"{field!r} is not a column of leads"
        yield contents.problem("mql_rules", row, "field", says)
    elif (
        field is not None
        and operator in NUMERIC_OPERATORS
        and leads.column(field).type not in NUMERIC_TYPES
    ):
        says = f"{operator} needs a number, and {field} is none"
        yield contents.problem("mql_rules", row, "operator", says)
    says_value = _wrong_value(operator, value)
    if says_value:
        yield contents.problem("mql_rules", row, "value", says_value)


def _wrong_value(operator: str | None, value: str | None) -> str | None:
    if operator is None:
        return None
    if operator in OPERATORS_WITHOUT_VALUE:
        return None if value is None else f"{operator} takes no value, not {value!r}"
    if value is None:
        return f"{operator} needs a value"
    if operator in NUMERIC_OPERATORS and not NUMBER.match(value):
        return f"{value!r} is not a number"
    if operator == "matches":
        try:
            re.compile(value)
        except re.error as error:
            return f"{value!r} is not a regular expression: {error}"
    return None


def _level_row(contents: Contents, row: Row) -> Iterator[Problem]:
    if row.text("mql_level") is None and contents.is_whole("mql_rules"):
        yield contents.problem("mql_rules", row, "mql_level", "a value is needed")
    for column in ("field", "operator", "value"):
        if row.text(column) is not None:
            says = "must be empty where rule is level"
            yield contents.problem("mql_rules", row, column, says)


def _levels_ascend(contents: Contents) -> Iterator[Problem]:
    levels = [
        (int(str(row.values["mql_level"])), int(str(row.values["points"])), row)
        for row in contents.rows("mql_rules")
        if row.text("rule") == "level"
        and row.text("mql_level") is not None
        and row.text("points") is not None
    ]
    levels.sort(key=lambda level: level[0])
    for (_, fewer, _), (level, points, row) in pairwise(levels):
        if points <= fewer:
            says = f"level {level} needs more points than the level below ({fewer})"
            yield contents.problem("mql_rules", row, "points", says)


def payload_fields_exist(contents: Contents) -> Iterator[Problem]:
    """A field that a source passes on is a column of leads."""
    leads = load_contract()["leads"]
    for row in contents.rows("payload_fields"):
        field = row.text("field")
        if field is not None and field not in leads.column_names:
            says = f"{field!r} is not a column of leads"
            yield contents.problem("payload_fields", row, "field", says)


def naming_patterns_fit(contents: Contents) -> Iterator[Problem]:
    """A naming pattern has known placeholders."""
    for row in contents.rows("source_naming"):
        pattern = row.text("pattern")
        says = naming_problem(pattern) if pattern is not None else None
        if says:
            yield contents.problem("source_naming", row, "pattern", says)


def hours_do_not_overlap(contents: Contents) -> Iterator[Problem]:
    """Hours end after they begin, and those of one company and day are apart."""
    by_day: dict[tuple[str | None, str | None], list[Row]] = {}
    for row in contents.rows("working_hours"):
        opens, closes = row.text("opens_at"), row.text("closes_at")
        if opens is None or closes is None:
            continue
        if opens >= closes:
            says = f"{closes} is not after {opens}"
            yield contents.problem("working_hours", row, "closes_at", says)
            continue
        by_day.setdefault((row.text("company_id"), row.text("weekday")), []).append(row)
    for rows in by_day.values():
        ordered = sorted(rows, key=lambda row: row.text("opens_at") or "")
        for before, row in pairwise(ordered):
            if (row.text("opens_at") or "") < (before.text("closes_at") or ""):
                says = f"the hours overlap those on line {before.line}"
                yield contents.problem("working_hours", row, "opens_at", says)


def single_values_are_single(contents: Contents) -> Iterator[Problem]:
    """A cell that takes one value holds one."""
    for table, columns in (
        ("lead_types", ("type", "initial_status")),
        ("statuses", ("status",)),
        ("activity_types", ("activity_type",)),
        ("status_transitions", ("lead_type", "from_status", "to_status", "actor_role")),
        ("routing_rules", ("product_line", "lead_source")),
        ("cadences", ("lead_source",)),
    ):
        for row in contents.rows(table):
            for column in columns:
                value = row.text(column)
                if value is not None and ";" in value:
                    says = f"{value!r} is several values; write a row for each"
                    yield contents.problem(table, row, column, says)


ROW_CHECKS: tuple[Callable[[Contents], Iterator[Problem]], ...] = (
    routing_targets_fit,
    offers_have_a_general_rule,
    sla_targets_fit,
    cadences_repeat,
    mql_rules_fit,
    payload_fields_exist,
    naming_patterns_fit,
    hours_do_not_overlap,
    single_values_are_single,
)
