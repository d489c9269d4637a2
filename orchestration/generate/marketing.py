"""Campaigns: whose they are, when they draw leads, what they cost, their names."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import HISTORY_DAYS, START, date_text
from orchestration.generate.draws import (
    DAY,
    Draws,
    Flags,
    Floats,
    Ints,
    Texts,
    blank,
    numbered,
    texts,
)
from orchestration.generate.network import Network
from orchestration.generate.reference import CampaignPlan, campaign_plans

MONTHS = 36
NO_CAMPAIGN = -1
UNKNOWN_CAMPAIGN = -2
UNKNOWN_NAMES = ("Bus Shelter Posters", "google serch - brnad", "Fall Promo (old CRM)")
_LOCAL_COPIES = 2
_SPEND_WITHOUT_LEADS = 0.03
"""Spend of a campaign that draws nobody, as a share of all other spend."""


@dataclass(frozen=True)
class Campaigns:
    """All campaigns by position; company is -1 for the network's own."""

    campaign_id: Texts
    name: Texts
    channel: Texts
    source: Texts
    medium: Texts
    alias: Texts
    utm: Texts
    tracking_number: Texts
    company: Ints
    is_paid: Flags
    win_factor: Floats
    cost_per_lead: Floats
    weight_by_month: Floats
    """Campaign x month; 0 outside the campaign's life."""

    def __len__(self) -> int:
        return len(self.campaign_id)

    def choose(self, draws: Draws, company: Ints, moment: Ints, own: bool) -> Ints:
        """A campaign that runs at the moment: of the company itself, or of the network.

        The result is NO_CAMPAIGN where the company runs none of its own.
        """
        month = month_of(moment)
        result = np.full(len(company), NO_CAMPAIGN, dtype=np.int64)
        owners = np.unique(self.company[self.company >= 0]) if own else [-1]
        for owner in owners:
            rows = np.flatnonzero(company == owner) if own else np.arange(len(company))
            options = np.flatnonzero(self.company == owner)
            weights = np.cumsum(self.weight_by_month[options].T, axis=1)[month[rows]]
            drawn = options[draws.index_by_row(weights)]
            result[rows] = np.where(weights[:, -1] > 0, drawn, NO_CAMPAIGN)
        return result


def month_of(moment: Ints) -> Ints:
    """Month of the history, 0..35, of each moment."""
    share = (moment - START) * MONTHS // (HISTORY_DAYS * DAY)
    return np.clip(share, 0, MONTHS - 1)


def make_campaigns(network: Network, seed: int) -> Campaigns:
    """The network's campaigns and, for each local plan, those of a few companies."""
    draws = Draws(seed, "campaigns")
    plans: list[CampaignPlan] = []
    owners: list[int] = []
    operating = draws.order(len(network.operating))
    for plan in campaign_plans():
        copies = _LOCAL_COPIES if plan.is_local else 1
        for _ in range(copies):
            owner = -1
            if plan.is_local:
                owner = int(network.operating[operating[len(plans) % len(operating)]])
            plans.append(plan)
            owners.append(owner)
    owned = [
        "" if owner < 0 else f"{network.companies[owner].name.split(' of ')[-1]} "
        for owner in owners
    ]
    count = len(plans)
    names = texts([place + plan.name for place, plan in zip(owned, plans, strict=True)])
    number = np.arange(count)
    return Campaigns(
        campaign_id=numbered("CM", number + 1, 3),
        name=names,
        channel=texts([plan.channel for plan in plans]),
        source=texts([plan.source for plan in plans]),
        medium=texts([plan.medium for plan in plans]),
        alias=texts([f"{p}{q.alias}" for p, q in zip(owned, plans, strict=True)]),
        utm=texts(["_".join(_letters(name).split()) for name in names]),
        tracking_number=texts([f"+180055501{at:02}" for at in number]),
        company=np.array(owners),
        is_paid=np.array([plan.is_paid for plan in plans]),
        win_factor=np.array([plan.win_factor for plan in plans]),
        cost_per_lead=np.array([plan.cost_per_lead for plan in plans]),
        weight_by_month=np.stack(
            [
                plan.weight
                * _season(plan.peak_month, plan.first_month, plan.last_month)
                for plan in plans
            ]
        ),
    )


def _letters(name: str) -> str:
    return "".join(sign if sign.isalnum() else " " for sign in name.lower())


def _season(peak_month: int, first_month: int, last_month: int) -> Floats:
    """Monthly weight around 1 with a yearly peak; 0 outside the campaign's life."""
    month = np.arange(MONTHS)
    calendar = (month + 10) % 12 + 1  # the history begins in November
    wave = 1 + 0.35 * np.cos((calendar - peak_month) * 2 * np.pi / 12)
    return np.where((month >= first_month) & (month <= last_month), wave, 0.0)


