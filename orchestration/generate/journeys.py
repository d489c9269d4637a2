"""Who contacts whom, when and with what outcome: households, opportunities, contacts, jobs.

Only facts that happened belong here; what a record shows of them is in records.py, and the
rule that groups contacts into unique leads is in truth.py.
"""

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from orchestration.generate.clock import END, HISTORY_DAYS, START, to_universal
from orchestration.generate.draws import DAY, HOUR, Draws, Flags, Ints
from orchestration.generate.marketing import (
    NO_CAMPAIGN,
    UNKNOWN_CAMPAIGN,
    Campaigns,
)
from orchestration.generate.network import Network

OPEN, WON, LOST, CANCELLED = 0, 1, 2, 3
GENUINE, SERVICE, SPAM, VENDOR, DELETED = 0, 1, 2, 3, 4
"""Nature of a contact: about an opportunity, service after it, or unwanted."""
GAP_DAYS = 30
NEVER = np.iinfo(np.int64).max // 4
MOST_OPPORTUNITIES = 4
_CONTACTS_PER_HOUSEHOLD = 3.1
_HOUR_WEIGHTS = [1, 1, 0.5, 0.5, 0.5, 1, 3, 7, 12, 14, 14, 13, 11, 12, 13, 12, 11, 9, 7]
_HOUR_WEIGHTS += [6, 5, 4, 3, 2]

Columns = TypeVar("Columns")


def take(columns: Columns, rows: Ints | Flags) -> Columns:
    """The chosen rows of a dataclass of equally long arrays."""
    chosen = {
        field.name: getattr(columns, field.name)[rows]
        for field in fields(columns)  # type: ignore[arg-type]
    }
    return replace(columns, **chosen)  # type: ignore[type-var]


@dataclass(frozen=True)
class Households:
    """Where a household lives: postcode area and digits, before and after a move."""

    prefix: Ints
    digits: Ints
    moved_at: Ints
    new_prefix: Ints
    new_digits: Ints

    def place(self, household: Ints, moment: Ints) -> tuple[Ints, Ints]:
        """Postcode area and digits of each household at the moment."""
        moved = moment >= self.moved_at[household]
        return (
            np.where(moved, self.new_prefix[household], self.prefix[household]),
            np.where(moved, self.new_digits[household], self.digits[household]),
        )


@dataclass(frozen=True)
class Opportunities:
    """One wish for work by one person with one company; times in universal seconds."""

    person: Ints
    number: Ints
    company: Ints
    product_line: Ints
    campaign: Ints
    start: Ints
    contacts: Ints
    last_contact: Ints
    outcome: Ints
    decided_at: Ints
    jobs: Ints
    job_at: Ints
    last_job: Ints
    service_at: Ints


@dataclass(frozen=True)
class Contacts:
    """One call or lead; opportunity is the position of what it is about, or -1."""

    opportunity: Ints
    person: Ints
    company: Ints
    at: Ints
    campaign: Ints
    is_call: Flags
    nature: Ints
    rank: Ints


@dataclass(frozen=True)
class Journeys:
    """All that happened; person and household are positions."""

    households: Households
    person_household: Ints
    opportunities: Opportunities
    contacts: Contacts


def make_journeys(
    network: Network, campaigns: Campaigns, contacts: int, seed: int
) -> Journeys:
    """Journeys of whole households with at most that many contacts, and nearly as many."""
    count = int(contacts / _CONTACTS_PER_HOUSEHOLD * 1.15) + 60
    while True:
        made = _simulate(network, campaigns, count, Draws(seed, "journeys"))
        household = made.person_household[made.contacts.person]
        total = np.bincount(household, minlength=count).cumsum()
        if total[-1] >= contacts:
            return _keep(made, int(np.searchsorted(total, contacts, side="right")))
        count = count * 2


