"""What is asked about budgets: what to do with a campaign, how sure that is, and what
would make it surer.

All of it is on the cohort clock under the confirmed model, for the whole network.
"""

from typing import Any, Literal

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.selection import Selection
from dashboards.slices import unique_label

MARTS = ("campaign_uncertainty", "network_uncertainty")
Span = Literal["all", "last_12_months"]
SPANS: dict[Span, str] = {
    "all": "all months",
    "last_12_months": "the last 12 months",
}

_NAMES = f"""
names as (
    select
        campaign_id, channel, is_special, {unique_label("campaign_id")} as label
    from {{dim_campaigns}}
)
"""


@question
def budget_decisions(
    publication: Publication, span: Span, selection: Selection
) -> pd.DataFrame:
    """One row per campaign of the chosen channels: what to do, and how sure that is.

    `decision_order` is stop, tune, scale, then what cannot be decided; `sureness` is the
    share of draws that agree with a decision to stop or to scale. What reaches the target
    least comes first, of two alike the one that spends more.
    """
    sql = f"""
    with {_NAMES}
    select
        judged.* exclude (run_id, definition_version),
        coalesce(names.label, judged.campaign_id) as name,
        names.channel,
        case
            when judged.budget_decision = 'stop' then 0
            when judged.budget_decision = 'tune' then 1
            when judged.budget_decision like 'scale%' then 2
            else 3
        end as decision_order,
        case
            when judged.budget_decision = 'stop'
                then 1 - judged.probability_above_target
            when judged.budget_decision like 'scale%'
                then judged.probability_above_target
        end as sureness
    from {{campaign_uncertainty}} as judged
    left join names on judged.campaign_id = names.campaign_id
    where
        judged.judged_over = $span
        and judged.revenue_basis = $basis
        and not coalesce(names.is_special, false)
        and (len($channels) = 0 or list_contains($channels, names.channel))
    order by
        decision_order, probability_above_target nulls last, spend_amount desc,
        name, judged.campaign_id
    """
    parameters = {
        "span": span,
        "basis": selection.basis,
        "channels": list(selection.channels),
    }
    return ask(publication, sql, parameters).df()


@question
def network_interval(
    publication: Publication, span: Span, basis: str
) -> dict[str, Any] | None:
    """How sure all campaigns together are, by column; None where nothing was judged."""
    sql = """
    select * from {network_uncertainty}
    where judged_over = $span and revenue_basis = $basis
    """
    cursor = ask(publication, sql, {"span": span, "basis": basis})
    names = [column[0] for column in cursor.description or []]
    rows = cursor.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else None


@question
def orders_of(publication: Publication, campaign_id: str) -> pd.DataFrame:
    """One row per other campaign with spend: in which share of settings the given one has
    the higher ROAS. The closest calls come first."""
    sql = f"""
    with {_NAMES}
    select
        orders.other_campaign_id,
        coalesce(names.label, orders.other_campaign_id) as name,
        orders.settings,
        orders.settings_better,
        orders.settings_equal,
        orders.settings - orders.settings_better - orders.settings_equal
            as settings_worse,
        orders.better_share,
        orders.is_better_now,
        case
            when orders.is_better_now then orders.settings_better
            else orders.settings - orders.settings_better
        end / nullif(orders.settings, 0) as holds_share
    from {{what_if_orders}} as orders
    left join names on orders.other_campaign_id = names.campaign_id
    where orders.campaign_id = $campaign_id
    order by holds_share, orders.better_share desc, name, orders.other_campaign_id
    """
    return ask(publication, sql, {"campaign_id": campaign_id}).df()


@question
def places(publication: Publication) -> pd.DataFrame:
    """One row per campaign with spend: its place by ROAS now and over all settings."""
    sql = f"""
    with {_NAMES}
    select
        settings.campaign_id,
        coalesce(any_value(names.label), settings.campaign_id) as name,
        count(*) as settings,
        min(settings.roas_rank) as best_place,
        quantile_disc(settings.roas_rank, 0.5) as median_place,
        max(settings.roas_rank) as worst_place,
        any_value(settings.roas_rank) filter (where settings.is_nearest_to_definition)
            as place_now,
        min(settings.roas) as roas_low,
        max(settings.roas) as roas_high
    from {{what_if}} as settings
    left join names on settings.campaign_id = names.campaign_id
    where settings.roas_rank is not null and settings.spend_amount > 0
    group by settings.campaign_id
    order by place_now nulls last, name, settings.campaign_id
    """
    return ask(publication, sql).df()


@question
def reviews_worth_most(
    publication: Publication, campaign_id: str | None, limit: int
) -> pd.DataFrame:
    """One row per doubtful match, the one whose review narrows the intervals most first;
    of one campaign if given. `total` says how many there are."""
    sql = f"""
    with {_NAMES}
    select
        reviews.* exclude (run_id, definition_version),
        coalesce(names.label, 'No known campaign') as name,
        count(*) over () as total
    from {{review_value}} as reviews
    left join names on reviews.campaign_id = names.campaign_id
    where $campaign_id is null or reviews.campaign_id = $campaign_id
    order by reviews.value_place
    limit $limit
    """
    parameters = {"campaign_id": campaign_id, "limit": limit}
    return ask(publication, sql, parameters).df()


@question
def projections(
    publication: Publication, campaign_id: str, selection: Selection
) -> pd.DataFrame:
    """One row per month of the campaign's leads: earned so far, and what may come."""
    sql = """
    select
        cohort_month as month,
        age_months,
        revenue_amount,
        projected_revenue_amount,
        projected_low_amount,
        projected_high_amount,
        greatest(projected_revenue_amount - revenue_amount, 0) as still_to_come_amount,
        developed_share,
        cohorts_used,
        spend_amount,
        projected_roas
    from {cohort_projections}
    where
        campaign_id = $campaign_id
        and attribution_model = $model
        and revenue_basis = $basis
        and cohort_month between $first_month and $last_month
    order by cohort_month
    """
    parameters = {
        "campaign_id": campaign_id,
        "model": selection.model,
        "basis": selection.basis,
        "first_month": selection.first_month,
        "last_month": selection.last_month,
    }
    return ask(publication, sql, parameters).df()
