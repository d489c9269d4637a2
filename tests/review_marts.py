"""Invented marts of what waits for a person: three leads, two customers of one person.

They are added to a publication of publication_fixture and share its companies. Ann wrote
(L1) and may be customer K1 or K2; L2 and L3 may be K3 and K1. K1 and K4 are said to be one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from tests.contracts import Row, write_mart

UNKNOWN = "sprng sale"
LEVELS = (("prior", None, -10.0), ("phone", 1, 14.0), ("phone", 0, -3.0))
CUSTOMERS = {"K1": "Ann Lee", "K2": "Anna Lee", "K3": "Bob Ray", "K4": "A. Lee"}
LEADS = {"L1": ("com-02", "K1"), "L2": ("com-03", "K3"), "L3": ("com-02", "K1")}
AMOUNTS = {"L1": 500, "L2": 300, "L3": 100}


def write_review_marts(folder: Path, is_empty: bool = False) -> None:
    """Write all of them into a publication; each without a row if asked."""
    for name, rows in REVIEW_MARTS.items():
        write_mart(folder, name, [] if is_empty else list(rows()))


def review_queue() -> Iterator[Row]:
    for place, (lead_id, (company_id, customer_id)) in enumerate(LEADS.items(), 1):
        yield {
            "queue_place": place,
            "review_id": f"match:unique:{lead_id}",
            "kind": "match",
            "lead_id": lead_id,
            "unique_lead_id": f"unique:{lead_id}",
            "company_id": company_id,
            "candidate_customer_id": customer_id,
            "candidates_count": 2 if lead_id == "L1" else 1,
            "match_probability": 0.6,
            "amount_at_stake": AMOUNTS[lead_id],
            "amount_basis": "known",
            # An answer on L3 narrows the intervals most.
            "variance_share": place / 10,
            "waiting_since_at": datetime(2026, 11, place, 9),
        }
    yield {
        "queue_place": 4,
        "review_id": "duplicate_customers:person:ann:com-02",
        "kind": "duplicate_customers",
        "company_id": "com-02",
        "candidate_customer_id": "K1",
        "candidates_count": 2,
        "match_probability": 0.9,
        "amount_at_stake": 80,
        "amount_basis": "known",
        "variance_share": 0,
    }
    yield {
        "queue_place": 5,
        "review_id": "parted_person:call:C1",
        "kind": "parted_person",
        "component_id": "call:C1",
        "evidence_text": "2 persons of 3 records, though 1 pairs are sure",
        "candidates_count": 0,
        "amount_at_stake": 70,
        "amount_basis": "known",
        "variance_share": 0,
    }
    yield {
        "queue_place": 6,
        "review_id": f"unknown_campaign:{UNKNOWN}",
        "kind": "unknown_campaign",
        "campaign_text": UNKNOWN,
        "candidates_count": 0,
        "amount_at_stake": 60,
        "amount_basis": "expected",
        "variance_share": 0,
    }


def review_candidates() -> Iterator[Row]:
    pairs = [("L1", 1, "K1", 0.6), ("L1", 2, "K2", 0.3)]
    pairs += [("L2", 1, "K3", 0.6), ("L3", 1, "K1", 0.6)]
    for lead_id, rank, customer_id, chance in pairs:
        yield {
            "review_id": f"match:unique:{lead_id}",
            "candidate_rank": rank,
            "customer_id": customer_id,
            "customer_name": CUSTOMERS[customer_id],
            "lead_id": lead_id,
            "match_probability": chance,
            "is_calibrated": False,
            "evidence": "edge",
            "evidence_text": "phone: same number",
            "amount_at_stake": 100 * rank,
        }
    for rank, customer_id in enumerate(("K1", "K4"), 1):
        yield {
            "review_id": "duplicate_customers:person:ann:com-02",
            "candidate_rank": rank,
            "customer_id": customer_id,
            "customer_name": CUSTOMERS[customer_id],
            "match_probability": 0.9,
            "is_calibrated": False,
            "amount_at_stake": 40,
        }


def unknown_campaigns() -> Iterator[Row]:
    yield {
        "campaign_text": UNKNOWN,
        "leads": 7,
        "first_seen_at": datetime(2026, 3, 1),
        "last_seen_at": datetime(2026, 10, 1),
        "suggested_campaign_id": "cmp-002",
        "suggestion_likeness": 0.9,
        "nearest_names": "Spring Sale; Summer Sale",
    }


def naming_violations() -> Iterator[Row]:
    for number, complete in ((1, True), (2, False)):
        yield {
            "campaign_id": f"cmp-00{number}",
            "name": f"Fair {number}",
            "channel": "Events",
            "pattern": "{year}_{event}",
            "suggestion": f"2026_Fair{number}" if complete else "{year}_Fair2",
            "is_suggestion_complete": complete,
            "leads": 10 - number,
        }


def proposed_customers() -> Iterator[Row]:
    for number, company_id in enumerate(("com-02", "com-03")):
        yield {
            "unique_lead_id": f"unique:P{number}",
            "company_id": company_id,
            "party_type": "person",
            "full_name": f"Proposed {number}",
            "phones": "+14045550100",
            "is_automatic": False,
            "proposed_by": "desk" if number else "rule",
        }


def person_records() -> Iterator[Row]:
    yield from (
        {
            "record_id": f"lead:{lead_id}",
            "record_type": "lead",
            "person_id": f"person:{lead_id}",
            "component_id": "call:C1" if lead_id != "L2" else None,
            "company_id": company_id,
            "created_at": datetime(2026, 3, 1, 10),
            "full_name": "ann lee",
            "phones": "+14045550123",
            "source_file": "landing/leads/a.csv",
            "source_line": 2,
        }
        for lead_id, (company_id, _) in LEADS.items()
    )
    for place, (customer_id, name) in enumerate(CUSTOMERS.items()):
        yield {
            "record_id": f"customer:{customer_id}",
            "record_type": "customer",
            "person_id": "person:L1",
            "company_id": "com-02",
            "full_name": name.lower(),
            "phones": "+14045550123",
            "emails": f"k{place}@example.com",
            "city": "Atlanta",
            "source_file": "landing/customers/k.csv",
            "source_line": place + 2,
        }


def record_contact_points() -> Iterator[Row]:
    yield {
        "record_id": "customer:K1",
        "kind": "email",
        "value": "info@example.com",
        "form": "info@example.com",
        "records_sharing": 57,
        "ignored_because": "shared",
    }


def match_evidence() -> Iterator[Row]:
    for lead_id, customer_id in (("L1", "K1"), ("L1", "K2"), ("L2", "K3")):
        yield {
            "record_l": f"customer:{customer_id}",
            "record_r": f"lead:{lead_id}",
            "person_l": "person:x",
            "person_r": "person:y",
            "is_same_person": False,
            "match_weight": 4.0,
            "match_probability": 0.94,
            "is_calibrated": False,
            "household_weight": 0.0,
            "blocking_rule": "phone",
            "gamma_phone": 1,
        }


def match_levels() -> Iterator[Row]:
    for comparison, gamma, weight in LEVELS:
        yield {
            "comparison": comparison,
            "gamma": gamma,
            "label": "same number" if gamma else "other",
            "match_weight": weight,
            "household_weight": weight,
        }


def fct_leads() -> Iterator[Row]:
    for lead_id, (company_id, _) in LEADS.items():
        yield {
            "lead_id": lead_id,
            "unique_lead_id": f"unique:{lead_id}",
            "origin": "web_form",
            "created_at": datetime(2026, 3, 1, 10),
            "company_id": company_id,
            "routed_company_id": company_id,
            "campaign_id": "cmp-001",
            "campaign_status": "known",
            "match_status": "review",
            "is_valid": True,
        }


def fct_unique_leads() -> Iterator[Row]:
    for lead_id, (company_id, _) in LEADS.items():
        yield {
            "unique_lead_id": f"unique:{lead_id}",
            "company_id": company_id,
            "stage": "accepted",
            "life_cycle_state": "in_progress",
            "confirmation_status": "pending",
        }


def dim_customers() -> Iterator[Row]:
    for customer_id, name in CUSTOMERS.items():
        yield {
            "customer_id": customer_id,
            "name": name,
            "company_id": "com-02",
            "is_deleted": False,
        }


def desk_decisions() -> Iterator[Row]:
    yield from ()


REVIEW_MARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "review_queue": review_queue,
    "review_candidates": review_candidates,
    "unknown_campaigns": unknown_campaigns,
    "naming_violations": naming_violations,
    "proposed_customers": proposed_customers,
    "person_records": person_records,
    "record_contact_points": record_contact_points,
    "match_evidence": match_evidence,
    "match_levels": match_levels,
    "fct_leads": fct_leads,
    "fct_unique_leads": fct_unique_leads,
    "dim_customers": dim_customers,
    "desk_decisions": desk_decisions,
}
