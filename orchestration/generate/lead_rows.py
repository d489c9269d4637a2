"""Leads in the source contract."""

from itertools import chain

import numpy as np

from orchestration.generate.clock import (
    after_skipped_hour,
    iso_text,
    local_text,
    to_local,
)
from orchestration.generate.columns import take
from orchestration.generate.draws import (
    DAY,
    HOUR,
    Draws,
    Flags,
    Floats,
    Ints,
    Texts,
    as_text,
    blank,
    texts,
)
from orchestration.generate.facts import DELETED, NOTHING, SPAM, VENDOR, Contacts
from orchestration.generate.identity_fields import (
    FAIR_NOTE,
    PHONE_NOTE,
    WEB_FORM,
    Moments,
    show,
)
from orchestration.generate.marketing import Campaigns, amounts, name_campaign
from orchestration.generate.network import PRODUCT_LINES
from orchestration.generate.reference import words
from orchestration.generate.staff import SEATS, UNITS
from orchestration.generate.world import World, unassignable

ORIGINS = {
    "web_form": WEB_FORM,
    "public_api": WEB_FORM,
    "call_center": PHONE_NOTE,
    "telemarketing": PHONE_NOTE,
    "trade_show": FAIR_NOTE,
    "chat": WEB_FORM,
    "email": WEB_FORM,
    "referral": PHONE_NOTE,
    "partner": WEB_FORM,
    "import": PHONE_NOTE,
}
_HABITS = (WEB_FORM, PHONE_NOTE, FAIR_NOTE)
_BY_CHANNEL = {
    "trade_show": {"trade_show": 1.0},
    "referral": {"referral": 6.0, "web_form": 3.0, "call_center": 1.0},
    "partner": {"partner": 6.0, "public_api": 2.0, "import": 2.0},
    "email": {"email": 6.0, "web_form": 4.0},
    "paid_search": {"web_form": 8.0, "chat": 1.0, "public_api": 0.5},
}
_FORMER_USER_SHARE = 0.003
"""Leads assigned to a user whom nobody delivers: an optional reference to nothing."""
_ELSEWHERE = {
    "web_form": 6.0,
    "call_center": 2.0,
    "chat": 1.0,
    "public_api": 0.5,
    "email": 0.6,
    "import": 0.6,
    "telemarketing": 0.4,
}


def lead_rows(
    world: World, keys: Texts, customer_of: Texts
) -> tuple[dict[str, Texts], Flags]:
    """Leads, and which contacts were given no company."""
    draws = Draws(world.seed, "lead_rows")
    everyone = world.journeys.contacts
    chosen = np.flatnonzero(~everyone.is_call)
    contacts = take(everyone, chosen)
    size = len(chosen)
    origin = _origins(world.campaigns, contacts, draws)
    network, households = world.network, world.journeys.households
    habit = np.array([_HABITS.index(habits) for habits in ORIGINS.values()])[origin]
    moments = Moments(contacts.person, contacts.at, habit, _HABITS)
    shown = show(network, households, world.people, moments, draws)
    line = np.append(world.journeys.opportunities.product_line, NOTHING)[
        contacts.opportunity
    ]
    told = np.where(draws.chance(0.8, size), line, NOTHING)
    no_company = draws.chance(0.3, size) & unassignable(
        world, contacts, shown["postcode"], shown["country"], told
    )
    adrift = _adrift(contacts, world.seed)
    shown["postcode"] = np.where(adrift, "", shown["postcode"])
    no_company |= adrift
    zones = np.where(
        no_company, network.companies[0].timezone, network.zones[contacts.company]
    )
    is_api = texts(list(ORIGINS))[origin] == "public_api"
    company = np.where(no_company, "", network.of("company_id")[contacts.company])
    rows = {
        "lead_id": keys[chosen],
        "created_at": _written(zones, contacts.at, is_api, draws),
        "origin": texts(list(ORIGINS))[origin],
        "company_id": company,
        **name_campaign(world.campaigns, contacts.campaign, draws),
        **shown,
        **_coordinates(world, contacts, draws),
        **_wishes(world, contacts, told, draws),
        **_judgement(world, contacts, draws),
        **_assignment(world, contacts, no_company, draws),
        "customer_id": np.where(draws.chance(0.2, size), customer_of[chosen], ""),
    }
    unassigned = np.zeros(len(everyone.at), dtype=bool)
    unassigned[chosen] = no_company
    return rows, unassigned


def _adrift(contacts: Contacts, seed: int) -> Flags:
    """Some unwanted leads say neither whom they are for nor where they are from.

    They are of no opportunity, so that it makes no difference where they go.
    """
    unwanted: Flags = (contacts.nature == SPAM) | (contacts.nature == VENDOR)
    return unwanted & Draws(seed, "adrift").chance(0.6, len(contacts.at))


def _written(zones: Texts, at: Ints, is_api: Flags, draws: Draws) -> Texts:
    """Local times; some clocks were not put forward and show an hour that never was."""
    written = local_text(zones, at, is_api)
    stuck = after_skipped_hour(zones, at) & ~is_api & draws.chance(0.6, len(at))
    written[stuck] = iso_text(to_local(zones[stuck], at[stuck]) - HOUR)
    return written


def _weights(chances: dict[str, float]) -> Floats:
    return np.array([chances.get(origin, 0.0) for origin in ORIGINS])


