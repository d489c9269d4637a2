"""What statuses and the ways between them must be for every lead type.

Belongs here: stages, defaults, initial statuses and transitions. References to rows of
other tables are in checks.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from orchestration.definition.checks import Contents
from orchestration.definition.model import Row
from orchestration.definition.problems import Problem, listed
from orchestration.definition.tables import csv_tables

STATE_OF_STAGE = {
    "unacknowledged": ("pending",),
    "acknowledged": ("pending", "in_progress"),
    "accepted": ("in_progress",),
    "rejected": ("pending",),
    "won": ("won",),
    "lost": ("lost",),
    "complete": ("completed",),
}
OFFER_STAGES = ("unacknowledged", "acknowledged", "accepted", "rejected")
DECIDED_STATES = ("won", "lost", "cancelled", "completed")

Ways = Mapping[str, Sequence[str]]


def status_stages_fit(contents: Contents) -> Iterator[Problem]:
    """Stage, life cycle state and grain of a status say the same thing."""
    for row in contents.rows("statuses"):
        stage, state = row.text("stage"), row.text("life_cycle_state")
        if stage is None or state is None:
            if state in ("won", "lost", "completed"):
                says = f"a status of state {state} needs its stage"
                yield contents.problem("statuses", row, "stage", says)
            if state == "cancelled" and row.text("grain") == "offer":
                says = "an offer cannot be in state cancelled"
                yield contents.problem("statuses", row, "grain", says)
            continue
        if state not in STATE_OF_STAGE[stage]:
            says = f"stage {stage} does not go with life cycle state {state}"
            yield contents.problem("statuses", row, "stage", says)
        if row.text("grain") == "offer" and stage not in OFFER_STAGES:
            says = f"an offer cannot be in stage {stage}"
            yield contents.problem("statuses", row, "grain", says)


def states_have_a_default(contents: Contents) -> Iterator[Problem]:
    """Each lead type has a status in every state, exactly one of them the default."""
    if not contents.is_whole("statuses", "lead_types"):
        return
    states = _values_of("statuses", "life_cycle_state")
    found: dict[tuple[str, str], tuple[Row | None, list[str]]] = {}
    for lead_type in sorted(contents.keys("lead_types") or ()):
        allowed = [row for row in contents.rows("statuses") if _allows(row, lead_type)]
        for state in states:
            of_state = [row for row in allowed if row.text("life_cycle_state") == state]
            wrong = _wrong_defaults(of_state)
            if wrong is not None:
                says, row = wrong
                found.setdefault((state, says), (row, []))[1].append(lead_type)
    for (state, says), (row, lead_types) in found.items():
        sentence = f"{says} in state {state} for lead type {listed(lead_types)}"
        column = "is_default" if row else None
        yield contents.problem("statuses", row, column, sentence)


def _wrong_defaults(of_state: Sequence[Row]) -> tuple[str, Row | None] | None:
    """What is wrong with the defaults among a state's statuses, and where it stands."""
    defaults = [row for row in of_state if row.values["is_default"]]
    if not of_state:
        return "no status", None
    if not defaults:
        return "no default status", None
    if len(defaults) > 1:
        names = listed(row.text("status") for row in defaults)
        return f"{len(defaults)} default statuses ({names})", defaults[1]
    return None


def _values_of(table: str, column: str) -> tuple[str, ...]:
    columns = {each.name: each for each in csv_tables()[table].columns}
    return columns[column].values


def _allows(status: Row, lead_type: str | None) -> bool:
    allowed = status.items("lead_types")
    return not allowed or lead_type is None or lead_type in allowed


def initial_statuses_fit(contents: Contents) -> Iterator[Problem]:
    """The status that a lead type begins with is pending and allowed for the type."""
    statuses = {row.text("status"): row for row in contents.rows("statuses")}
    for row in contents.rows("lead_types"):
        status = statuses.get(row.text("initial_status"))
        if status is None:
            continue
        name = row.text("initial_status")
        if not _allows(status, row.text("type")):
            says = f"{name!r} is not allowed for lead type {row.text('type')}"
            yield contents.problem("lead_types", row, "initial_status", says)
        if status.text("life_cycle_state") not in ("pending", None):
            says = f"{name!r} is not a status of state pending"
            yield contents.problem("lead_types", row, "initial_status", says)


