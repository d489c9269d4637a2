"""The three state machines against a re-telling in Python, on random histories.

The models work on all events at once; here a history is told one event after the other:
B5, B12 to B18, C8, C16, C43, C57, C65.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lifecycle_models import (
    AS_OF,
    Rows,
    lifecycle_connection,
    opportunity,
    tell,
    together,
)

START = datetime(2026, 6, 1)
LEADS, COMPANIES, ROLES = ("a", "b"), ("c", "d"), (None, "sales", "Manager")
STATES = ("pending", "in_progress", "won", "lost", "completed", "cancelled")
OFFERED = {
    "new": "unacknowledged",
    "acknowledged": "acknowledged",
    "accepted": "accepted",
    "rejected": "rejected",
}
SAID = {
    "contacted": ("in_progress", "accepted"),
    "quoted": ("in_progress", "accepted"),
    "won": ("won", "won"),
    "lost": ("lost", "lost"),
    "completed": ("completed", "complete"),
    "cancelled": ("cancelled", "cancelled"),
}
# (lead type, from, to, role); None is any.
ALLOWED = (
    (None, "new", "acknowledged", None),
    (None, "new", "accepted", None),
    (None, "new", "rejected", None),
    (None, "acknowledged", "accepted", None),
    (None, "acknowledged", "rejected", None),
    (None, "rejected", "accepted", None),
    (None, "accepted", "contacted", None),
    ("emergency", "new", "contacted", None),
    (None, "contacted", "quoted", "sales"),
    (None, "contacted", "lost", None),
    (None, "quoted", "won", "manager"),
    (None, "quoted", "lost", None),
    (None, "won", "completed", None),
    (None, "lost", "contacted", "manager"),
    (None, "contacted", "cancelled", None),
    (None, "cancelled", "new", "sales"),
)


@dataclass(frozen=True)
class Event:
    event_id: str
    lead: str
    company: str
    hour: int
    status: str
    role: str | None

    @property
    def at(self) -> datetime:
        # Events about offers never share an instant: their order is a case of its own.
        apart = 900 + int(self.event_id[1:]) if self.status in OFFERED else 0
        return START + timedelta(hours=self.hour, seconds=apart)


@dataclass(frozen=True)
class Offer:
    offer_id: str
    lead: str
    company: str
    hour: int
    response: str | None
    is_seen: bool

    def moment(self, minutes: int) -> datetime:
        number = int(self.offer_id[1:])
        return START + timedelta(hours=self.hour, minutes=minutes, seconds=number)


@dataclass(frozen=True)
class Job:
    job_id: str
    hour: int
    done_after: int | None

    @property
    def at(self) -> datetime:
        return START + timedelta(hours=self.hour, minutes=40, seconds=int(self.job_id))

    @property
    def done_at(self) -> datetime | None:
        return (
            None
            if self.done_after is None
            else self.at + timedelta(hours=self.done_after)
        )


@dataclass(frozen=True)
class History:
    lead_type: str | None
    events: tuple[Event, ...]
    offers: tuple[Offer, ...]
    jobs: tuple[Job, ...]


@st.composite
def histories(draw: st.DrawFn) -> History:
    hours = st.integers(0, 40) | st.integers(24 * 60, 24 * 60 + 3)  # the latter: future
    events = [
        Event(
            f"e{number:02}",
            draw(st.sampled_from(LEADS)),
            draw(st.sampled_from(COMPANIES)),
            draw(hours),
            draw(st.sampled_from([*OFFERED, *SAID, "sold??"])),
            draw(st.sampled_from(ROLES)),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    repeated = [
        Event(f"e{50 + number}", each.lead, each.company, each.hour, each.status, None)
        for number, each in enumerate(events)
        if each.status in SAID and draw(st.integers(0, 5)) == 0
    ]
    offers = [
        Offer(
            f"o{number}",
            draw(st.sampled_from(LEADS)),
            draw(st.sampled_from(COMPANIES)),
            draw(st.integers(0, 30)),
            draw(st.sampled_from([None, "accepted", "rejected", "timeout"])),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    jobs = [
        Job(str(number), draw(st.integers(0, 40)), draw(st.sampled_from([None, 1, 9])))
        for number in range(draw(st.integers(0, 2)))
    ]
    lead_type = draw(st.sampled_from([None, "residential", "emergency"]))
    return History(lead_type, (*events, *repeated), tuple(offers), tuple(jobs))


def in_order(history: History) -> list[Event]:
    """Known events without repetitions: by time, then states and stages, then id."""
    stages = [*OFFERED.values(), "won", "lost", "complete", "cancelled"]
    place = {"unacknowledged": 1, "acknowledged": 2, "accepted": 3, "rejected": 4}
    place |= {stage: number for number, stage in enumerate(stages, 1) if number > 4}

    def key(event: Event) -> tuple[Any, ...]:
        state, stage = SAID.get(event.status, ("pending", OFFERED.get(event.status)))
        if event.status == "accepted":
            state = "in_progress"
        return (event.at, STATES.index(state), place[str(stage)], event.event_id)

    seen: set[tuple[Any, ...]] = set()
    kept = []
    for event in sorted(history.events, key=lambda each: each.event_id):
        told = (event.lead, event.status, event.at, event.company)
        if event.status in OFFERED | SAID and told not in seen:
            seen.add(told)
            kept.append(event)
    return sorted(kept, key=key)


def allowed(before: str, event: Event, lead_type: str | None) -> bool:
    role = event.role.lower() if event.role else None
    return any(
        source == before
        and target == event.status
        and kind in (None, lead_type)
        and by in (None, role)
        for kind, source, target, by in ALLOWED
    )


class Teller:
    """One opportunity, told step by step."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.own: dict[tuple[str, str], tuple[int, str]] = {}
        self.said: dict[str, tuple[int, str]] = {}
        self.any: dict[str, tuple[int, str]] = {}
        self.valid: dict[str, bool] = {}
        self.offers: dict[tuple[str, str], str] = {}
        self.is_said = False
        self.visits: list[list[Any]] = []
        self.won: list[datetime] = []
        self.ended: list[datetime] = []
        self.done: list[datetime] = []

    def judge(self, number: int, event: Event) -> bool:
        """Notes whether it is allowed; gives whether it may open the lead again."""
        own = self.own.get((event.lead, event.company))
        said = self.said.get(event.lead)
        before = own
        if event.status in SAID:
            before = max(filter(None, (own, said)), default=self.any.get(event.lead))
        source = before[1] if before else "new"
        lead_type = self.history.lead_type
        is_same = source == event.status
        self.valid[event.event_id] = is_same or allowed(source, event, lead_type)
        opens = (
            event.status in OFFERED
            and said is not None
            and SAID[said[1]][0] != "in_progress"
            and allowed(said[1], event, lead_type)
        )
        self.own[event.lead, event.company] = (number, event.status)
        self.any[event.lead] = (number, event.status)
        if event.status in SAID:
            self.said[event.lead] = (number, event.status)
        return opens

    def enter(self, stage: str, state: str, at: datetime) -> None:
        if not self.visits or self.visits[-1][:2] != [stage, state]:
            self.visits.append([stage, state, at])

    def say(self, state: str, stage: str, at: datetime) -> None:
        self.is_said = True
        {"won": self.won, "completed": self.done}.get(state, []).append(at)
        if state in ("lost", "cancelled"):
            self.ended.append(at)
        self.enter(stage, state, at)

    def offer(
        self, pair: tuple[str, str], said: str, at: datetime, opens: bool
    ) -> None:
        if said == "lapsed":
            said = self.offers.get(pair, "unacknowledged")
            if said in ("unacknowledged", "acknowledged"):
                said = f"lapsed {said}"
        self.offers[pair] = said
        if opens:
            self.is_said = False
        if not self.is_said:
            ranks = (
                "accepted",
                "acknowledged",
                "unacknowledged",
                "rejected",
                "lapsed acknowledged",
                "lapsed unacknowledged",
            )
            furthest = min(self.offers.values(), key=ranks.index).split()[-1]
            state = "in_progress" if furthest == "accepted" else "pending"
            self.enter(furthest, state, at)

    def tell(self) -> None:
        steps: list[tuple[datetime, int, Any]] = []
        for number, event in enumerate(in_order(self.history)):
            opens = self.judge(number, event)
            steps.append((event.at, number, (event, opens)))
        for offer in self.history.offers:
            pair = (offer.lead, offer.company)
            steps.append((offer.moment(20), 0, (pair, "unacknowledged")))
            if offer.is_seen:
                steps.append((offer.moment(21), 0, (pair, "acknowledged")))
            answer = {"timeout": "lapsed", None: "lapsed"}.get(
                offer.response, offer.response
            )
            steps.append((offer.moment(30), 0, (pair, answer)))
        for job in self.history.jobs:
            steps.append((job.at, 0, ("won", "won")))
            if job.done_at:
                steps.append((job.done_at, 1, ("completed", "complete")))
        past = sorted((each for each in steps if each[0] <= AS_OF), key=lambda x: x[:2])
        began = min([START, *(at for at, *_ in past)])
        self.enter("unacknowledged", "pending", began)
        for at, _, what in past:
            self.step(at, what)

    def step(self, at: datetime, what: Any) -> None:
        if isinstance(what[0], Event):
            event, opens = what
            if event.status in SAID:
                self.say(*SAID[event.status], at)
            else:
                pair = (event.lead, event.company)
                self.offer(pair, OFFERED[event.status], at, opens)
        elif isinstance(what[0], tuple):
            self.offer(what[0], what[1], at, False)
        else:
            self.say(what[0], what[1], at)

    def outcome(self) -> tuple[Any, ...]:
        stage, state, entered = self.visits[-1]
        won = decided = done = None
        if state in ("won", "completed"):
            back = [at for at in self.won if at >= max(self.ended, default=at)]
            won = min(back or self.won or self.done)
            decided = won
        elif state in ("lost", "cancelled"):
            decided = entered
        if state == "completed":
            done = min(self.done)
        return (state, stage, won, decided, done, self.spells()[-1])

    def spells(self) -> list[int]:
        spell, found, was_open = 1, [], True
        for _, state, _ in self.visits:
            is_open = state in ("pending", "in_progress")
            spell += is_open and not was_open
            was_open = is_open
            found.append(spell)
        return found


