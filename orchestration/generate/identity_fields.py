"""What a record shows of a person: the fields that were filled, and how well."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.corruption import (
    GENERIC_EMAILS,
    GENERIC_PHONES,
    abbreviate_streets,
    generic_values,
    misspell,
    mistype_phones,
    recase,
    vary_emails,
    write_phones,
)
from orchestration.generate.draws import (
    Draws,
    Flags,
    Floats,
    Ints,
    Texts,
    as_text,
    blank,
    texts,
)
from orchestration.generate.facts import Households
from orchestration.generate.network import Network
from orchestration.generate.people import NO_PHONE, People
from orchestration.generate.reference import words


@dataclass(frozen=True)
class Habits:
    """How often a kind of record has each field, and how carefully it is filled."""

    name: float
    email: float
    phone: float
    second_phone: float
    second_email: float
    street: float
    postcode: float
    typo: float
    nickname: float
    whole_name: float
    generic: float


_BORROWED_SHARE = 0.03
WEB_FORM = Habits(0.97, 0.86, 0.74, 0.03, 0.01, 0.45, 0.80, 0.025, 0.13, 0.35, 0.008)
PHONE_NOTE = Habits(0.95, 0.42, 0.84, 0.06, 0.0, 0.55, 0.75, 0.06, 0.16, 0.15, 0.05)
FAIR_NOTE = Habits(0.99, 0.70, 0.62, 0.0, 0.0, 0.20, 0.70, 0.06, 0.12, 0.6, 0.03)
CUSTOMER = Habits(1.0, 0.72, 0.93, 0.28, 0.12, 0.96, 0.97, 0.015, 0.05, 0.2, 0.02)


@dataclass(frozen=True)
class Moments:
    """The records to show: person, universal time and habits (position) of each."""

    person: Ints
    at: Ints
    habit: Ints
    habits: tuple[Habits, ...]

    def share(self, name: str) -> Floats:
        """The habit of that name for each record."""
        return np.array([getattr(habit, name) for habit in self.habits])[self.habit]


def show(
    network: Network,
    households: Households,
    people: People,
    moments: Moments,
    draws: Draws,
) -> dict[str, Texts]:
    """The identity columns of the source contract, one value per record."""
    return {
        **_names(people, moments, draws),
        "emails": _emails(people, moments, draws),
        "phones": _phones(people, moments, draws),
        **_addresses(network, households, people, moments, draws),
    }


def _has(moments: Moments, name: str, draws: Draws) -> Flags:
    return draws.chance(moments.share(name), len(moments.person))


def _names(people: People, moments: Moments, draws: Draws) -> dict[str, Texts]:
    person, size = moments.person, len(moments.person)
    nick = _has(moments, "nickname", draws)
    given = np.where(nick, people.nickname[person], people.given_name[person])
    before = moments.at < people.married_at[person]
    family = np.where(
        before, people.former_family_name[person], people.family_name[person]
    )
    given, family = misspell(given, 0.02, draws), misspell(family, 0.035, draws)
    swapped = draws.chance(0.012, size)
    given, family = np.where(swapped, family, given), np.where(swapped, given, family)
    initial = np.strings.slice(given.astype("U20"), 0, 1).astype(object)
    given = np.where(draws.chance(0.025, size), initial + ".", given)
    family = np.where(draws.chance(0.035, size), "", family)
    present = _has(moments, "name", draws)
    middle = draws.chance(0.09, size)
    middles = np.where(middle, people.middle_initial[person] + ". ", "")
    straight = np.strings.strip((given + " " + middles + family).astype("U64"))
    turned = draws.chance(0.07, size) & (family != "")
    whole = np.where(turned, family + ", " + given, straight.astype(object))
    is_whole = _has(moments, "whole_name", draws)
    way = recase(np.where(present, whole, ""), 0.05, 0.04, draws)
    organization = np.where(draws.chance(0.55, size), people.organization[person], "")
    return {
        "full_name": np.where(is_whole & present, way, ""),
        "first_name": np.where(
            present & ~is_whole, recase(given, 0.05, 0.04, draws), ""
        ),
        "last_name": np.where(
            present & ~is_whole, recase(family, 0.05, 0.04, draws), ""
        ),
        "organization": organization,
    }


def _emails(people: People, moments: Moments, draws: Draws) -> Texts:
    person, size = moments.person, len(moments.person)
    private = people.email_at(person, moments.at)
    work, shared = people.work_email[person], people.household_email[person]
    used = np.where((work != "") & draws.chance(0.35, size), work, private)
    used = np.where((shared != "") & draws.chance(0.6, size), shared, used)
    used = np.where(_has(moments, "email", draws), used, "")
    used = vary_emails(used, 0.02, draws)
    second = _has(moments, "second_email", draws) & (used != "") & (used != private)
    used = np.where(second, used + ";" + private, used)
    generic = draws.chance(moments.share("generic"), size)
    return generic_values(used, GENERIC_EMAILS, generic, draws)


def choose_phone(people: People, person: Ints, at: Ints, draws: Draws) -> Ints:
    """The number a person uses at the moment: mobile, home, work or somebody else's."""
    size = len(person)
    mobile = people.phone_at(person, at)
    landline, work = people.landline[person], people.work_phone[person]
    used = np.where((landline != NO_PHONE) & draws.chance(0.24, size), landline, mobile)
    used = np.where((work != NO_PHONE) & draws.chance(0.35, size), work, used)
    area, exchange = draws.between(201, 989, size), draws.between(220, 989, size)
    borrowed = (area * 1000 + exchange) * 10_000 + draws.between(0, 9999, size)
    return np.where(draws.chance(_BORROWED_SHARE, size), borrowed, used)


