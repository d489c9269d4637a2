"""How far a run may be from the last publication.

Belongs here: every check that needs what was published before. Without it such a check
says so and passes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from orchestration.definition.tables import lead_origins
from orchestration.quality.last_publication import TOTAL_SLICE, LastPublication
from orchestration.quality.model import CONTACTS, RUN, Check, Severity, Suite

# Shares of fewer leads than these move by chance alone (a share's 95 % interval of 100
# leads is up to 0.1 wide to each side, half of what is allowed).
FEWEST_COMPARED_LEADS = 100
LARGEST_SHARE_CHANGE = 0.2
FEWEST_TIMES_USUAL, MOST_TIMES_USUAL = 0.2, 5.0
COMPARED_MARTS = (
    "dim_campaigns",
    "dim_companies",
    "dim_customers",
    "fct_leads",
    "fct_unique_leads",
    "fct_jobs",
    "fct_invoices",
    "fct_campaign_assignments",
    "fct_touches",
    "fct_revenue_credits",
    "campaign_roi",
)
NO_PUBLICATION = "nothing to compare with: no earlier publication"


@dataclass(frozen=True)
class Total:
    """An amount over all campaigns and how much of it has to remain."""

    check: str
    column: str
    severity: Severity
    low: float | None
    before: Callable[[LastPublication | None], float]


def _revenue(last: LastPublication | None) -> float:
    return last.revenue_amount if last else 0.0


def _spend(last: LastPublication | None) -> float:
    return last.spend_amount if last else 0.0


TOTALS = (
    # None: as much as the settings ask for.
    Total("enough_revenue_remains", "revenue_amount", "error", None, _revenue),
    Total("most_revenue_remains", "revenue_amount", "warning", 0.9, _revenue),
    Total("most_spend_remains", "spend_amount", "warning", 0.9, _spend),
)


def contacts_compared(last: LastPublication | None) -> Suite:
    """Leads a day and the share of each origin, of all leads and inbound calls."""
    return Suite(
        name="raw_against_last_publication",
        stage="raw",
        source=f"{CONTACTS} {RUN}",
        checks=(
            _leads_per_day(last),
            *(_share_kept(origin, last) for origin in lead_origins()),
        ),
    )


def marts_compared(
    last: LastPublication | None, report_currency: str | None, min_kept_share: float
) -> Suite:
    """Rows of each mart and the totals of revenue and spend.

    report_currency is that of the run that is checked; min_kept_share is the share of the
    last publication below which the gate shuts.
    """
    return Suite(
        name="marts_against_last_publication",
        stage="marts",
        source="(select 1) as once",
        checks=(
            *(_rows_kept(mart, last, min_kept_share) for mart in COMPARED_MARTS),
            *(
                _total_kept(total, last, report_currency, min_kept_share)
                for total in TOTALS
            ),
        ),
    )


def _leads_per_day(last: LastPublication | None) -> Check:
    newest = last.newest_lead_date if last else None
    usual = last.leads_per_day if last else 0.0
    # The day of the newest lead and today are not whole days; without a whole one
    # between them there is nothing to compare, which is as before.
    days = f"date_diff('day', date '{newest}', cast(max(as_of_at) as date)) - 1"
    new_leads = (
        f"count(*) filter (where created_date > date '{newest}' "
        "and created_date < cast(as_of_at as date))"
    )
    return Check(
        name="leads_per_day_are_as_before",
        severity="warning",
        table="leads, calls",
        says="Leads a day since the last publication are between a fifth and five "
        "times those of its last four weeks.",
        measure=f"case when {days} < 1 then 1.0 "
        f"else {new_leads} / cast({days} as double) / {usual or 1.0} end",
        unit="times",
        low=FEWEST_TIMES_USUAL,
        high=MOST_TIMES_USUAL,
        not_applicable=None if newest and usual else NO_PUBLICATION,
    )


def _share_kept(origin: str, last: LastPublication | None) -> Check:
    before = last.origin_share.get(origin, 0.0) if last else 0.0
    reason = None
    if last is None:
        reason = NO_PUBLICATION
    elif last.leads < FEWEST_COMPARED_LEADS:
        reason = f"too few to compare with: {last.leads} leads in the last publication"
    return Check(
        name=f"share_of_{origin}_is_as_before",
        severity="warning",
        table="leads, calls",
        says=f"The share of {origin} has moved by at most {LARGEST_SHARE_CHANGE:.0%} "
        f"from the {before:.1%} of the last publication.",
        measure=f"count(*) filter (where origin = '{origin}') "
        f"/ cast(nullif(count(*), 0) as double) - {before}",
        unit="share",
        low=-LARGEST_SHARE_CHANGE,
        high=LARGEST_SHARE_CHANGE,
        not_applicable=reason,
    )


def _rows_kept(mart: str, last: LastPublication | None, min_kept_share: float) -> Check:
    before = last.rows.get(mart, 0) if last else 0
    reason = NO_PUBLICATION if last is None else "no rows in the last publication"
    return Check(
        name=f"{mart}_keeps_its_rows",
        severity="error",
        table=f"marts.{mart}",
        says=f"{mart} has at least {min_kept_share:.0%} of the rows of the last "
        f"publication ({before:,}).",
        measure=f"(select count(*) from marts.{mart}) / {before or 1}.0",
        unit="times",
        low=min_kept_share,
        not_applicable=None if before else reason,
    )


def _total_kept(
    total: Total,
    last: LastPublication | None,
    report_currency: str | None,
    min_kept_share: float,
) -> Check:
    before = total.before(last)
    low = min_kept_share if total.low is None else total.low
    reason = None
    if last is None:
        reason = NO_PUBLICATION
    elif last.report_currency != report_currency:
        reason = f"not comparable: the report currency was {last.report_currency}"
    elif before <= 0:
        reason = f"the last publication had no {total.column}"
    return Check(
        name=total.check,
        severity=total.severity,
        table="marts.campaign_roi",
        says=f"{total.column} in all is at least {low:.0%} of the last publication's.",
        measure=f"(select coalesce(cast(sum({total.column}) as double), 0) "
        f"from marts.campaign_roi where {TOTAL_SLICE}) / {before or 1.0}",
        unit="times",
        low=low,
        not_applicable=reason,
    )
