"""The metric registry: what each figure means, said once.

Every label, help text and definition on the pages comes from here. How a figure is
computed is in queries.py; the two are held together by tests.
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "money", "count", "ratio", "percent", "number", "days", "minutes", "hours"
]

ANY_CLOCK = "the chosen clock"
ALL_CAMPAIGNS = "campaign × company × month, summed over the selection"


@dataclass(frozen=True)
class Metric:
    """One figure: its name on the page and everything needed to read it rightly."""

    key: str
    label: str
    formula: str
    unit: Unit
    note: str = ""
    grain: str = ALL_CAMPAIGNS
    clock: str = ANY_CLOCK
    answered_by: str = ""
    is_lower_better: bool = False

    @property
    def column(self) -> str:
        """The column of the answers that holds it."""
        return self.answered_by or self.key

    @property
    def help(self) -> str:
        """The text shown on hover, in Markdown."""
        lines = [f"**{self.label}** = {self.formula}."]
        if self.note:
            lines.append(self.note)
        lines.append(f"Unit: {self.unit}  \nGrain: {self.grain}  \nClock: {self.clock}")
        return "\n\n".join(lines)


_REGISTRY = (
    Metric(
        "revenue_amount",
        "Attributed revenue",
        "net revenue credited to campaigns by the chosen attribution model",
        "money",
        "Credit notes are subtracted, tax is left out. Revenue of no known campaign "
        "is not in it; it is shown beside it.",
    ),
    Metric("spend_amount", "Spend", "media spend recorded for campaigns", "money"),
    Metric(
        "gross_profit_amount",
        "Gross profit",
        "attributed revenue − job costs",
        "money",
        "Known only where the jobs carry costs.",
    ),
    Metric(
        "profit_amount",
        "Profit after spend",
        "attributed gross profit − spend",
        "money",
        "What is left of the attributed revenue after job costs and media spend.",
    ),
    Metric(
        "revenue_less_spend_amount",
        "Revenue less spend",
        "attributed revenue − spend",
        "money",
        "Stands in for profit because job costs are not known for all of the revenue.",
        answered_by="profit_amount",
    ),
    Metric(
        "roas",
        "ROAS",
        "attributed revenue ÷ spend",
        "ratio",
        "Return on ad spend; 3.0× means 3 earned for each 1 spent. No spend: no ROAS.",
    ),
    Metric(
        "roi",
        "ROI",
        "(attributed gross profit − spend) ÷ spend",
        "percent",
        "Above 0% the campaign pays for itself. No spend: no ROI.",
    ),
    Metric(
        "revenue_roi",
        "Revenue ROI",
        "(attributed revenue − spend) ÷ spend",
        "percent",
        "Used in place of ROI because job costs are not known for all of the revenue. "
        "It flatters: job costs are not subtracted.",
        answered_by="roi",
    ),
    Metric(
        "leads",
        "Leads",
        "every web, API, call or other contact received",
        "count",
        "Spam and vendors included; the same person counts each time.",
    ),
    Metric(
        "valid_leads",
        "Valid leads",
        "leads that are not spam, vendors or tests",
        "count",
    ),
    Metric(
        "unique_leads",
        "Unique leads",
        "opportunities to earn revenue from one person",
        "count",
        "Two calls and one form of the same person in a week are 3 leads and 1 unique "
        "lead.",
    ),
    Metric("won_unique_leads", "Won", "unique leads that became a sale", "count"),
    Metric(
        "win_share",
        "Win share",
        "won unique leads ÷ all unique leads",
        "percent",
        "Undecided leads are in the denominator, so young months look low. It is not "
        "the win rate of decided leads.",
    ),
    Metric(
        "new_customers",
        "New customers",
        "won unique leads of people who had never bought before",
        "count",
    ),
    Metric("jobs", "Jobs", "jobs that are not cancelled", "count"),
    Metric(
        "cost_per_lead",
        "Cost per lead",
        "spend ÷ valid leads",
        "money",
        is_lower_better=True,
    ),
    Metric(
        "cost_per_unique_lead",
        "Cost per unique lead",
        "spend ÷ unique leads",
        "money",
        "Free campaigns count as 0 spend.",
        is_lower_better=True,
    ),
    Metric(
        "cac",
        "Cost per new customer",
        "spend ÷ new customers",
        "money",
        "Media spend only (paid CAC). Repeat customers are not in the denominator.",
        is_lower_better=True,
    ),
    Metric(
        "maturity",
        "Maturity",
        "unique leads decided, or older than the matching window, ÷ all unique leads",
        "percent",
        "Below 30% a cohort is too young to judge and is dimmed.",
        clock="cohort only",
    ),
    Metric(
        "total_revenue_amount",
        "All revenue",
        "attributed revenue + revenue of no known campaign",
        "money",
        "Equals the ledger for the months and companies chosen.",
        grain="company × month, summed over the selection",
    ),
)

METRICS = {metric.key: metric for metric in _REGISTRY}

CLOCK_NOTES = {
    "cohort": "Everything is counted in the month the lead came in. Fair to compare "
    "spend with what it brought, but recent months still grow.",
    "period": "Each event is counted in the month it happened: spend when spent, "
    "leads when received, revenue when it was made out.",
    "cash": "As the period clock, with revenue in the month it was paid.",
}

MODEL_NOTES = {
    "confirmed": "the campaign of the unique lead takes all of the revenue",
    "first": "the first touch takes all",
    "last": "the last touch takes all",
    "last_non_direct": "the last touch that is not direct takes all; the last one "
    "where all are direct",
    "linear": "every touch takes an equal part",
    "position": "the first and the last touch take the shares that the definition "
    "gives them, those between share the rest evenly",
    "time_decay": "a touch weighs half as much for each half-life that it is older",
    "markov": "the campaigns on the path share by how many conversions would be lost "
    "without them (removal effect, order 1)",
    "markov_2": "as Markov, where the next step depends on the last two campaigns",
    "shapley": "the campaigns on the path share by how much each raises the "
    "conversion rate on joining the others, over all orders of joining",
}

BASIS_NOTES = {
    "invoiced": "net invoices less credit notes",
    "collected": "payments received",
    "estimated": "amounts of accepted estimates",
    "self_reported": "what partners report in surveys; never mixed with invoices",
}


def roi_metric(is_gross_profit_known: bool) -> Metric:
    """ROI, or revenue ROI where job costs are not known for all revenue."""
    return METRICS["roi" if is_gross_profit_known else "revenue_roi"]


def profit_metric(is_gross_profit_known: bool) -> Metric:
    """Profit after spend, or revenue less spend where job costs are not known."""
    key = "profit_amount" if is_gross_profit_known else "revenue_less_spend_amount"
    return METRICS[key]


def campaign_table_metrics(
    is_gross_profit_known: bool, has_maturity: bool
) -> tuple[Metric, ...]:
    """The columns of a table of campaigns, the money and the returns first."""
    keys = (
        "spend_amount",
        "revenue_amount",
        profit_metric(is_gross_profit_known).key,
        "roas",
        roi_metric(is_gross_profit_known).key,
        "leads",
        "valid_leads",
        "unique_leads",
        "won_unique_leads",
        "win_share",
        "new_customers",
        "jobs",
        "cost_per_lead",
        "cost_per_unique_lead",
        "cac",
        *(("maturity",) if has_maturity else ()),
    )
    return tuple(METRICS[key] for key in keys)


def definitions_table(metrics: tuple[Metric, ...]) -> list[dict[str, str]]:
    """One row per metric: what it is called and how it is worked out."""
    return [
        {
            "Figure": metric.label,
            "Worked out as": metric.formula,
            "Note": metric.note,
        }
        for metric in metrics
    ]
