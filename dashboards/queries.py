"""The questions the pages ask: one cached function each, and the only reader of marts.

All sums and ratios are made in SQL. Cache keys carry the publication, so a new one is
never answered with an old one's figures.
"""

from typing import Any

import pandas as pd

from dashboards.answers import Quality, Reconciliation, RevenueBucket, Totals
from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.selection import CLOCKS, MODELS, MonthRange, Selection, Slices
from dashboards.slices import FIGURES, MONTHS, SLICE, SUMS, unique_label


def _parameters(selection: Selection, **more: object) -> dict[str, Any]:
    return {
        "first_month": selection.first_month,
        "last_month": selection.last_month,
        "clock": selection.clock,
        "model": selection.model,
        "basis": selection.basis,
        "company_ids": list(selection.company_ids),
        "channels": list(selection.channels),
        **more,
    }


@question
def month_bounds(publication: Publication) -> MonthRange | None:
    """The first and last month with figures, or None where there are none."""
    sql = "select min(month), max(month) from {campaign_roi}"
    first, last = ask(publication, sql).fetchall()[0]
    return None if first is None else MonthRange(first, last)


@question
def slices(publication: Publication) -> Slices:
    """What can be chosen: a business without payments has no cash clock."""
    sql = """
    select distinct clock, attribution_model, revenue_basis from {campaign_roi}
    """
    rows = ask(publication, sql).fetchall()
    return Slices(
        clocks=tuple(clock for clock in CLOCKS if clock in {row[0] for row in rows}),
        models=tuple(model for model in MODELS if model in {row[1] for row in rows}),
        bases=tuple((clock, basis) for clock, _, basis in sorted(rows)),
    )


@question
def companies(publication: Publication) -> pd.DataFrame:
    """One row per company: company_id, label (unique)."""
    sql = f"""
    select company_id, {unique_label("company_id")} as label
    from {{dim_companies}}
    order by is_special, lower(name), company_id
    """
    return ask(publication, sql).df()


@question
def channels(publication: Publication) -> tuple[str, ...]:
    """The channels of all campaigns, by name."""
    sql = """
    select distinct channel
    from {dim_campaigns}
    where channel is not null and not is_special
    order by lower(channel), channel
    """
    return tuple(row[0] for row in ask(publication, sql).fetchall())


@question
def campaigns(publication: Publication) -> pd.DataFrame:
    """One row per campaign in order of name: campaign_id, label (unique), channel.

    The row's position decides the campaign's colour, the same on every page.
    """
    sql = f"""
    select campaign_id, {unique_label("campaign_id")} as label, channel
    from {{dim_campaigns}}
    where not is_special
    order by lower(name), campaign_id
    """
    return ask(publication, sql).df()


@question
def totals(publication: Publication, selection: Selection) -> Totals:
    """The chosen campaigns together. Costs are known only if known for all revenue."""
    sql = f"""
    {SLICE}
    , summed as (select {SUMS} from slice where is_chosen)
    {FIGURES}
    , campaign_sums as (
        select sum(spend_amount) as spend_amount, sum(revenue_amount) as revenue_amount
        from slice
        where is_chosen
        group by campaign_id
    ),
    by_payment as (
        select
            coalesce(sum(revenue_amount) filter (where spend_amount = 0), 0)
                as free_revenue_amount,
            cast(sum(revenue_amount) filter (where spend_amount <> 0) as double)
                / nullif(sum(spend_amount), 0) as paid_roas
        from campaign_sums
    )
    select figures.*, by_payment.* from figures cross join by_payment
    """
    cursor = ask(publication, sql, _parameters(selection, uses_gross_profit=None))
    names = [column[0] for column in cursor.description or []]
    return Totals(**dict(zip(names, cursor.fetchall()[0], strict=True)))


@question
def reconciliation(publication: Publication, selection: Selection) -> Reconciliation:
    """All revenue of the months and companies, whatever channels are chosen."""
    sql = f"""
    {SLICE}
    , placed as (
        select
            * exclude (name),
            case
                when is_special then campaign_id
                when is_chosen then 'chosen'
                else 'other_channels'
            end as bucket,
            case
                when is_special then name
                when is_chosen then 'Campaigns'
                else 'Campaigns of other channels'
            end as name
        from slice
    ),
    summed as (select bucket, name, {SUMS} from placed group by bucket, name)
    select
        bucket, name, leads, unique_leads, won_unique_leads, spend_amount,
        revenue_amount
    from summed
    order by bucket not in ('chosen', 'other_channels'), bucket
    """
    rows = ask(publication, sql, _parameters(selection)).fetchall()
    return Reconciliation(tuple(RevenueBucket(*row) for row in rows))


