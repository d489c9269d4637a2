"""The desk as the pages use it: what was decided, and the only way to decide.

Belongs here: the acting person's decisions, the events of the desk beside what the
publication has applied of them, and starting the run that applies them. What a decision
may say is orchestration.desk's, what it names orchestration.decide's.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards import people, vocabulary
from dashboards.publication import Publication
from dashboards.reading import ask, question
from orchestration.decide import record_decisions
from orchestration.definition import load_active_definition
from orchestration.desk import KINDS, Decision, DeskStore
from orchestration.desk.kinds import topic
from orchestration.errors import LeadhouseError
from orchestration.explain.marts import PublishedMarts
from orchestration.launch import RunStarter, StartedRun, lock_holder
from orchestration.settings import Workspace

Event = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """What somebody is about to decide; who, why and when come with the click."""

    kind: str
    subject_id: str
    object_id: str | None = None
    payload: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Desk:
    """The events of the desk at one moment, the oldest first."""

    events: tuple[Event, ...]

    @property
    def newest(self) -> dict[str, str]:
        """The newest event of each topic: what a person who looks now has seen."""
        return {event["topic"]: event["event_id"] for event in self.events}

    @property
    def standing(self) -> frozenset[str]:
        """Events that count, by the rule of dbt's stg_decisions: of several undos of one
        event the newest counts, and an undo can be undone."""
        undone_by = {
            event["object_id"]: event["event_id"]
            for event in self.events
            if event["kind"] == "undo"
        }
        found = set()
        for event in self.events:
            if event["kind"] == "undo":
                continue
            last, undos = event["event_id"], 0
            while last in undone_by:
                last, undos = undone_by[last], undos + 1
            if undos % 2 == 0:
                found.add(event["event_id"])
        return frozenset(found)

    def waiting(self, applied: frozenset[str]) -> tuple[Event, ...]:
        """The events that the publication does not know yet, the newest first."""
        return tuple(e for e in self.events[::-1] if e["event_id"] not in applied)

    def pending(self, applied: frozenset[str]) -> dict[str, Event]:
        """By topic, the newest standing event that waits for the next run."""
        standing = self.standing
        return {
            event["topic"]: event
            for event in self.events
            if event["event_id"] in standing and event["event_id"] not in applied
        }


@dataclass(frozen=True)
class StageChoices:
    """What a corrected stage can say, by the definition."""

    statuses: tuple[str, ...]
    lost_reasons: tuple[str, ...]
    competitors: tuple[str, ...]


def stage_choices(workspace: Workspace) -> StageChoices:
    """The statuses, reasons and competitors of the active definition."""
    tables = load_active_definition(workspace).tables

    def values(table: str, column: str) -> tuple[str, ...]:
        return tuple(str(row.text(column)) for row in tables[table])

    return StageChoices(
        values("statuses", "status"),
        values("lost_reasons", "lost_reason"),
        values("competitors", "competitor"),
    )


@st.cache_resource(show_spinner=False)
def _store(url: str) -> DeskStore:
    return DeskStore(url)


@st.cache_resource(show_spinner=False)
def _starter(root: str, _workspace: Workspace) -> RunStarter:
    return RunStarter(_workspace)


def read(workspace: Workspace) -> Desk:
    """What the desk holds now. Raises LeadhouseError where it cannot be read."""
    store = _store(workspace.desk_url(workspace.settings()))
    return Desk(tuple(store.read().to_pylist()))


def shown_to(publication: Publication, held: Desk) -> Desk:
    """The events that the publication's audience may see: of somebody who sees some
    companies, those about leads and customers of theirs."""
    if publication.audience.company_ids is None:
        return held
    topics = tuple(sorted({str(event["topic"]) for event in held.events}))
    seen = _visible(publication, topics)
    return Desk(tuple(event for event in held.events if event["topic"] in seen))


@question
def _visible(publication: Publication, topics: tuple[str, ...]) -> frozenset[str]:
    """The topics all of whose records the publication shows; none of campaigns."""
    sql = """
    with named as (
        select topic, unnest(string_split(topic, '|')) as record_id
        from (select unnest($topics) as topic)
    )

    select named.topic
    from named
    left join {person_records} as records on named.record_id = records.record_id
    group by named.topic
    having count(*) = count(records.record_id)
    """
    rows = ask(publication, sql, {"topics": list(topics)}).fetchall()
    return frozenset(str(about) for (about,) in rows)


@question
def applied(publication: Publication) -> frozenset[str]:
    """The events that the publication has folded in."""
    rows = ask(publication, "select event_id from {desk_decisions}").fetchall()
    return frozenset(str(event_id) for (event_id,) in rows)


def decide(
    workspace: Workspace,
    publication: Publication,
    acts: Sequence[Act],
    reason: str | None,
    desk: Desk,
) -> tuple[Decision, ...]:
    """Records what the person decided in view of that state of the desk, all or nothing.

    Raises ConflictError where somebody decided on one of these meanwhile, LeadhouseError
    for what cannot be decided, by this person or at all.
    """
    person = people.current_person()
    if not person.may("decide"):
        raise LeadhouseError(f"The role {person.role} reads: a reviewer decides.")
    if publication.audience.company_ids is not None:
        _check_scope(acts, shown_to(publication, desk))
    decisions = [
        Decision(
            act.kind,
            act.subject_id,
            person.name,
            act.object_id,
            (reason or "").strip() or None,
            act.payload,
        )
        for act in acts
    ]
    topics = {event["event_id"]: event["topic"] for event in desk.events}
    seen = {
        about: desk.newest.get(about)
        for about in (
            topics.get(decision.subject_id, "")
            if decision.kind == "undo"
            else topic(decision)
            for decision in decisions
        )
    }
    audience = publication.audience
    written = record_decisions(
        workspace, decisions, seen, lambda folder: PublishedMarts(folder, audience)
    )
    note = people.recorder()
    for decision in written:
        note("decision", f"{in_words(vars(decision))} ({decision.event_id})")
    return written


def _check_scope(acts: Sequence[Act], shown: Desk) -> None:
    """Somebody of some companies decides on their leads; campaigns are everybody's."""
    own = {event["event_id"] for event in shown.events}
    for act in acts:
        if act.kind == "undo" and act.subject_id not in own:
            raise LeadhouseError(f"There is no decision {act.subject_id!r} to undo.")
        if KINDS[act.kind].subject not in ("lead", "record") and act.kind != "undo":
            raise LeadhouseError(
                "Campaigns are everybody's: who sees the whole network decides on them."
            )


