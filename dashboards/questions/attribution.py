"""What is asked about attribution: the models side by side, paths, lengths, time lags.

Paths and effects are of all months and companies; the page says so.
"""

from typing import Any, Literal

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.selection import Selection
from dashboards.slices import COMPANIES, in_companies, unique_label

MARTS = (
    "attribution_comparison",
    "dim_attribution_models",
    "conversion_paths",
    "path_lengths",
    "time_lags",
    "attribution_effects",
)
LagFrom = Literal["first_touch", "last_touch"]
PathKind = Literal["campaign", "channel"]

_NAMES = f"""
names as (
    select
        campaign_id, channel, is_special, {unique_label("campaign_id")} as label
    from {{dim_campaigns}}
)
"""


def _parameters(selection: Selection) -> dict[str, Any]:
    return {
        "clock": selection.clock,
        "basis": selection.basis,
        "first_month": selection.first_month,
        "last_month": selection.last_month,
        "company_ids": list(selection.company_ids),
    }


@question
def models(publication: Publication) -> pd.DataFrame:
    """One row per attribution model in its order: attribution_model, label, note."""
    sql = """
    select attribution_model, label, note from {dim_attribution_models}
    order by model_number
    """
    return ask(publication, sql).df()


@question
def side_by_side(publication: Publication, selection: Selection) -> pd.DataFrame:
    """One row per campaign (and bucket of none) × model: money, share of all revenue,
    difference to the confirmed model, ROAS and places.

    Places are among the campaigns of the chosen channels, ROAS among those with spend.
    """
    sql = f"""
    {COMPANIES}
    , {_NAMES}
    , credited as (
        select
            campaign_id, attribution_model,
            sum(revenue_amount) as revenue_amount,
            sum(confirmed_amount) as confirmed_amount,
            sum(difference_amount) as difference_amount
        from {{attribution_comparison}} as compared
        where
            clock = $clock
            and revenue_basis = $basis
            and month between $first_month and $last_month
            and {in_companies("compared.company_id")}
        group by campaign_id, attribution_model
    ),
    everything as (
        select attribution_model, sum(revenue_amount) as all_amount
        from credited
        group by attribution_model
    ),
    spent as (
        select campaign_id, sum(spend_amount) as spend_amount
        from {{campaign_roi}} as roi
        where
            clock = $clock
            and attribution_model = 'confirmed'
            and revenue_basis = $basis
            and month between $first_month and $last_month
            and {in_companies("roi.company_id")}
        group by campaign_id
    ),
    figures as (
        select
            credited.*,
            coalesce(names.label, credited.campaign_id) as name,
            names.channel,
            coalesce(names.is_special, false) as is_special,
            coalesce(spent.spend_amount, 0) as spend_amount,
            cast(credited.revenue_amount as double)
                / nullif(everything.all_amount, 0) as revenue_share,
            cast(credited.revenue_amount as double)
                / nullif(spent.spend_amount, 0) as roas
        from credited
        inner join everything
            on credited.attribution_model = everything.attribution_model
        left join spent on credited.campaign_id = spent.campaign_id
        left join names on credited.campaign_id = names.campaign_id
        where
            len($channels) = 0
            or coalesce(names.is_special, false)
            or list_contains($channels, names.channel)
    )
    select
        *,
        case when not is_special then rank() over (
            partition by attribution_model, is_special order by revenue_amount desc
        ) end as revenue_place,
        case when not is_special and roas is not null then rank() over (
            partition by attribution_model, is_special, roas is null
            order by roas desc
        ) end as roas_place,
        max(revenue_amount) over (partition by campaign_id)
            - min(revenue_amount) over (partition by campaign_id) as spread_amount,
        max(revenue_amount) over (partition by campaign_id) as most_amount
    from figures
    order by is_special, most_amount desc, name, campaign_id, attribution_model
    """
    parameters = {**_parameters(selection), "channels": list(selection.channels)}
    return ask(publication, sql, parameters).df()