def rows_of(history: History, name: str) -> dict[str, Rows]:
    """The history as it is delivered, all its ids made its own."""
    leads = [f"{name}{lead}" for lead in LEADS]
    life = opportunity(name, *leads, created_at=START, lead_type=history.lead_type)
    events = [
        {
            "event_id": f"{name}{each.event_id}",
            "lead_id": f"{name}{each.lead}",
            "company_id": each.company,
            "occurred_at": each.at,
            "status": f" {each.status.upper()}",
            "actor_role": each.role,
        }
        for each in history.events
    ]
    offers = [
        {
            "offer_id": f"{name}{each.offer_id}",
            "lead_id": f"{name}{each.lead}",
            "company_id": each.company,
            "offered_at": each.moment(20),
            "acknowledged_at": each.moment(21) if each.is_seen else None,
            "responded_at": each.moment(30) if each.response else None,
            "expires_at": each.moment(30),
            "response": each.response,
        }
        for each in history.offers
    ]
    conversions = [
        {
            "conversion_id": f"job:{name}{each.job_id}",
            "conversion_kind": "job",
            "unique_lead_id": name,
            "matched_lead_id": leads[0],
            "converted_at": each.at,
            "is_cancelled": False,
        }
        for each in history.jobs
    ]
    jobs = [
        {"job_id": f"{name}{each.job_id}", "completed_at": each.done_at}
        for each in history.jobs
    ]
    return together(
        life,
        {
            "stg_lead_status_events": events,
            "stg_lead_offers": offers,
            "int_conversions_matched": conversions,
            "stg_jobs": jobs,
        },
    )


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with lifecycle_connection() as connection:
        connection.execute("delete from status_transitions")
        connection.executemany(
            "insert into status_transitions values (?, ?, ?, ?)", ALLOWED
        )
        yield connection


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told_of=st.lists(histories(), min_size=10, max_size=25))
def test_lives_are_those_of_one_event_after_the_other(
    con: duckdb.DuckDBPyConnection, told_of: list[History]
) -> None:
    names = [f"u{number:02}-" for number in range(len(told_of))]
    tell(con, together(*map(rows_of, told_of, names)))
    visits = con.execute(
        "select unique_lead_id, stage, life_cycle_state, entered_at, spell_number "
        "from int_stage_intervals order by unique_lead_id, visit_number"
    ).fetchall()
    outcomes = con.execute(
        "select unique_lead_id, life_cycle_state, stage, won_at, decided_at, "
        "fulfilled_at, spell_number from int_unique_lead_outcomes"
    ).fetchall()
    valid = con.execute(
        "select event_id, is_valid_transition from int_status_events_judged "
        "where not is_duplicate and not is_unknown_status"
    ).fetchall()
    for history, name in zip(told_of, names, strict=True):
        teller = Teller(history)
        teller.tell()
        assert [row[1:] for row in visits if row[0] == name] == [
            (*visit, spell)
            for visit, spell in zip(teller.visits, teller.spells(), strict=True)
        ]
        assert [row[1:] for row in outcomes if row[0] == name] == [teller.outcome()]
        assert {
            event_id.removeprefix(name): is_valid
            for event_id, is_valid in valid
            if event_id.startswith(name)
        } == teller.valid
