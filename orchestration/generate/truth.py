"""The rule of unique leads and of matching jobs, applied to the true persons.

Independent of the warehouse's SQL on purpose: the two check each other. A new unique
lead starts within a person and company when the gap to the previous contact exceeds
30 days or the current unique lead was decided before: a won, lost or cancelled event
on one of its contacts, or a job of it created.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import START
from orchestration.generate.draws import DAY, Ints
from orchestration.generate.facts import GAP_DAYS, NEVER
from orchestration.generate.marketing import NO_CAMPAIGN

MATCHING_WINDOW_DAYS = 180
TOLERANCE_DAYS = 1
_SCOPE = 1 << 33
_EPOCH = START - 3650 * DAY


@dataclass(frozen=True)
class Touches:
    """Contacts as the rule sees them; decided_at is NEVER where no event decided."""

    person: Ints
    company: Ints
    at: Ints
    campaign: Ints
    decided_at: Ints


@dataclass(frozen=True)
class Orders:
    """Jobs as the rule sees them."""

    person: Ints
    company: Ints
    at: Ints


@dataclass(frozen=True)
class UniqueLeads:
    """The unique lead of each contact and job (-1: none) and the campaign of each."""

    of_touch: Ints
    of_order: Ints
    campaign: Ints


def unique_leads(touches: Touches, orders: Orders) -> UniqueLeads:
    """Unique leads by the rule; numbered by person, company and time."""
    pairs = np.stack([touches.person, touches.company])
    ordered = np.stack([orders.person, orders.company])
    _, scope = np.unique(
        np.concatenate([pairs, ordered], axis=1), axis=1, return_inverse=True
    )
    touch_scope, order_scope = scope[: len(touches.at)], scope[len(touches.at) :]
    sequence = np.lexsort((np.arange(len(touches.at)), touches.at, touch_scope))
    begins = _begins(touches, touch_scope, sequence, _key(order_scope, orders.at))
    number = np.cumsum(begins) - 1
    of_touch = np.empty(len(sequence), dtype=np.int64)
    of_touch[sequence] = number
    first = sequence[begins]
    return UniqueLeads(
        of_touch=of_touch,
        of_order=_match(touches.person[first], touches.at[first], orders),
        campaign=_first_campaigns(touches.campaign[sequence], number),
    )


def _key(group: Ints, at: Ints) -> Ints:
    """One sortable number for group and time."""
    return group * _SCOPE + (at - _EPOCH)


def _begins(touches: Touches, scope: Ints, sequence: Ints, order_keys: Ints) -> Ints:
    """For contacts in sequence, whether each begins a unique lead.

    Walks the n-th contact of every scope at once, since whether the current unique lead
    was decided depends on where it began.
    """
    at, group = touches.at[sequence], scope[sequence]
    decided_at = touches.decided_at[sequence]
    sorted_orders = np.sort(order_keys)
    before = np.searchsorted(sorted_orders, _key(group, at), side="left") - 1
    latest = (
        sorted_orders[np.maximum(before, 0)] if len(sorted_orders) else _key(group, at)
    )
    same = (before >= 0) & (latest // _SCOPE == group)
    latest_order = np.where(same, latest % _SCOPE + _EPOCH, -NEVER)
    is_first = np.append(True, group[1:] != group[:-1])
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(at)))
    begins = is_first.copy()
    unique_start, decided, previous = at[starts], decided_at[starts], at[starts]
    for rank in range(1, int(sizes.max(initial=0))):
        alive = np.flatnonzero(sizes > rank)
        row = starts[alive] + rank
        began = unique_start[alive]
        job = latest_order[row]
        by_job = (job >= began - TOLERANCE_DAYS * DAY) & (
            job <= began + MATCHING_WINDOW_DAYS * DAY
        )
        new = (
            (at[row] - previous[alive] > GAP_DAYS * DAY)
            | (decided[alive] < at[row])
            | by_job
        )
        begins[row] = new
        unique_start[alive] = np.where(new, at[row], began)
        kept = np.minimum(decided[alive], decided_at[row])
        decided[alive] = np.where(new, decided_at[row], kept)
        previous[alive] = at[row]
    return begins


def _match(person: Ints, began: Ints, orders: Orders) -> Ints:
    """The latest unique lead of each order's person that began before it, or -1."""
    keys = _key(person, began)
    sequence = np.argsort(keys, kind="stable")
    limit = _key(orders.person, orders.at + TOLERANCE_DAYS * DAY)
    position = np.searchsorted(keys[sequence], limit, side="right") - 1
    found = sequence[np.maximum(position, 0)]
    fits = (
        (position >= 0)
        & (person[found] == orders.person)
        & (began[found] >= orders.at - MATCHING_WINDOW_DAYS * DAY)
    )
    return np.where(fits, found, -1)


def _first_campaigns(campaign: Ints, number: Ints) -> Ints:
    """Campaign of the first contact of each unique lead that has a known one."""
    result = np.full(int(number.max(initial=-1)) + 1, NO_CAMPAIGN, dtype=np.int64)
    known = np.flatnonzero(campaign >= 0)[::-1]
    result[number[known]] = campaign[known]
    return result
