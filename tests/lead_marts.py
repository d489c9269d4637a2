"""Invented marts of leads, small enough to recompute: what the pages on leads read.

They are added to a publication of publication_fixture and share its companies. Counts
of everything are the sums of those of the companies, as in real marts.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.contracts import Row, write_mart

RUN_DAY = date(2026, 11, 22)
DAYS = 400
COMPANIES = {"com-02": 1, "com-03": 2}
NAMES = {"com-02": "Alder & Rowe South", "com-03": "Alder & Rowe East"}
MONTHS = [date(2025 + (n + 5) // 12, (n + 5) % 12 + 1, 1) for n in range(18)]
STAGES = {"unacknowledged": 3, "accepted": 5}
CHANNELS = {"paid_search": 2, "referral": 1}
FORMULA = '=HYPERLINK("http://example.com","Price")'


def write_lead_marts(folder: Path, is_empty: bool = False) -> None:
    """Write all of them into a publication; each without a row if asked."""
    for name, rows in LEAD_MARTS.items():
        write_mart(folder, name, [] if is_empty else list(rows()))


def pipeline_by_day() -> Iterator[Row]:
    for number in range(DAYS):
        for stage, weight in STAGES.items():
            for company, size in COMPANIES.items():
                leads = weight * size + number // 10
                yield {
                    "as_of_date": RUN_DAY - timedelta(days=DAYS - 1 - number),
                    "stage": stage,
                    "company_id": company,
                    "campaign_id": "cmp-001",
                    "open_unique_leads": leads,
                    "targeted_unique_leads": size,
                    "weighted_unique_leads": size,
                    "target_amount": 1000 * leads,
                    "weighted_amount": 400 * leads,
                }


def pipeline_value() -> Iterator[Row]:
    for stage, weight in STAGES.items():
        for company, size in COMPANIES.items():
            yield {
                "stage": stage,
                "company_id": company,
                "open_unique_leads": weight * size + 8,
                "targeted_unique_leads": size,
                "target_amount": 1000 * size,
                "human_unique_leads": size,
                "human_target_amount": 1000 * size,
                "human_weighted_amount": 400 * size,
                "history_scope": "company" if size == 2 else "network",
                "history_cases": 40 * size,
                "fewest_cases": 30,
                "history_probability": 0.5,
                "history_weighted_amount": 500 * size,
            }


def calibration() -> Iterator[Row]:
    for kind in ("human", "stage_history"):
        for number in (2, 7):
            yield {
                "month": MONTHS[0],
                "kind": kind,
                "bin": number,
                "bin_from": number / 10,
                "bin_until": number / 10 + 0.1,
                "predicted_probability": number / 10 + 0.05,
                "observed_share": 0.4,
                "decided_unique_leads": 10 * number,
                "open_unique_leads": 3,
                "brier_score": 0.2,
            }


def pipeline_restated() -> Iterator[Row]:
    for company, size in COMPANIES.items():
        yield {
            "as_of_at": datetime(2026, 11, 1, 6),
            "as_of_date": date(2026, 11, 1),
            "stage": "accepted",
            "company_id": company,
            "campaign_id": "cmp-001",
            "published_unique_leads": 5 * size,
            "open_unique_leads": 6 * size,
            "unique_leads_difference": size,
            "late_unique_leads": size,
            "other_unique_leads": 0,
            "late_events": 2,
            "published_target_amount": 5000 * size,
            "target_amount": 6000 * size,
            "late_target_amount": 1000 * size,
            "other_target_amount": 0,
        }


def open_leads() -> Iterator[Row]:
    for number in range(12):
        overdue = 10 * number - 20
        is_due = overdue >= 0
        yield {
            "unique_lead_id": f"unique:{number}",
            "company_id": "com-02" if number % 3 else "com-03",
            "stage": "accepted" if number % 2 else "unacknowledged",
            "lead_type": "residential",
            "expected_completion_date": RUN_DAY - timedelta(days=overdue),
            "time_to_completion_days": -overdue,
            "days_overdue": overdue if is_due else None,
            "is_due": is_due,
            "is_past": is_due,
            "age_days": 40 + number,
            "age_bucket": "31 to 90 days",
            "age_bucket_order": 4,
            "overdue_bucket": "31 to 90 days" if is_due else None,
            "overdue_bucket_order": 4 if is_due else None,
            "days_since_last_word": 5.5,
            "value_amount": 100 * (number + 1),
        }


def overdue_leads() -> Iterator[Row]:
    shared = (
        "unique_lead_id", "company_id", "stage", "lead_type", "days_overdue", "is_past",
        "expected_completion_date", "overdue_bucket", "overdue_bucket_order",
        "days_since_last_word", "value_amount", "age_days",
    )  # fmt: skip
    for row in open_leads():
        if row["is_due"]:
            yield {
                **{key: row[key] for key in shared},
                "company_name": NAMES[str(row["company_id"])],
            }


def follow_ups_due() -> Iterator[Row]:
    for number in range(9):
        yield {
            "request_id": f"request:{number}",
            "unique_lead_id": f"unique:{number}",
            "kind": ("won_or_lost", "acknowledge", "completion")[number % 3],
            "stage": "accepted",
            "company_id": "com-02" if number % 3 else "com-03",
            "recipient_kind": "company",
            "recipient": "com-02",
            "request_number": 1,
            "max_requests": 3,
            "is_last_request": number == 0,
            "due_date": RUN_DAY - timedelta(days=10 * number),
            "days_due": 10 * number,
            "due_because": "cadence",
        }


def feedback_coverage() -> Iterator[Row]:
    for company, size in COMPANIES.items():
        for month in MONTHS[-2:]:
            yield {
                "company_id": company,
                "month": month,
                "accepted": 20 * size,
                "with_level_1": 18 * size,
                "with_level_2": 15 * size,
                "with_level_3": 8 * size,
                "silent": 4,
                "awaited": 2,
                "silent_days": 9.5,
            }


def partner_bounds() -> Iterator[Row]:
    names = {"__all__": "All companies", **NAMES}
    for company, name in names.items():
        yield {
            "company_id": company,
            "company_name": name,
            "accepted": 40,
            "reported_won": 10,
            "reported_lost": 10,
            "silent": 20,
            "silent_with_order": 3,
            "reported_share": 0.5,
            "win_rate_reported": 0.5,
            "win_rate_reported_low": 0.3,
            "win_rate_reported_high": 0.7,
            "win_rate_if_silent_lost": 0.25,
            "win_rate_if_silent_won": 0.75,
            "win_rate_low_by_orders": 0.3,
            "win_rate_high_by_orders": 0.75,
            "has_few_cases": False,
        }


def _segments() -> Iterator[tuple[str, str, str, int]]:
    """Kind, segment, label and weight; the weights of each kind add up to three."""
    yield "all", "all", "all", 3
    for channel, weight in CHANNELS.items():
        yield "channel", channel, channel, weight
    for company, weight in COMPANIES.items():
        yield "company", company, NAMES[company], weight


def stage_timing() -> Iterator[Row]:
    for stage, days in (("first_contact_to_decided", 20.0), ("accepted", 0.02)):
        for kind, segment, label, weight in _segments():
            yield {
                "stage": stage,
                "segment_kind": kind,
                "segment": segment,
                "segment_label": label,
                "n": 40 * weight,
                "open_n": 10 * weight,
                "ended_n": 30 * weight,
                "is_small": False,
                "p25_days": days / 2,
                "median_days": days * weight,
                "p75_days": days * 4 * weight,
                "median_low_days": days * weight * 0.8,
                "median_high_days": None if weight == 1 else days * weight * 1.5,
                "reached_share": 0.75,
                "median_days_if_reached": days * 0.6 * weight,
                "naive_mean_days": days * 0.5 * weight,
                "longest_days": days * 30,
                "against_others_p_value": 0.0001,
            }


def stage_timing_curves() -> Iterator[Row]:
    for row in stage_timing():
        median = float(str(row["median_days"]))
        for number in range(6):
            survival = 1 - 0.15 * number
            yield {
                **{key: row[key] for key in ("stage", "segment_kind", "segment")},
                "point_number": number + 1,
                "at_days": median * number / 3,
                "survival": survival,
                "survival_low": survival * 0.9,
                "survival_high": min(1, survival * 1.1),
                "at_risk": 40 - number,
                "events": 6 if number else 0,
                "censored": 1,
            }


def stage_exits() -> Iterator[Row]:
    for row in stage_timing():
        is_referral = row["segment"] == "referral"
        for exit_type, share in (("won", 0.4 if is_referral else 0.3), ("lost", 0.45)):
            for number in range(3):
                yield {
                    **{key: row[key] for key in ("stage", "segment_kind", "segment")},
                    "exit_type": exit_type,
                    "point_number": number + 1,
                    "is_last": number == 2,
                    "at_days": 10.0 * number,
                    "exited_share": share * number / 2,
                    "exited_share_low": share * number / 2.2,
                    "exited_share_high": share * number / 1.8,
                    "at_risk": 40,
                    "exits": 5,
                }


def stage_timing_tests() -> Iterator[Row]:
    for stage in ("first_contact_to_decided", "accepted"):
        for kind, p_value in (("channel", 0.0004), ("company", 0.62)):
            yield {
                "stage": stage,
                "segment_kind": kind,
                "n": 120,
                "ended_n": 90,
                "segments_tested": 2,
                "segments_together": 0,
                "chi_square": 12.3,
                "degrees_of_freedom": 1,
                "p_value": p_value,
            }


def win_rates_by_day() -> Iterator[Row]:
    for kind, segment, label, weight in _segments():
        for days in (30, 60, 90, 180):
            yield {
                "segment_kind": kind,
                "segment": segment,
                "segment_label": label,
                "days": days,
                "n": 40 * weight,
                "known_n": 38 * weight,
                "is_small": False,
                "maturity": 0.95,
                "win_rate_cohort": 0.1 + days / 1000,
                "win_rate_cohort_low": 0.08,
                "win_rate_cohort_high": 0.4,
                "lost_share": 0.2,
                "cancelled_share": 0.05,
                "open_share": 0.4,
            }


def _outcomes(clock: str, weight: int, months: int) -> dict[str, object]:
    won = (4 if clock == "cohort" else 3) * weight * months
    return {
        "unique_leads": 14 * weight * months,
        "won": won,
        "lost": 5 * weight * months,
        "cancelled": 1 * weight * months,
        "rejected": 1 * weight * months,
        "open": (14 * weight * months - won - 7 * weight * months)
        if clock == "cohort"
        else None,
        "won_amount": 1000 * won,
        "lost_amount": 4000 * weight * months,
        "cancelled_amount": 500 * weight * months,
        "rejected_amount": 500 * weight * months,
        "open_amount": 2000 * weight * months if clock == "cohort" else None,
        "won_revenue_amount": 1100 * won,
    }


def win_loss() -> Iterator[Row]:
    for clock in ("cohort", "period"):
        for number, month in enumerate(MONTHS):
            for kind, segment, label, weight in _segments():
                yield {
                    "clock": clock,
                    "month": month,
                    "segment_kind": kind,
                    "segment": segment,
                    "segment_label": label,
                    # Months differ, so that a choice of months changes the rates.
                    **_outcomes(clock, weight, 1 + number % 2),
                    "has_few_cases": True,
                }


def win_loss_overall() -> Iterator[Row]:
    months = sum(1 + number % 2 for number in range(len(MONTHS)))
    for clock in ("cohort", "period"):
        for kind, segment, label, weight in _segments():
            yield {
                "clock": clock,
                "segment_kind": kind,
                "segment": segment,
                "segment_label": label,
                **_outcomes(clock, weight, months),
                "win_rate_decided_shrunk": 0.44,
            }


def loss_reasons() -> Iterator[Row]:
    reasons = (("price", FORMULA, True, 3), ("__missing__", "Not given", False, 2))
    for clock in ("cohort", "period"):
        for month in MONTHS:
            for kind, segment, label, weight in _segments():
                for reason, reason_label, is_given, lost in reasons:
                    yield {
                        "clock": clock,
                        "month": month,
                        "segment_kind": kind,
                        "segment": segment,
                        "segment_label": label,
                        "lost_reason": reason,
                        "lost_reason_label": reason_label,
                        "is_reason_given": is_given,
                        "is_reason_known": is_given,
                        "competitor": "__none__",
                        "lost": lost * weight,
                        "lost_amount": 800 * lost * weight,
                    }


def competitor_outcomes() -> Iterator[Row]:
    for competitor, won in (("national_chain", 10), ("__none__", 40)):
        yield {
            "competitor": competitor,
            "competitor_label": competitor.strip("_"),
            "is_known": True,
            "unique_leads": 100,
            "won": won,
            "lost": 30,
            "lost_to": 12,
            "lost_to_amount": 9000,
            "win_rate_decided": won / (won + 30),
            "win_rate_decided_low": 0.1,
            "win_rate_decided_high": 0.7,
            "win_rate_decided_by_value": 0.3,
            "has_few_cases": False,
        }


def league_table() -> Iterator[Row]:
    for company, rank in COMPANIES.items():
        raw, adjusted = (0.6, 0.4) if rank == 1 else (0.5, 0.55)
        yield {
            "league": "company",
            "entity_id": company,
            "entity_label": NAMES[company],
            "company_id": company,
            "decided": 80,
            "won": int(80 * raw),
            "win_rate_raw": raw,
            "win_rate_raw_low": raw - 0.1,
            "win_rate_raw_high": raw + 0.1,
            "expected_win_rate": 0.5,
            "win_rate_adjusted": adjusted,
            "win_rate_adjusted_low": adjusted - 0.1,
            "win_rate_adjusted_high": adjusted + 0.1,
            "win_rate_adjusted_shrunk": adjusted,
            "stratum_coverage": 1.0,
            "rank_raw": rank,
            "rank_adjusted": 3 - rank,
            "is_simpson_reversal": True,
            "has_few_cases": False,
        }


def league_reversals() -> Iterator[Row]:
    yield {
        "league": "company",
        "raw_better_id": "com-02",
        "raw_worse_id": "com-03",
        "better_win_rate_raw": 0.6,
        "worse_win_rate_raw": 0.5,
        "better_win_rate_adjusted": 0.4,
        "worse_win_rate_adjusted": 0.55,
        "raw_difference_errors": 2.2,
        "adjusted_difference_errors": 2.4,
        "is_significant": True,
    }


def product_interest() -> Iterator[Row]:
    for sold, leads in (("roofing", 30), ("plumbing", 4), ("__nothing__", 66)):
        yield {
            "product": "gutters",
            "product_label": "Gutters",
            "product_line": "roofing",
            "is_known": True,
            "sold_product_line": sold,
            "is_sold_as_asked": sold == "roofing",
            "product_unique_leads": 100,
            "unique_leads": leads,
            "unique_leads_share": leads / 100,
            "won": leads if sold != "__nothing__" else 0,
            "lost": 20,
            "revenue_amount": 900 * leads,
        }


LEAD_MARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "pipeline_by_day": pipeline_by_day,
    "pipeline_value": pipeline_value,
    "win_probability_calibration": calibration,
    "pipeline_restated": pipeline_restated,
    "open_leads": open_leads,
    "overdue_leads": overdue_leads,
    "follow_ups_due": follow_ups_due,
    "feedback_coverage": feedback_coverage,
    "partner_bounds": partner_bounds,
    "stage_timing": stage_timing,
    "stage_timing_curves": stage_timing_curves,
    "stage_exits": stage_exits,
    "stage_timing_tests": stage_timing_tests,
    "win_rates_by_day": win_rates_by_day,
    "win_loss": win_loss,
    "win_loss_overall": win_loss_overall,
    "loss_reasons": loss_reasons,
    "competitor_outcomes": competitor_outcomes,
    "league_table": league_table,
    "league_reversals": league_reversals,
    "product_interest": product_interest,
}
