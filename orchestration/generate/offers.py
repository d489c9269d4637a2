"""Offers of first contacts to their company, of some to competing ones, and again.

Belongs here: what was offered to whom and how it was answered. Rows in the source
contract are lifecycle_rows.py's.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import END
from orchestration.generate.columns import join, take
from orchestration.generate.draws import MINUTE, Draws, Flags, Ints
from orchestration.generate.facts import GENUINE, Contacts
from orchestration.generate.network import Network
from orchestration.generate.staff import SEATS

ACCEPTED, REJECTED, TIMEOUT, UNANSWERED = range(4)


@dataclass(frozen=True)
class Offers:
    """One row per offer; contact and company are positions.

    The answer counts, and responded_at, only where it is answered before the end.
    """

    contact: Ints
    company: Ints
    mode: Ints
    offered_at: Ints
    expires_at: Ints
    answer: Ints
    seen_at: Ints
    responded_at: Ints
    is_answered: Flags
    is_seen: Flags
    seat: Ints


def make_offers(contacts: Contacts, network: Network, seed: int) -> Offers:
    """Offers of first contacts, and those to another company when one did not accept."""
    first = _first_offers(contacts, network, seed)
    return join([first, _offered_again(first, network, seed)])


def _first_offers(contacts: Contacts, network: Network, seed: int) -> Offers:
    """Most first contacts are offered to their company, a fifth to others beside it."""
    draws = Draws(seed, "offers")
    begun = np.flatnonzero((contacts.nature == GENUINE) & (contacts.rank == 0))
    begun = begun[draws.chance(0.88, len(begun))]
    mode = draws.index([0.8, 0.14, 0.06], len(begun))
    rivals = np.where(mode == 0, 0, draws.between(1, 2, len(begun)))
    contact = np.concatenate([begun, np.repeat(begun, rivals)])
    size = len(contact)
    is_rival = np.arange(size) >= len(begun)
    other = network.operating[draws.between(0, len(network.operating) - 1, size)]
    offered = contacts.at[contact] + draws.between(20, 6 * MINUTE, size)
    minutes = draws.pick(["5", "15", "60", "1440"], size, [5, 3, 2, 1]).astype(np.int64)
    answer = draws.index_by_row(
        np.where(is_rival[:, None], [0.0, 0.45, 0.9, 1.0], [0.86, 0.90, 0.97, 1.0])
    )
    waited = (draws.lognormal(6 * MINUTE, 1.4, size)).astype(np.int64)
    waited = np.where(answer == TIMEOUT, minutes * MINUTE, waited)
    responded = offered + waited
    answered = (answer < UNANSWERED) & (responded < END)
    return Offers(
        contact=contact,
        company=np.where(is_rival, other, contacts.company[contact]),
        mode=np.concatenate([mode, np.repeat(mode, rivals)]),
        offered_at=offered,
        expires_at=offered + minutes * MINUTE,
        answer=answer,
        seen_at=offered + waited // 2,
        responded_at=responded,
        is_answered=answered,
        is_seen=(answer < TIMEOUT) & answered,
        seat=draws.between(0, SEATS - 1, size),
    )


def _offered_again(offers: Offers, network: Network, seed: int) -> Offers:
    """Offers to another company after most of those that one company did not accept."""
    draws = Draws(seed, "offers_again")
    refused = np.flatnonzero((offers.mode == 0) & (offers.answer > ACCEPTED))
    refused = refused[draws.chance(0.6, len(refused))]
    size = len(refused)
    before = take(offers, refused)
    ended = np.where(before.answer == REJECTED, before.responded_at, before.expires_at)
    place = np.searchsorted(network.operating, before.company)
    step = draws.between(1, len(network.operating) - 1, size)
    offered = ended + draws.between(MINUTE, 30 * MINUTE, size)
    answer = draws.index([0.8, 0.15, 0.0, 0.05], size)
    waited = draws.lognormal(6 * MINUTE, 1.4, size).astype(np.int64)
    responded = offered + waited
    answered = (answer < UNANSWERED) & (responded < END)
    return Offers(
        contact=before.contact,
        company=network.operating[(place + step) % len(network.operating)],
        mode=before.mode,
        offered_at=offered,
        expires_at=offered + before.expires_at - before.offered_at,
        answer=answer,
        seen_at=offered + waited // 2,
        responded_at=responded,
        is_answered=answered,
        is_seen=(answer < TIMEOUT) & answered,
        seat=Draws(seed, "seats_again").between(0, SEATS - 1, size),
    )
