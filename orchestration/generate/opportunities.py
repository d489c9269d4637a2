"""How one opportunity runs: its contacts, its outcome and its jobs."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import END, to_local, to_universal
from orchestration.generate.columns import join
from orchestration.generate.draws import DAY, HOUR, Draws, Ints, Texts
from orchestration.generate.facts import (
    CANCELLED,
    GAP_DAYS,
    GENUINE,
    LOST,
    NEVER,
    OPEN,
    SERVICE,
    WON,
    Contacts,
    Households,
    Opportunities,
)
from orchestration.generate.marketing import NO_CAMPAIGN, UNKNOWN_CAMPAIGN, Campaigns
from orchestration.generate.network import Network

_HOUR_WEIGHTS = (
    *(1, 1, 0.5, 0.5, 0.5, 1, 3, 7, 12, 14, 14, 13),
    *(11, 12, 13, 12, 11, 9, 7, 6, 5, 4, 3, 2),
)
_LONGEST_DAYS = 168
"""Decisions and jobs come sooner than this after the first contact, so that the
matching window means the same whether it counts from the first contact or from the
last."""


@dataclass(frozen=True)
class Begun:
    """Opportunities of which only the beginning is known; start is a local day."""

    person: Ints
    company: Ints
    product_line: Ints
    campaign: Ints
    start: Ints


def begin(
    network: Network,
    campaigns: Campaigns,
    households: Households,
    household: Ints,
    person: Ints,
    start: Ints,
    draws: Draws,
) -> Begun:
    """Opportunities of the persons, with the company that serves where they live."""
    size = len(person)
    prefix, digits = households.place(household, start)
    line = draws.index([0.34, 0.28, 0.23, 0.15], size)
    company = network.route(prefix, digits // 10, line)
    own = campaigns.choose(draws, company, start, own=True)
    brand = campaigns.choose(draws, company, start, own=False)
    is_own = (own != NO_CAMPAIGN) & draws.chance(0.35, size)
    campaign = np.where(is_own, own, brand)
    campaign = np.where(draws.chance(0.09, size), NO_CAMPAIGN, campaign)
    campaign = np.where(draws.chance(0.012, size), UNKNOWN_CAMPAIGN, campaign)
    return Begun(person, company, line, campaign, start)


def unfold(
    network: Network,
    campaigns: Campaigns,
    begun: Begun,
    number: int,
    offset: int,
    draws: Draws,
) -> tuple[Opportunities, Contacts]:
    """The opportunities and their contacts; `offset` is the first one's position."""
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
    first, last = np.full(size, END), np.full(size, END)
    present = contacts > 0
    first[present] = at[(ends - contacts)[present]]
    last[present] = at[ends[present] - 1]
    zones = network.zones[begun.company]
    opportunities = _decide(
        campaigns, zones, begun, number, contacts, first, last, draws
    )
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
    return opportunities, join([touches, _services(opportunities, offset, draws)])


def _services(opportunities: Opportunities, offset: int, draws: Draws) -> Contacts:
    """Contacts after the decision: by the rule each begins a unique lead."""
    served = np.flatnonzero(opportunities.service_at < END)
    size = len(served)
    return Contacts(
        opportunity=served + offset,
        person=opportunities.person[served],
        company=opportunities.company[served],
        at=opportunities.service_at[served],
        campaign=np.full(size, NO_CAMPAIGN),
        is_call=draws.chance(0.75, size),
        nature=np.full(size, SERVICE),
        rank=np.zeros(size, dtype=np.int64),
    )


def _contact_times(network: Network, begun: Begun, owner: Ints, draws: Draws) -> Ints:
    """Local day and hour of each contact, as universal times."""
    count = len(owner)
    is_first = np.append(True, owner[1:] != owner[:-1])
    gap = np.minimum(draws.exponential(4.5, count), GAP_DAYS - 3).astype(np.int64)
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
    campaigns: Campaigns, begun: Begun, owner: Ints, at: Ints, rank: Ints, draws: Draws
) -> Ints:
    """The opportunity's campaign first; after it the same, another or none."""
    count = len(owner)
    first = begun.campaign[owner]
    other = campaigns.choose(draws, begun.company[owner], at, own=False)
    hopeless = (other >= 0) & (campaigns.win_factor[other] == 0)
    other = np.where(hopeless, NO_CAMPAIGN, other)
    way = draws.index([0.45, 0.27, 0.28], count)
    later = np.choose(way, [np.full(count, NO_CAMPAIGN), first, other])
    return np.where(rank == 0, first, later)