def add_others(
    made: Journeys,
    network: Network,
    unwanted: int,
    deleted: int,
    walk_ins: int,
    seed: int,
) -> tuple[Journeys, Ints]:
    """The journeys with spam and vendor leads and with customers who never were leads.

    Each sender is a person of its own; some write again more than the gap later. The
    `deleted` last leads are spam that the source deletes. Also returns the walk-ins.
    """
    draws = Draws(seed, "unwanted")
    size = unwanted + deleted
    again = draws.chance(0.2, size)
    again[:1] = False
    again[1:] &= ~again[:-1]
    at = START + draws.between(0, (HISTORY_DAYS - 90) * DAY, size)
    at = np.where(again, np.roll(at, 1) + (GAP_DAYS + 20) * DAY, at)
    person = len(made.person_household) + np.cumsum(~again) - 1
    nature = np.where(draws.chance(0.22, size), VENDOR, SPAM)
    nature = np.where(again, np.roll(nature, 1), nature)
    nature = np.where(np.arange(size) >= unwanted, DELETED, nature)
    senders = int((~again).sum())
    added = senders + walk_ins
    homes = _households(network, added, draws)
    prefix, digits = homes.prefix, homes.digits
    line = draws.between(0, 3, size)
    home = person - len(made.person_household)
    contacts = Contacts(
        opportunity=np.full(size, -1),
        person=person,
        company=network.route(prefix[home], digits[home] // 10, line),
        at=at,
        campaign=np.full(size, NO_CAMPAIGN),
        is_call=np.zeros(size, dtype=bool),
        nature=nature,
        rank=np.zeros(size, dtype=np.int64),
    )
    houses = len(made.households.prefix) + np.arange(added)
    grown = Journeys(
        households=_join([made.households, homes]),
        person_household=np.append(made.person_household, houses),
        opportunities=made.opportunities,
        contacts=_join([made.contacts, contacts]),
    )
    return grown, len(made.person_household) + np.arange(senders, added)


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
    households = _households(network, count, draws)
    people = 1 + draws.index([0.74, 0.21, 0.05], count)
    person_household = np.repeat(np.arange(count), people)
    shared_start = _starts(count, draws)
    size = len(person_household)
    wanted = 1 + draws.index([0.66, 0.21, 0.09, 0.04], size)
    together = draws.chance(0.3, size)
    start = np.where(
        together,
        shared_start[person_household] + (draws.exponential(2, size) * DAY).astype(int),
        _starts(size, draws),
    )
    stages, touches = [], []
    made = 0
    for number in range(MOST_OPPORTUNITIES):
        person = np.flatnonzero((wanted > number) & (start < END))
        begun = _begin(
            network, campaigns, households, person_household, person, start, draws
        )
        stage, contacts = _unfold(network, campaigns, begun, number, made, draws)
        stages.append(stage)
        touches.append(contacts)
        made += len(stage.person)
        start = np.full(size, END)
        start[stage.person] = _next_start(stage, draws)
    opportunities = _join(stages)
    contacts = _join(touches)
    order = np.lexsort((contacts.at, contacts.person))
    return Journeys(households, person_household, opportunities, take(contacts, order))


def _join(parts: list[Columns]) -> Columns:
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(parts[0])  # type: ignore[arg-type]
    }
    return replace(parts[0], **joined)  # type: ignore[type-var]


def _households(network: Network, count: int, draws: Draws) -> Households:
    weights = np.array([market.weight for market in network.markets])
    share = weights / np.bincount(network.prefix_market)
    by_prefix = share[network.prefix_market]
    prefix = draws.index(by_prefix, count)
    moves = draws.chance(0.13, count)
    far = draws.chance(0.25, count)
    return Households(
        prefix=prefix,
        digits=draws.between(0, 99, count),
        moved_at=np.where(
            moves, START + draws.between(0, HISTORY_DAYS, count) * DAY, NEVER
        ),
        new_prefix=np.where(far, draws.index(by_prefix, count), prefix),
        new_digits=draws.between(0, 99, count),
    )