def _origins(campaigns: Campaigns, contacts: Contacts, draws: Draws) -> Ints:
    """Origin of each lead (a position in ORIGINS) by the channel of its campaign."""
    channels = np.append(campaigns.channel, ["", ""])[contacts.campaign]
    origin = draws.index(_weights(_ELSEWHERE), len(contacts.at))
    for channel, chances in _BY_CHANNEL.items():
        rows = np.flatnonzero(channels == channel)
        origin[rows] = draws.index(_weights(chances), len(rows))
    return origin


def _coordinates(world: World, contacts: Contacts, draws: Draws) -> dict[str, Texts]:
    """Where the browser said that the person was, for one lead in ten."""
    size = len(contacts.at)
    has = draws.chance(0.1, size)
    companies = world.network.companies
    latitude = np.array([company.latitude for company in companies])[contacts.company]
    longitude = np.array([company.longitude for company in companies])[contacts.company]
    north = latitude + draws.normal(0, 0.08, size)
    east = longitude + draws.normal(0, 0.08, size)
    return {
        "latitude": np.where(has, np.char.mod("%.5f", north).astype(object), ""),
        "longitude": np.where(has, np.char.mod("%.5f", east).astype(object), ""),
    }


def _wishes(
    world: World, contacts: Contacts, told: Ints, draws: Draws
) -> dict[str, Texts]:
    """What a lead asks for."""
    size, lists = len(contacts.at), words()
    is_vendor = contacts.nature == VENDOR
    is_spam = (contacts.nature == SPAM) | (contacts.nature == DELETED)
    is_business = world.people.organization[contacts.person] != ""
    kind = draws.pick(["residential", "emergency", "commercial"], size, [84, 9, 7])
    kind = np.where(is_business & draws.chance(0.5, size), "commercial", kind)
    kind = np.where(draws.chance(0.03, size), "", kind)
    message = np.where(draws.chance(0.4, size), draws.pick(lists["messages"], size), "")
    message = np.where(is_spam, draws.pick(lists["spam_messages"], size), message)
    message = np.where(is_vendor, draws.pick(lists["vendor_messages"], size), message)
    products = blank(size)
    for position, line in enumerate(PRODUCT_LINES):
        rows = np.flatnonzero(told == position)
        products[rows] = draws.pick(lists["products"][line], len(rows))
    second = draws.pick([*chain.from_iterable(lists["products"].values())], size)
    several = (products != "") & (products != second) & draws.chance(0.1, size)
    category = np.where(is_business, "business_customer", "person")
    seen = draws.chance(0.15, size) & (contacts.campaign >= 0)
    click = as_text(draws.between(10**11, 10**12 - 1, size))
    return {
        "lead_type": np.where(is_vendor, "vendor", kind),
        "category": np.where(draws.chance(0.4, size), category, "").astype(object),
        "products_of_interest": np.where(several, products + ";" + second, products),
        "product_line": texts([*PRODUCT_LINES, ""])[told],
        "message": message,
        "is_spam": np.where(is_spam, "true", np.where(seen, "false", "")).astype(
            object
        ),
        "click_id": np.where(seen, "gclid." + click, ""),
    }


def _judgement(world: World, contacts: Contacts, draws: Draws) -> dict[str, Texts]:
    """How people rated a third of the leads."""
    size, lists = len(contacts.at), words()
    judged = (contacts.nature < SPAM) & draws.chance(0.35, size)

    def rated(values: Ints) -> Texts:
        return np.where(judged, as_text(values), "")

    def said(values: list[str]) -> Texts:
        return np.where(judged, draws.pick(values, size), "")

    zones = world.network.zones[contacts.company]
    later = local_text(zones, contacts.at + draws.between(14, 90, size) * DAY)
    value = draws.lognormal(4000, 0.8, size)
    currency = world.network.of("currency")[contacts.company]
    rival = draws.pick(lists["competitors"], size)
    return {
        "status": said(["open", "working", "nurture", "closed"]),
        "priority_level": rated(draws.between(1, 10, size)),
        "importance_level": rated(draws.between(1, 8, size)),
        "probability_to_win": rated(draws.between(1, 9, size) * 10),
        "target_amount": np.where(judged, amounts(value), ""),
        "currency": np.where(judged, currency, ""),
        "expected_completion_at": np.where(draws.chance(0.3, size), later, ""),
        "budget": said(["yes", "no", "unknown"]),
        "authority": said(["owner", "tenant", "spouse decides", ""]),
        "need": said(["urgent", "planned", "looking around"]),
        "timing": said(["this week", "this month", "this year", ""]),
        "mql_level": rated(draws.between(1, 3, size)),
        "competitors": np.where(draws.chance(0.06, size), rival, ""),
    }


def _assignment(
    world: World, contacts: Contacts, no_company: Flags, draws: Draws
) -> dict[str, Texts]:
    """Who works on a lead, as its source says."""
    size = len(contacts.at)
    seat = draws.between(0, SEATS - 1, size)
    user = world.network.staff.user_at(contacts.company, seat, contacts.at)
    other = world.network.staff.user_at(
        contacts.company, (seat + 1) % SEATS, contacts.at
    )
    assigned = draws.chance(0.7, size) & ~no_company
    team = assigned & draws.chance(0.15, size)
    unit = texts(UNITS)[seat]
    user = np.where(draws.chance(_FORMER_USER_SHARE, size), "U9999", user)
    return {
        "lead_source": draws.pick(["Web", "Phone", "Partner", ""], size, [5, 3, 1, 3]),
        "assigned_unit": np.where(assigned, unit, ""),
        "assigned_user_id": np.where(assigned, user, ""),
        "team_user_ids": np.where(team, user + ";" + other, ""),
    }
