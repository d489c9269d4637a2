"""What opportunities became: customers, estimates, jobs, invoices and payments."""

from dataclasses import dataclass, replace

import numpy as np

from orchestration.generate.clock import END, START, to_local, to_universal
from orchestration.generate.columns import join, take
from orchestration.generate.draws import DAY, HOUR, Draws, Flags, Floats, Ints, Texts
from orchestration.generate.facts import NEVER, NOTHING, WON, Journeys
from orchestration.generate.network import Network
from orchestration.generate.opportunities import in_office_hours, job_times
from orchestration.generate.stories import Stories

_MEDIAN_VALUE = (7200.0, 4800.0, 780.0, 5200.0)
_AGAIN_AFTER_DAYS = 190
"""Work ordered without a new contact comes after the matching window."""


@dataclass(frozen=True)
class Sales:
    """A quote or order of a person at a company; opportunity is -1 without a lead."""

    person: Ints
    company: Ints
    product_line: Ints
    opportunity: Ints
    quoted_at: Ints
    decided_at: Ints
    outcome: Ints
    completed_at: Ints
    value: Floats
    customer: Ints


@dataclass(frozen=True)
class Customers:
    """Customer records; a person may have several at one company."""

    person: Ints
    company: Ints
    at: Ints
    is_deleted: Flags


@dataclass(frozen=True)
class Jobs:
    """Jobs in order of creation; sale is a position."""

    sale: Ints
    at: Ints
    completed_at: Ints
    value: Floats
    is_cancelled: Flags


@dataclass(frozen=True)
class Invoices:
    """Invoices and credit notes; net is signed, job is -1 without one."""

    job: Ints
    sale: Ints
    at: Ints
    net: Floats
    is_credit: Flags
    credited: Ints
    """Position of the invoice that a credit note reduces, -1 for invoices."""


def make_sales(
    journeys: Journeys, stories: Stories, walk_ins: Ints, network: Network, seed: int
) -> Sales:
    """Quotes and orders from opportunities, from old customers and from walk-ins."""
    draws = Draws(seed, "sales")
    made = journeys.opportunities
    quoted = np.flatnonzero(stories.is_quoted)
    from_leads = Sales(
        person=made.person[quoted],
        company=made.company[quoted],
        product_line=made.product_line[quoted],
        opportunity=quoted,
        quoted_at=stories.quoted_at[quoted],
        decided_at=made.decided_at[quoted],
        outcome=made.outcome[quoted],
        completed_at=stories.completed_at[quoted],
        value=np.zeros(len(quoted)),
        customer=np.full(len(quoted), NOTHING),
    )
    again = _repeats(journeys, network, draws)
    organic = _walk_ins(journeys, walk_ins, network, draws)
    sales = join([from_leads, again, organic])
    sales = take(sales, np.argsort(sales.quoted_at, kind="stable"))
    median = np.array(_MEDIAN_VALUE)[sales.product_line]
    return replace(
        sales,
        value=draws.lognormal(median, 0.7, len(median)),
        customer=_customer_of(sales.person, sales.company, draws),
    )


def _order(
    person: Ints, company: Ints, line: Ints, at: Ints, zones: Texts, draws: Draws
) -> Sales:
    """Sales without a lead: quoted a day before, done within weeks."""
    at = in_office_hours(zones[company], at, draws)
    kept = at < END - DAY
    person, company, line, at = person[kept], company[kept], line[kept], at[kept]
    size = len(at)
    done = at + draws.between(2 * DAY, 30 * DAY, size)
    return Sales(
        person=person,
        company=company,
        product_line=line,
        opportunity=np.full(size, NOTHING),
        quoted_at=at - draws.between(HOUR, DAY, size),
        decided_at=at,
        outcome=np.full(size, WON),
        completed_at=np.where(done < END, done, NEVER),
        value=np.zeros(size),
        customer=np.full(size, NOTHING),
    )


