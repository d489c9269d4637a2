"""Invented marts of money beside campaign_roi: doubt, credits, attribution, changes.

They are added to a publication of publication_fixture and add up with its campaign_roi.
The facts are those of one campaign, the one with the most spend; it is the one to stop.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd

from tests.contracts import Row, contracts, write_mart

MODELS = {
    "confirmed": "Confirmed",
    "first": "First touch",
    "last": "Last touch",
    "linear": "Linear",
}
SETTINGS = 50
TARGET, SURE = 0.0, 0.9
YOUNG_MONTHS = 3
CAUSES = {"new_data": "1200.50", "refund": "-300.25", "decision": "0.00"}
EMPTY = (
    "fct_overhead",
    "fct_revenue_unattributed",
    "fct_spend_shared",
    "match_evidence",
    "match_levels",
    "record_contact_points",
)


def write_money_marts(
    folder: Path, is_empty: bool = False, previous_run_id: str = "run-before"
) -> None:
    """Write all of them into a publication; each without a row if asked."""
    world = World(folder)
    marts = {
        "campaign_uncertainty": world.uncertainty,
        "network_uncertainty": world.network,
        "what_if": world.what_if,
        "what_if_orders": world.orders,
        "review_value": world.reviews,
        "cohort_projections": world.projections,
        "fct_revenue_credits": world.credits,
        "fct_ledger": world.ledger,
        "fct_invoices": world.invoices,
        "fct_conversions": world.conversions,
        "fct_jobs": world.jobs,
        "dim_customers": world.customers,
        "fct_unique_leads": world.unique_leads,
        "fct_leads": world.leads,
        "fct_spend": world.spend,
        "source_records": world.source_records,
        "dim_attribution_models": world.models,
        "attribution_effects": world.effects,
        "conversion_paths": world.paths,
        "path_lengths": world.lengths,
        "time_lags": world.lags,
    }
    for name, rows in marts.items():
        write_mart(folder, name, [] if is_empty else list(rows()))
    for name in EMPTY:
        write_mart(folder, name, [])
    write_comparison(folder, is_empty)
    write_restatements(folder, previous_run_id, is_empty)


def write_comparison(folder: Path, is_empty: bool) -> None:
    """Every model beside the confirmed one, as campaign_roi has them: too many rows to
    write one by one."""
    types = contracts()["attribution_comparison"]
    casts = ", ".join(f"cast({key} as {kind}) as {key}" for key, kind in types.items())
    with duckdb.connect() as con:
        con.execute(
            f"""
            copy (
                select {casts} from (
                    select
                        roi.* exclude (run_id, definition_version),
                        confirmed.revenue_amount as confirmed_amount,
                        roi.revenue_amount - confirmed.revenue_amount
                            as difference_amount,
                        null as revenue_share, null as confirmed_share,
                        null as run_id, null as definition_version
                    from read_parquet($roi) as roi
                    inner join read_parquet($roi) as confirmed
                        using (clock, month, campaign_id, company_id, revenue_basis)
                    where confirmed.attribution_model = 'confirmed' and not {is_empty}
                )
            ) to '{folder / "attribution_comparison.parquet"}' (format parquet)
            """,
            {"roi": str(folder / "campaign_roi.parquet")},
        )


def write_restatements(folder: Path, previous_run_id: str, is_empty: bool) -> None:
    """The mart that a publication makes itself: no contract of dbt holds it."""
    rows = ", ".join(
        f"('{cause}', cast({change} as decimal(18, 2)))"
        for cause, change in CAUSES.items()
    )
    with duckdb.connect() as con:
        con.execute(
            f"""
            copy (
                select '{folder.name}' as run_id, '{previous_run_id}' as previous_run_id,
                    'cohort' as clock, 'cmp-001' as campaign_id,
                    date '2026-03-01' as month, 'revenue_amount' as measure,
                    'confirmed' as attribution_model, 'invoiced' as revenue_basis,
                    cause, cast(0 as decimal(18, 2)) as amount_before,
                    cast(900.25 as decimal(18, 2)) as amount_after, change,
                    cast(2 as bigint) as records_count
                from (values {rows}) as causes (cause, change)
                where not {is_empty}
            ) to '{folder / "restatements.parquet"}' (format parquet)
            """
        )


class World:
    """The marts, made from the figures that the publication already holds."""

    def __init__(self, folder: Path) -> None:
        self.roi = pd.read_parquet(folder / "campaign_roi.parquet")
        self.roi["month"] = pd.to_datetime(self.roi["month"])
        campaigns = pd.read_parquet(folder / "dim_campaigns.parquet")
        self.campaigns = campaigns[~campaigns["is_special"]]
        shown = self.slice()
        spent = shown.groupby("campaign_id")["spend_amount"].sum().astype(float)
        self.stopped = str(spent.idxmax())
        self.mine = shown[shown["campaign_id"] == self.stopped]
        self.last = shown["month"].max()

    def slice(self, model: str = "confirmed", basis: str = "invoiced") -> pd.DataFrame:
        """The rows of one model and basis on the cohort clock."""
        roi = self.roi
        return roi[
            (roi["clock"] == "cohort")
            & (roi["attribution_model"] == model)
            & (roi["revenue_basis"] == basis)
        ]

    def judged(self) -> Iterator[tuple[str, str, dict[str, Decimal]]]:
        """Span and campaign with spend, revenue and counts."""
        shown = self.slice()
        shown = shown[shown["campaign_id"].isin(self.campaigns["campaign_id"])]
        recent = shown[shown["month"] > self.last - pd.DateOffset(months=12)]
        columns = ["spend_amount", "revenue_amount", "unique_leads", "won_unique_leads"]
        for span, rows in (("all", shown), ("last_12_months", recent)):
            for campaign_id, sums in (
                rows.groupby("campaign_id")[columns].sum().iterrows()
            ):
                yield span, str(campaign_id), sums.to_dict()

    def uncertainty(self) -> Iterator[Row]:
        for span, campaign_id, sums in self.judged():
            spend, revenue = float(sums["spend_amount"]), float(sums["revenue_amount"])
            has_spend = spend > 0
            roi = revenue / spend - 1 if has_spend else None
            probability = None if roi is None else min(max((roi + 1) / 4, 0.2), 1.0)
            if campaign_id == self.stopped:
                probability = 0.04
            yield {
                "judged_over": span,
                "campaign_id": campaign_id,
                "revenue_basis": "invoiced",
                "judged_months": 12 if span == "last_12_months" else 36,
                "young_months": 0,
                **sums,
                "revenue_expected": revenue,
                "revenue_low": round(revenue * 0.9, 2),
                "revenue_median": revenue,
                "revenue_high": round(revenue * 1.2, 2),
                "revenue_total_low": round(revenue * 0.5, 2),
                "revenue_total_high": round(revenue * 1.5, 2),
                "match_variance_share": 0.25,
                "roas": revenue / spend if has_spend else None,
                "roas_low": 0.9 * revenue / spend if has_spend else None,
                "roas_median": revenue / spend if has_spend else None,
                "roas_high": 1.2 * revenue / spend if has_spend else None,
                "roi": roi,
                "roi_low": 0.9 * revenue / spend - 1 if has_spend else None,
                "roi_median": roi,
                "roi_high": 1.2 * revenue / spend - 1 if has_spend else None,
                "total_roi_low": 0.5 * revenue / spend - 1 if has_spend else None,
                "total_roi_high": 1.5 * revenue / spend - 1 if has_spend else None,
                "roi_basis": "revenue",
                "rank_low": 1 if has_spend else None,
                "rank_high": 3 if has_spend else None,
                "probability_above_target": probability,
                "budget_decision": _decision(probability),
                "is_calibrated": False,
            }

    def network(self) -> Iterator[Row]:
        totals: dict[str, list[Decimal]] = {}
        for span, _, sums in self.judged():
            kept = totals.setdefault(span, [Decimal(0), Decimal(0), Decimal(0)])
            kept[0] += sums["spend_amount"]
            kept[1] += sums["revenue_amount"]
            kept[2] += 1
        for span, (spend, revenue, count) in totals.items():
            roas = float(revenue) / float(spend) if spend else None
            yield {
                "judged_over": span,
                "revenue_basis": "invoiced",
                "judged_months": 12,
                "young_months": 0,
                "campaigns": count,
                "spend_amount": spend,
                "revenue_amount": revenue,
                "revenue_expected": revenue,
                "revenue_low": round(float(revenue) * 0.97, 2),
                "revenue_median": revenue,
                "revenue_high": round(float(revenue) * 1.04, 2),
                "roas": roas,
                "roas_low": None if roas is None else roas * 0.97,
                "roas_high": None if roas is None else roas * 1.04,
                "roi": None if roas is None else roas - 1,
                "roi_low": None if roas is None else roas * 0.97 - 1,
                "roi_high": None if roas is None else roas * 1.04 - 1,
                "roi_basis": "revenue",
                "target_roi": TARGET,
                "sure_from": SURE,
                "is_calibrated": False,
            }

    def compared(self) -> list[str]:
        """The campaign to stop and three others with spend."""
        paid = self.campaigns[self.campaigns["is_paid"]]["campaign_id"]
        return [self.stopped, *[key for key in paid if key != self.stopped][:3]]

    def what_if(self) -> Iterator[Row]:
        for setting in range(SETTINGS):
            for place, campaign_id in enumerate(self.compared()):
                rank = (place + setting % 2) % 4 + 1
                yield {
                    "setting_id": f"s{setting}",
                    "attribution_model": "confirmed",
                    "is_nearest_to_definition": setting == 0,
                    "campaign_id": campaign_id,
                    "conversions": 10,
                    "spend_amount": 100,
                    "revenue_amount": 500 - 100 * rank,
                    "roas": 5 - rank,
                    "roas_rank": rank,
                }

    def orders(self) -> Iterator[Row]:
        ids = self.compared()
        for place, campaign_id in enumerate(ids):
            for other_place, other in enumerate(ids):
                if campaign_id != other:
                    is_better = place < other_place
                    better = 46 if is_better else SETTINGS - 46
                    yield {
                        "campaign_id": campaign_id,
                        "other_campaign_id": other,
                        "settings": SETTINGS,
                        "settings_better": better,
                        "settings_equal": 0,
                        "better_share": better / SETTINGS,
                        "is_better_now": is_better,
                    }

    def reviews(self) -> Iterator[Row]:
        for number, share in enumerate((0.4, 0.2, 0.1), start=1):
            yield {
                "value_place": number,
                "unique_lead_id": f"unique:D{number}",
                "customer_id": f"K{number}",
                "review_id": f"match:D{number}" if number == 1 else None,
                "campaign_id": self.stopped if number < 3 else None,
                "match_probability": 0.6,
                "conversions": 1,
                "amount_at_stake": 1000 * number,
                "variance_share": share,
                "cumulative_variance_share": share,
            }

    def projections(self) -> Iterator[Row]:
        for month, revenue in (
            self.mine.groupby("month")["revenue_amount"].sum().items()
        ):
            age = (self.last.year - month.year) * 12 + self.last.month - month.month
            is_young = age < YOUNG_MONTHS
            projected = revenue + 1000 if is_young else revenue
            yield {
                "campaign_id": self.stopped,
                "cohort_month": month.date(),
                "attribution_model": "confirmed",
                "revenue_basis": "invoiced",
                "age_months": age,
                "revenue_amount": revenue,
                "projected_revenue_amount": projected,
                "projected_low_amount": projected - (500 if is_young else 0),
                "projected_high_amount": projected + (500 if is_young else 0),
                "developed_share": 0.5 if is_young else 1,
                "spend_amount": 100,
            }

    def entries(self) -> Iterator[dict[str, object]]:
        """What was invoiced for the campaign to stop: one or two for each row with
        revenue, so that each month adds up to what campaign_roi has."""
        number = 0
        for row in self.mine.itertuples():
            revenue = Decimal(row.revenue_amount)
            if not revenue:
                continue
            first = (revenue / 3).quantize(Decimal("0.01"))
            for amount in (first, revenue - first):
                number += 1
                yield {
                    "number": number,
                    "amount": amount,
                    "day": row.month.date() + timedelta(days=3),
                    "company": row.company_id,
                }

    def credits(self) -> Iterator[Row]:
        for entry in self.entries():
            number = entry["number"]
            yield {
                "attribution_model": "confirmed",
                "revenue_basis": "invoiced",
                "entry_id": f"invoice:I{number}",
                "conversion_id": f"job:J{number}",
                "invoice_id": f"I{number}",
                "job_id": f"J{number}",
                "unique_lead_id": f"unique:L{number}",
                "lead_id": f"L{number}",
                "campaign_id": self.stopped,
                "company_id": entry["company"],
                "cohort_date": entry["day"],
                "occurred_date": entry["day"],
                "credit": 1,
                "credited_amount": entry["amount"],
            }

    def ledger(self) -> Iterator[Row]:
        for entry in self.entries():
            number = entry["number"]
            yield {
                "entry_id": f"invoice:I{number}",
                "revenue_basis": "invoiced",
                "entry_kind": "invoices",
                "conversion_id": f"job:J{number}",
                "invoice_id": f"I{number}",
                "job_id": f"J{number}",
                "customer_id": f"K{number}",
                "company_id": entry["company"],
                "occurred_date": entry["day"],
                "source_amount": entry["amount"],
                "source_currency": "EUR",
                "exchange_rate": 1,
                "amount": entry["amount"],
                "report_currency": "EUR",
                "source_file": "landing/invoices/i.csv",
                "source_line": number,
            }

    def invoices(self) -> Iterator[Row]:
        for entry in self.entries():
            yield {
                "invoice_id": f"I{entry['number']}",
                "issued_date": entry["day"],
                "kind": "invoice",
                "net_amount": entry["amount"],
                "collected_amount": 0,
                "report_currency": "EUR",
                "source_file": "landing/invoices/i.csv",
                "source_line": entry["number"],
            }

    def conversions(self) -> Iterator[Row]:
        for entry in self.entries():
            number = entry["number"]
            yield {
                "conversion_id": f"job:J{number}",
                "conversion_kind": "job",
                "customer_id": f"K{number}",
                "converted_at": _noon(entry["day"]),
                "converted_date": entry["day"],
                "is_cancelled": False,
                "unique_lead_id": f"unique:L{number}",
                "matched_lead_id": f"L{number}",
                "is_lead_named_by_source": False,
                "campaign_bucket_id": self.stopped,
                "company_scope": entry["company"],
                "cohort_date": entry["day"],
                "source_file": "landing/jobs/j.csv",
                "source_line": number,
            }

    def jobs(self) -> Iterator[Row]:
        for entry in self.entries():
            yield {
                "job_id": f"J{entry['number']}",
                "status": "completed",
                "created_at": _noon(entry["day"]),
                "source_file": "landing/jobs/j.csv",
                "source_line": entry["number"],
            }

    def customers(self) -> Iterator[Row]:
        for entry in self.entries():
            yield {
                "customer_id": f"K{entry['number']}",
                "name": f"Customer {entry['number']}",
                "source_file": "landing/customers/k.csv",
                "source_line": entry["number"],
            }

    def unique_leads(self) -> Iterator[Row]:
        number = 0
        for row in self.mine.itertuples():
            for _ in range(int(row.unique_leads)):
                number += 1
                day = row.month.date() + timedelta(days=1)
                yield {
                    "unique_lead_id": f"unique:L{number}",
                    "company_id": row.company_id,
                    "campaign_id": self.stopped,
                    "campaign_lead_id": f"L{number}",
                    "campaign_bucket_id": self.stopped,
                    "company_scope": row.company_id,
                    "first_lead_date": day,
                    "leads_count": 1,
                    "stage": "accepted",
                    "life_cycle_state": "in_progress",
                    "confirmation_status": "confirmed",
                    "match_status": "auto",
                    "match_probability": 0.97,
                }

    def leads(self) -> Iterator[Row]:
        """One of each opportunity, and of each invoice's."""
        counts = len(list(self.unique_leads())), len(list(self.entries()))
        for number in range(1, max(counts) + 1):
            yield {
                "lead_id": f"L{number}",
                "origin": "web_form",
                "created_at": datetime(2026, 1, 1, 12),
                "campaign_id": self.stopped,
                "campaign_text": "named",
                "campaign_status": "known",
                "unique_lead_id": f"unique:L{number}",
                "is_valid": True,
                "match_status": "auto",
                "match_probability": 0.97,
                "source_file": "landing/leads/l.csv",
                "source_line": number,
            }

    def spend(self) -> Iterator[Row]:
        for number, row in enumerate(self.mine.itertuples(), start=1):
            yield {
                "record_id": f"spend:{number}",
                "spend_date": row.month.date(),
                "campaign_id": self.stopped,
                "company_id": row.company_id,
                "amount": row.spend_amount,
                "source_file": "landing/ad_spend/s.csv",
                "source_line": number,
            }

    def source_records(self) -> Iterator[Row]:
        for row in self.spend():
            yield {
                "record_id": row["record_id"],
                "source_file": row["source_file"],
                "source_line": row["source_line"],
            }
        for row in self.leads():
            yield {
                "record_id": f"lead:{row['lead_id']}",
                "source_file": row["source_file"],
                "source_line": row["source_line"],
            }

    def models(self) -> Iterator[Row]:
        for number, (key, label) in enumerate(MODELS.items(), start=1):
            yield {
                "attribution_model": key,
                "model_number": number,
                "label": label,
                "note": f"what {label} does",
            }

    def effects(self) -> Iterator[Row]:
        for model in ("markov", "markov_2"):
            for place, campaign_id in enumerate(self.compared()):
                yield {
                    "attribution_model": model,
                    "campaign_id": campaign_id,
                    "is_grouped": False,
                    "steps": 10,
                    "converted_steps": 4,
                    "conversion_probability": 0.3,
                    "conversion_probability_without": 0.2,
                    "removal_effect": 0.4 - 0.1 * place,
                    "effect_share": 0.25,
                }

    def paths(self) -> Iterator[Row]:
        first, second, *_ = self.compared()
        of = {
            "campaign": ["__unattributed__", first, f"{second} > {first}"],
            "channel": ["Paid search", "Paid search > Events"],
        }
        for kind, listed in of.items():
            for rank, path in enumerate([*listed, "__other__"], start=1):
                is_other = path == "__other__"
                yield {
                    "path_kind": kind,
                    "revenue_basis": "invoiced",
                    "path": path,
                    "path_rank": None if is_other else rank,
                    "steps_count": None if is_other else len(path.split(" > ")),
                    "paths": 7 if is_other else 1,
                    "conversions": 40 // rank,
                    "revenue_amount": 1000 * rank,
                }

    def lengths(self) -> Iterator[Row]:
        for month in self.mine["month"].unique():
            for touches, conversions in ((0, 5), (1, 3), (2, 2)):
                yield {
                    "clock": "period",
                    "month": month.date(),
                    "revenue_basis": "invoiced",
                    "touches_count": touches,
                    "conversions": conversions,
                    "revenue_amount": 100 * conversions,
                }

    def lags(self) -> Iterator[Row]:
        for month in self.mine["month"].unique():
            for lag_from, shift in (("first_touch", 4), ("last_touch", 0)):
                for days, conversions in ((1, 1), (6, 3), (None, 2)):
                    yield {
                        "clock": "period",
                        "month": month.date(),
                        "revenue_basis": "invoiced",
                        "lag_from": lag_from,
                        "days": None if days is None else days + shift,
                        "conversions": conversions,
                        "revenue_amount": 100,
                    }


def _decision(probability: float | None) -> str:
    if probability is None:
        return "no_cost"
    if probability >= SURE:
        return "scale"
    return "stop" if probability <= 1 - SURE else "tune"


def _noon(day: object) -> datetime:
    assert isinstance(day, date)
    return datetime(day.year, day.month, day.day, 12)
