"""Calls in the source contract: inbound ones, which are contacts, and outbound ones."""

import numpy as np

from orchestration.generate.clock import END, local_text
from orchestration.generate.columns import take
from orchestration.generate.corruption import write_phones
from orchestration.generate.draws import (
    DAY,
    MINUTE,
    Draws,
    Flags,
    Ints,
    Texts,
    as_text,
    texts,
)
from orchestration.generate.facts import NOTHING
from orchestration.generate.identity_fields import (
    caller_names,
    choose_phone,
    write_postcodes,
)
from orchestration.generate.marketing import Campaigns, name_campaign
from orchestration.generate.staff import SEATS
from orchestration.generate.world import World, unassignable

_WITHHELD = ("", "anonymous", "+10000000000")


def call_rows(
    world: World, keys: Texts, lead_of: Texts
) -> tuple[dict[str, Texts], Flags]:
    """Inbound calls, and which contacts were given no company."""
    draws = Draws(world.seed, "call_rows")
    everyone = world.journeys.contacts
    chosen = np.flatnonzero(everyone.is_call)
    contacts = take(everyone, chosen)
    size = len(chosen)
    network, people = world.network, world.people
    number = choose_phone(people, contacts.person, contacts.at, draws)
    household = people.household[contacts.person]
    prefix, digits = world.journeys.households.place(household, contacts.at)
    market = network.prefix_market[prefix]
    postcode = write_postcodes(network, prefix, digits)
    postcode = np.where(draws.chance(0.16, size), postcode, "")
    country = texts([place.country for place in network.markets])[market]
    no_company = draws.chance(0.5, size) & unassignable(
        world, contacts, postcode, country, np.full(size, NOTHING)
    )
    company = contacts.company
    zones = np.where(no_company, network.companies[0].timezone, network.zones[company])
    withheld = draws.chance(0.015, size)
    written = write_phones(number, draws, plain=True)
    name = caller_names(people, contacts.person, number, draws)
    regions = texts([place.region for place in network.markets])
    first = np.where(contacts.rank == 0, "true", "false").astype(object)
    rows = {
        "call_id": keys[chosen],
        "started_at": local_text(zones, contacts.at),
        "direction": np.where(draws.chance(0.1, size), "", "inbound").astype(object),
        "caller_number": np.where(withheld, draws.pick(_WITHHELD, size), written),
        "caller_name": np.where(withheld, "", name),
        **_call_campaigns(world.campaigns, contacts.campaign, draws),
        "company_id": np.where(no_company, "", network.of("company_id")[company]),
        **_answers(world, company, contacts.at, no_company, draws),
        "city": np.where(draws.chance(0.6, size), people.city[contacts.person], ""),
        "region": regions[market],
        "postcode": postcode,
        "country": country,
        "first_time_caller": np.where(draws.chance(0.1, size), "", first),
        "lead_id": np.where(draws.chance(0.06, size), lead_of[chosen], ""),
    }
    unassigned = np.zeros(len(everyone.at), dtype=bool)
    unassigned[chosen] = no_company
    return rows, unassigned


def _answers(
    world: World, company: Ints, at: Ints, no_company: Flags, draws: Draws
) -> dict[str, Texts]:
    size = len(at)
    answered = draws.chance(0.83, size)
    seconds = draws.lognormal(150, 0.9, size).astype(np.int64)
    seat = draws.between(0, SEATS - 1, size)
    user = world.network.staff.user_at(company, seat, at)
    tape = as_text(draws.between(10**9, 10**10 - 1, size))
    address = "https://calls.example/" + tape + ".mp3"
    return {
        "duration_s": as_text(np.where(answered, seconds, 0)),
        "is_answered": np.where(answered, "1", "0").astype(object),
        "agent_user_id": np.where(answered & ~no_company, user, ""),
        "recording_url": np.where(answered & draws.chance(0.5, size), address, ""),
    }


def _call_campaigns(
    campaigns: Campaigns, campaign: Ints, draws: Draws
) -> dict[str, Texts]:
    """A call of a known campaign came on its number; two in five also name it."""
    size = len(campaign)
    known = campaign >= 0
    named = name_campaign(campaigns, campaign, draws)["campaign"]
    tracking = campaigns.tracking_number[np.where(known, campaign, 0)]
    return {
        "tracking_number": np.where(known, tracking, ""),
        "campaign": np.where(known & draws.chance(0.6, size), "", named),
    }


def outbound_rows(world: World, share: float) -> dict[str, Texts]:
    """Calls that the companies made themselves; they are no leads."""
    draws = Draws(world.seed, "outbound")
    everyone = world.journeys.contacts
    answered = (everyone.opportunity >= 0) & draws.chance(share, len(everyone.at))
    contacts = take(everyone, answered)
    size = len(contacts.at)
    network = world.network
    at = contacts.at + draws.between(10 * MINUTE, 2 * DAY, size)
    at = np.minimum(at, END - MINUTE)
    number = choose_phone(world.people, contacts.person, at, draws)
    return {
        "call_id": texts([f"CO{at + 1:07}" for at in range(size)]),
        "started_at": local_text(network.zones[contacts.company], at),
        "duration_s": as_text(draws.between(0, 400, size)),
        "direction": np.full(size, "outbound", dtype=object),
        "is_answered": np.where(draws.chance(0.5, size), "1", "0").astype(object),
        "caller_number": write_phones(number, draws, plain=True),
        "company_id": network.of("company_id")[contacts.company],
    }
