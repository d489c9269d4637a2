"""Leaves of a figure: all of them or a page, with totals that must add up.

Belongs here: choosing leaves, paging and the proof of the sum. What stands behind a leaf
is path.py's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.errors import LeadhouseError
from orchestration.explain.marts import PublishedMarts, Row
from orchestration.leaves import CASH_BASIS, CLOCKS, MEASURES, SHORT_NAMES, Measure

Amount = int | Decimal | None
DEFAULT_PER_PAGE = 20
_HALF_A_CENT = Decimal("0.00501")
"""And what sums of binary numbers may add to it."""


@dataclass(frozen=True)
class Options:
    """Which slice of the figures is asked for, and how much of it at once.

    `basis` None is invoiced, on the cash clock collected; `page` None is everything.
    `companies` are several at once, none of either is all of them.
    """

    month: str | None = None
    clock: str = "cohort"
    model: str = "confirmed"
    basis: str | None = None
    company: str | None = None
    companies: tuple[str, ...] = ()
    measure: str = "revenue_amount"
    page: int | None = None
    per_page: int = DEFAULT_PER_PAGE

    @property
    def revenue_basis(self) -> str:
        return self.basis or (CASH_BASIS if self.clock == "cash" else "invoiced")

    @property
    def company_ids(self) -> list[str]:
        return [*self.companies, *([self.company] if self.company else [])]

    @property
    def measure_name(self) -> str:
        return SHORT_NAMES.get(self.measure, self.measure)


@dataclass(frozen=True)
class Trace:
    """Leaves of one figure in the order of their weight; total is of all of them.

    `total` is None where the amount of a leaf is unknown, `page_total` is of `leaves`.
    """

    measure: Measure
    total: Amount
    leaves_count: int
    leaves: list[Row] = field(default_factory=list)
    page: int | None = None
    pages: int = 1

    @property
    def page_total(self) -> Amount:
        return total_of(self.measure, [leaf["amount"] for leaf in self.leaves])

    def document(self) -> Row:
        """The part of an explanation that adds up."""
        paged = {} if self.page is None else self._paged()
        return {
            "figure": self.measure.name,
            "total_amount": self.total,
            "leaves_count": self.leaves_count,
            **paged,
            "leaves": self.leaves,
        }

    def _paged(self) -> Row:
        return {"page": self.page, "pages": self.pages, "page_amount": self.page_total}


def total_of(measure: Measure, amounts: list[Amount]) -> Amount:
    """Their sum in the measure's unit; None where one is unknown."""
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return None
    return sum(known, Decimal("0.00") if measure.is_money else 0)


def check_slice(marts: PublishedMarts, options: Options) -> None:
    """Raises LeadhouseError naming what there is where the slice is none of it."""
    if options.clock not in CLOCKS:
        raise LeadhouseError(
            f"There is no clock {options.clock!r}; there are: {', '.join(CLOCKS)}."
        )
    for column, what, value in (
        ("attribution_model", "attribution model", options.model),
        ("revenue_basis", "revenue basis", options.revenue_basis),
    ):
        there = [
            str(row["value"])
            for row in marts.rows(
                f"""
                select distinct {column} as value from campaign_roi
                where clock = ? order by value
                """,
                [options.clock],
            )
        ]
        if value not in there:
            raise LeadhouseError(
                f"There is no {what} {value!r} on the {options.clock} clock; there are: "
                f"{', '.join(there)}."
            )


def gather(
    marts: PublishedMarts,
    measure: Measure,
    where: str,
    parameters: Mapping[str, object],
    options: Options,
) -> Trace:
    """The leaves of the measure for which `where` holds."""
    given = dict(parameters)
    if measure.is_revenue:
        where += " and attribution_model = $model and revenue_basis = $basis"
        given |= {"model": options.model, "basis": options.revenue_basis}
    chosen = f"select * from ({measure.leaves()}) where {where}"
    (sums,) = marts.rows(
        f"""
        select count(*) as leaves_count, count(amount) as known_count,
            sum(amount) as total from ({chosen})
        """,
        given,
    )
    count = int(sums["leaves_count"])
    pages = max(1, -(-count // options.per_page))
    limit = ""
    if options.page is not None:
        limit = (
            f"limit {options.per_page} offset {(options.page - 1) * options.per_page}"
        )
    leaves = marts.rows(
        f"""
        select * from ({chosen})
        order by abs(amount) desc nulls first, entry_id, record_id, unique_lead_id,
            lead_id nulls first {limit}
        """,
        given,
    )
    if not measure.is_money:
        leaves = [leaf | {"amount": int(leaf["amount"])} for leaf in leaves]
    return Trace(measure, _total(measure, sums), count, leaves, options.page, pages)


def _total(measure: Measure, sums: Row) -> Amount:
    if sums["known_count"] < sums["leaves_count"]:
        return None
    if sums["total"] is None:
        return Decimal("0.00") if measure.is_money else 0
    return Decimal(sums["total"]) if measure.is_money else int(sums["total"])


def require_equal(traced: Amount, published: Amount, figure: str) -> None:
    """Raises LeadhouseError where a trace does not add up to what is published."""
    if traced != published:
        raise LeadhouseError(
            f"The trace of {figure} adds up to {traced}, but {published} is published: "
            "this publication contradicts itself; publish anew (leadhouse run) and "
            "report it if it stays."
        )


def require_rounded(traced: Amount, published: Amount, rows: int, figure: str) -> None:
    """Raises LeadhouseError where a trace lies further from what is published than
    rounding each of so many rows to the cent may take it."""
    is_near = (
        traced is not None
        and published is not None
        and abs(Decimal(traced) - Decimal(published)) <= _HALF_A_CENT * rows
    )
    if not is_near:
        require_equal(traced, published, figure)


def page_of(rows: list[Row], options: Options) -> list[Row]:
    """The rows of the page that is asked for, all where none is."""
    if options.page is None:
        return rows
    begin = (options.page - 1) * options.per_page
    return rows[begin : begin + options.per_page]


def require_page(options: Options, pages: int) -> None:
    """Raises LeadhouseError where the page asked for is none of that many."""
    if options.page is not None and not 1 <= options.page <= pages:
        raise LeadhouseError(
            f"There is no page {options.page}; the trace has {pages} of "
            f"{options.per_page} rows each."
        )


def revenue_measure() -> Measure:
    """The measure that money of single things is traced by."""
    return MEASURES["revenue_amount"]
