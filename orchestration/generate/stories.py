"""How opportunities went on after they came in, and the status events of that."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import END, to_local, to_universal
from orchestration.generate.columns import join, take
from orchestration.generate.draws import (
    DAY,
    HOUR,
    MINUTE,
    Draws,
    Flags,
    Ints,
    Texts,
    texts,
)
from orchestration.generate.facts import (
    CANCELLED,
    GAP_DAYS,
    GENUINE,
    LOST,
    NEVER,
    NOTHING,
    OPEN,
    WON,
    Contacts,
    Opportunities,
)
from orchestration.generate.network import Network

ENDS = {WON: "won", LOST: "lost", CANCELLED: "cancelled"}
_FUTURE = 36 * 365 * DAY
"""A year typed as 2062 instead of 2026."""


@dataclass(frozen=True)
class Stories:
    """One row per opportunity; anchor is the contact that carries its story.

    The anchor is NOTHING where no contact came before the end. Of opportunities that
    are not told, the company never reports a status.
    """

    anchor: Ints
    company: Ints
    quoted_at: Ints
    decided_at: Ints
    outcome: Ints
    completed_at: Ints
    is_quoted: Flags
    is_told: Flags


@dataclass(frozen=True)
class Events:
    """Status events; contact is a position."""

    contact: Ints
    at: Ints
    status: Texts


def make_stories(
    opportunities: Opportunities, contacts: Contacts, network: Network, seed: int
) -> Stories:
    """When each opportunity was quoted, decided and completed, and on which contact."""
    draws = Draws(seed, "stories")
    size = len(opportunities.person)
    outcome, decided = opportunities.outcome, opportunities.decided_at
    last = opportunities.last_contact
    until = np.where(outcome == OPEN, last + 12 * DAY, decided)
    span = np.maximum(until - last, HOUR)
    quoted = until - (span * draws.uniform(size, 0.2, 0.7)).astype(np.int64)
    quoted = _by_day(network.zones[opportunities.company], quoted)
    quoted = np.minimum(quoted, until - 30 * MINUTE)
    share = np.array([0.30, 1.0, 0.55, 0.45])[outcome]
    worked = draws.between(2 * DAY, 35 * DAY, size)
    completed = np.where(outcome == WON, opportunities.last_job + worked, NEVER)
    anchor = _anchors(size, contacts)
    return Stories(
        anchor=anchor,
        company=opportunities.company,
        quoted_at=quoted,
        decided_at=decided,
        outcome=outcome,
        completed_at=np.where(completed < END, completed, NEVER),
        is_quoted=draws.chance(share, size) & (quoted < END) & (anchor != NOTHING),
        is_told=draws.chance(0.86, size) & (anchor != NOTHING),
    )


def _by_day(zones: Texts, moments: Ints) -> Ints:
    """The same days, every hour drawn together into 8 to 18 o'clock."""
    local = to_local(zones, moments)
    return to_universal(zones, local // DAY * DAY + 8 * HOUR + local % DAY * 10 // 24)


def _anchors(size: int, contacts: Contacts) -> Ints:
    """The first contact of each opportunity, or the last where a gap lies between."""
    about = np.flatnonzero(contacts.nature == GENUINE)
    owner = contacts.opportunity[about]
    first, last = np.full(size, NOTHING), np.full(size, NOTHING)
    last[owner] = about
    first[owner[::-1]] = about[::-1]
    step = np.diff(contacts.at[about], prepend=0)
    is_broken = np.zeros(size, dtype=bool)
    is_broken[owner[(step > GAP_DAYS * DAY) & (contacts.rank[about] > 0)]] = True
    return np.where(is_broken, last, first)


def make_events(stories: Stories, contacts: Contacts, seed: int) -> Events:
    """Status events, with silent companies, repeats, illegal, late and future ones."""
    draws = Draws(seed, "events")
    told = take(stories, stories.is_told)
    parts = _steps(told, contacts, draws)
    for outcome, status in ENDS.items():
        parts.append(_part(told, told.outcome == outcome, told.decided_at, status))
    done = (told.completed_at < END) & draws.chance(0.8, len(told.anchor))
    parts.append(_part(told, done, told.completed_at, "completed"))
    return _disturb(join(parts), draws)


def _part(told: Stories, has: Flags, at: Ints, status: str) -> Events:
    count = int(has.sum())
    return Events(told.anchor[has], at[has], np.full(count, status, dtype=object))


def _steps(told: Stories, contacts: Contacts, draws: Draws) -> list[Events]:
    """The events before the decision; open opportunities stop at any of them."""
    size = len(told.anchor)
    begin = contacts.at[told.anchor]
    until = np.minimum(told.decided_at, np.minimum(told.quoted_at, END - 1))
    span = np.maximum(until - begin, 10 * MINUTE)
    quick = np.minimum(draws.lognormal(35 * MINUTE, 1.2, size), span * 0.2)
    slow = quick + np.minimum(draws.lognormal(4 * HOUR, 1.3, size), span * 0.3)
    later = slow + (span - slow) * 0.6
    reached = np.where(told.outcome == OPEN, draws.between(0, 5, size), 5)
    steps = (
        ("new", draws.between(0, 50, size), 0.8, 0),
        ("rejected", quick * 0.5, 0.06, 0),
        ("accepted", quick, 0.93, 1),
        ("contacted", slow, 0.88, 2),
        ("qualified", later, 0.72, 3),
    )
    parts = []
    for status, wait, share, depth in steps:
        has = draws.chance(share, size) & (reached >= depth)
        at = begin + np.asarray(wait).astype(np.int64)
        parts.append(_part(told, has, at, status))
    parts.append(_part(told, told.is_quoted, told.quoted_at, "quoted"))
    return parts


def _disturb(events: Events, draws: Draws) -> Events:
    """Repeated, illegal and future events on top, and some times out of order.

    What decides an opportunity stays as it is, so that the truth follows from the
    events.
    """
    size = len(events.at)
    undecided = ~np.isin(events.status, texts(list(ENDS.values())))
    early = undecided & (events.status != "new") & draws.chance(0.02, size)
    at = np.where(early, events.at - draws.between(10, 40, size) * MINUTE, events.at)
    straight = Events(events.contact, at, events.status)
    repeated = take(straight, draws.chance(0.012, size))
    odd = take(straight, undecided & draws.chance(0.012, size))
    wrong = draws.pick(["completed", "new", "quoted", "accepted"], len(odd.at))
    illegal = Events(odd.contact, odd.at + MINUTE, wrong)
    rare = take(straight, undecided & draws.chance(0.002, size))
    future = Events(rare.contact, rare.at + _FUTURE, rare.status)
    mixed = join([straight, repeated, illegal, future])
    return take(mixed, (mixed.at < END) | (mixed.at > END + DAY))


def decisions(events: Events, contacts: int) -> Ints:
    """The first won, lost or cancelled event on each contact, NEVER without one."""
    decided = np.full(contacts, NEVER, dtype=np.int64)
    deciding = np.isin(events.status, texts(list(ENDS.values())))
    np.minimum.at(decided, events.contact[deciding], events.at[deciding])
    return decided
