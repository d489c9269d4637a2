"""The network and its marketing in the source contract: what does not come by the day."""

from collections.abc import Iterator

import numpy as np

from orchestration.generate.clock import date_text
from orchestration.generate.delivery import end_times
from orchestration.generate.draws import DAY, Ints, Texts, texts
from orchestration.generate.marketing import alias_rows, campaign_rows, spend_rows
from orchestration.generate.network import Network, exchange_rates
from orchestration.generate.world import World

TableRows = tuple[str, dict[str, Texts], Ints]
"""Name of a table, its rows, and a time by which they are cut into files."""
_COMPANY_COLUMNS = (
    "company_id",
    "name",
    "kind",
    "parent_company_id",
    "timezone",
    "currency",
    "country",
    "postcode",
    "latitude",
    "longitude",
    "active_from",
    "active_to",
)


def network_tables(world: World) -> Iterator[TableRows]:
    """Companies, territories, users, campaigns, aliases, exchange rates and spend."""
    network, campaigns = world.network, world.campaigns
    yield _whole("companies", _company_rows(network))
    yield _whole("territories", _territory_rows(network))
    yield _whole("users", network.staff.users)
    yield _whole("campaigns", campaign_rows(campaigns, network))
    yield _whole("campaign_aliases", alias_rows(campaigns))
    yield _whole("exchange_rates", _rate_rows(world.seed))
    drawn = world.journeys.contacts.campaign
    spend = spend_rows(campaigns, network, drawn, world.seed)
    days = spend["spend_date"].astype("datetime64[s]").astype(np.int64)
    yield "ad_spend", spend, days


def _whole(table: str, rows: dict[str, Texts]) -> TableRows:
    return table, rows, end_times(len(next(iter(rows.values()))))


def _company_rows(network: Network) -> dict[str, Texts]:
    preferred = np.strings.lower(network.of("is_preferred").astype("U5"))
    return {
        **{name: network.of(name) for name in _COMPANY_COLUMNS},
        "is_preferred": preferred.astype(object),
    }


def _territory_rows(network: Network) -> dict[str, Texts]:
    areas = network.territories
    company = [area.company for area in areas]
    return {
        "territory_id": texts([area.territory_id for area in areas]),
        "company_id": network.of("company_id")[company],
        "country": network.of("country")[company],
        "postcode_prefix": texts([area.postcode_prefix for area in areas]),
        "product_line": texts([area.product_line for area in areas]),
        "priority": texts([str(area.priority) for area in areas]),
        "active_from": network.of("active_from")[company],
        "active_to": texts([area.active_to for area in areas]),
    }


def _rate_rows(seed: int) -> dict[str, Texts]:
    monday, rate = exchange_rates(seed)
    return {
        "rate_date": date_text(monday * DAY),
        "from_currency": np.full(len(rate), "CAD", dtype=object),
        "to_currency": np.full(len(rate), "USD", dtype=object),
        "rate": rate,
    }