def undo(event_id: str) -> Act:
    """Taking back an event; its subject is filled in where it is recorded."""
    return Act("undo", event_id, event_id)


def in_words(event: Mapping[str, Any]) -> str:
    """What an event says, without who and when."""
    kind = KINDS.get(str(event["kind"]))
    label = kind.label if kind else str(event["kind"])
    if event["kind"] == "undo":
        return f"{label}: event {event['object_id']}"
    things = [str(event[key]) for key in ("subject_id", "object_id") if event.get(key)]
    payload = event.get("payload") or {}
    if isinstance(payload, str):
        payload = json.loads(payload)
    told = ", ".join(f"{vocabulary.in_words(k).lower()} {payload[k]}" for k in payload)
    return f"{label}: {' – '.join(things)}" + (f" ({told})" if told else "")


def start_run(workspace: Workspace) -> None:
    """Starts a run through Dagster and returns at once.

    Raises RunInProgressError while one is under way.
    """
    if not people.may("start_run"):
        raise LeadhouseError("Your role does not start runs: a reviewer does.")
    _starter(str(workspace.root), workspace).start()
    people.note("run", "started from the page Review")


def started_run(workspace: Workspace) -> StartedRun | None:
    """The run that was started from the pages last."""
    return _starter(str(workspace.root), workspace).state()


def running_process(workspace: Workspace) -> int | None:
    """The process of a run that is under way, whoever started it."""
    return lock_holder(workspace)
