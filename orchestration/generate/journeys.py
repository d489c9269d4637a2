"""Who contacts whom and when: households and the opportunities of their members.

What a record shows of them is in identity_fields.py, and the rule that groups
contacts into unique leads is in truth.py.
"""

from dataclasses import replace

import numpy as np

from orchestration.generate.clock import END, HISTORY_DAYS, START, clock_changes
from orchestration.generate.columns import join, take
from orchestration.generate.draws import DAY, HOUR, Draws, Ints
from orchestration.generate.facts import (
    GENUINE,
    NEVER,
    OPEN,
    Households,
    Journeys,
)
from orchestration.generate.marketing import Campaigns
from orchestration.generate.network import Network
from orchestration.generate.opportunities import begin, next_start, unfold

MOST_OPPORTUNITIES = 4
_CONTACTS_PER_HOUSEHOLD = 3.1
_AT_A_CLOCK_CHANGE = 0.06


def make_journeys(
    network: Network, campaigns: Campaigns, contacts: int, seed: int
) -> Journeys:
    """Journeys of whole households with nearly that many contacts, never more."""
    count = int(contacts / _CONTACTS_PER_HOUSEHOLD * 1.15) + 60
    while True:
        made = _simulate(network, campaigns, count, Draws(seed, "journeys"))
        household = made.person_household[made.contacts.person]
        total = np.bincount(household, minlength=count).cumsum()
        if total[-1] >= contacts:
            kept = _keep(made, int(np.searchsorted(total, contacts, side="right")))
            return _around_clock_changes(kept, network, Draws(seed, "clock_changes"))
        count = count * 2


def _keep(made: Journeys, households: int) -> Journeys:
    """The first households with all that is theirs, positions unchanged."""
    persons = int(np.searchsorted(made.person_household, households))
    chosen = made.opportunities.person < persons
    position = np.cumsum(chosen) - 1
    contacts = take(made.contacts, made.contacts.person < persons)
    return Journeys(
        households=take(made.households, np.arange(households)),
        person_household=made.person_household[:persons],
        opportunities=take(made.opportunities, chosen),
        contacts=replace(contacts, opportunity=position[contacts.opportunity]),
    )


def _simulate(
    network: Network, campaigns: Campaigns, count: int, draws: Draws
) -> Journeys:
    households = make_households(network, count, draws)
    members = 1 + draws.index([0.74, 0.21, 0.05], count)
    person_household = np.repeat(np.arange(count), members)
    size = len(person_household)
    start = _first_starts(person_household, count, draws)
    wanted = 1 + draws.index([0.66, 0.21, 0.09, 0.04], size)
    opportunities, contacts, made = [], [], 0
    for number in range(MOST_OPPORTUNITIES):
        person = np.flatnonzero((wanted > number) & (start < END))
        home = person_household[person]
        begun = begin(
            network, campaigns, households, home, person, start[person], draws
        )
        stage, touches = unfold(network, campaigns, begun, number, made, draws)
        opportunities.append(stage)
        contacts.append(touches)
        made += len(stage.person)
        start = np.full(size, END)
        start[stage.person] = next_start(campaigns, stage, draws)
    joined = join(contacts)
    order = np.lexsort((joined.at, joined.person))
    return Journeys(
        households, person_household, join(opportunities), take(joined, order)
    )


def make_households(network: Network, count: int, draws: Draws) -> Households:
    """Households spread over the markets; some move, a quarter of these far away."""
    weights = np.array([market.weight for market in network.markets])
    share = weights / np.bincount(network.prefix_market)
    by_prefix = share[network.prefix_market]
    prefix = draws.index(by_prefix, count)
    moves = draws.chance(0.13, count)
    far = draws.chance(0.25, count)
    moved_at = START + draws.between(0, HISTORY_DAYS, count) * DAY
    return Households(
        prefix=prefix,
        digits=draws.between(0, 99, count),
        moved_at=np.where(moves, moved_at, NEVER),
        new_prefix=np.where(far, draws.index(by_prefix, count), prefix),
        new_digits=draws.between(0, 99, count),
    )


def _first_starts(person_household: Ints, households: int, draws: Draws) -> Ints:
    """Days of first opportunities; a third of a household's members begin together."""
    size = len(person_household)
    shared = _starts(households, draws)[person_household]
    after = draws.exponential(2, size).astype(np.int64) * DAY
    together = draws.chance(0.3, size)
    return np.where(together, shared + after, _starts(size, draws))


def _starts(size: int, draws: Draws) -> Ints:
    """Days: more from year to year, a peak in summer, fewer at weekends."""
    day = np.arange(HISTORY_DAYS)
    season = 1 + 0.3 * np.cos((day - 245) * 2 * np.pi / 365.25)
    week = np.array([1.1, 1.05, 1, 1, 1, 0.8, 0.6])[(START // DAY + day + 3) % 7]
    growth = 1 + 0.5 * day / HISTORY_DAYS
    return START + draws.index(season * week * growth, size) * DAY


def _around_clock_changes(made: Journeys, network: Network, draws: Draws) -> Journeys:
    """Some leads of persons with nothing else moved to a day when the clocks change.

    Half of them come within the hour of the change, the others in its working hours.
    """
    contacts, opportunities = made.contacts, made.opportunities
    alone = np.bincount(contacts.person, minlength=len(made.person_household)) == 1
    free = (
        alone[contacts.person]
        & (contacts.nature == GENUINE)
        & ~contacts.is_call
        & (opportunities.outcome[contacts.opportunity] == OPEN)
    )
    chosen = np.flatnonzero(free & draws.chance(_AT_A_CLOCK_CHANGE, len(free)))
    zones = network.zones[contacts.company[chosen]]
    size = len(chosen)
    change = clock_changes(zones, draws.between(0, 5, size))
    at_night = change + draws.between(-HOUR // 2, HOUR, size)
    by_day = change + draws.between(7 * HOUR, 15 * HOUR, size)
    moved = np.where(draws.chance(0.5, size), at_night, by_day)
    chosen, moved = chosen[change > 0], moved[change > 0]
    at = contacts.at.copy()
    at[chosen] = moved
    owner = contacts.opportunity[chosen]
    start, last = opportunities.start.copy(), opportunities.last_contact.copy()
    start[owner] = last[owner] = moved
    return replace(
        made,
        contacts=replace(contacts, at=at),
        opportunities=replace(opportunities, start=start, last_contact=last),
    )
