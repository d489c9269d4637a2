"""The steps of every true unique lead, gathered from its events, offers and jobs.

Belongs here: which delivered things move a unique lead, and of which everything was
delivered. How they move it is lifecycle.py's.
"""

import numpy as np

from orchestration.generate.clock import END
from orchestration.generate.columns import join, take
from orchestration.generate.draws import Flags, Ints
from orchestration.generate.facts import NEVER, NOTHING, Contacts
from orchestration.generate.facts import WON as OUTCOME_WON
from orchestration.generate.lifecycle import (
    CANCELLED,
    COMPLETED,
    IN_PROGRESS,
    LAPSE,
    LOST,
    OFFER,
    PROVEN_DONE,
    PROVEN_WON,
    REFUSED,
    SAID,
    SEEN,
    TAKEN,
    UNSEEN,
    WON,
    Steps,
)
from orchestration.generate.money import Jobs
from orchestration.generate.offers import ACCEPTED, REJECTED, TIMEOUT, Offers
from orchestration.generate.stories import Events, Stories

_OF_OFFERS = {
    "new": UNSEEN,
    "acknowledged": SEEN,
    "accepted": TAKEN,
    "rejected": REFUSED,
}
_OF_OPPORTUNITIES = {
    "contacted": IN_PROGRESS,
    "qualified": IN_PROGRESS,
    "quoted": IN_PROGRESS,
    "won": WON,
    "lost": LOST,
    "completed": COMPLETED,
    "cancelled": CANCELLED,
}
_COMPANIES = 1 << 20


def gather(
    of_touch: Ints,
    of_order: Ints,
    contacts: Contacts,
    events: Events,
    offers: Offers,
    jobs: Jobs,
) -> Steps:
    """All steps of the unique leads, pairs of contact and company numbered from 0."""
    steps = join(
        [
            *_reported(of_touch, contacts, events),
            *_offered(of_touch, offers),
            *_proven(of_order, jobs),
        ]
    )
    pair = np.full(len(steps.pair), NOTHING)
    named = steps.kind == OFFER
    _, pair[named] = np.unique(steps.pair[named], return_inverse=True)
    return Steps(steps.unique, steps.at, steps.kind, steps.value, pair, steps.restarts)


def _part(unique: Ints, at: Ints, kind: int, value: int, pair: Ints) -> Steps:
    size = len(at)
    return Steps(
        unique,
        at,
        np.full(size, kind),
        np.full(size, value),
        pair,
        np.zeros(size, dtype=bool),
    )


def _reported(of_touch: Ints, contacts: Contacts, events: Events) -> list[Steps]:
    """What companies report, without events that are dated after the end."""
    known = take(events, events.at <= END)
    pair = known.contact * _COMPANIES + contacts.company[known.contact]
    parts = []
    for kind, meanings in ((OFFER, _OF_OFFERS), (SAID, _OF_OPPORTUNITIES)):
        for status, value in meanings.items():
            rows = np.flatnonzero(known.status == status)
            part = _part(
                of_touch[known.contact[rows]], known.at[rows], kind, value, pair[rows]
            )
            if status == "new":
                part = Steps(
                    part.unique,
                    part.at,
                    part.kind,
                    part.value,
                    part.pair,
                    np.ones(len(rows), dtype=bool),
                )
            parts.append(part)
    return parts


def _offered(of_touch: Ints, offers: Offers) -> list[Steps]:
    pair = offers.contact * _COMPANIES + offers.company
    unique = of_touch[offers.contact]
    answer = np.where(offers.is_answered, offers.answer, NOTHING)
    unanswered = (answer == TIMEOUT) | ~offers.is_answered
    ends = np.where(offers.is_answered, offers.responded_at, offers.expires_at)
    moments = (
        (np.ones(len(pair), dtype=bool), offers.offered_at, UNSEEN),
        (offers.is_seen, offers.seen_at, SEEN),
        (answer == ACCEPTED, offers.responded_at, TAKEN),
        (answer == REJECTED, offers.responded_at, REFUSED),
        (unanswered, ends, LAPSE),
    )
    return [
        _part(unique[has], at[has], OFFER, value, pair[has])
        for has, at, value in moments
    ]


def _proven(of_order: Ints, jobs: Jobs) -> list[Steps]:
    """Jobs that were not cancelled, and their completion."""
    ordered = (of_order != NOTHING) & ~jobs.is_cancelled
    done = ordered & (jobs.completed_at < NEVER)
    nothing = np.full(len(jobs.at), NOTHING)
    finished = np.minimum(jobs.completed_at, END)
    return [
        _part(of_order[ordered], jobs.at[ordered], PROVEN_WON, WON, nothing[ordered]),
        _part(of_order[done], finished[done], PROVEN_DONE, COMPLETED, nothing[done]),
    ]


def told_whole(
    of_touch: Ints, uniques: int, contacts: Contacts, stories: Stories, events: Events
) -> Flags:
    """Unique leads of whose opportunities the company reported all that happened."""
    size = len(contacts.at)
    reported = np.zeros(size, dtype=bool)
    reported[events.contact[events.status == "completed"]] = True
    done = (stories.outcome == OUTCOME_WON) & (stories.completed_at < END)
    anchored = stories.anchor != NOTHING
    silent = ~stories.is_told | (done & ~reported[stories.anchor])
    whole = np.ones(uniques, dtype=bool)
    whole[of_touch[stories.anchor[anchored & silent]]] = False
    # Where an opportunity has no contact to report on, nobody could.
    mute = np.flatnonzero(~anchored)
    orphaned = np.isin(contacts.opportunity, mute) & (contacts.opportunity != NOTHING)
    whole[of_touch[orphaned]] = False
    return whole