@question
def by_campaign(
    publication: Publication, selection: Selection, uses_gross_profit: bool
) -> pd.DataFrame:
    """One row per chosen campaign that spent, earned or got a lead, by profit."""
    return _each_campaign(publication, selection, uses_gross_profit, "is_chosen")


@question
def special_buckets(
    publication: Publication, selection: Selection, uses_gross_profit: bool
) -> pd.DataFrame:
    """One row per special bucket with figures, with the columns of by_campaign."""
    return _each_campaign(publication, selection, uses_gross_profit, "is_special")


def _each_campaign(
    publication: Publication,
    selection: Selection,
    uses_gross_profit: bool,
    condition: str,
) -> pd.DataFrame:
    sql = f"""
    {SLICE}
    , summed as (
        select
            campaign_id,
            any_value(name) as name,
            any_value(channel) as channel,
            {SUMS}
        from slice
        where {condition}
        group by campaign_id
    )
    {FIGURES}
    select * from figures
    where spend_amount <> 0 or leads <> 0 or revenue_amount <> 0
    order by profit_amount desc, name, campaign_id
    """
    parameters = _parameters(selection, uses_gross_profit=uses_gross_profit)
    return ask(publication, sql, parameters).df()


@question
def by_month(
    publication: Publication, selection: Selection, uses_gross_profit: bool
) -> pd.DataFrame:
    """One row per month of the selection, months without figures included.

    `unattributed_amount` is the revenue of the special buckets.
    """
    sql = f"""
    {SLICE}
    {MONTHS}
    , summed as (select month, {SUMS} from slice where is_chosen group by month)
    {FIGURES}
    , unattributed as (
        select month, sum(revenue_amount) as unattributed_amount
        from slice
        where is_special
        group by month
    )
    select
        months.month,
        figures.* exclude (month),
        coalesce(unattributed.unattributed_amount, 0) as unattributed_amount
    from months
    left join figures on months.month = figures.month
    left join unattributed on months.month = unattributed.month
    order by months.month
    """
    return ask(
        publication, sql, _parameters(selection, uses_gross_profit=uses_gross_profit)
    ).df()


@question
def by_campaign_and_month(
    publication: Publication,
    selection: Selection,
    campaign_ids: tuple[str, ...],
    uses_gross_profit: bool,
) -> pd.DataFrame:
    """One row per given campaign × month of the selection, quiet months included."""
    sql = f"""
    {SLICE}
    {MONTHS}
    , wanted as (
        select campaigns.campaign_id, campaigns.name, months.month
        from {{dim_campaigns}} as campaigns
        cross join months
        where list_contains($campaign_ids, campaigns.campaign_id)
    ),
    summed as (
        select campaign_id, month, {SUMS}
        from slice
        where is_chosen
        group by campaign_id, month
    )
    {FIGURES}
    select wanted.*, figures.* exclude (campaign_id, month)
    from wanted
    left join figures
        on wanted.campaign_id = figures.campaign_id and wanted.month = figures.month
    order by wanted.name, wanted.campaign_id, wanted.month
    """
    parameters = _parameters(
        selection,
        uses_gross_profit=uses_gross_profit,
        campaign_ids=list(campaign_ids),
    )
    return ask(publication, sql, parameters).df()


@question
def quality(publication: Publication) -> Quality:
    """How many checks the publication's run made, and how many failed."""
    sql = """
    select
        count(*),
        count(*) filter (where not passed and severity = 'error'),
        count(*) filter (where not passed and severity <> 'error')
    from {quality_results}
    where run_id = $run_id
    """
    rows = ask(publication, sql, {"run_id": publication.run_id}).fetchall()
    return Quality(*rows[0])


@question
def failed_checks(publication: Publication) -> pd.DataFrame:
    """One row per failed check of the publication's run, the severest first."""
    sql = """
    select severity, suite, "check", table_name, observed, rows_failed
    from {quality_results}
    where run_id = $run_id and not passed
    order by severity <> 'error', suite, "check"
    limit 200
    """
    return ask(publication, sql, {"run_id": publication.run_id}).df()
