"""What the pipeline page asks: open unique leads by day and stage, their value, their age.

Aggregates only; all sums and ratios are made in SQL.
"""

from datetime import date
from typing import Any

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies
from dashboards.vocabulary import OPEN_STAGES

Companies = tuple[str, ...]

MARTS = (
    "pipeline_by_day",
    "pipeline_value",
    "win_probability_calibration",
    "pipeline_restated",
    "open_leads",
)


@question
def day_bounds(publication: Publication) -> tuple[date, date] | None:
    """The first day with open unique leads and the day of the run; None without any."""
    sql = "select min(as_of_date), max(as_of_date) from {pipeline_by_day}"
    first, last = ask(publication, sql).fetchall()[0]
    return None if first is None else (first, last)


@question
def stages_on(
    publication: Publication, companies: Companies, day: date
) -> pd.DataFrame:
    """One row per open stage, in order, and a last one for all of them."""
    sql = f"""
    {COMPANIES}
    , chosen as (
        select * from {{pipeline_by_day}} as days
        where as_of_date = $day and {in_companies("days.company_id")}
    ),
    stages as (
        select unnest($stages) as stage, generate_subscripts($stages, 1) as stage_order
    )
    select
        stages.stage,
        cast(coalesce(sum(open_unique_leads), 0) as bigint) as open_unique_leads,
        cast(coalesce(sum(targeted_unique_leads), 0) as bigint)
            as targeted_unique_leads,
        cast(coalesce(sum(weighted_unique_leads), 0) as bigint)
            as weighted_unique_leads,
        coalesce(sum(target_amount), 0) as target_amount,
        coalesce(sum(weighted_amount), 0) as weighted_amount
    from stages
    left join chosen on stages.stage = chosen.stage
    group by rollup ((stages.stage, stages.stage_order))
    order by stages.stage_order nulls last
    """
    parameters = _parameters(companies, day=day, stages=list(OPEN_STAGES))
    return ask(publication, sql, parameters).df().fillna({"stage": "all"})


@question
def over_days(
    publication: Publication, companies: Companies, first: date, last: date, step: int
) -> pd.DataFrame:
    """One row per day and open stage, each `step` days back from the last one."""
    sql = f"""
    {COMPANIES}
    , days as (
        select cast(unnest(generate_series(
            cast($last as timestamp),
            cast($first as timestamp),
            -to_days(cast($step as integer))
        )) as date) as as_of_date
    ),
    stages as (select unnest($stages) as stage),
    summed as (
        select
            pipeline.as_of_date,
            pipeline.stage,
            sum(open_unique_leads) as open_unique_leads,
            sum(target_amount) as target_amount,
            sum(weighted_amount) as weighted_amount
        from {{pipeline_by_day}} as pipeline
        where
            pipeline.as_of_date between $first and $last
            and date_diff('day', pipeline.as_of_date, $last) % $step = 0
            and {in_companies("pipeline.company_id")}
        group by pipeline.as_of_date, pipeline.stage
    )
    select
        days.as_of_date,
        stages.stage,
        cast(coalesce(summed.open_unique_leads, 0) as bigint) as open_unique_leads,
        coalesce(summed.target_amount, 0) as target_amount,
        coalesce(summed.weighted_amount, 0) as weighted_amount
    from days
    cross join stages
    left join summed
        on days.as_of_date = summed.as_of_date and stages.stage = summed.stage
    order by days.as_of_date, list_position($stages, stages.stage)
    """
    parameters = _parameters(
        companies, first=first, last=last, step=step, stages=list(OPEN_STAGES)
    )
    return ask(publication, sql, parameters).df()


