"""The whole network in memory, and each table of it in the source contract."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from orchestration.generate import lifecycle_rows, money, money_rows
from orchestration.generate.call_rows import call_rows, outbound_rows
from orchestration.generate.clock import END, local_text
from orchestration.generate.draws import Draws, Ints, Texts, blank, numbered
from orchestration.generate.facts import DELETED
from orchestration.generate.identity_fields import CUSTOMER, Moments, show
from orchestration.generate.journeys import make_journeys
from orchestration.generate.lead_rows import lead_rows
from orchestration.generate.marketing import (
    make_campaigns,
)
from orchestration.generate.network import make_network
from orchestration.generate.network_rows import TableRows, network_tables
from orchestration.generate.offers import Offers, make_offers
from orchestration.generate.people import make_people
from orchestration.generate.stories import (
    Events,
    Stories,
    decisions,
    make_events,
    make_stories,
)
from orchestration.generate.strangers import add_strangers
from orchestration.generate.truth import Orders, Touches, UniqueLeads, unique_leads
from orchestration.generate.world import (
    World,
    as_named,
    by_time,
    customer_before,
    lead_before,
    name_contacts,
)

_WANTED_SHARE = 0.965
_DELETED_SHARE = 0.002
_WALK_IN_SHARE = 0.02
_OUTBOUND_SHARE = 0.04


@dataclass(frozen=True)
class Built:
    """Everything that happened, with the keys that records were given."""

    leads: int
    world: World
    keys: Texts
    stories: Stories
    events: Events
    offers: Offers
    sales: money.Sales
    customers: money.Customers
    customer_ids: Texts
    jobs: money.Jobs
    job_ids: Texts
    invoices: money.Invoices
    unique: UniqueLeads


def build(leads: int, seed: int) -> Built:
    """The network with exactly that many leads and inbound calls."""
    network = make_network(leads, seed)
    campaigns = make_campaigns(network, seed)
    wanted = make_journeys(network, campaigns, int(leads * _WANTED_SHARE), seed)
    journeys, walk_ins = add_strangers(
        wanted,
        network,
        unwanted=leads - len(wanted.contacts.at),
        deleted=max(3, int(leads * _DELETED_SHARE)),
        walk_ins=max(10, int(leads * _WALK_IN_SHARE)),
        seed=seed,
    )
    people = make_people(network, journeys.households, journeys.person_household, seed)
    world = World(network, campaigns, journeys, people, seed)
    contacts = journeys.contacts
    stories = make_stories(journeys.opportunities, contacts, network, seed)
    events = make_events(stories, contacts, seed)
    sales = money.make_sales(journeys, stories, walk_ins, network, seed)
    customers = money.make_customers(sales, seed)
    jobs = money.make_jobs(sales, journeys, stories, seed)
    invoices = money.make_invoices(sales, jobs, network, seed)
    decided = decisions(events, len(contacts.at))
    unique = unique_leads(
        Touches(
            contacts.person, contacts.company, contacts.at, contacts.campaign, decided
        ),
        Orders(sales.person[jobs.sale], sales.company[jobs.sale], jobs.at),
    )
    return Built(
        leads=leads,
        world=world,
        keys=name_contacts(contacts),
        stories=stories,
        events=events,
        offers=make_offers(contacts, network, seed),
        sales=sales,
        customers=customers,
        customer_ids=by_time("K", customers.at),
        jobs=jobs,
        job_ids=numbered("J", np.arange(len(jobs.at)) + 1, 7),
        invoices=invoices,
        unique=unique,
    )


def tables(built: Built) -> Iterator[TableRows]:
    """Every table of the source contract with the time of each row."""
    yield from network_tables(built.world)
    yield from _contact_tables(built)
    yield from _money_tables(built)


def _contact_tables(built: Built) -> Iterator[TableRows]:
    world, keys = built.world, built.keys
    contacts, network, seed = world.journeys.contacts, world.network, world.seed
    yield "customers", _customer_rows(built), built.customers.at
    leads, lead_blank = lead_rows(world, keys, _customer_before(built))
    yield "leads", leads, contacts.at[~contacts.is_call]
    calls, call_blank = call_rows(world, keys, lead_before(contacts, keys))
    outbound = outbound_rows(world, _OUTBOUND_SHARE)
    count = len(outbound["call_id"])
    whole = {
        name: np.concatenate([values, outbound.get(name, blank(count))])
        for name, values in calls.items()
    }
    moments = whole["started_at"].astype("datetime64[s]").astype(np.int64)
    yield "calls", whole, moments
    delivered = as_named(contacts, keys, lead_blank | call_blank)
    events = lifecycle_rows.event_rows(built.events, delivered, network, seed)
    yield "lead_status_events", events, _moments(events["occurred_at"])
    offers = lifecycle_rows.offer_rows(built.offers, delivered, network)
    yield "lead_offers", offers, _moments(offers["offered_at"])
    activities = lifecycle_rows.activity_rows(delivered, network, seed)
    yield "activities", activities, _moments(activities["scheduled_at"])
    value = np.zeros(len(world.journeys.opportunities.person))
    sold = built.sales.opportunity >= 0
    value[built.sales.opportunity[sold]] = built.sales.value[sold]
    surveys = lifecycle_rows.survey_rows(built.stories, value, delivered, network, seed)
    yield "surveys", surveys, _moments(surveys["submitted_at"])
    yield _deletions(built)


def _moments(written: Texts) -> Ints:
    """Wall-clock seconds of times as text, good enough to choose a file."""
    return (
        np.strings.slice(written.astype("U25"), 0, 19)
        .astype("datetime64[s]")
        .astype(np.int64)
    )


def _money_tables(built: Built) -> Iterator[TableRows]:
    network, seed = built.world.network, built.world.seed
    sales, invoices = built.sales, built.invoices
    lead_of_sale = np.append(built.keys, "")[
        np.append(built.stories.anchor, -1)[sales.opportunity]
    ]
    is_call = np.append(built.world.journeys.contacts.is_call, True)
    anchor = np.append(built.stories.anchor, -1)[sales.opportunity]
    lead_of_sale = np.where(is_call[anchor], "", lead_of_sale)
    estimates, estimate_of_sale = money_rows.estimate_rows(
        sales, built.customer_ids, lead_of_sale, network, seed
    )
    yield "estimates", estimates, _moments(estimates["created_at"])
    jobs = money_rows.job_rows(
        built.jobs,
        sales,
        built.job_ids,
        built.customer_ids,
        estimate_of_sale,
        lead_of_sale[built.jobs.sale],
        network,
        seed,
    )
    yield "jobs", jobs, built.jobs.at
    ids = numbered("I", np.arange(len(invoices.at)) + 1, 7)
    rows = money_rows.invoice_rows(
        invoices, sales, ids, built.job_ids, built.customer_ids, network, seed
    )
    yield "invoices", rows, invoices.at
    payments = money_rows.payment_rows(invoices, sales, ids, network, seed)
    yield "payments", payments, _moments(payments["paid_at"])


def _customer_rows(built: Built) -> dict[str, Texts]:
    world, customers = built.world, built.customers
    draws = Draws(world.seed, "customer_rows")
    size = len(customers.at)
    moments = Moments(
        customers.person, customers.at, np.zeros(size, dtype=np.int64), (CUSTOMER,)
    )
    network = world.network
    shown = show(network, world.journeys.households, world.people, moments, draws)
    zones = network.zones[customers.company]
    is_company = (shown["organization"] != "") & draws.chance(0.7, size)
    return {
        "customer_id": built.customer_ids,
        "created_at": local_text(zones, customers.at),
        "company_id": network.of("company_id")[customers.company],
        "party_type": np.where(is_company, "company", "person").astype(object),
        **shown,
        "campaign": np.where(draws.chance(0.2, size), "Website", ""),
        "account_classification": draws.pick(["standard", "preferred", ""], size),
        "credit_rating": draws.pick(["A", "B", "C", ""], size, [4, 3, 1, 2]),
    }


def _customer_before(built: Built) -> Texts:
    """The customer record, if any, that each contact's person had there before."""
    customers = built.customers
    kept = np.flatnonzero(~customers.is_deleted)
    return customer_before(
        built.world.journeys.contacts,
        customers.person[kept],
        customers.company[kept],
        customers.at[kept],
        built.customer_ids[kept],
    )


def _deletions(built: Built) -> TableRows:
    """Spam that was removed, and duplicate customers without any business."""
    spam = built.keys[built.world.journeys.contacts.nature == DELETED]
    twice = built.customer_ids[built.customers.is_deleted]
    count = len(spam) + len(twice)
    rows = {
        "table": np.array(
            ["leads"] * len(spam) + ["customers"] * len(twice), dtype=object
        ),
        "key": np.concatenate([spam, twice]),
        "deleted_at": np.full(count, "2026-11-04T09:00:00-05:00", dtype=object),
        "reason": np.array(
            ["spam"] * len(spam) + ["duplicate"] * len(twice), dtype=object
        ),
    }
    return "deletions", rows, np.full(count, END - 1, dtype=np.int64)
