"""The franchise network: companies, territories, users, exchange rates and routing."""

from dataclasses import dataclass, replace

import numpy as np

from orchestration.generate.clock import END, START
from orchestration.generate.draws import DAY, Draws, Ints, Texts, texts
from orchestration.generate.reference import Market, markets
from orchestration.generate.staff import Staff, make_staff

BRAND = "Hearthside"
PRODUCT_LINES = ("roofing", "hvac", "plumbing", "windows")
SPECIALIST_LINE = PRODUCT_LINES.index("windows")
NETWORK_ID = "C001"
_SMALLEST_NETWORK = 30
_LEADS_PER_FURTHER_MARKET = 4_000
_TWO_LOCATIONS_FROM_WEIGHT = 6.0
_SPECIALISTS = 3


@dataclass(frozen=True)
class Company:
    """A company of the network; market is the position of the market it serves."""

    company_id: str
    name: str
    kind: str
    parent_company_id: str
    timezone: str
    currency: str
    country: str
    postcode: str
    latitude: float
    longitude: float
    market: int
    is_preferred: bool
    active_from: str
    active_to: str = ""


@dataclass(frozen=True)
class Territory:
    """A postcode area, with the position of its company."""

    territory_id: str
    company: int
    postcode_prefix: str
    product_line: str
    priority: int
    active_to: str = ""


@dataclass(frozen=True)
class Network:
    """Everything about who serves where. Companies are named by position."""

    companies: tuple[Company, ...]
    markets: tuple[Market, ...]
    territories: tuple[Territory, ...]
    prefixes: Texts
    prefix_company: Ints
    prefix_market: Ints
    staff: Staff

    @property
    def operating(self) -> Ints:
        """Positions of the companies that serve customers."""
        return np.unique(self.prefix_company)

    def of(self, attribute: str) -> Texts:
        """One attribute of every company, by position."""
        return texts([str(getattr(company, attribute)) for company in self.companies])

    @property
    def zones(self) -> Texts:
        return self.of("timezone")

    def route(self, prefix: Ints, digit: Ints, product_line: Ints) -> Ints:
        """Company of a postcode (prefix position and next digit) and product line.

        A product line of -1 is an unknown one, for which only general territories fit.
        """
        company = self.prefix_company[prefix]
        for territory in self.territories:
            if territory.product_line == "":
                continue
            area = np.flatnonzero(self.prefixes == territory.postcode_prefix[:-1])
            fits = (
                np.isin(prefix, area)
                & (digit == int(territory.postcode_prefix[-1]))
                & (product_line == PRODUCT_LINES.index(territory.product_line))
            )
            company = np.where(fits, territory.company, company)
        return company


def make_network(leads: int, seed: int) -> Network:
    """A network whose number of markets grows mildly with the number of leads."""
    draws = Draws(seed, "network")
    count = _SMALLEST_NETWORK + leads // _LEADS_PER_FURTHER_MARKET
    chosen = markets()[: min(count, len(markets()))]
    companies = _head_offices()
    served: list[tuple[str, int, int]] = []
    for position, market in enumerate(chosen):
        _add_market(companies, served, position, market, draws)
    prefix_company = np.array([company for _, company, _ in served])
    territories = [
        Territory(f"T{at + 1:03}", company, prefix, "", 5)
        for at, (prefix, company, _) in enumerate(served)
    ]
    _add_specialists(companies, territories, chosen)
    return Network(
        companies=tuple(companies),
        markets=chosen,
        territories=tuple(territories),
        prefixes=texts([prefix for prefix, _, _ in served]),
        prefix_company=prefix_company,
        prefix_market=np.array([market for _, _, market in served]),
        staff=make_staff([company.company_id for company in companies], draws),
    )


def _head_offices() -> list[Company]:
    network = Company(
        company_id=NETWORK_ID,
        name=f"{BRAND} Network",
        kind="network",
        parent_company_id="",
        timezone="America/New_York",
        currency="USD",
        country="US",
        postcode="28202",
        latitude=35.2271,
        longitude=-80.8431,
        market=-1,
        is_preferred=False,
        active_from="2009-03-01",
    )
    franchisor = replace(
        network,
        company_id="C002",
        name=f"{BRAND} Franchising Inc.",
        kind="franchisor",
        parent_company_id=NETWORK_ID,
    )
    return [network, franchisor]


