"""Work on leads in the source contract: status events, offers, activities, surveys."""

import numpy as np

from orchestration.generate.clock import END, local_text
from orchestration.generate.draws import (
    DAY,
    HOUR,
    Draws,
    Floats,
    Texts,
    as_text,
    numbered,
    texts,
)
from orchestration.generate.facts import SERVICE, WON
from orchestration.generate.marketing import amounts
from orchestration.generate.network import Network
from orchestration.generate.offers import Offers
from orchestration.generate.reference import words
from orchestration.generate.staff import ROLES, SEATS
from orchestration.generate.stories import Events, Stories
from orchestration.generate.world import Leads


def event_rows(
    events: Events, leads: Leads, network: Network, seed: int
) -> dict[str, Texts]:
    """Status events in the source contract, in the order in which they were sent."""
    draws = Draws(seed, "event_rows")
    sent = np.argsort(
        events.at + draws.between(0, 3 * DAY, len(events.at)), kind="stable"
    )
    contact, at, status = events.contact[sent], events.at[sent], events.status[sent]
    size = len(at)
    company = leads.contacts.company[contact]
    seat = draws.between(0, SEATS - 1, size)
    lists = words()
    lost = status == "lost"
    reasons = lists["lost_reasons"]
    reason = draws.pick(list(reasons), size, list(reasons.values()))
    reason = np.where(lost & draws.chance(0.85, size), reason, "")
    rival = (reason == "competitor") & draws.chance(0.8, size)
    evidence = draws.pick(["click", "crm_sync", "analyst"], size, [4, 6, 1])
    evidence = np.where(
        (status == "won") & draws.chance(0.5, size), "invoice", evidence
    )
    follow = (status == "contacted") & draws.chance(0.12, size)
    zones = network.zones[company]
    later = local_text(zones, at + draws.between(2, 30, size) * DAY)
    return {
        "event_id": numbered("E", np.arange(size) + 1, 8),
        "lead_id": leads.lead_key[contact],
        "occurred_at": local_text(zones, at),
        "status": status,
        "company_id": network.of("company_id")[company],
        "user_id": network.staff.user_at(company, seat, np.minimum(at, END)),
        "actor_role": texts(ROLES)[seat],
        "evidence": evidence,
        "lost_reason": reason,
        "competitor": np.where(rival, draws.pick(lists["competitors"], size), ""),
        "follow_up_at": np.where(follow, later, ""),
        "note": np.where(
            draws.chance(0.03, size), "Left voicemail, will try again.", ""
        ),
    }


def offer_rows(offers: Offers, leads: Leads, network: Network) -> dict[str, Texts]:
    """Offers in the source contract, in order of time."""
    zones = network.zones[offers.company]
    rows = {
        "lead_id": leads.lead_key[offers.contact],
        "company_id": network.of("company_id")[offers.company],
        "user_id": network.staff.user_at(
            offers.company, offers.seat, offers.offered_at
        ),
        "offered_at": local_text(zones, offers.offered_at),
        "expires_at": local_text(zones, offers.expires_at),
        "mode": texts(["same_company", "competing", "mixed"])[offers.mode],
        "response": np.where(
            offers.is_answered,
            texts(["accepted", "rejected", "timeout", ""])[offers.answer],
            "",
        ),
        "acknowledged_at": np.where(
            offers.is_seen, local_text(zones, offers.seen_at), ""
        ),
        "responded_at": np.where(
            offers.is_answered, local_text(zones, offers.responded_at), ""
        ),
    }
    by_time = np.argsort(offers.offered_at, kind="stable")
    rows = {name: values[by_time] for name, values in rows.items()}
    return {"offer_id": numbered("O", np.arange(len(by_time)) + 1, 8), **rows}


def activity_rows(leads: Leads, network: Network, seed: int) -> dict[str, Texts]:
    """Tasks and appointments on the contacts of opportunities."""
    draws = Draws(seed, "activities")
    contacts = leads.contacts
    about = np.flatnonzero(contacts.nature <= SERVICE)
    contact = np.repeat(about, draws.index([0.35, 0.4, 0.18, 0.07], len(about)))
    size = len(contact)
    kind = draws.pick(["call", "email", "sms", "visit"], size, [5, 2, 2, 2])
    at = contacts.at[contact] + draws.lognormal(5 * HOUR, 1.5, size).astype(np.int64)
    status = draws.pick(
        ["completed", "open", "cancelled", "deleted"], size, [80, 9, 8, 3]
    )
    status = np.where((at >= END) & (status == "completed"), "open", status)
    done = at + draws.between(0, HOUR, size)
    company = contacts.company[contact]
    zones, offset = network.zones[company], leads.needs_offset[contact]
    attempt = kind != "visit"
    seat = draws.between(0, SEATS - 1, size)
    return {
        "activity_id": numbered("A", np.arange(size) + 1, 8),
        "lead_id": leads.lead_key[contact],
        "activity_type": kind,
        "user_id": network.staff.user_at(company, seat, np.minimum(at, END)),
        "scheduled_at": local_text(zones, at, offset),
        "status": status,
        "completed_at": np.where(
            status == "completed", local_text(zones, done, offset), ""
        ),
        "is_contact_attempt": np.where(attempt, "yes", "no"),
        "is_two_way": np.where(draws.chance(0.45, size), "yes", "no"),
    }


def survey_rows(
    stories: Stories, value: Floats, leads: Leads, network: Network, seed: int
) -> dict[str, Texts]:
    """Answers by locations (what they earned) and customers (how it was)."""
    draws = Draws(seed, "surveys")
    asked = np.flatnonzero(
        (stories.outcome == WON) & (stories.decided_at < END - 40 * DAY)
    )
    asked = asked[draws.chance(0.4, len(asked))]
    size = len(asked)
    by_location = draws.chance(0.45, size)
    contact, company = stories.anchor[asked], stories.company[asked]
    at = stories.decided_at[asked] + draws.between(5 * DAY, 38 * DAY, size)
    told = value[asked] * draws.uniform(size, 0.9, 1.05)
    rating = draws.index([3, 4, 8, 25, 60], size) + 1
    review = np.where(
        by_location | draws.chance(0.5, size), "", draws.pick(words()["reviews"], size)
    )
    status = draws.pick(["received", "published", "hidden"], size, [3, 6, 1])
    again = np.where(rating >= 4, "yes", "no").astype(object)
    answers = '{"recommend": "' + again + '", "punctual": ' + as_text(rating)
    return {
        "response_id": numbered("S", np.arange(size) + 1, 7),
        "lead_id": leads.lead_key[contact],
        "kind": np.where(by_location, "location", "customer"),
        "submitted_at": local_text(
            network.zones[company], at, leads.needs_offset[contact]
        ),
        "revenue_amount": np.where(by_location, amounts(told), ""),
        "currency": np.where(by_location, network.of("currency")[company], ""),
        "rating": np.where(by_location, "", as_text(rating)),
        "review_text": review,
        "review_status": np.where(review != "", status, ""),
        "answers": np.where(by_location, "", answers + "}"),
    }