def _repeats(journeys: Journeys, network: Network, draws: Draws) -> Sales:
    """Some who bought order again long after their last contact of any kind."""
    made, contacts = journeys.opportunities, journeys.contacts
    last = np.zeros(len(journeys.person_household), dtype=np.int64)
    np.maximum.at(last, contacts.person, contacts.at)
    bought = np.flatnonzero(
        (made.outcome == WON) & draws.chance(0.22, len(made.person))
    )
    _, first = np.unique(made.person[bought], return_index=True)
    bought = bought[first]
    wait = _AGAIN_AFTER_DAYS * DAY + draws.exponential(70 * DAY, len(bought))
    at = np.maximum(last[made.person[bought]], made.last_job[bought]) + wait.astype(int)
    bought, at = bought[at < END], at[at < END]
    person, company = made.person[bought], made.company[bought]
    line = made.product_line[bought]
    return _order(person, company, line, at, network.zones, draws)


def _walk_ins(
    journeys: Journeys, walk_ins: Ints, network: Network, draws: Draws
) -> Sales:
    """Orders by persons who never were leads."""
    person = np.repeat(walk_ins, 1 + draws.index([0.7, 0.22, 0.08], len(walk_ins)))
    size = len(person)
    home = journeys.person_household[person]
    line = draws.index([0.2, 0.35, 0.35, 0.1], size)
    at = START + draws.between(DAY, END - START - DAY, size)
    prefix, digits = journeys.households.place(home, at)
    company = network.route(prefix, digits // 10, line)
    return _order(person, company, line, at, network.zones, draws)


def _customer_of(person: Ints, company: Ints, draws: Draws) -> Ints:
    """Customer of each sale: that of the earlier sale, rarely a new duplicate."""
    _, pair = np.unique(np.stack([person, company]), axis=1, return_inverse=True)
    order = np.argsort(pair, kind="stable")
    is_first = np.append(True, pair[order][1:] != pair[order][:-1])
    is_new = is_first | draws.chance(0.12, len(order))
    customer = np.empty(len(order), dtype=np.int64)
    customer[order] = np.cumsum(is_new) - 1
    return customer


def make_customers(sales: Sales, seed: int) -> Customers:
    """Customer records of the sales, then duplicates that are deleted later."""
    draws = Draws(seed, "customers")
    count = int(sales.customer.max(initial=-1)) + 1
    first = np.full(count, NOTHING)
    first[sales.customer[::-1]] = np.arange(len(sales.customer))[::-1]
    deleted = first[draws.chance(0.006, count)]
    rows = np.concatenate([first, deleted])
    at = sales.quoted_at[rows] - draws.between(120, HOUR, len(rows))
    return Customers(
        person=sales.person[rows],
        company=sales.company[rows],
        at=at,
        is_deleted=np.arange(len(rows)) >= count,
    )


def make_jobs(sales: Sales, journeys: Journeys, stories: Stories, seed: int) -> Jobs:
    """Jobs of the won sales; several of one sale share its value.

    Only work that was reported as won is cancelled later, so that its opportunity is
    decided whether a cancelled job counts or not.
    """
    draws = Draws(seed, "jobs")
    sale_of = np.full(len(journeys.opportunities.person), NOTHING)
    with_lead = np.flatnonzero(sales.opportunity != NOTHING)
    sale_of[sales.opportunity[with_lead]] = with_lead
    opportunity, moment = job_times(journeys.opportunities)
    without = np.flatnonzero(sales.opportunity == NOTHING)
    sale = np.concatenate([sale_of[opportunity], without])
    at = np.concatenate([moment, sales.decided_at[without]])
    order = np.argsort(at, kind="stable")
    sale, at = sale[order], at[order]
    size = len(sale)
    weight = draws.uniform(size, 0.6, 1.4)
    total = np.bincount(sale, weights=weight, minlength=len(sales.person))
    completed = at + draws.between(2 * DAY, 35 * DAY, size)
    told = np.append(stories.is_told, True)[sales.opportunity[sale]]
    cancelled = told & draws.chance(0.04, size)
    return Jobs(
        sale=sale,
        at=at,
        completed_at=np.where((completed < END) & ~cancelled, completed, NEVER),
        value=np.round(sales.value[sale] * weight / total[sale], 2),
        is_cancelled=cancelled,
    )


def make_invoices(sales: Sales, jobs: Jobs, network: Network, seed: int) -> Invoices:
    """Deposits, part and final invoices, credit notes, and invoices without a job."""
    draws = Draws(seed, "invoices")
    billed = np.flatnonzero(~jobs.is_cancelled)
    parts = 1 + draws.index([0.6, 0.3, 0.1], len(billed))
    job = np.repeat(billed, parts)
    ends = np.cumsum(parts)
    number = np.arange(len(job)) - np.repeat(ends - parts, parts)
    of_parts = np.repeat(parts, parts)
    last = number == of_parts - 1
    deposit = 0.3
    share = np.where(last, 1 - deposit * (of_parts - 1), deposit)
    done = np.where(jobs.completed_at[job] < NEVER, jobs.completed_at[job], END + DAY)
    at = np.where(last, done, jobs.at[job] + (1 + 6 * number) * DAY)
    net = np.round(jobs.value[job] * share, 2)
    plain = np.flatnonzero(
        (sales.opportunity == NOTHING) & draws.chance(0.2, len(sales.person))
    )
    plain = plain[_is_walk_in(sales)[plain]]
    later = sales.decided_at[plain] + draws.between(40 * DAY, 200 * DAY, len(plain))
    fee = np.round(draws.uniform(len(plain), 90, 420), 2)
    invoices = Invoices(
        job=np.concatenate([job, np.full(len(plain), NOTHING)]),
        sale=np.concatenate([jobs.sale[job], plain]),
        at=np.concatenate([at, later]),
        net=np.concatenate([net, fee]),
        is_credit=np.zeros(len(at) + len(later), dtype=bool),
        credited=np.full(len(at) + len(later), NOTHING),
    )
    return _finish(_with_credits(invoices, draws), sales, network, draws)


def _is_walk_in(sales: Sales) -> Flags:
    """Sales of persons none of whose sales came from a lead."""
    had_lead = np.unique(sales.person[sales.opportunity != NOTHING])
    return ~np.isin(sales.person, had_lead)


def _with_credits(invoices: Invoices, draws: Draws) -> Invoices:
    size = len(invoices.at)
    chosen = np.flatnonzero(draws.chance(0.035, size) & (invoices.at < END))
    share = np.where(
        draws.chance(0.25, len(chosen)), 1, draws.uniform(len(chosen), 0.05, 0.5)
    )
    return Invoices(
        job=np.append(invoices.job, invoices.job[chosen]),
        sale=np.append(invoices.sale, invoices.sale[chosen]),
        at=np.append(invoices.at, invoices.at[chosen] + 9 * DAY),
        net=np.append(invoices.net, -np.round(invoices.net[chosen] * share, 2)),
        is_credit=np.append(invoices.is_credit, np.ones(len(chosen), dtype=bool)),
        credited=np.append(invoices.credited, chosen),
    )


def _finish(
    invoices: Invoices, sales: Sales, network: Network, draws: Draws
) -> Invoices:
    """Issued in office hours and in order; what comes after the end is left out."""
    size = len(invoices.at)
    zones = network.zones[sales.company[invoices.sale]]
    day = to_local(zones, np.minimum(invoices.at, END + DAY)) // DAY * DAY
    at = to_universal(zones, day + 8 * HOUR + draws.between(0, 6 * HOUR, size))
    order = np.argsort(at, kind="stable")
    order = order[at[order] < END - 2 * DAY]
    position = np.full(size + 1, NOTHING)
    position[order] = np.arange(len(order))
    return Invoices(
        job=invoices.job[order],
        sale=invoices.sale[order],
        at=at[order],
        net=invoices.net[order],
        is_credit=invoices.is_credit[order],
        credited=position[invoices.credited[order]],
    )
