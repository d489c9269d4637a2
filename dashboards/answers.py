"""What the questions answer with, where a table would be too loose.

Plain frozen values: exact money, counts, ratios that are None where they do not exist.
"""

from dataclasses import dataclass
from decimal import Decimal

# The parts of all revenue that are credited to campaigns; the others are special.
ATTRIBUTED_BUCKETS = ("chosen", "other_channels")


@dataclass(frozen=True)
class Totals:
    """The chosen campaigns together, over the whole selection; money is exact."""

    spend_amount: Decimal
    revenue_amount: Decimal
    gross_profit_amount: Decimal
    is_gross_profit_known: bool
    leads: int
    valid_leads: int
    unique_leads: int
    won_unique_leads: int
    new_customers: int
    jobs: int
    maturity: float | None
    profit_amount: Decimal
    roas: float | None
    roi: float | None
    win_share: float | None
    cost_per_lead: float | None
    cost_per_unique_lead: float | None
    cac: float | None
    free_revenue_amount: Decimal
    paid_roas: float | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was spent, received or earned."""
        return not (self.spend_amount or self.revenue_amount or self.leads)


@dataclass(frozen=True)
class RevenueBucket:
    """A part of all revenue: chosen campaigns, other channels, or a special bucket."""

    key: str
    name: str
    leads: int
    unique_leads: int
    won_unique_leads: int
    spend_amount: Decimal
    revenue_amount: Decimal


@dataclass(frozen=True)
class Reconciliation:
    """All revenue of the months and companies chosen, by where it is credited."""

    buckets: tuple[RevenueBucket, ...]

    @property
    def total_amount(self) -> Decimal:
        return sum((bucket.revenue_amount for bucket in self.buckets), Decimal(0))

    @property
    def attributed_amount(self) -> Decimal:
        return sum(
            (
                bucket.revenue_amount
                for bucket in self.buckets
                if bucket.key in ATTRIBUTED_BUCKETS
            ),
            Decimal(0),
        )

    @property
    def unattributed_amount(self) -> Decimal:
        return self.total_amount - self.attributed_amount

    @property
    def unattributed_leads(self) -> int:
        """Leads of no campaign that is known."""
        return sum(
            bucket.leads
            for bucket in self.buckets
            if bucket.key not in ATTRIBUTED_BUCKETS
        )

    @property
    def unattributed_share(self) -> float | None:
        if not self.total_amount:
            return None
        return float(self.unattributed_amount / self.total_amount)


@dataclass(frozen=True)
class Quality:
    """The checks that the publication went through."""

    checks: int
    failed_errors: int
    failed_warnings: int

    @property
    def passed(self) -> int:
        return self.checks - self.failed_errors - self.failed_warnings