def transitions_fit(contents: Contents) -> Iterator[Problem]:
    """A transition changes the status, between two that its lead type may have."""
    statuses = {row.text("status"): row for row in contents.rows("statuses")}
    for row in contents.rows("status_transitions"):
        before, after = row.text("from_status"), row.text("to_status")
        if before is not None and before == after:
            says = f"{after!r} is also the status before"
            yield contents.problem("status_transitions", row, "to_status", says)
        lead_type = row.text("lead_type")
        for column in ("from_status", "to_status"):
            status = statuses.get(row.text(column))
            if status is not None and not _allows(status, lead_type):
                says = f"{row.text(column)!r} is not allowed for lead type {lead_type}"
                yield contents.problem("status_transitions", row, column, says)


def ways_lead_somewhere(contents: Contents) -> Iterator[Problem]:
    """Every status is reached from the initial one, and every open one is decided.

    For each lead type by itself, along the transitions that are open to it, whoever may
    make them.
    """
    if not contents.is_whole("statuses", "lead_types", "status_transitions"):
        return
    unreached: dict[str, list[str]] = {}
    endless: dict[str, list[str]] = {}
    lead_types = {row.text("type"): row for row in contents.rows("lead_types")}
    for lead_type in sorted(name for name in lead_types if name is not None):
        allowed = {
            str(row.text("status")): str(row.text("life_cycle_state"))
            for row in contents.rows("statuses")
            if _allows(row, lead_type)
        }
        initial = str(lead_types[lead_type].text("initial_status"))
        if initial not in allowed:
            continue
        ways, back = _ways(contents, lead_type, allowed)
        reached = _reached((initial,), ways)
        decided = [name for name, state in allowed.items() if state in DECIDED_STATES]
        ending = _reached(decided, back)
        for status in allowed:
            if status not in reached:
                unreached.setdefault(status, []).append(lead_type)
            elif status not in ending:
                endless.setdefault(status, []).append(lead_type)
    for row in contents.rows("statuses"):
        name = str(row.text("status"))
        if name in unreached:
            types = listed(unreached[name])
            says = (
                f"{name!r} is not reached from the initial status of lead type {types}"
            )
            yield contents.problem("statuses", row, "status", says)
        if name in endless:
            types = listed(endless[name])
            says = (
                f"{name!r} cannot end in a won, lost or cancelled status for lead type "
                f"{types}"
            )
            yield contents.problem("statuses", row, "status", says)


def _ways(
    contents: Contents, lead_type: str, allowed: Iterable[str]
) -> tuple[Ways, Ways]:
    """The statuses after each one that a lead of the type may have, and those before."""
    known = frozenset(allowed)
    ways: dict[str, list[str]] = {}
    back: dict[str, list[str]] = {}
    for row in contents.rows("status_transitions"):
        before, after = str(row.text("from_status")), str(row.text("to_status"))
        if row.text("lead_type") in (None, lead_type) and {before, after} <= known:
            ways.setdefault(before, []).append(after)
            back.setdefault(after, []).append(before)
    return ways, back


def _reached(begin: Iterable[str], ways: Ways) -> frozenset[str]:
    """The statuses to begin with and all that some series of ways leads to."""
    found = set(begin)
    waiting = list(found)
    while waiting:
        for status in ways.get(waiting.pop(), ()):
            if status not in found:
                found.add(status)
                waiting.append(status)
    return frozenset(found)


LIFECYCLE_CHECKS: tuple[Callable[[Contents], Iterator[Problem]], ...] = (
    status_stages_fit,
    states_have_a_default,
    initial_statuses_fit,
    transitions_fit,
    ways_lead_somewhere,
)
