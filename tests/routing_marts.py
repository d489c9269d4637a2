"""Invented marts of routing, offers, promised times and flow, for the page on them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tests.contracts import Row, write_mart
from tests.lead_marts import COMPANIES, MONTHS, NAMES

SOURCES = {"Web": 2, "call": 1}
OUTCOMES = {"accepted": 6, "rejected": 3, "expired": 1}


def write_routing_marts(folder: Path, is_empty: bool = False) -> None:
    """Write all of them into a publication; each without a row if asked."""
    for name, rows in ROUTING_MARTS.items():
        write_mart(folder, name, [] if is_empty else list(rows()))


def routing_metrics() -> Iterator[Row]:
    companies = {"__all__": 3, **COMPANIES}
    sources = {"__all__": 3, **SOURCES}
    for month in MONTHS:
        for company, size in companies.items():
            for source, weight in sources.items():
                leads = 10 * size * weight
                yield {
                    "month": month,
                    "company_id": company,
                    "source": source,
                    "leads": leads,
                    "routed_leads": leads,
                    "unrouted_leads": 0,
                    "followed_leads": leads,
                    "right_first_time_leads": leads * size // 4,
                    "company_hops": size,
                    "user_hops": leads,
                    "given_leads": leads // 2,
                    "dialled_leads": 0,
                    "ruled_leads": leads - leads // 2,
                    "manual_leads": leads // 5,
                    "taken_leads": leads,
                    "to_inactive_company_leads": 0,
                    "to_inactive_user_leads": 1,
                    "median_minutes_to_route": 2.5,
                    "p90_minutes_to_route": 30.0,
                    "median_unit_minutes": 9.0,
                    "median_user_minutes": 60.0,
                }


def round_robin_fairness() -> Iterator[Row]:
    for company, size in COMPANIES.items():
        yield {
            "rule_order": 1,
            "routing_rule": "round_robin",
            "month": MONTHS[-2],
            "company_id": company,
            "leads": 10 * size,
            "expected_leads": 15.0,
            "deviation_leads": 10 * size - 15.0,
            "expected_amount": 5000,
        }


def unrouted_leads() -> Iterator[Row]:
    for number in range(4):
        yield {
            "lead_id": f"lead:{number}",
            "created_date": MONTHS[-2],
            "is_valid": bool(number),
            "reason": "no company serves the place",
            "days_unrouted": 20,
        }


def fct_offers() -> Iterator[Row]:
    number = 0
    for month in MONTHS:
        for company, size in COMPANIES.items():
            for outcome, weight in OUTCOMES.items():
                for _ in range(size * weight):
                    number += 1
                    yield {
                        "offer_id": f"offer:{number}",
                        "lead_id": f"lead:{number}",
                        "company_id": company,
                        "mode": "competing" if size == 2 else "same_company",
                        "offered_date": month + timedelta(days=3),
                        "outcome": outcome,
                        "is_reoffer": False,
                        "minutes_to_acknowledge": 3.0,
                        "minutes_to_respond": 7.0,
                    }


def _groups() -> Iterator[tuple[str, str, float]]:
    yield "__all__", "__all__", 0.5
    yield "competing", "__all__", 0.7
    yield "competing", "1", 0.8


def offer_acceptance() -> Iterator[Row]:
    for mode, level, share in _groups():
        for minute in (1, 5, 60):
            yield {
                "mode": mode,
                "mql_level": level,
                "minute_from": 0,
                "minute_to": minute,
                "offers": 100,
                "at_risk": 90,
                "accepted": 10,
                "rejected": 2,
                "cut_off": 1,
                "accept_rate": 0.1,
                "accepted_share": share * minute / 60,
                "rejected_share": 0.1 * minute / 60,
                "waiting_share": 0.2,
            }


def offer_what_if() -> Iterator[Row]:
    for mode, level, share in _groups():
        for minutes in (5, 60, 240):
            yield {
                "mode": mode,
                "mql_level": level,
                "window_minutes": minutes,
                "offers": 100,
                "at_risk": 60,
                "accepted_share": share * minutes / 240,
                "rejected_share": 0.1,
                "unanswered_share": 0.2,
                "minutes_waited": 4.0,
                "minutes_lost": 2.0,
            }


def _target() -> dict[str, object]:
    return {
        "from_event": "lead_created",
        "to_event": "contact_attempted",
        "clock": "business",
        "target_minutes": 30,
    }


def sla_compliance() -> Iterator[Row]:
    owners = {
        "all": ("all", 3),
        **{key: ("company", n) for key, n in COMPANIES.items()},
    }
    for number, month in enumerate(MONTHS):
        for owner, (kind, size) in owners.items():
            yield {
                "month": month,
                **_target(),
                "target_lead_type": "__all__",
                "owner_kind": kind,
                "owner_id": owner,
                "owner_label": NAMES.get(owner, "all"),
                "met": 6 * size + number,
                "missed": 3 * size,
                "past_due_open": size * size,
                "not_due": 1,
            }


def fct_sla() -> Iterator[Row]:
    number = 0
    for month in MONTHS:
        for company, size in COMPANIES.items():
            for outcome, count in (("met", 6), ("missed", 3), ("past_due_open", 1)):
                for _ in range(size * count):
                    number += 1
                    yield {
                        "lead_id": f"lead:{number}",
                        **_target(),
                        "created_date": month,
                        "due_at": datetime(month.year, month.month, 2),
                        "outcome": outcome,
                        "is_breach": outcome != "met",
                        "elapsed_minutes": 45.0,
                        "owner_company_id": company,
                    }


def speed_to_lead() -> Iterator[Row]:
    segments = [("all", "all", "all", 3)]
    segments += [("company", key, NAMES[key], n) for key, n in COMPANIES.items()]
    segments += [("channel", "paid_search", "paid_search", 3)]
    for month in (None, *MONTHS):
        for kind, segment, label, size in segments:
            for response, share in (("attempt", 0.6), ("contact", 0.3)):
                for clock in ("business", "wall"):
                    yield {
                        "month": month,
                        "segment_kind": kind,
                        "segment": segment,
                        "segment_label": label,
                        "response": response,
                        "clock": clock,
                        "leads": 40 * size,
                        "answered": 30 * size,
                        "unanswered": 10 * size,
                        "median_minutes": 12.0,
                        "share_in_5_minutes": share,
                        "share_in_1_hour": share + 0.1,
                        "share_in_24_hours": share + 0.2,
                        "is_small": False,
                    }


def lead_flow() -> Iterator[Row]:
    for source, size in SOURCES.items():
        for order, (step, label, part) in enumerate(
            (("lead_created", "Came in", 10), ("lead_won", "Won", 3)), start=1
        ):
            yield {
                "source": source,
                "step": step,
                "step_label": label,
                "step_order": order,
                "leads": part * size,
                "leads_share": part / 10,
                "hours_since_previous_median": 4.0,
                "hours_since_creation_median": 9.0,
                "manual_share": 0.5,
                "returned_unique_leads": size,
            }


def lead_flow_variants() -> Iterator[Row]:
    for source, size in SOURCES.items():
        for path, count in (("unacknowledged > accepted > won", 5), ("other", 9)):
            yield {
                "source": source,
                "variant_rank": 11 if path == "other" else 1,
                "path": path,
                "unique_leads": count * size,
                "leads": count * size,
                "won": count,
                "lost": 1,
            }


def leakage() -> Iterator[Row]:
    points = (("unaccepted", "Nobody accepted it", True), ("kept", "Won", False))
    for company, size in COMPANIES.items():
        for order, (point, label, is_leak) in enumerate(points, start=1):
            yield {
                "company_id": company,
                "campaign_id": "cmp-001",
                "point": point,
                "point_label": label,
                "point_order": order,
                "is_leak": is_leak,
                "leads": 12 * size,
                "unique_leads": 10 * size * order,
                "expected_amount": 1000 * size * order,
                "expected_lost_amount": 1000 * size if is_leak else 0,
            }


def qualification_levels() -> Iterator[Row]:
    for origin in ("__all__", "given"):
        for level in (1, 2):
            yield {
                "level_from": origin,
                "mql_level": level,
                "mql_level_label": str(level),
                "unique_leads": 100,
                "won": 20 * level,
                "lost": 30,
                "undecided": 70 - 20 * level,
                "win_rate_decided": 20 * level / (20 * level + 30),
                "win_rate_decided_low": 0.2,
                "win_rate_decided_high": 0.8,
                "win_rate_cohort": 0.2 * level,
            }


def dim_users() -> Iterator[Row]:
    yield {"user_id": "user-1", "name": "Ana Reyes"}


ROUTING_MARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "routing_metrics": routing_metrics,
    "round_robin_fairness": round_robin_fairness,
    "unrouted_leads": unrouted_leads,
    "fct_offers": fct_offers,
    "offer_acceptance": offer_acceptance,
    "offer_what_if": offer_what_if,
    "sla_compliance": sla_compliance,
    "fct_sla": fct_sla,
    "speed_to_lead": speed_to_lead,
    "lead_flow": lead_flow,
    "lead_flow_variants": lead_flow_variants,
    "leakage": leakage,
    "qualification_levels": qualification_levels,
    "dim_users": dim_users,
}