def _phones(people: People, moments: Moments, draws: Draws) -> Texts:
    person, size = moments.person, len(moments.person)
    first = choose_phone(people, person, moments.at, draws)
    first = np.where(_has(moments, "phone", draws), first, NO_PHONE)
    first = mistype_phones(first, 0.015, draws)
    second = choose_phone(people, person, moments.at, draws)
    both = (
        _has(moments, "second_phone", draws) & (first != NO_PHONE) & (second != first)
    )
    written = write_phones(first, draws)
    extra = write_phones(second, draws)
    written = np.where(both, written + ";" + extra, written)
    extension = both | (written == "") | ~draws.chance(0.01, size)
    written = np.where(extension, written, written + " x12")
    generic = draws.chance(moments.share("generic"), size)
    useless = texts([f"{number:010}" for number in GENERIC_PHONES])
    return generic_values(written, tuple(useless), generic, draws)


def _addresses(
    network: Network,
    households: Households,
    people: People,
    moments: Moments,
    draws: Draws,
) -> dict[str, Texts]:
    household, size = people.household[moments.person], len(moments.person)
    moved = moments.at >= households.moved_at[household]
    prefix, digits = households.place(household, moments.at)
    market = network.prefix_market[prefix]
    regions = texts([place.region for place in network.markets])
    countries = texts([place.country for place in network.markets])
    lists = words()
    street = np.where(
        moved, people.new_street[moments.person], people.street[moments.person]
    )
    street = abbreviate_streets(
        street, lists["street_kinds"], lists["street_short"], draws
    )
    city = np.where(moved, people.new_city[moments.person], people.city[moments.person])
    has_street = _has(moments, "street", draws)
    has_postcode = _has(moments, "postcode", draws)
    has_city = has_street | draws.chance(0.5, size)
    return {
        "street": np.where(has_street, misspell(street, 0.03, draws), ""),
        "city": np.where(has_city, recase(city, 0.04, 0.03, draws), ""),
        "region": np.where(has_city, regions[market], ""),
        "postcode": np.where(
            has_postcode, write_postcodes(network, prefix, digits), ""
        ),
        "country": np.where(draws.chance(0.6, size), countries[market], ""),
    }


def write_postcodes(network: Network, prefix: Ints, digits: Ints) -> Texts:
    """Five digits, or the Canadian form for areas that begin with a letter."""
    area = network.prefixes[prefix]
    tens, ones = digits // 10, digits % 10
    letters = texts([*"ABCEGHJKLM"])
    american = area + np.strings.zfill(digits.astype("U2"), 2).astype(object)
    canadian = (
        area + letters[tens] + " " + as_text(ones) + letters[ones] + as_text(tens)
    )
    is_canadian = np.array([code[0].isalpha() for code in network.prefixes])[prefix]
    postcodes: Texts = np.where(is_canadian, canadian, american)
    return postcodes


def caller_names(people: People, person: Ints, number: Ints, draws: Draws) -> Texts:
    """What the telephone network shows: the holder in capitals, or nothing."""
    size = len(person)
    home = (number == people.landline[person]) & (number != NO_PHONE)
    work = (number == people.work_phone[person]) & (number != NO_PHONE)
    holder = np.where(home, people.household_head[person], person)
    name = people.family_name[holder] + " " + people.given_name[holder]
    name = np.where(work, people.organization[person], name)
    name = np.where(draws.chance(0.12, size), "WIRELESS CALLER", name)
    capitals = np.strings.upper(np.strings.slice(name.astype("U40"), 0, 22))
    present = draws.chance(np.where(home | work, 0.7, 0.38), size)
    return np.where(present, capitals.astype(object), blank(size))