@question
def values(publication: Publication, companies: Companies) -> pd.DataFrame:
    """One row per open stage as of the run: its value, weighted in three ways.

    `own_history_unique_leads` are weighted by their company's own history, the
    `network_history_` ones by the network's; the others by nothing, too few cases.
    """
    sql = f"""
    {COMPANIES}
    select
        stage,
        sum(open_unique_leads) as open_unique_leads,
        sum(targeted_unique_leads) as targeted_unique_leads,
        sum(target_amount) as target_amount,
        sum(human_unique_leads) as human_unique_leads,
        sum(human_target_amount) as human_target_amount,
        sum(human_weighted_amount) as human_weighted_amount,
        sum(history_weighted_amount) as history_weighted_amount,
        sum(targeted_unique_leads) filter (where history_scope = 'company')
            as own_history_unique_leads,
        sum(targeted_unique_leads) filter (where history_scope = 'network')
            as network_history_unique_leads,
        sum(targeted_unique_leads) filter (
            where history_scope not in ('company', 'network')
        ) as unweighted_unique_leads,
        coalesce(sum(history_cases) filter (where history_scope = 'company'), 0)
            as own_history_cases,
        coalesce(max(history_cases) filter (where history_scope = 'network'), 0)
            as network_history_cases,
        max(fewest_cases) as fewest_cases
    from {{pipeline_value}} as pipeline
    where {in_companies("pipeline.company_id")}
    group by stage
    order by list_position($stages, stage)
    """
    parameters = _parameters(companies, stages=list(OPEN_STAGES))
    return ask(publication, sql, parameters).df()


@question
def calibration(publication: Publication) -> pd.DataFrame:
    """One row per kind of probability and bin, over all months, of the whole network.

    A unique lead counts in each month at whose beginning it was open.
    """
    sql = """
    select
        kind,
        bin,
        min(bin_from) as bin_from,
        max(bin_until) as bin_until,
        sum(predicted_probability * decided_unique_leads)
            / nullif(sum(decided_unique_leads), 0) as predicted_probability,
        sum(observed_share * decided_unique_leads)
            / nullif(sum(decided_unique_leads), 0) as observed_share,
        cast(sum(decided_unique_leads) as bigint) as decided_unique_leads,
        cast(sum(open_unique_leads) as bigint) as open_unique_leads,
        sum(brier_score * decided_unique_leads)
            / nullif(sum(decided_unique_leads), 0) as brier_score
    from {win_probability_calibration}
    group by kind, bin
    having sum(decided_unique_leads) > 0
    order by kind, bin
    """
    return ask(publication, sql).df()


@question
def ages(publication: Publication, companies: Companies) -> pd.DataFrame:
    """One row per span of age of the leads that are open now, the youngest first."""
    sql = f"""
    {COMPANIES}
    select
        age_bucket,
        count(*) as open_unique_leads,
        count(*) filter (where is_past) as past_unique_leads,
        sum(value_amount) as value_amount,
        median(days_since_last_word) as median_days_since_last_word
    from {{open_leads}} as open_leads
    where {in_companies("open_leads.company_id")}
    group by age_bucket, age_bucket_order
    order by age_bucket_order
    """
    return ask(publication, sql, _parameters(companies)).df()


@question
def restated(publication: Publication, companies: Companies) -> pd.DataFrame:
    """One row per earlier publication that is kept: what it said, what is known now."""
    sql = f"""
    {COMPANIES}
    select
        as_of_date,
        sum(published_unique_leads) as published_unique_leads,
        sum(open_unique_leads) as open_unique_leads,
        sum(late_unique_leads) as late_unique_leads,
        sum(other_unique_leads) as other_unique_leads,
        sum(published_target_amount) as published_target_amount,
        sum(target_amount) as target_amount,
        sum(late_target_amount) as late_target_amount,
        sum(other_target_amount) as other_target_amount
    from {{pipeline_restated}} as restated
    where {in_companies("restated.company_id")}
    group by as_of_at, as_of_date
    order by as_of_at
    """
    return ask(publication, sql, _parameters(companies)).df()


def _parameters(companies: Companies, **more: object) -> dict[str, Any]:
    return {"company_ids": list(companies), **more}