def _starts(size: int, draws: Draws) -> Ints:
    """Days of first contacts: growing over the years, a peak in summer, fewer on Sundays."""
    day = np.arange(HISTORY_DAYS)
    season = 1 + 0.3 * np.cos((day - 245) * 2 * np.pi / 365.25)
    week = np.array([1.1, 1.05, 1, 1, 1, 0.8, 0.6])[(START // DAY + day + 3) % 7]
    growth = 1 + 0.5 * day / HISTORY_DAYS
    return START + draws.index(season * week * growth, size) * DAY


@dataclass(frozen=True)
class _Begun:
    """Opportunities of which only the beginning is known; start is a local day."""

    person: Ints
    company: Ints
    product_line: Ints
    campaign: Ints
    start: Ints


def _begin(
    network: Network,
    campaigns: Campaigns,
    households: Households,
    person_household: Ints,
    person: Ints,
    start: Ints,
    draws: Draws,
) -> _Begun:
    size = len(person)
    moment = start[person]
    prefix, digits = households.place(person_household[person], moment)
    line = draws.index([0.34, 0.28, 0.23, 0.15], size)
    company = network.route(prefix, digits // 10, line)
    own = campaigns.choose(draws, company, moment, own=True)
    brand = campaigns.choose(draws, company, moment, own=False)
    is_own = (own != NO_CAMPAIGN) & draws.chance(0.35, size)
    campaign = np.where(is_own, own, brand)
    campaign = np.where(draws.chance(0.09, size), NO_CAMPAIGN, campaign)
    campaign = np.where(draws.chance(0.012, size), UNKNOWN_CAMPAIGN, campaign)
    return _Begun(person, company, line, campaign, moment)


def _unfold(
    network: Network,
    campaigns: Campaigns,
    begun: _Begun,
    number: int,
    offset: int,
    draws: Draws,
) -> tuple[Opportunities, Contacts]:
    """Contacts, outcome and jobs of the opportunities begun."""
    size = len(begun.person)
    wanted = 1 + draws.index([0.50, 0.25, 0.13, 0.07, 0.03, 0.02], size)
    owner = np.repeat(np.arange(size), wanted)
    at = _contact_times(network, begun, owner, draws)
    order = np.lexsort((at, owner))
    kept = order[at[order] < END]
    owner, at = owner[kept], at[kept]
    contacts = np.bincount(owner, minlength=size)
    ends = np.cumsum(contacts)
    rank = np.arange(len(owner)) - (ends - contacts)[owner]
    first = np.full(size, END)
    last = np.full(size, END)
    present = contacts > 0
    first[present] = at[(ends - contacts)[present]]
    last[present] = at[ends[present] - 1]
    stage = _decide(campaigns, begun, number, contacts, first, last, draws)
    touches = Contacts(
        opportunity=owner + offset,
        person=begun.person[owner],
        company=begun.company[owner],
        at=at,
        campaign=_touch_campaigns(campaigns, begun, owner, at, rank, draws),
        is_call=draws.chance(np.where(rank == 0, 0.34, 0.52), len(owner)),
        nature=np.full(len(owner), GENUINE),
        rank=rank,
    )
    served = np.flatnonzero(stage.service_at < END)
    service = Contacts(
        opportunity=served + offset,
        person=stage.person[served],
        company=stage.company[served],
        at=stage.service_at[served],
        campaign=np.full(len(served), NO_CAMPAIGN),
        is_call=draws.chance(0.75, len(served)),
        nature=np.full(len(served), SERVICE),
        rank=np.zeros(len(served), dtype=np.int64),
    )
    return stage, _join([touches, service])


def _contact_times(network: Network, begun: _Begun, owner: Ints, draws: Draws) -> Ints:
    """Local day and hour of each contact, as universal times."""
    count = len(owner)
    is_first = np.append(True, owner[1:] != owner[:-1])
    gap = np.minimum(draws.exponential(4.5, count), GAP_DAYS - 3).astype(int)
    gap = np.where(draws.chance(0.25, count), 0, gap)
    long = draws.chance(0.02, count)
    gap = np.where(long, draws.between(GAP_DAYS + 3, GAP_DAYS + 16, count), gap)
    gap = np.where(is_first, 0, gap)
    passed = np.cumsum(gap)
    days = passed - np.maximum.accumulate(np.where(is_first, passed, 0))
    second = draws.index(_HOUR_WEIGHTS, count) * HOUR + draws.between(0, 3599, count)
    local = begun.start[owner] // DAY * DAY + days * DAY + second
    return to_universal(network.zones[begun.company[owner]], local)


def _touch_campaigns(
    campaigns: Campaigns, begun: _Begun, owner: Ints, at: Ints, rank: Ints, draws: Draws
) -> Ints:
    """The first contact has the opportunity's campaign, later ones that, another or none."""
    count = len(owner)
    first = begun.campaign[owner]
    other = campaigns.choose(draws, begun.company[owner], at, own=False)
    hopeless = (other >= 0) & (campaigns.win_factor[other] == 0)
    other = np.where(hopeless, NO_CAMPAIGN, other)
    way = draws.index([0.45, 0.27, 0.28], count)
    later = np.choose(way, [np.full(count, NO_CAMPAIGN), first, other])
    return np.where(rank == 0, first, later)


def _decide(
    campaigns: Campaigns,
    begun: _Begun,
    number: int,
    contacts: Ints,
    first: Ints,
    last: Ints,
    draws: Draws,
) -> Opportunities:
    size = len(begun.person)
    factor = np.where(begun.campaign >= 0, campaigns.win_factor[begun.campaign], 1.0)
    line_factor = np.array([0.9, 1.05, 1.2, 0.8])[begun.product_line]
    engaged = np.where(contacts > 1, 1.15, 0.9)
    win = np.clip(0.31 * factor * line_factor * engaged, 0, 0.9)
    other = (1 - win)[:, None] * np.array([0.56, 0.06, 0.38])
    chances = np.column_stack([win, other]).cumsum(axis=1)
    outcome = np.array([WON, LOST, CANCELLED, OPEN])[draws.index_by_row(chances)]
    wait = draws.lognormal(np.where(outcome == LOST, 11, 5), 1.0, size) * DAY
    decided = last + np.maximum(wait, 5 * HOUR).astype(int)
    outcome = np.where((decided < END - DAY) & (contacts > 0), outcome, OPEN)
    won = outcome == WON
    typed_late = won & (contacts == 1) & draws.chance(0.02, size)
    decided = np.where(typed_late, first - draws.between(2, 20, size) * HOUR, decided)
    jobs = np.where(won, 1 + draws.index([0.82, 0.14, 0.04], size), 0)
    jobs = np.where(typed_late, 1, jobs)
    job_at = decided + draws.between(60, 6 * HOUR, size)
    job_at = np.where(typed_late, decided + HOUR, job_at)
    settled = (outcome != OPEN) & (jobs <= 1) & ~typed_late
    served = settled & draws.chance(np.where(won, 0.12, 0.04), size)
    service = decided + draws.between(2 * DAY, 25 * DAY, size)
    between_jobs = draws.between(20, 60, size) * DAY
    return Opportunities(
        person=begun.person,
        number=np.full(size, number),
        company=begun.company,
        product_line=begun.product_line,
        campaign=begun.campaign,
        start=first,
        contacts=contacts,
        last_contact=last,
        outcome=outcome,
        decided_at=np.where(outcome == OPEN, NEVER, decided),
        jobs=jobs,
        job_at=np.where(won, job_at, NEVER),
        last_job=np.where(won, job_at + np.maximum(jobs - 1, 0) * between_jobs, 0),
        service_at=np.where(served, service, NEVER),
    )


def _next_start(stage: Opportunities, draws: Draws) -> Ints:
    """Day on which the person's next opportunity begins, clear of the one before."""
    size = len(stage.person)
    served = stage.service_at < END
    decided = (stage.outcome != OPEN) & ~served
    end = np.maximum(stage.last_contact, stage.last_job)
    end = np.maximum(end, np.where(stage.outcome != OPEN, stage.decided_at, 0))
    end = np.maximum(end, np.where(served, stage.service_at, 0))
    soon = decided & draws.chance(0.12, size)
    wait = draws.exponential(np.where(soon, 12, 170), size)
    clear = np.where(decided, 3, GAP_DAYS + 3)
    return (end // DAY + clear + wait.astype(int)) * DAY


def job_times(opportunities: Opportunities) -> tuple[Ints, Ints]:
    """Opportunity and moment of every job, the later ones evenly up to the last."""
    owner = np.repeat(np.arange(len(opportunities.jobs)), opportunities.jobs)
    first = (
        np.append(True, owner[1:] != owner[:-1]) if len(owner) else np.zeros(0, bool)
    )
    position = np.arange(len(owner))
    number = position - np.maximum.accumulate(np.where(first, position, 0))
    begin, count = opportunities.job_at[owner], opportunities.jobs[owner]
    span = (opportunities.last_job[owner] - begin) // np.maximum(count - 1, 1)
    at = begin + number * span
    kept = at < END
    return owner[kept], at[kept]
