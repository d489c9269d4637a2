"""What the pages say of each figure: a view of the metric registry.

Every label, help text and definition on the pages comes from here, and here from
orchestration/metrics, where they are written. How a figure of a page is computed is in
queries.py; the two are held together by tests.
"""

from dataclasses import dataclass

from orchestration.metrics import Metric as Declared
from orchestration.metrics import Unit, load_registry

__all__ = [
    "BASIS_NOTES",
    "CLOCK_NOTES",
    "METRICS",
    "MODEL_NOTES",
    "Metric",
    "Unit",
    "campaign_table_metrics",
    "definitions_table",
    "profit_metric",
    "roi_metric",
]


@dataclass(frozen=True)
class Metric:
    """One figure: its name on the page and everything needed to read it rightly."""

    key: str
    label: str
    formula: str
    unit: Unit
    note: str = ""
    grain: str = ""
    clock: str = ""
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


def _shown(declared: Declared) -> Metric:
    mart = load_registry().marts[declared.mart]
    return Metric(
        key=declared.key,
        label=declared.label,
        formula=declared.formula,
        unit=declared.unit,
        note=declared.note,
        grain=declared.grain or mart.grain,
        clock=declared.clock_words or mart.clock_words,
        answered_by=declared.answered_by,
        is_lower_better=declared.is_lower_better,
    )


METRICS = {metric.key: _shown(metric) for metric in load_registry().metrics}
CLOCK_NOTES = load_registry().choices["clock"]
MODEL_NOTES = load_registry().choices["attribution_model"]
BASIS_NOTES = load_registry().choices["revenue_basis"]


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