@question
def paths(
    publication: Publication, basis: str, kind: PathKind, limit: int
) -> pd.DataFrame:
    """One row per path of steps with the most conversions, and one for all others.

    Paths of campaigns are told by their names. `all_conversions` counts them all.
    """
    sql = f"""
    with {_NAMES}
    , found as (
        select *, path_rank is not null and path_rank <= $limit as is_shown
        from {{conversion_paths}}
        where path_kind = $kind and revenue_basis = $basis
    ),
    steps as (
        select
            found.path,
            unnest(string_split(found.path, ' > ')) as step,
            generate_subscripts(string_split(found.path, ' > '), 1) as step_number
        from found
        where is_shown
    ),
    told as (
        select
            steps.path,
            string_agg(
                case steps.step
                    when '__unattributed__' then 'No contact before it'
                    when '__none__' then 'No channel'
                    else coalesce(names.label, steps.step)
                end,
                ' → ' order by steps.step_number
            ) as path_told
        from steps
        left join names on steps.step = names.campaign_id
        group by steps.path
    ),
    grouped as (
        select
            case when is_shown then path end as path,
            min(path_rank) as path_rank,
            max(case when is_shown then steps_count end) as steps_count,
            cast(sum(paths) as bigint) as paths,
            cast(sum(conversions) as bigint) as conversions,
            sum(revenue_amount) as revenue_amount,
            bool_and(is_shown) as is_shown
        from found
        group by case when is_shown then path end
    )
    select
        grouped.*,
        coalesce(told.path_told, 'All other paths') as path_told,
        cast(grouped.conversions as double)
            / nullif(sum(grouped.conversions) over (), 0) as conversions_share,
        cast(sum(grouped.conversions) over () as bigint) as all_conversions
    from grouped
    left join told on grouped.path = told.path
    order by not grouped.is_shown, grouped.path_rank
    """
    parameters = {"basis": basis, "kind": kind, "limit": limit}
    return ask(publication, sql, parameters).df()


@question
def lengths(publication: Publication, selection: Selection) -> pd.DataFrame:
    """One row per number of touches before a conversion of the months."""
    sql = """
    select
        touches_count,
        cast(sum(conversions) as bigint) as conversions,
        sum(revenue_amount) as revenue_amount,
        cast(sum(conversions) as double)
            / nullif(sum(sum(conversions)) over (), 0) as conversions_share
    from {path_lengths}
    where
        revenue_basis = $basis and month between $first_month and $last_month
    group by touches_count
    order by touches_count
    """
    return ask(publication, sql, _of_months(selection)).df()


@question
def lags(
    publication: Publication, selection: Selection, lag_from: LagFrom
) -> pd.DataFrame:
    """One row per number of days from the touch to the conversion, with the share of
    conversions that had come by then; conversions without a touch have no day."""
    sql = """
    with summed as (
        select
            days,
            sum(conversions) as conversions,
            sum(revenue_amount) as revenue_amount
        from {time_lags}
        where
            revenue_basis = $basis
            and lag_from = $lag_from
            and month between $first_month and $last_month
        group by days
    )
    select
        days,
        cast(conversions as bigint) as conversions,
        revenue_amount,
        case when days is not null then
            cast(sum(conversions) filter (where days is not null) over (
                order by days nulls last
                rows between unbounded preceding and current row
            ) as double)
            / nullif(sum(conversions) filter (where days is not null) over (), 0)
        end as share_until
    from summed
    order by days nulls last
    """
    parameters = {**_of_months(selection), "lag_from": lag_from}
    return ask(publication, sql, parameters).df()


@question
def effects(publication: Publication, model: str) -> pd.DataFrame:
    """One row per campaign: what share of conversions would be lost without it."""
    sql = f"""
    with {_NAMES}
    select
        effects.campaign_id,
        coalesce(names.label, effects.campaign_id) as name,
        effects.removal_effect,
        effects.effect_share,
        effects.conversion_probability,
        effects.conversion_probability_without,
        effects.steps,
        effects.converted_steps,
        effects.is_grouped
    from {{attribution_effects}} as effects
    left join names on effects.campaign_id = names.campaign_id
    where effects.attribution_model = $model
    order by effects.removal_effect desc, name, effects.campaign_id
    """
    return ask(publication, sql, {"model": model}).df()


def _of_months(selection: Selection) -> dict[str, Any]:
    return {
        "basis": selection.basis,
        "first_month": selection.first_month,
        "last_month": selection.last_month,
    }
