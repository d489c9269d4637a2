"""What is asked about one campaign: its months, its credits, its opportunities, and the
trace of a figure down to file and line.

Facts are read for one campaign and month only, with a limit; how many there are and what
they come to is counted apart.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.selection import Selection
from dashboards.slices import COMPANIES, MONTHS, SLICE, in_companies, unique_label
from orchestration.explain import Options, explain
from orchestration.leaves import day_of

MARTS = (
    "fct_revenue_credits",
    "fct_revenue_unattributed",
    "fct_ledger",
    "fct_unique_leads",
    "fct_conversions",
)
SPECIAL_NAMES = ("__unattributed__", "__unknown_campaign__", "__no_campaign__")


@dataclass(frozen=True)
class Listed:
    """Some rows of many: those shown, how many there are, and what all come to."""

    rows: pd.DataFrame
    total: int
    total_amount: Decimal

    @property
    def is_cut(self) -> bool:
        return len(self.rows) < self.total


@dataclass(frozen=True)
class Traced:
    """An explanation: its document, and the tree as `leadhouse explain` prints it."""

    document: dict[str, Any]
    text: str


def _parameters(
    selection: Selection, campaign_id: str, **more: object
) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "model": selection.model,
        "basis": selection.basis,
        "company_ids": list(selection.company_ids),
        **more,
    }


@question
def choices(publication: Publication) -> dict[str, str]:
    """The label of every campaign by id, in order of name, what is no campaign last."""
    sql = f"""
    select campaign_id, {unique_label("campaign_id")} as label
    from {{dim_campaigns}}
    order by is_special, lower(name), campaign_id
    """
    return dict(ask(publication, sql).fetchall())


@question
def company_scope(
    publication: Publication, company_ids: tuple[str, ...]
) -> tuple[str, ...]:
    """The chosen companies and those below them; none means all."""
    sql = f"{COMPANIES} select company_id from chosen_companies order by company_id"
    rows = ask(publication, sql, {"company_ids": list(company_ids)}).fetchall()
    return tuple(row[0] for row in rows)


@question
def months(
    publication: Publication, selection: Selection, campaign_id: str
) -> pd.DataFrame:
    """One row per month: figures, and the interval of revenue where it can be told.

    Ends of intervals do not add up: with doubt in more than one company there is none.
    """
    sql = f"""
    {SLICE}
    {MONTHS}
    , summed as (
        select
            month,
            sum(spend_amount) as spend_amount,
            sum(revenue_amount) as revenue_amount,
            cast(sum(leads) as bigint) as leads,
            cast(sum(unique_leads) as bigint) as unique_leads,
            cast(sum(won_unique_leads) as bigint) as won_unique_leads,
            case
                when
                    count(revenue_low) > 0
                    and count(*) filter (where revenue_high > revenue_low) <= 1
                    then sum(coalesce(revenue_low, revenue_amount))
            end as revenue_low,
            case
                when
                    count(revenue_low) > 0
                    and count(*) filter (where revenue_high > revenue_low) <= 1
                    then sum(coalesce(revenue_high, revenue_amount))
            end as revenue_high,
            sum(maturity * unique_leads)
                / nullif(sum(unique_leads) filter (where maturity is not null), 0)
                as maturity
        from slice
        where campaign_id = $campaign_id
        group by month
    )
    select
        months.month,
        summed.* exclude (month),
        summed.revenue_amount / nullif(summed.spend_amount, 0) as roas
    from months
    left join summed on months.month = summed.month
    order by months.month
    """
    parameters = {
        **_parameters(selection, campaign_id),
        "clock": selection.clock,
        "channels": [],
        "first_month": selection.first_month,
        "last_month": selection.last_month,
    }
    return ask(publication, sql, parameters).df()


@question
def credits(
    publication: Publication,
    selection: Selection,
    campaign_id: str,
    month: str,
    limit: int,
) -> Listed:
    """One row per ledger entry and contact that earned of it, the largest first.

    `month` is YYYY-MM. What no campaign earned stands with the reason.
    """
    day = day_of(selection.clock)
    shared = f"""
        entry_id, conversion_id, invoice_id, unique_lead_id, {day} as counted_date
    """
    where = f"""
        campaign_id = $campaign_id
        and attribution_model = $model
        and revenue_basis = $basis
        and {day} >= cast($month || '-01' as date)
        and {day} < cast($month || '-01' as date) + interval 1 month
        and {in_companies("company_id")}
    """
    unattributed = shared.replace("invoice_id", "null as invoice_id")
    sql = f"""
    {COMPANIES}
    , credits as (
        select {shared}, lead_id, credit, credited_amount as amount,
            cast(null as varchar) as reason
        from {{fct_revenue_credits}}
        where {where}
        union all
        select {unattributed}, null as lead_id, null as credit,
            unattributed_amount as amount, reason
        from {{fct_revenue_unattributed}}
        where {where}
    ),
    summed as (
        select
            count(*) as total,
            cast(coalesce(sum(amount), 0) as varchar) as total_amount
        from credits
    ),
    largest as (
        select * from credits
        order by abs(amount) desc, entry_id, lead_id nulls first
        limit $limit
    ),
    entries as (
        select
            entry_id, entry_kind, invoice_id, occurred_date, amount as entry_amount,
            source_file, source_line
        from {{fct_ledger}}
        where entry_id in (select entry_id from largest)
    )
    select
        largest.entry_id,
        entries.entry_kind,
        coalesce(largest.invoice_id, entries.invoice_id) as invoice_id,
        entries.occurred_date,
        largest.unique_lead_id,
        largest.lead_id,
        largest.credit,
        largest.amount,
        entries.entry_amount,
        largest.reason,
        entries.source_file,
        entries.source_line,
        summed.total,
        summed.total_amount
    from summed
    left join largest on true
    left join entries on largest.entry_id = entries.entry_id
    order by abs(largest.amount) desc, largest.entry_id, largest.lead_id nulls first
    """
    parameters = _parameters(selection, campaign_id, month=month, limit=limit)
    return _listed(publication, sql, parameters, "entry_id")


@question
def unique_leads(
    publication: Publication,
    selection: Selection,
    campaign_id: str,
    month: str,
    limit: int,
) -> Listed:
    """One row per opportunity that the campaign began in the month (YYYY-MM), with all
    that the campaign was credited with for it."""
    sql = f"""
    {COMPANIES}
    , found as (
        select
            unique_lead_id, campaign_lead_id as lead_id, company_id, first_lead_date,
            leads_count, stage, life_cycle_state, confirmation_status, match_status,
            match_probability
        from {{fct_unique_leads}}
        where
            campaign_bucket_id = $campaign_id
            and first_lead_date >= cast($month || '-01' as date)
            and first_lead_date < cast($month || '-01' as date) + interval 1 month
            and {in_companies("company_scope")}
    ),
    earned as (
        select unique_lead_id, sum(credited_amount) as amount
        from {{fct_revenue_credits}}
        where
            campaign_id = $campaign_id
            and attribution_model = $model
            and revenue_basis = $basis
            and unique_lead_id in (select unique_lead_id from found)
        group by unique_lead_id
    ),
    with_money as (
        select found.*, coalesce(earned.amount, 0) as amount
        from found
        left join earned on found.unique_lead_id = earned.unique_lead_id
    ),
    summed as (
        select
            count(*) as total,
            cast(coalesce(sum(amount), 0) as varchar) as total_amount
        from with_money
    )
    select with_money.*, companies.name as company, summed.*
    from summed
    left join with_money on true
    left join {{dim_companies}} as companies
        on with_money.company_id = companies.company_id
    order by with_money.amount desc, first_lead_date, unique_lead_id
    limit $limit
    """
    parameters = _parameters(selection, campaign_id, month=month, limit=limit)
    return _listed(publication, sql, parameters, "unique_lead_id")


def _listed(
    publication: Publication, sql: str, parameters: dict[str, Any], key: str
) -> Listed:
    """Rows of a query with one row at least, which carries the sums of all."""
    rows = ask(publication, sql, parameters).df()
    return Listed(
        rows[rows[key].notna()].drop(columns=["total", "total_amount"]),
        int(rows["total"].iloc[0]),
        Decimal(rows["total_amount"].iloc[0]),
    )


@question
def trace_month(
    publication: Publication,
    selection: Selection,
    campaign_id: str,
    month: str,
    measure: str,
    page: int,
) -> Traced:
    """The figure of the campaign's month down to file and line, one page of its rows.

    Raises LeadhouseError where there is no such figure or it does not add up.
    """
    options = Options(
        month=month,
        clock=selection.clock,
        model=selection.model,
        basis=selection.basis,
        companies=company_scope(publication, selection.company_ids),
        measure=measure,
        page=page,
    )
    found = explain(
        publication.folder, "campaign-month", campaign_id, options, publication.audience
    )
    return Traced(found.to_json(), found.to_text())


@question
def trace_invoice(
    publication: Publication, selection: Selection, invoice_id: str
) -> Traced:
    """An invoice down to file and line, by who was credited, all companies together.

    Raises LeadhouseError where there is no such invoice or it does not add up.
    """
    options = Options(model=selection.model, basis=selection.basis)
    found = explain(
        publication.folder, "invoice", invoice_id, options, publication.audience
    )
    return Traced(found.to_json(), found.to_text())