def _add_market(
    companies: list[Company],
    served: list[tuple[str, int, int]],
    position: int,
    market: Market,
    draws: Draws,
) -> None:
    """A franchisee, and in a large market two locations that share its postcodes."""
    franchisee = Company(
        company_id=f"C{len(companies) + 1:03}",
        name=f"{BRAND} of {market.city}",
        kind="franchisee",
        parent_company_id="C002",
        timezone=market.timezone,
        currency="CAD" if market.country == "CA" else "USD",
        country=market.country,
        postcode=_office_postcode(market.postcode_prefixes[0]),
        latitude=market.latitude,
        longitude=market.longitude,
        market=position,
        is_preferred=position % 5 == 0,
        active_from=f"20{draws.between(11, 22, 1)[0]}-0{draws.between(1, 9, 1)[0]}-01",
    )
    companies.append(franchisee)
    owner = len(companies) - 1
    if market.weight < _TWO_LOCATIONS_FROM_WEIGHT or len(market.postcode_prefixes) < 2:
        served += [(prefix, owner, position) for prefix in market.postcode_prefixes]
        return
    for side, prefix in enumerate(market.postcode_prefixes):
        companies.append(
            replace(
                franchisee,
                company_id=f"C{len(companies) + 1:03}",
                name=f"{franchisee.name}, {market.places[side]}",
                kind="location",
                parent_company_id=franchisee.company_id,
                postcode=_office_postcode(prefix),
                latitude=round(market.latitude + 0.07 * side, 4),
            )
        )
        served.append((prefix, len(companies) - 1, position))


def _office_postcode(prefix: str) -> str:
    return f"{prefix}V 2T6" if prefix[0].isalpha() else f"{prefix}01"


def _add_specialists(
    companies: list[Company], territories: list[Territory], chosen: tuple[Market, ...]
) -> None:
    """Installers of one product line in part of a market, and an expired territory."""
    american = [at for at, market in enumerate(chosen) if market.country == "US"]
    for position in american[:_SPECIALISTS]:
        market = chosen[position]
        area = market.postcode_prefixes[0] + "2"
        companies.append(
            Company(
                company_id=f"C{len(companies) + 1:03}",
                name=f"{market.city} Window Installers",
                kind="installer",
                parent_company_id="C002",
                timezone=market.timezone,
                currency="USD",
                country="US",
                postcode=area + "0",
                latitude=market.latitude,
                longitude=market.longitude,
                market=position,
                is_preferred=False,
                active_from="2020-05-01",
            )
        )
        line = PRODUCT_LINES[SPECIALIST_LINE]
        number = f"T{len(territories) + 1:03}"
        territories.append(Territory(number, len(companies) - 1, area, line, 1))
    market = chosen[american[0]]
    served_before = next(c for c in companies if c.market == american[0])
    former = replace(
        served_before,
        company_id=f"C{len(companies) + 1:03}",
        name=f"{BRAND} of {market.city} North (closed)",
        is_preferred=False,
        active_to="2023-06-30",
    )
    companies.append(former)
    expired = market.postcode_prefixes[0] + "0"
    number = f"T{len(territories) + 1:03}"
    territories.append(
        Territory(number, len(companies) - 1, expired, "", 1, "2023-06-30")
    )


def exchange_rates(seed: int) -> tuple[Ints, Texts]:
    """Mondays from before the history to its end, and USD for one CAD from each on."""
    draws = Draws(seed, "exchange_rates")
    first = START // DAY - 2
    monday = np.arange(first, END // DAY, 7)
    steps = np.cumsum(draws.normal(0, 0.0035, len(monday)))
    rate = np.clip(0.735 + steps, 0.66, 0.80)
    return monday, texts([f"{value:.5f}" for value in rate])
