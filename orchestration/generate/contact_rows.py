"""Contacts in the source contract: leads and calls."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import END, local_text
from orchestration.generate.corruption import write_phones
from orchestration.generate.draws import (
    DAY,
    Draws,
    Flags,
    Ints,
    Texts,
    blank,
    numbered,
    texts,
)
from orchestration.generate.journeys import (
    DELETED,
    SPAM,
    VENDOR,
    Contacts,
    Journeys,
    take,
)
from orchestration.generate.lifecycle import Leads
from orchestration.generate.marketing import Campaigns, amounts, name_campaign
from orchestration.generate.network import PRODUCT_LINES, SEATS, Network
from orchestration.generate.people import People
from orchestration.generate.records import (
    FAIR_NOTE,
    PHONE_NOTE,
    WEB_FORM,
    Moments,
    caller_names,
    choose_phone,
    show,
    write_postcodes,
)
from orchestration.generate.reference import words

ORIGINS = (
    "web_form",
    "public_api",
    "call_center",
    "telemarketing",
    "trade_show",
    "chat",
    "email",
    "referral",
    "partner",
    "import",
)
_BY_CHANNEL = {
    "trade_show": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    "referral": [3, 0, 1, 0, 0, 0, 0, 6, 0, 0],
    "partner": [0, 6, 0, 0, 0, 0, 0, 0, 4, 0],
    "email": [4, 0, 0, 0, 0, 0, 6, 0, 0, 0],
    "paid_search": [8, 1, 0, 0, 0, 1, 0, 0, 0, 0],
}
_ELSEWHERE = [6, 1, 2, 0.4, 0, 1, 0.6, 0, 0, 0.6]
_HABIT_OF_ORIGIN = np.array([0, 0, 1, 1, 2, 0, 0, 1, 0, 1])


@dataclass(frozen=True)
class World:
    """All that a row may show."""

    network: Network
    campaigns: Campaigns
    journeys: Journeys
    people: People
    seed: int


def product_lines(world: World) -> Ints:
    """Product line of each contact, -1 where the contact is about nothing."""
    about = world.journeys.contacts.opportunity
    lines = np.append(world.journeys.opportunities.product_line, -1)
    return lines[about]


def name_contacts(contacts: Contacts) -> Texts:
    """L0000001 for leads and CL0000001 for calls, in order of time."""
    keys = blank(len(contacts.at))
    order = np.argsort(contacts.at, kind="stable")
    for prefix, chosen in (("L", ~contacts.is_call), ("CL", contacts.is_call)):
        rows = order[chosen[order]]
        keys[rows] = numbered(prefix, np.arange(len(rows)) + 1, 7)
    return keys


def lead_rows(
    world: World, keys: Texts, customer_of: Texts
) -> tuple[dict[str, Texts], Flags]:
    """Leads in the source contract, and which contacts were given no company."""
    draws = Draws(world.seed, "lead_rows")
    everyone = world.journeys.contacts
    chosen = np.flatnonzero(~everyone.is_call)
    contacts = take(everyone, chosen)
    size = len(chosen)
    origin = _origins(world.campaigns, contacts, draws)
    moments = Moments(
        contacts.person,
        contacts.at,
        _HABIT_OF_ORIGIN[origin],
        (WEB_FORM, PHONE_NOTE, FAIR_NOTE),
    )
    network, households = world.network, world.journeys.households
    shown = show(network, households, world.people, moments, draws)
    line = product_lines(world)[chosen]
    line_told = (line >= 0) & draws.chance(0.8, size)
    no_company = _unassigned(world, contacts, shown["postcode"], line, line_told, draws)
    no_company &= draws.chance(0.3, size)
    company = contacts.company
    zones = np.where(no_company, network.companies[0].timezone, network.zones[company])
    with_offset = origin == ORIGINS.index("public_api")
    seat = draws.between(0, SEATS - 1, size)
    user = network.user_at(company, seat, contacts.at)
    rows = {
        "lead_id": keys[chosen],
        "created_at": local_text(zones, contacts.at, with_offset),
        "origin": texts(ORIGINS)[origin],
        "company_id": np.where(no_company, "", network.of("company_id")[company]),
        **name_campaign(world.campaigns, contacts.campaign, draws),
        **shown,
        **_wishes(world, contacts, line, line_told, draws),
        "assigned_user_id": np.where(draws.chance(0.7, size) & ~no_company, user, ""),
        "customer_id": np.where(draws.chance(0.2, size), customer_of[chosen], ""),
    }
    unassigned = np.zeros(len(everyone.at), dtype=bool)
    unassigned[chosen] = no_company
    return rows, unassigned


def _origins(campaigns: Campaigns, contacts: Contacts, draws: Draws) -> Ints:
    channels = np.append(campaigns.channel, ["", ""])[contacts.campaign]
    origin = draws.index(_ELSEWHERE, len(contacts.at))
    for channel, weights in _BY_CHANNEL.items():
        rows = np.flatnonzero(channels == channel)
        origin[rows] = draws.index(weights, len(rows))
    return origin


def _unassigned(
    world: World,
    contacts: Contacts,
    postcode: Texts,
    line: Ints,
    line_told: Flags,
    draws: Draws,
) -> Flags:
    """Contacts of the brand's campaigns that their postcode alone brings to their company."""
    household = world.people.household[contacts.person]
    prefix, digits = world.journeys.households.place(household, contacts.at)
    told = np.where(line_told, line, -1)
    routed = world.network.route(prefix, digits // 10, told)
    owned = np.append(world.campaigns.company, [-1, -1])[contacts.campaign]
    return (postcode != "") & (routed == contacts.company) & (owned < 0)


def _wishes(
    world: World, contacts: Contacts, line: Ints, line_told: Flags, draws: Draws
) -> dict[str, Texts]:
    """What a lead asks for and how it is judged."""
    size, lists = len(contacts.at), words()
    is_vendor = contacts.nature == VENDOR
    is_spam = (contacts.nature == SPAM) | (contacts.nature == DELETED)
    is_business = world.people.organization[contacts.person] != ""
    kind = draws.pick(["residential", "emergency", "commercial"], size, [84, 9, 7])
    kind = np.where(is_business & draws.chance(0.5, size), "commercial", kind)
    kind = np.where(is_vendor, "vendor", kind)
    message = np.where(draws.chance(0.4, size), draws.pick(lists["messages"], size), "")
    message = np.where(is_spam, draws.pick(lists["spam_messages"], size), message)
    message = np.where(is_vendor, draws.pick(lists["vendor_messages"], size), message)
    judged = draws.chance(0.35, size) & ~is_spam
    level = draws.between(1, 3, size).astype(str).astype(object)
    value = draws.lognormal(4000, 0.8, size)
    product = texts([*PRODUCT_LINES, ""])[line]
    others = draws.pick(PRODUCT_LINES, size)
    several = np.where(draws.chance(0.1, size), product + ";" + others, product)
    rival = draws.chance(0.06, size)
    later = local_text(
        world.network.zones[contacts.company],
        contacts.at + draws.between(14, 90, size) * DAY,
    )
    return {
        "lead_type": np.where(draws.chance(0.03, size) & ~is_vendor, "", kind),
        "category": np.where(
            judged, draws.pick(["repair", "replacement", "new"], size), ""
        ),
        "products_of_interest": np.where(line_told, several, ""),
        "product_line": np.where(line_told, product, ""),
        "message": message,
        "priority_level": np.where(
            judged, draws.between(1, 10, size).astype(str).astype(object), ""
        ),
        "importance_level": np.where(
            judged, draws.between(1, 8, size).astype(str).astype(object), ""
        ),
        "probability_to_win": np.where(
            judged, (draws.between(1, 9, size) * 10).astype(str).astype(object), ""
        ),
        "target_amount": np.where(judged, amounts(value), ""),
        "currency": np.where(
            judged, world.network.of("currency")[contacts.company], ""
        ),
        "expected_completion_at": np.where(draws.chance(0.3, size), later, ""),
        "budget": np.where(judged, draws.pick(["yes", "no", "unknown"], size), ""),
        "mql_level": np.where(judged, level, ""),
        "competitors": np.where(rival, draws.pick(lists["competitors"], size), ""),
        "is_spam": np.where(is_spam, "true", np.where(judged, "false", "")).astype(
            object
        ),
    }


def call_rows(
    world: World, keys: Texts, lead_before: Texts
) -> tuple[dict[str, Texts], Flags]:
    """Inbound calls in the source contract, and which contacts were given no company."""
    draws = Draws(world.seed, "call_rows")
    everyone = world.journeys.contacts
    chosen = np.flatnonzero(everyone.is_call)
    contacts = take(everyone, chosen)
    size = len(chosen)
    network, people = world.network, world.people
    number = choose_phone(people, contacts.person, contacts.at, draws)
    household = people.household[contacts.person]
    prefix, digits = world.journeys.households.place(household, contacts.at)
    postcode = write_postcodes(network, prefix, digits)
    postcode = np.where(draws.chance(0.16, size), postcode, "")
    unknown_line = np.full(size, -1)
    nothing_told = np.zeros(size, dtype=bool)
    no_company = _unassigned(
        world, contacts, postcode, unknown_line, nothing_told, draws
    )
    no_company &= draws.chance(0.5, size)
    company = contacts.company
    zones = np.where(no_company, network.companies[0].timezone, network.zones[company])
    withheld = draws.chance(0.015, size)
    hidden = draws.pick(["", "anonymous", "+10000000000"], size)
    market = network.prefix_market[prefix]
    seat = draws.between(0, SEATS - 1, size)
    answered = draws.chance(0.83, size)
    rows = {
        "call_id": keys[chosen],
        "started_at": local_text(zones, contacts.at),
        "duration_s": np.where(
            answered, draws.lognormal(150, 0.9, size).astype(int).astype(str), "0"
        ).astype(object),
        "direction": np.where(draws.chance(0.1, size), "", "inbound").astype(object),
        "is_answered": np.where(answered, "1", "0").astype(object),
        "caller_number": np.where(
            withheld, hidden, write_phones(number, draws, plain=True)
        ),
        "caller_name": np.where(
            withheld, "", caller_names(people, contacts.person, number, draws)
        ),
        **_call_campaigns(world.campaigns, contacts.campaign, draws),
        "company_id": np.where(no_company, "", network.of("company_id")[company]),
        "agent_user_id": np.where(
            answered & ~no_company, network.user_at(company, seat, contacts.at), ""
        ),
        "city": np.where(draws.chance(0.6, size), people.city[contacts.person], ""),
        "region": texts([place.region for place in network.markets])[market],
        "postcode": postcode,
        "country": texts([place.country for place in network.markets])[market],
        "first_time_caller": np.where(contacts.rank == 0, "true", "false").astype(
            object
        ),
        "lead_id": np.where(draws.chance(0.06, size), lead_before[chosen], ""),
    }
    unassigned = np.zeros(len(everyone.at), dtype=bool)
    unassigned[chosen] = no_company
    return rows, unassigned


def _call_campaigns(
    campaigns: Campaigns, campaign: Ints, draws: Draws
) -> dict[str, Texts]:
    """Half of the calls name their campaign, all of a known one came on its number."""
    size = len(campaign)
    known = campaign >= 0
    at = np.where(known, campaign, 0)
    named = name_campaign(campaigns, campaign, draws)["campaign"]
    named = np.where(known & draws.chance(0.6, size), "", named)
    return {
        "tracking_number": np.where(known, campaigns.tracking_number[at], ""),
        "campaign": named,
    }


def outbound_rows(world: World, share: float) -> dict[str, Texts]:
    """Calls that the companies made themselves; they are no leads."""
    draws = Draws(world.seed, "outbound")
    everyone = world.journeys.contacts
    rows = np.flatnonzero(
        (everyone.opportunity >= 0) & draws.chance(share, len(everyone.at))
    )
    contacts = take(everyone, rows)
    size = len(rows)
    network = world.network
    at = np.minimum(contacts.at + draws.between(600, 2 * DAY, size), END - 60)
    number = choose_phone(world.people, contacts.person, at, draws)
    return {
        "call_id": numbered("CO", np.arange(size) + 1, 7),
        "started_at": local_text(network.zones[contacts.company], at),
        "duration_s": draws.between(0, 400, size).astype(str).astype(object),
        "direction": np.full(size, "outbound", dtype=object),
        "is_answered": np.where(draws.chance(0.5, size), "1", "0").astype(object),
        "caller_number": write_phones(number, draws, plain=True),
        "company_id": network.of("company_id")[contacts.company],
    }


def delivered_leads(contacts: Contacts, keys: Texts, unassigned: Flags) -> Leads:
    """How other tables name the contacts, and where their times need an offset."""
    key = np.where(contacts.is_call, "call:" + keys, keys)
    return Leads(contacts, key, contacts.is_call | unassigned)


def lead_before(journeys: Journeys, keys: Texts) -> Texts:
    """For each contact the latest lead of the same opportunity before it, or empty."""
    contacts = journeys.contacts
    order = np.lexsort((contacts.at, contacts.opportunity))
    owner = contacts.opportunity[order]
    is_lead = ~contacts.is_call[order] & (owner >= 0) & (contacts.nature[order] == 0)
    position = np.where(is_lead, np.arange(len(order)), -1)
    latest = np.maximum.accumulate(np.concatenate([[-1], position[:-1]]))
    same = (latest >= 0) & (owner[np.maximum(latest, 0)] == owner) & (owner >= 0)
    result = blank(len(order))
    result[order] = np.where(same, keys[order[np.maximum(latest, 0)]], "")
    return result