def _outcomes(campaigns: Campaigns, begun: Begun, contacts: Ints, draws: Draws) -> Ints:
    """Outcomes by how well the campaign, the product line and the engagement sell."""
    factor = np.where(begun.campaign >= 0, campaigns.win_factor[begun.campaign], 1.0)
    line_factor = np.array([0.9, 1.05, 1.2, 0.8])[begun.product_line]
    engaged = np.where(contacts > 1, 1.15, 0.9)
    win = np.clip(0.31 * factor * line_factor * engaged, 0, 0.9)
    other = (1 - win)[:, None] * np.array([0.56, 0.06, 0.38])
    chances = np.column_stack([win, other]).cumsum(axis=1)
    return np.array([WON, LOST, CANCELLED, OPEN])[draws.index_by_row(chances)]


def _decide(
    campaigns: Campaigns,
    zones: Texts,
    begun: Begun,
    number: int,
    contacts: Ints,
    first: Ints,
    last: Ints,
    draws: Draws,
) -> Opportunities:
    """Outcome, decision, jobs and service; some leads are typed in after their job."""
    size = len(begun.person)
    outcome = _outcomes(campaigns, begun, contacts, draws)
    wait = draws.lognormal(np.where(outcome == LOST, 11, 5), 1.0, size) * DAY
    decided = last + np.maximum(wait, 5 * HOUR).astype(np.int64)
    decided = in_office_hours(zones, decided, draws)
    in_time = (decided < END - DAY) & (decided < first + _LONGEST_DAYS * DAY)
    outcome = np.where(in_time & (contacts > 0), outcome, OPEN)
    won = outcome == WON
    typed_late = won & (contacts == 1) & draws.chance(0.03, size) & (number == 0)
    decided = np.where(typed_late, first - draws.between(3, 20, size) * HOUR, decided)
    job_at = decided + draws.between(60, 3 * HOUR, size)
    job_at = np.where(typed_late, decided + HOUR, job_at)
    jobs = 1 + draws.index([0.82, 0.14, 0.04], size)
    last_job = job_at + np.where(jobs > 1, draws.between(20, 60, size), 0) * DAY
    single = typed_late | (last_job > first + _LONGEST_DAYS * DAY)
    jobs = np.where(won, np.where(single, 1, jobs), 0)
    settled = (outcome != OPEN) & (jobs <= 1) & ~typed_late
    served = settled & draws.chance(np.where(won, 0.12, 0.04), size)
    service = decided + draws.between(2 * DAY, 25 * DAY, size)
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
        last_job=np.where(won, np.where(single, job_at, last_job), 0),
        service_at=np.where(served, service, NEVER),
    )


def in_office_hours(zones: Texts, moments: Ints, draws: Draws) -> Ints:
    """The moments themselves, or in the next office hours of a weekday after them."""
    local = to_local(zones, moments)
    day, hour = local // DAY, local % DAY // HOUR
    late = hour >= 18
    day = day + late
    weekday = (day + 3) % 7
    weekend = np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0))
    inside = (hour >= 8) & ~late & (weekend == 0)
    second = draws.between(8 * HOUR, 18 * HOUR - 1, len(moments))
    return np.where(
        inside, moments, to_universal(zones, (day + weekend) * DAY + second)
    )


def next_start(
    campaigns: Campaigns, opportunities: Opportunities, draws: Draws
) -> Ints:
    """Day on which the person's next opportunity begins, clear of the one before.

    After a campaign that sells nothing the whole gap passes: were the loss not reported,
    the next opportunity would by the rule still be that campaign's.
    """
    size = len(opportunities.person)
    served = opportunities.service_at < END
    source = opportunities.campaign
    hopeless = (source >= 0) & (campaigns.win_factor[source] == 0)
    decided = (opportunities.outcome != OPEN) & ~served & ~hopeless
    end = np.maximum(opportunities.last_contact, opportunities.last_job)
    known = opportunities.outcome != OPEN
    end = np.maximum(end, np.where(known, opportunities.decided_at, 0))
    end = np.maximum(end, np.where(served, opportunities.service_at, 0))
    soon = decided & draws.chance(0.12, size)
    wait = draws.exponential(np.where(soon, 12, 170), size)
    clear = np.where(decided, 3, GAP_DAYS + 3)
    return (end // DAY + clear + wait.astype(np.int64)) * DAY


def job_times(opportunities: Opportunities) -> tuple[Ints, Ints]:
    """Opportunity and moment of every job, the later ones evenly up to the last."""
    jobs = opportunities.jobs
    owner = np.repeat(np.arange(len(jobs)), jobs)
    begins = np.cumsum(jobs) - jobs
    number = np.arange(len(owner)) - begins[owner]
    first = opportunities.job_at[owner]
    span = (opportunities.last_job[owner] - first) // np.maximum(jobs[owner] - 1, 1)
    at = first + number * span
    kept = at < END
    return owner[kept], at[kept]
