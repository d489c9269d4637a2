"""People beside the journeys: senders of spam, vendors, walk-in customers."""

from dataclasses import replace

import numpy as np

from orchestration.generate.clock import HISTORY_DAYS, START
from orchestration.generate.columns import join
from orchestration.generate.draws import DAY, Draws, Flags, Ints
from orchestration.generate.facts import (
    DELETED,
    GAP_DAYS,
    NOTHING,
    SPAM,
    VENDOR,
    Contacts,
    Journeys,
)
from orchestration.generate.journeys import make_households
from orchestration.generate.marketing import NO_CAMPAIGN
from orchestration.generate.network import PRODUCT_LINES, Network


def add_strangers(
    made: Journeys,
    network: Network,
    unwanted: int,
    deleted: int,
    walk_ins: int,
    seed: int,
) -> tuple[Journeys, Ints]:
    """The journeys with unwanted leads and walk-ins, and the persons of the walk-ins.

    The `deleted` leads are spam that the source deletes; they come on top.
    """
    draws = Draws(seed, "strangers")
    size = unwanted + deleted
    again = _repeated(size, draws)
    senders = int((~again).sum())
    homes = make_households(network, senders + walk_ins, draws)
    home = np.cumsum(~again) - 1
    line = draws.between(0, len(PRODUCT_LINES) - 1, size)
    nature = _natures(again, unwanted, draws)
    known = len(made.person_household)
    contacts = Contacts(
        opportunity=np.full(size, NOTHING),
        person=known + home,
        company=network.route(homes.prefix[home], homes.digits[home] // 10, line),
        at=_times(again, draws),
        campaign=np.full(size, NO_CAMPAIGN),
        is_call=np.zeros(size, dtype=bool),
        nature=nature,
        rank=np.zeros(size, dtype=np.int64),
    )
    houses = len(made.households.prefix) + np.arange(senders + walk_ins)
    grown = replace(
        made,
        households=join([made.households, homes]),
        person_household=np.append(made.person_household, houses),
        contacts=join([made.contacts, contacts]),
    )
    return grown, known + np.arange(senders, senders + walk_ins)


def _repeated(size: int, draws: Draws) -> Flags:
    """Which leads are the second one of a sender; nobody writes three times."""
    again = draws.chance(0.2, size)
    again[:1] = False
    again[1:] &= ~again[:-1]
    return again


def _times(again: Flags, draws: Draws) -> Ints:
    """Who writes again does so after the gap: each is a unique lead of its own."""
    at = START + draws.between(0, (HISTORY_DAYS - 90) * DAY, len(again))
    return np.where(again, np.roll(at, 1) + (GAP_DAYS + 20) * DAY, at)


def _natures(again: Flags, unwanted: int, draws: Draws) -> Ints:
    nature = np.where(draws.chance(0.22, len(again)), VENDOR, SPAM)
    nature = np.where(again, np.roll(nature, 1), nature)
    return np.where(np.arange(len(again)) >= unwanted, DELETED, nature)
