"""What is asked about routing and offers: how leads find a company, and who takes them.

Counts are summed over months and companies here; medians are not, for they do not add up.
"""

from typing import Any

import pandas as pd

from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions.rates import FEW_CASES, share, wilson
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies

ROUTING_MARTS = ("routing_metrics", "round_robin_fairness", "unrouted_leads")
OFFER_MARTS = ("fct_offers", "offer_acceptance", "offer_what_if")
ALL = "__all__"
LISTED = 200

# The rows of every lead, or those of the chosen companies: never both.
_ROUTED = f"""
{COMPANIES}
, chosen as (
    select * from {{routing_metrics}} as metrics
    where
        metrics.month between $first_month and $last_month
        and (metrics.company_id = '{ALL}') = (len($company_ids) = 0)
        and (metrics.company_id = '{ALL}' or {in_companies("metrics.company_id")})
)
"""
_SUMS = """
    cast(sum(leads) as bigint) as leads,
    cast(sum(unrouted_leads) as bigint) as unrouted_leads,
    cast(sum(unreached_leads) as bigint) as unreached_leads,
    cast(sum(followed_leads) as bigint) as followed_leads,
    cast(sum(right_first_time_leads) as bigint) as right_first_time_leads,
    cast(sum(company_hops) as bigint) as company_hops,
    cast(sum(user_hops) as bigint) as user_hops,
    cast(sum(given_leads) as bigint) as given_leads,
    cast(sum(dialled_leads) as bigint) as dialled_leads,
    cast(sum(ruled_leads) as bigint) as ruled_leads,
    cast(sum(manual_leads) as bigint) as manual_leads,
    cast(sum(routed_leads) as bigint) as routed_leads,
    cast(sum(taken_leads) as bigint) as taken_leads,
    cast(sum(fast_track_leads) as bigint) as fast_track_leads,
    cast(sum(fast_track_followed_leads) as bigint) as fast_track_followed_leads,
    cast(sum(to_inactive_company_leads + to_inactive_user_leads) as bigint)
        as to_inactive_leads
"""
_FIGURES = f"""
    *,
    {wilson("right_first_time_leads", "followed_leads", "right_first_time_share")},
    {share("manual_leads", "routed_leads")} as manual_share,
    {share("user_hops", "followed_leads")} as user_hops_per_lead,
    {share("company_hops", "followed_leads")} as company_hops_per_lead
"""


def _parameters(scope: Scope, **more: object) -> dict[str, Any]:
    assert scope.months is not None
    return {
        "company_ids": list(scope.company_ids),
        "first_month": scope.months.first,
        "last_month": scope.months.last,
        **more,
    }


@question
def routing_totals(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row: all leads of the chosen companies and months; none without any."""
    sql = f"""
    {_ROUTED}
    , summed as (
        select {_SUMS} from chosen where source = '{ALL}' having count(*) > 0
    )
    select {_FIGURES} from summed
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def routing_months(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per month; times only where the month is one row of the mart."""
    sql = f"""
    {_ROUTED}
    , summed as (
        select
            month,
            {_SUMS},
            case when count(*) = 1 then max(median_minutes_to_route) end
                as median_minutes_to_route,
            case when count(*) = 1 then max(p90_minutes_to_route) end
                as p90_minutes_to_route,
            case when count(*) = 1 then max(median_unit_minutes) end
                as median_unit_minutes,
            case when count(*) = 1 then max(median_user_minutes) end
                as median_user_minutes
        from chosen
        where source = '{ALL}'
        group by month
    )
    select {_FIGURES} from summed order by month
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def routing_sources(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per source of leads, the one with the most first."""
    sql = f"""
    {_ROUTED}
    , summed as (
        select source, {_SUMS} from chosen where source <> '{ALL}' group by source
    )
    select {_FIGURES}, followed_leads < {FEW_CASES} as has_few_cases
    from summed
    order by leads desc, source
    limit 100
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def fairness(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per rule in turn and company of its pool, over the chosen months."""
    sql = f"""
    {COMPANIES}
    , summed as (
        select
            rule_order, routing_rule, company_id,
            cast(sum(leads) as bigint) as leads,
            sum(expected_leads) as expected_leads,
            sum(leads) - sum(expected_leads) as deviation_leads,
            sum(expected_amount) as expected_amount
        from {{round_robin_fairness}} as fairness
        where
            month between $first_month and $last_month
            and {in_companies("fairness.company_id")}
        group by rule_order, routing_rule, company_id
    )
    select
        summed.*,
        coalesce(companies.name, summed.company_id) as company_name
    from summed
    left join {{dim_companies}} as companies on summed.company_id = companies.company_id
    order by abs(deviation_leads) desc, rule_order, company_name
    limit 500
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def unrouted_reasons(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per reason why leads of the months belong to no company."""
    sql = """
    select
        coalesce(reason, 'no rule speaks of it') as reason,
        count(*) as leads,
        count(*) filter (where is_valid) as valid_leads,
        median(days_unrouted) as median_days_unrouted
    from {unrouted_leads}
    where date_trunc('month', created_date) between $first_month and $last_month
    group by 1
    order by leads desc, reason
    """
    parameters = _parameters(scope)
    del parameters["company_ids"]
    return ask(publication, sql, parameters).df()


@question
def offers(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per mode and outcome of the offers made in the chosen months."""
    sql = f"""
    {COMPANIES}
    select
        mode,
        outcome,
        count(*) as offers,
        count(*) filter (where is_reoffer) as reoffers,
        count(*) filter (where problem is not null) as contradicting,
        median(minutes_to_acknowledge) as median_minutes_to_acknowledge,
        median(minutes_to_respond) as median_minutes_to_respond,
        cast(count(*) as double) / sum(count(*)) over (partition by mode) as outcome_share
    from {{fct_offers}} as offers
    where
        date_trunc('month', offered_date) between $first_month and $last_month
        and {in_companies("offers.company_id")}
    group by mode, outcome
    order by sum(count(*)) over (partition by mode) desc, mode, offers desc, outcome
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def offer_groups(publication: Publication) -> tuple[tuple[str, str], ...]:
    """The modes and levels that offers are grouped by, all of them first."""
    sql = """
    select distinct mode, mql_level from {offer_what_if}
    order by mode <> '__all__', mode, mql_level <> '__all__', mql_level
    """
    return tuple(ask(publication, sql).fetchall())


@question
def acceptance(publication: Publication, mode: str, level: str) -> pd.DataFrame:
    """One row per span of minutes: the share accepted, rejected and waiting by then."""
    sql = """
    select * from {offer_acceptance}
    where mode = $mode and mql_level = $level
    order by minute_to
    """
    return ask(publication, sql, {"mode": mode, "level": level}).df()


@question
def what_if(publication: Publication, mode: str, level: str) -> pd.DataFrame:
    """One row per length of the exclusive window."""
    sql = """
    select * from {offer_what_if}
    where mode = $mode and mql_level = $level
    order by window_minutes
    """
    return ask(publication, sql, {"mode": mode, "level": level}).df()
