"""Names, places and words of the generated network, read once."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from orchestration.generate.draws import Floats, Texts, texts

_TAIL_SURNAMES = 24_000
_TAIL_PER_100K = 71_000
"""The 310 listed surnames cover 29 % of people, as in the census; the tail the rest."""


@dataclass(frozen=True)
class Market:
    """A city that a franchisee serves."""

    code: str
    city: str
    region: str
    country: str
    timezone: str
    latitude: float
    longitude: float
    weight: float
    postcode_prefixes: tuple[str, ...]
    area_codes: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class CampaignPlan:
    """A campaign as planned; months count from the first of the history."""

    name: str
    channel: str
    source: str
    medium: str
    alias: str
    is_local: bool
    is_paid: bool
    weight: float
    win_factor: float
    cost_per_lead: float
    first_month: int
    last_month: int
    peak_month: int


@dataclass(frozen=True)
class GivenNames:
    """Given names with how common they are; nicknames separated by `;`."""

    names: Texts
    weights: Floats
    nicknames: Texts
    is_female: Floats


def _rows(name: str) -> list[dict[str, str]]:
    content = files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(content.splitlines()))


@cache
def words() -> dict[str, Any]:
    """The word lists of words.yml by name."""
    content: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("words.yml").read_text("utf-8")
    )
    return content


@cache
def markets() -> tuple[Market, ...]:
    """All markets, those of a small network first."""
    return tuple(
        Market(
            code=row["code"],
            city=row["city"],
            region=row["region"],
            country=row["country"],
            timezone=row["timezone"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            weight=float(row["weight"]),
            postcode_prefixes=tuple(row["postcode_prefixes"].split()),
            area_codes=tuple(row["area_codes"].split()),
            places=(row["city"], *row["suburbs"].split(";")),
        )
        for row in _rows("markets.csv")
    )


@cache
def campaign_plans() -> tuple[CampaignPlan, ...]:
    """Every planned campaign; a local one is run by a few franchisees."""
    return tuple(
        CampaignPlan(
            name=row["name"],
            channel=row["channel"],
            source=row["source"],
            medium=row["medium"],
            alias=row["alias"],
            is_local=row["is_local"] == "1",
            is_paid=row["is_paid"] == "1",
            weight=float(row["weight"]),
            win_factor=float(row["win_factor"]),
            cost_per_lead=float(row["cost_per_lead"]),
            first_month=int(row["first_month"]),
            last_month=int(row["last_month"]),
            peak_month=int(row["peak_month"]),
        )
        for row in _rows("campaigns.csv")
    )


@cache
def given_names() -> GivenNames:
    """Given names of both sexes with their weights."""
    rows = _rows("given_names.csv")
    return GivenNames(
        names=texts([row["given_name"] for row in rows]),
        weights=np.array([float(row["weight"]) for row in rows]),
        nicknames=texts([row["nicknames"] for row in rows]),
        is_female=np.array([float(row["sex"] == "f") for row in rows]),
    )


@cache
def surnames() -> tuple[Texts, Floats]:
    """Surnames and weights: the common ones, then a long tail of composed ones."""
    rows = _rows("surnames.csv")
    common = [row["surname"] for row in rows]
    starts, ends = words()["surname_starts"], words()["surname_ends"]
    composed = [start + end for end in ends for start in starts]
    order = np.random.Generator(np.random.PCG64(7)).permutation(len(composed))
    known = set(common)
    tail = [composed[at] for at in order if composed[at] not in known]
    tail = list(dict.fromkeys(tail))[:_TAIL_SURNAMES]
    shape = 1 / (np.arange(len(tail)) + 300.0) ** 0.8
    weights = [float(row["per_100k"]) for row in rows]
    return texts(common + tail), np.concatenate(
        [np.array(weights), shape / shape.sum() * _TAIL_PER_100K]
    )
