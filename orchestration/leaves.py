"""What every figure of campaign_roi adds up from, as SQL over published marts.

Belongs here: the leaves of each measure, down to the row that a source delivered. Showing
them is explain's matter, comparing those of two publications diff's.
"""

from dataclasses import dataclass
from functools import lru_cache

from orchestration.metrics import load_registry

CLOCKS = ("cohort", "period", "cash")
CASH_BASIS = "collected"


@dataclass(frozen=True)
class Measure:
    """A column of campaign_roi that is a sum, and the SQL of what it sums.

    The SQL gives record_id, entry_id, conversion_id, unique_lead_id, lead_id,
    attribution_model, revenue_basis, campaign_id, company_id, cohort_date, period_date,
    amount, credit and reason; `{marts}` stands before each mart's name.
    """

    name: str
    words: str
    sql: str
    is_money: bool = False
    is_revenue: bool = False
    """Whether it depends on the attribution model and the revenue basis."""
    is_rounded: bool = False
    """Whether a row of campaign_roi rounds the sum of its leaves to the cent."""
    only_clock: str | None = None

    def leaves(self, marts: str = "") -> str:
        """The SQL with the marts of a schema (`before.`) or of the connection."""
        return self.sql.replace("{marts}", marts)


def _revenue(
    credited: str, unattributed: str, where: str = "true", beside: str = ""
) -> str:
    shared = """entry_id as record_id, entry_id, conversion_id, unique_lead_id, {lead} as
            lead_id, attribution_model, revenue_basis, campaign_id, company_id,
            cohort_date, occurred_date as period_date"""
    return f"""
        select {shared.replace("{lead}", "lead_id")}, {credited} as amount, credit,
            cast(null as varchar) as reason
        from {{marts}}fct_revenue_credits {beside}
        where {where}
        union all
        select {shared.replace("{lead}", "cast(null as varchar)")},
            {unattributed} as amount, null as credit, reason
        from {{marts}}fct_revenue_unattributed {beside}
        where {where}
    """


def _counted(
    mart: str,
    record: str,
    day: str,
    period: str | None = None,
    where: str = "true",
    columns: str = "conversion_id, unique_lead_id, lead_id",
    campaign: str = "campaign_bucket_id",
    company: str = "company_scope",
    amount: str = "cast(1 as bigint)",
) -> str:
    given = {name.split(" as ")[-1] for name in columns.split(", ")}
    missing = "".join(
        f"cast(null as varchar) as {name}, "
        for name in ("conversion_id", "unique_lead_id", "lead_id")
        if name not in given
    )
    return f"""
        select {record} as record_id, cast(null as varchar) as entry_id, {missing}
            {columns + "," if columns else ""}
            cast(null as varchar) as attribution_model,
            cast(null as varchar) as revenue_basis, {campaign} as campaign_id,
            {company} as company_id, {day} as cohort_date,
            {period or day} as period_date, {amount} as amount,
            cast(null as decimal(14, 12)) as credit, cast(null as varchar) as reason
        from {{marts}}{mart}
        where {where}
    """


_LEAD_RECORD = (
    "case when lead_id like 'call:%' then lead_id else 'lead:' || lead_id end"
)
_LEAD = {"mart": "fct_leads", "record": _LEAD_RECORD, "day": "created_date"}
_OPPORTUNITY = {
    "mart": "fct_unique_leads",
    "record": "cast(null as varchar)",
    "day": "first_lead_date",
    "columns": "unique_lead_id",
}

_OWN_SPEND = _counted(
    "fct_spend",
    "record_id",
    "spend_date",
    columns="",
    campaign="campaign_id",
    company="company_id",
    amount="amount",
)
_SHARED_SPEND = _counted(
    "fct_spend_shared",
    "record_id",
    "month",
    columns="",
    campaign="campaign_id",
    company="company_id",
    amount="amount",
)
_CONSTANT_RATES = """left join (
    select entry_id, cast(constant_rate_amount as double)
        / nullif(cast(amount as double), 0) as constant_rate_factor
    from {marts}fct_ledger
) as constant_rates using (entry_id)"""
_AT_CONSTANT_RATE = (
    "cast(cast({amount} as double) * coalesce(constant_rate_factor, 1) "
    "as decimal(18, 4))"
)
_OF_NEW_CUSTOMERS = """conversion_id in (
    select conversion_id from {marts}fct_conversions where is_new_customer
)"""

MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "revenue_amount",
            "revenue",
            _revenue("credited_amount", "unattributed_amount"),
            is_money=True,
            is_revenue=True,
        ),
        Measure(
            "gross_profit_amount",
            "gross profit",
            _revenue("gross_profit_amount", "gross_profit_amount"),
            is_money=True,
            is_revenue=True,
        ),
        Measure(
            "new_customer_revenue_amount",
            "revenue of new customers",
            _revenue("credited_amount", "unattributed_amount", _OF_NEW_CUSTOMERS),
            is_money=True,
            is_revenue=True,
        ),
        Measure(
            "constant_rate_revenue_amount",
            "revenue at constant rates",
            _revenue(
                _AT_CONSTANT_RATE.format(amount="credited_amount"),
                _AT_CONSTANT_RATE.format(amount="unattributed_amount"),
                beside=_CONSTANT_RATES,
            ),
            is_money=True,
            is_revenue=True,
            is_rounded=True,
        ),
        Measure(
            "spend_amount",
            "spend",
            f"{_OWN_SPEND} union all {_SHARED_SPEND}",
            is_money=True,
        ),
        Measure("own_spend_amount", "spend of its own", _OWN_SPEND, is_money=True),
        Measure(
            "allocated_spend_amount",
            "spend of the network shared by rule",
            _SHARED_SPEND,
            is_money=True,
        ),
        Measure(
            "overhead_amount",
            "cost of marketing beside media",
            _counted(
                "fct_overhead",
                "record_id",
                "month",
                columns="",
                campaign="campaign_id",
                company="company_id",
                amount="amount",
            ),
            is_money=True,
        ),
        Measure("leads", "leads", _counted(**_LEAD, columns="unique_lead_id, lead_id")),
        Measure(
            "valid_leads",
            "valid leads",
            _counted(**_LEAD, columns="unique_lead_id, lead_id", where="is_valid"),
        ),
        Measure("unique_leads", "unique leads", _counted(**_OPPORTUNITY)),
        Measure(
            "cohort_unique_leads",
            "unique leads of the cohort",
            _counted(**_OPPORTUNITY),
            only_clock="cohort",
        ),
        Measure(
            "mature_unique_leads",
            "unique leads that have come to their end",
            _counted(**_OPPORTUNITY, where="is_mature"),
            only_clock="cohort",
        ),
        Measure(
            "won_unique_leads",
            "unique leads won",
            _counted(**_OPPORTUNITY, period="won_date", where="won_at is not null"),
        ),
        Measure(
            "new_customers",
            "new customers",
            _counted(
                **_OPPORTUNITY | {"record": "'customer:' || customer_id"},
                period="won_date",
                where="won_at is not null and is_new_customer",
            ),
        ),
        Measure(
            "jobs",
            "jobs",
            _counted(
                "fct_conversions",
                "conversion_id",
                "cohort_date",
                period="converted_date",
                columns="conversion_id, unique_lead_id, matched_lead_id as lead_id",
                where="conversion_kind = 'job' and not is_cancelled",
            ),
        ),
    )
}
SHORT_NAMES = {
    "revenue": "revenue_amount",
    "spend": "spend_amount",
    "won": "won_unique_leads",
    "gross_profit": "gross_profit_amount",
}


POINTS = {
    "revenue_low": "0.05",
    "revenue_median": "0.5",
    "revenue_high": "0.95",
    "revenue_expected": None,
}
"""What campaign_roi states over the draws of uncertain matches: the share of the draws
below it, None for their mean."""


@dataclass(frozen=True)
class Ratio:
    """A column of campaign_roi that divides sums: what is added, taken away, divided by."""

    name: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    divisor: str


@lru_cache
def ratios() -> dict[str, Ratio]:
    """The ratios of campaign_roi, as the metric registry has them, of sums with leaves."""
    traced = {*MEASURES, *POINTS}
    found: dict[str, Ratio] = {}
    for key, (_, figure) in load_registry().of_mart("campaign_roi").items():
        is_traced = figure.is_ratio and set(figure.parts) <= traced
        if is_traced and figure.published_column(key) == key:
            terms = figure.numerator
            (divisor,) = figure.denominator
            found[key] = Ratio(
                key,
                plus=tuple(term for term in terms if not term.startswith("-")),
                minus=tuple(term[1:] for term in terms if term.startswith("-")),
                divisor=divisor,
            )
    return found


def day_of(clock: str) -> str:
    """The column of a leaf that says in which month the clock counts it."""
    return "cohort_date" if clock == "cohort" else "period_date"
