"""What is asked about the way of leads: steps taken, usual paths, leaks, levels."""

from typing import Any

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies

MARTS = ("lead_flow", "lead_flow_variants", "leakage", "qualification_levels")
Companies = tuple[str, ...]


@question
def sources(publication: Publication) -> tuple[str, ...]:
    """The sources of leads, the one with the most leads first."""
    sql = """
    select source from {lead_flow} group by source order by max(leads) desc, source
    """
    return tuple(row[0] for row in ask(publication, sql).fetchall())


@question
def steps(publication: Publication, source: str | None) -> pd.DataFrame:
    """One row per step in its usual order, of one source or of all leads.

    Times are those of one source; they do not add up over several.
    """
    sql = """
    select
        step,
        any_value(step_label) as step_label,
        min(step_order) as step_order,
        cast(sum(leads) as bigint) as leads,
        cast(sum(leads) as double) / nullif(max(sum(leads)) over (), 0) as leads_share,
        cast(sum(returned_unique_leads) as bigint) as returned_unique_leads,
        sum(manual_share * leads) / nullif(sum(leads), 0) as manual_share,
        case when count(*) = 1 then max(hours_since_previous_median) end
            as hours_since_previous_median,
        case when count(*) = 1 then max(hours_since_creation_median) end
            as hours_since_creation_median
    from {lead_flow}
    where $source is null or source = $source
    group by step
    order by step_order, step
    """
    return ask(publication, sql, {"source": source}).df()


@question
def variants(publication: Publication, source: str | None) -> pd.DataFrame:
    """One row per way through the stages, the most frequent first, the rest last."""
    sql = """
    with summed as (
        select
            path,
            cast(sum(unique_leads) as bigint) as unique_leads,
            cast(sum(won) as bigint) as won,
            cast(sum(lost) as bigint) as lost
        from {lead_flow_variants}
        where $source is null or source = $source
        group by path
    )
    select
        *,
        cast(unique_leads as double) / sum(unique_leads) over () as unique_leads_share,
        cast(won as double) / nullif(won + lost, 0) as win_rate_decided
    from summed
    order by path = 'other', unique_leads desc, path
    """
    return ask(publication, sql, {"source": source}).df()


@question
def leaks(publication: Publication, companies: Companies) -> pd.DataFrame:
    """One row per point at which leads are, in the order of the waterfall."""
    sql = f"""
    {COMPANIES}
    select
        point,
        any_value(point_label) as point_label,
        bool_or(is_leak) as is_leak,
        cast(sum(leads) as bigint) as leads,
        cast(sum(unique_leads) as bigint) as unique_leads,
        sum(expected_amount) as expected_amount,
        sum(expected_lost_amount) as expected_lost_amount
    from {{leakage}} as leakage
    where {in_companies("leakage.company_id")}
    group by point, point_order
    order by point_order
    """
    return ask(publication, sql, _parameters(companies)).df()


@question
def levels(publication: Publication) -> pd.DataFrame:
    """One row per qualification level and where it comes from, all of them first."""
    sql = """
    select * from {qualification_levels}
    order by level_from <> '__all__', level_from, mql_level nulls last
    """
    return ask(publication, sql).df()


def _parameters(companies: Companies) -> dict[str, Any]:
    return {"company_ids": list(companies)}
