"""Who people are: names, phones, e-mails, addresses, and how these change."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import HISTORY_DAYS, START
from orchestration.generate.draws import DAY, Draws, Flags, Ints, Texts, as_text, texts
from orchestration.generate.facts import NEVER, Households
from orchestration.generate.network import Network
from orchestration.generate.reference import given_names, surnames, words

NO_PHONE = 0
_EMPLOYED_SHARE = 0.06
_PEOPLE_IN_OFFICE = 5
_FOLDED = str.maketrans("éèëêáàâäíîïóôöúûüñçÉ", "eeeeaaaaiiiooouuuncE", " '-.")


@dataclass(frozen=True)
class People:
    """One row per person. Phones are ten digits as a number, 0 where there is none."""

    household: Ints
    given_name: Texts
    nickname: Texts
    middle_initial: Texts
    family_name: Texts
    former_family_name: Texts
    married_at: Ints
    mobile: Ints
    new_mobile: Ints
    mobile_changed_at: Ints
    landline: Ints
    work_phone: Ints
    email: Texts
    new_email: Texts
    email_changed_at: Ints
    work_email: Texts
    household_email: Texts
    organization: Texts
    household_head: Ints
    street: Texts
    new_street: Texts
    city: Texts
    new_city: Texts

    def phone_at(self, person: Ints, moment: Ints) -> Ints:
        changed = moment >= self.mobile_changed_at[person]
        return np.where(changed, self.new_mobile[person], self.mobile[person])

    def email_at(self, person: Ints, moment: Ints) -> Texts:
        changed = moment >= self.email_changed_at[person]
        return np.where(changed, self.new_email[person], self.email[person])


def make_people(
    network: Network, households: Households, household: Ints, seed: int
) -> People:
    """The members of the households, in the order given (household by household)."""
    draws = Draws(seed, "people")
    size, homes = len(household), len(households.prefix)
    names = given_names()
    given = draws.index(names.weights, size)
    family = _family_names(household, homes, size, draws)
    married = draws.chance(0.03, size)
    former = np.where(married, _draw_surnames(size, draws), family)
    middle = draws.pick([*"ABCDEFGHJKLMPRSTW"], size)
    market = network.prefix_market[households.prefix]
    new_market = network.prefix_market[households.new_prefix]
    mobile = _phones(network, market[household], draws)
    changes = draws.chance(0.24, size)
    mobile_changed = START + draws.between(0, HISTORY_DAYS, size) * DAY
    new_mobile = np.where(changes, _phones(network, market[household], draws), mobile)
    new_mobile = _recycle(mobile, new_mobile, changes, mobile_changed, draws)
    landlines = np.where(draws.chance(0.42, homes), _phones(network, market, draws), 0)
    office, office_phone = _offices(network, market[household], draws)
    organization = _organizations(office, draws)
    people_emails = _emails(names.names[given], family, size, draws)
    replaced = draws.chance(0.2, size)
    head = np.zeros(homes, dtype=np.int64)
    head[household[::-1]] = np.arange(size)[::-1]
    no_mobile = draws.chance(0.05, size) & (landlines[household] > 0)
    return People(
        household=household,
        given_name=names.names[given],
        nickname=_nicknames(names.nicknames[given], names.names[given], draws),
        middle_initial=middle,
        family_name=family,
        former_family_name=former,
        married_at=START + draws.between(0, HISTORY_DAYS, size) * DAY,
        mobile=np.where(no_mobile, landlines[household], mobile),
        new_mobile=np.where(no_mobile, landlines[household], new_mobile),
        mobile_changed_at=np.where(changes, mobile_changed, NEVER),
        landline=landlines[household],
        work_phone=office_phone,
        email=people_emails[:size],
        new_email=np.where(replaced, people_emails[size:], people_emails[:size]),
        email_changed_at=START + draws.between(0, HISTORY_DAYS, size) * DAY,
        work_email=_work_emails(names.names[given], family, organization),
        household_email=_household_emails(family[head], household, homes, draws),
        organization=organization,
        household_head=head[household],
        street=_streets(homes, draws)[household],
        new_street=_streets(homes, draws)[household],
        city=_cities(network, market, draws)[household],
        new_city=_cities(network, new_market, draws)[household],
    )


def _draw_surnames(size: int, draws: Draws) -> Texts:
    family, weights = surnames()
    return family[draws.index(weights, size)]


def _family_names(household: Ints, homes: int, size: int, draws: Draws) -> Texts:
    """Most members share the household's name; some are double-barrelled or apart."""
    shared = _draw_surnames(homes, draws)[household]
    own = _draw_surnames(size, draws)
    way = draws.index([0.84, 0.13, 0.03], size)
    return np.choose(way, [shared, own, shared + "-" + own])


def _nicknames(lists: Texts, names: Texts, draws: Draws) -> Texts:
    """One of the usual short forms of each name, or the name itself."""
    choice = draws.between(0, 11, len(lists))
    return texts(
        [
            short.split(";")[at % (short.count(";") + 1)] or name
            for short, name, at in zip(lists, names, choice, strict=True)
        ]
    )


