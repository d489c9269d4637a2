"""All that records may show, and the names that contacts were given."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.draws import Flags, Ints, Texts, blank, numbered
from orchestration.generate.facts import GENUINE, NOTHING, Contacts, Journeys
from orchestration.generate.marketing import Campaigns
from orchestration.generate.network import Network
from orchestration.generate.people import People


@dataclass(frozen=True)
class World:
    """The network, what happened in it, and to whom."""

    network: Network
    campaigns: Campaigns
    journeys: Journeys
    people: People
    seed: int


@dataclass(frozen=True)
class Leads:
    """The contacts as other tables name them; a call is `call:` and its id.

    Times on them need an offset where no zone can be told from the lead.
    """

    contacts: Contacts
    lead_key: Texts
    needs_offset: Flags


def by_time(prefix: str, at: Ints) -> Texts:
    """Ids numbered in order of time."""
    number = np.empty(len(at), dtype=np.int64)
    number[np.argsort(at, kind="stable")] = np.arange(len(at)) + 1
    return numbered(prefix, number, 7)


def name_contacts(contacts: Contacts) -> Texts:
    """L0000001 for leads and CL0000001 for calls, in order of time."""
    keys = blank(len(contacts.at))
    for prefix, chosen in (("L", ~contacts.is_call), ("CL", contacts.is_call)):
        keys[chosen] = by_time(prefix, contacts.at[chosen])
    return keys


def as_named(contacts: Contacts, keys: Texts, unassigned: Flags) -> Leads:
    """How other tables name the contacts, and where their times need an offset."""
    key = np.where(contacts.is_call, "call:" + keys, keys)
    return Leads(contacts, key, contacts.is_call | unassigned)


def unassignable(
    world: World, contacts: Contacts, postcode: Texts, country: Texts, line: Ints
) -> Flags:
    """Contacts of the brand's campaigns that their address alone brings home.

    `line` is the product line told, -1 for none. Without a country an address counts as
    one of the United States.
    """
    network = world.network
    household = world.people.household[contacts.person]
    prefix, digits = world.journeys.households.place(household, contacts.at)
    routed = network.route(prefix, digits // 10, line)
    owned = np.append(world.campaigns.company, [NOTHING, NOTHING])[contacts.campaign]
    domestic = network.of("country")[contacts.company] == "US"
    addressed = (postcode != "") & ((country != "") | domestic)
    fits: Flags = addressed & (routed == contacts.company) & (owned < 0)
    return fits


def lead_before(contacts: Contacts, keys: Texts) -> Texts:
    """For each contact the latest lead of the same opportunity before it, or empty."""
    order = np.lexsort((contacts.at, contacts.opportunity))
    owner = contacts.opportunity[order]
    is_lead = ~contacts.is_call[order] & (contacts.nature[order] == GENUINE)
    position = np.where(is_lead, np.arange(len(order)), NOTHING)
    latest = np.maximum.accumulate(np.append(NOTHING, position[:-1]))
    found = np.maximum(latest, 0)
    same = (latest >= 0) & (owner[found] == owner) & (owner != NOTHING)
    result = blank(len(order))
    result[order] = np.where(same, keys[order[found]], "")
    return result


def customer_before(
    contacts: Contacts, person: Ints, company: Ints, at: Ints, ids: Texts
) -> Texts:
    """For each contact the latest customer record of its person and company before it.

    person, company, at and ids describe the customer records.
    """
    both = np.stack(
        [
            np.concatenate([contacts.person, person]),
            np.concatenate([contacts.company, company]),
        ]
    )
    _, pair = np.unique(both, axis=1, return_inverse=True)
    split = len(contacts.at)
    order = np.lexsort((np.concatenate([contacts.at, at]), pair))
    known = np.where(order >= split, np.arange(len(order)), NOTHING)
    latest = np.maximum.accumulate(known)
    found = order[np.maximum(latest, 0)]
    same = (latest >= 0) & (pair[found] == pair[order])
    result = blank(len(order))
    result[order] = np.where(same, ids[np.maximum(found - split, 0)], "")
    return result[:split]