def campaign_rows(campaigns: Campaigns, network: Network) -> dict[str, Texts]:
    """The campaigns in the source contract."""
    ids = np.append(network.of("company_id"), "")
    currency = np.append(network.of("currency"), "USD")
    active = campaigns.weight_by_month > 0
    runs = active.any(axis=1)
    month = START + (np.arange(MONTHS + 1) * HISTORY_DAYS // MONTHS) * DAY
    first = np.where(runs, active.argmax(axis=1), 16)
    last = np.where(runs, MONTHS - active[:, ::-1].argmax(axis=1), 28)
    return {
        "campaign_id": campaigns.campaign_id,
        "name": campaigns.name,
        "channel": campaigns.channel,
        "source": campaigns.source,
        "medium": campaigns.medium,
        "company_id": ids[campaigns.company],
        "start_date": date_text(month[first]),
        "end_date": np.where(last < MONTHS, date_text(month[last] - DAY), ""),
        "budget_amount": texts(
            [f"{50_000 + 7_500 * at}" for at in range(len(campaigns))]
        ),
        "currency": currency[campaigns.company],
        "is_paid": np.where(campaigns.is_paid, "true", "false").astype(object),
    }


def alias_rows(campaigns: Campaigns) -> dict[str, Texts]:
    """Other names, tracking numbers and utm_campaign values of every campaign."""
    count = len(campaigns)
    kinds = ("name", "tracking_number", "utm_campaign")
    return {
        "alias": np.concatenate(
            [campaigns.alias, campaigns.tracking_number, campaigns.utm]
        ),
        "alias_type": np.repeat(texts(kinds), count),
        "campaign_id": np.tile(campaigns.campaign_id, len(kinds)),
    }


def spend_rows(
    campaigns: Campaigns, network: Network, campaign_of_leads: Ints, seed: int
) -> dict[str, Texts]:
    """Daily media cost: what each campaign's leads cost, spread over its days.

    A campaign that runs but draws nobody spends a fixed share of everybody else's
    money.
    """
    draws = Draws(seed, "spend")
    drawn = np.bincount(
        campaign_of_leads[campaign_of_leads >= 0], minlength=len(campaigns)
    )
    total = drawn * campaigns.cost_per_lead
    silent = campaigns.is_paid & (campaigns.weight_by_month.sum(axis=1) == 0)
    total = np.where(silent, total.sum() * _SPEND_WITHOUT_LEADS, total)
    paid = np.flatnonzero(campaigns.is_paid & (total > 0))
    days = np.arange(HISTORY_DAYS)
    month = month_of(START + days * DAY)
    shape = campaigns.weight_by_month[paid][:, month]
    pilot = _season(6, 16, 27)[month]
    shape = np.where(silent[paid][:, None], pilot, shape)
    weekday = np.array([1, 1.05, 1.05, 1, 0.95, 0.6, 0.5])[
        (START // DAY + days + 3) % 7
    ]
    noise = draws.lognormal(1, 0.25, shape.size).reshape(shape.shape)
    shape = shape * weekday * noise
    cost = shape / shape.sum(axis=1, keepdims=True) * total[paid][:, None]
    at, day = np.nonzero(cost >= 0.01)
    campaign, amount = paid[at], cost[at, day]
    clicks = np.maximum(1, amount / draws.uniform(len(amount), 3, 9)).astype(int)
    ids, money = np.append(network.of("company_id"), ""), network.of("currency")
    return {
        "spend_date": date_text(START + day * DAY),
        "campaign_id": campaigns.campaign_id[campaign],
        "company_id": ids[campaigns.company[campaign]],
        "cost_amount": amounts(amount),
        "currency": np.append(money, "USD")[campaigns.company[campaign]],
        "impressions": (clicks * draws.between(20, 60, len(amount))).astype(str),
        "clicks": clicks.astype(str),
    }


def amounts(values: Floats) -> Texts:
    """Money with two decimals."""
    return np.char.mod("%.2f", values).astype(object)


def name_campaign(
    campaigns: Campaigns, campaign: Ints, draws: Draws
) -> dict[str, Texts]:
    """How leads name their campaign: `campaign` and the three utm columns."""
    count = len(campaign)
    known = campaign >= 0
    at = np.where(known, campaign, 0)
    way = draws.index([35, 25, 15, 10, 15], count)
    name = campaigns.name[at]
    odd = np.strings.add("  ", np.strings.upper(name.astype("U60"))).astype(object)
    ways = [campaigns.campaign_id[at], name, odd, campaigns.alias[at], blank(count)]
    named = np.choose(way, ways)
    unknown = draws.pick(UNKNOWN_NAMES, count)
    named = np.where(known, named, np.where(campaign == UNKNOWN_CAMPAIGN, unknown, ""))
    tagged = known & ((way == 4) | draws.chance(0.3, count))
    return {
        "campaign": named,
        "utm_source": np.where(tagged, campaigns.source[at], ""),
        "utm_medium": np.where(tagged, campaigns.medium[at], ""),
        "utm_campaign": np.where(tagged, campaigns.utm[at], ""),
    }
