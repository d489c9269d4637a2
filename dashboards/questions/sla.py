"""What is asked about promised times: met or missed, by whom, and how fast people answer.

fct_sla is only counted here; what the pages get is one row per target or company.
"""

from typing import Any

import pandas as pd

from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions.rates import FEW_CASES, wilson
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies
from dashboards.vocabulary import segments

MARTS = ("sla_compliance", "fct_sla", "speed_to_lead")
LISTED = 200

# What tells one target from another.
_TARGET = "from_event, to_event, target_lead_type, clock, target_minutes"
_CHOSEN = f"""
{COMPANIES}
, chosen as (
    select
        *,
        concat_ws('|', {_TARGET}) as target
    from {{sla_compliance}} as compliance
    where
        compliance.month between $first_month and $last_month
        and compliance.owner_kind
            = case when len($company_ids) = 0 then 'all' else 'company' end
        and (len($company_ids) = 0 or {in_companies("compliance.owner_id")})
)
"""
_SUMS = """
    cast(sum(met) as bigint) as met,
    cast(sum(missed) as bigint) as missed,
    cast(sum(past_due_open) as bigint) as past_due_open,
    cast(sum(not_due) as bigint) as not_due,
    cast(sum(met + missed + past_due_open) as bigint) as due
"""
_RATED = f"""
    *,
    {wilson("met", "due", "compliance")},
    due < {FEW_CASES} as has_few_cases
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
def targets(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per target with something due, the least kept first; `target` is its key."""
    sql = f"""
    {_CHOSEN}
    , summed as (
        select target, {_TARGET}, {_SUMS}
        from chosen
        group by target, {_TARGET}
    )
    select {_RATED}
    from summed
    order by due = 0, met / nullif(due, 0), target
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def target_months(publication: Publication, scope: Scope, target: str) -> pd.DataFrame:
    """One row per month of one target."""
    sql = f"""
    {_CHOSEN}
    , summed as (
        select month, {_SUMS} from chosen where target = $target group by month
    )
    select {_RATED} from summed order by month
    """
    return ask(publication, sql, _parameters(scope, target=target)).df()


@question
def breaches(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per company that has to meet targets, the one with most breaches first."""
    sql = f"""
    {COMPANIES}
    , counted as (
        select
            owner_company_id,
            count(*) filter (where is_breach) as breaches,
            count(*) filter (where outcome = 'missed') as missed,
            count(*) filter (where outcome = 'past_due_open') as past_due_open,
            count(*) filter (where outcome <> 'not_due') as due,
            median(elapsed_minutes) filter (where is_breach)
                as median_elapsed_minutes
        from {{fct_sla}} as sla
        where
            date_trunc('month', created_date) between $first_month and $last_month
            and {in_companies("sla.owner_company_id")}
        group by owner_company_id
    )
    select
        counted.*,
        coalesce(companies.name, 'No company') as company_name,
        {wilson("breaches", "due", "breach_share")},
        due < {FEW_CASES} as has_few_cases
    from counted
    left join {{dim_companies}} as companies
        on counted.owner_company_id = companies.company_id
    where due > 0
    order by breaches desc, company_name
    limit 500
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def open_breaches(publication: Publication, scope: Scope) -> pd.DataFrame:
    """One row per target that is overdue and not met, the newest first, cut to LISTED."""
    sql = f"""
    {COMPANIES}
    select
        sla.lead_id, sla.from_event, sla.to_event, sla.clock, sla.target_minutes,
        sla.elapsed_minutes, sla.due_at, companies.name as company_name
    from {{fct_sla}} as sla
    left join {{dim_companies}} as companies
        on sla.owner_company_id = companies.company_id
    where
        sla.outcome = 'past_due_open'
        and date_trunc('month', sla.created_date) between $first_month and $last_month
        and {in_companies("sla.owner_company_id")}
    order by sla.due_at desc, sla.lead_id, sla.to_event
    limit {LISTED}
    """
    return ask(publication, sql, _parameters(scope)).df()


@question
def speed_kinds(publication: Publication) -> tuple[str, ...]:
    """The kinds of segments by which answers are timed, in no order."""
    sql = "select distinct segment_kind from {speed_to_lead} order by 1"
    return tuple(row[0] for row in ask(publication, sql).fetchall())


@question
def speed_segments(
    publication: Publication, scope: Scope, kind: str, response: str, clock: str
) -> pd.DataFrame:
    """One row per segment over all months, the one with the most leads first."""
    sql = f"""
    {COMPANIES}
    select *
    from {{speed_to_lead}} as speed
    where
        month is null
        and segment_kind = $kind
        and response = $response
        and clock = $clock
        and ($kind <> 'company' or {in_companies("speed.segment")})
    order by leads desc, segment_label, segment
    limit 500
    """
    parameters: dict[str, Any] = {
        "company_ids": list(scope.company_ids),
        "kind": kind,
        "response": response,
        "clock": clock,
    }
    rows = ask(publication, sql, parameters).df()
    names = segments(kind, list(rows["segment"]), list(rows["segment_label"]))
    return rows.assign(label=names)


@question
def speed_months(
    publication: Publication, scope: Scope, response: str, clock: str
) -> pd.DataFrame:
    """One row per month, of the whole network."""
    sql = """
    select * from {speed_to_lead}
    where
        month between $first_month and $last_month
        and segment_kind = 'all'
        and response = $response
        and clock = $clock
    order by month
    """
    parameters = _parameters(scope, response=response, clock=clock)
    del parameters["company_ids"]
    return ask(publication, sql, parameters).df()