def _phones(network: Network, market: Ints, draws: Draws) -> Ints:
    """Random numbers with an area code of the market."""
    codes = [[int(code) for code in place.area_codes] for place in network.markets]
    first = np.array([pair[0] for pair in codes])[market]
    second = np.array([pair[-1] for pair in codes])[market]
    size = len(market)
    area = np.where(draws.chance(0.35, size), second, first)
    exchange = draws.between(220, 989, size)
    return (area * 1000 + exchange) * 10_000 + draws.between(0, 9999, size)


def _recycle(
    mobile: Ints, new_mobile: Ints, changes: Flags, changed_at: Ints, draws: Draws
) -> Ints:
    """A few of the new numbers are ones that other people have given up before."""
    given_up = np.flatnonzero(changes)
    later = given_up[np.argsort(changed_at[given_up], kind="stable")]
    chosen = draws.chance(0.08, len(later))
    chosen[:1] = False
    result = new_mobile.copy()
    donor = np.maximum(np.arange(len(later)) - 1 - draws.between(0, 3, len(later)), 0)
    result[later[chosen]] = mobile[later[donor[chosen]]]
    return result


def _offices(network: Network, market: Ints, draws: Draws) -> tuple[Ints, Ints]:
    """Office of each person (-1: none) and the office's main number (0: none)."""
    size = len(market)
    employed = draws.chance(_EMPLOYED_SHARE, size)
    count = int(employed.sum())
    office = np.full(size, -1)
    by_market = np.flatnonzero(employed)[draws.order(count)]
    by_market = by_market[np.argsort(market[by_market], kind="stable")]
    office[by_market] = np.arange(count) // _PEOPLE_IN_OFFICE
    first = by_market[::_PEOPLE_IN_OFFICE]
    numbers = _phones(network, market[first], draws)
    return office, np.where(employed, np.append(numbers, 0)[office], NO_PHONE)


def _organizations(office: Ints, draws: Draws) -> Texts:
    count = int(office.max(initial=0)) + 1
    parts = words()
    name = (
        draws.pick(parts["organization_starts"], count)
        + " "
        + draws.pick(parts["organization_middles"], count)
        + " "
        + draws.pick(parts["organization_ends"], count)
    )
    return np.where(office >= 0, name[office], "")


def fold(values: Texts) -> Texts:
    """Lower case without accents, spaces and signs."""
    return texts([value.translate(_FOLDED).lower() for value in values])


def _emails(given: Texts, family: Texts, size: int, draws: Draws) -> Texts:
    """Two private addresses for each person, all different even without their dots."""
    first, last = np.tile(fold(given), 2), np.tile(fold(family), 2)
    count = 2 * size
    year = as_text(draws.between(50, 99, count))
    word = draws.pick(words()["mail_words"], count)
    initial = np.strings.slice(first.astype("U20"), 0, 1).astype(object)
    forms = [
        first + "." + last,
        first + last,
        initial + last,
        first + last + year,
        initial + last + year,
        word + year + initial,
        last + "." + first,
        first + year,
    ]
    way = draws.index([22, 12, 12, 16, 14, 10, 5, 9], count)
    local = np.choose(way, forms)
    domains = words()["mail_domains"]
    domain = draws.pick(list(domains), count, list(domains.values()))
    address = np.strings.replace(local.astype("U64"), ".", "") + "@" + domain
    _, inverse, copies = np.unique(
        address.astype("U80"), return_inverse=True, return_counts=True
    )
    order = np.argsort(inverse, kind="stable")
    starts = np.concatenate([[0], np.cumsum(copies)[:-1]])
    nth = np.empty(count, dtype=np.int64)
    nth[order] = np.arange(count) - starts[inverse[order]]
    suffix = np.where(nth > 0, as_text(nth * 7 + 100), "")
    addresses: Texts = local + suffix + "@" + domain
    return addresses


def _work_emails(given: Texts, family: Texts, organization: Texts) -> Texts:
    host = fold(organization)
    address = fold(given) + "." + fold(family) + "@" + host + ".example"
    return np.where(organization != "", address, "")


def _household_emails(
    family: Texts, household: Ints, homes: int, draws: Draws
) -> Texts:
    """An address that some households of several people share."""
    several = np.bincount(household, minlength=homes) > 1
    number = as_text(draws.between(100, 99_999, homes))
    address = "the" + fold(family) + "s" + number + "@gmail.com"
    shared = several & draws.chance(0.3, homes)
    return np.where(shared, address, "")[household]


def _streets(homes: int, draws: Draws) -> Texts:
    lists = words()
    number = as_text(draws.between(1, 9999, homes))
    kind = draws.pick(lists["street_kinds"], homes)
    unit = as_text(draws.between(1, 40, homes))
    suffix = np.where(draws.chance(0.12, homes), " Apt " + unit, "")
    name = draws.pick(lists["streets"], homes)
    streets: Texts = number + " " + name + " " + kind + suffix
    return streets


def _cities(network: Network, market: Ints, draws: Draws) -> Texts:
    most = max(len(place.places) for place in network.markets)
    table = texts(
        [name for place in network.markets for name in (place.places * most)[:most]]
    ).reshape(-1, most)
    choice = draws.index([4, *([1] * (most - 1))], len(market))
    return table[market, choice]
