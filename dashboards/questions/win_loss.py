"""What the page on wins and losses asks: rates, reasons, competitors, leagues, products.

Sums over the chosen months and companies are made here from the marts' rows, and the
rates are those of the sums.
"""

from typing import Any, Literal

import pandas as pd

from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions.rates import FEW_CASES, share, wilson
from dashboards.reading import ask, question
from dashboards.slices import COMPANIES, in_companies
from dashboards.vocabulary import EVERYTHING, SEGMENT_KINDS, segments

MARTS = (
    "win_loss",
    "win_loss_overall",
    "loss_reasons",
    "competitor_outcomes",
    "league_table",
    "league_reversals",
    "product_interest",
)
OutcomeClock = Literal["cohort", "period"]
League = Literal["company", "user"]

_SUMS = """
    cast(sum(unique_leads) as bigint) as unique_leads,
    cast(sum(won) as bigint) as won,
    cast(sum(lost) as bigint) as lost,
    cast(sum(cancelled) as bigint) as cancelled,
    cast(sum(rejected) as bigint) as rejected,
    cast(sum(open) as bigint) as open,
    cast(sum(won + lost) as bigint) as decided,
    cast(sum(won + lost + cancelled + rejected) as bigint) as terminal,
    case $clock when 'cohort' then cast(sum(unique_leads) as bigint) end as created,
    sum(won_amount) as won_amount,
    sum(lost_amount) as lost_amount,
    sum(won_amount + lost_amount) as decided_amount,
    sum(won_amount + lost_amount + cancelled_amount + rejected_amount)
        as terminal_amount,
    case $clock
        when 'cohort'
            then sum(
                won_amount + lost_amount + cancelled_amount + rejected_amount
                + open_amount
            )
    end as created_amount,
    sum(won_revenue_amount) as won_revenue_amount
"""
_RATES = f"""
, rated as (
    select
        *,
        {wilson("won", "decided", "win_rate_decided")},
        {wilson("won", "terminal", "win_rate_all_terminal")},
        {wilson("won", "created", "win_rate_cohort")},
        {share("won_amount", "decided_amount")} as win_rate_decided_by_value,
        {share("won_amount", "terminal_amount")} as win_rate_all_terminal_by_value,
        {share("won_amount", "created_amount")} as win_rate_cohort_by_value,
        {share("created - open", "created")} as maturity,
        decided < {FEW_CASES} as has_few_cases
    from summed
)
"""


def _chosen(mart: str) -> str:
    """The mart's rows of the clock, months, kind of segment and companies chosen."""
    return f"""
    {COMPANIES}
    , chosen as (
        select * from {{{mart}}} as mart
        where
            mart.clock = $clock
            and mart.segment_kind = $kind
            and mart.month between $first_month and $last_month
            and ($kind <> 'company' or {in_companies("mart.segment")})
    )
    """


def _parameters(scope: Scope, clock: OutcomeClock, kind: str) -> dict[str, Any]:
    assert scope.months is not None
    return {
        "company_ids": list(scope.company_ids),
        "first_month": scope.months.first,
        "last_month": scope.months.last,
        "clock": clock,
        "kind": kind,
    }


def scope_kind(scope: Scope) -> str:
    """The kind of segments whose sum is the scope: chosen companies, or everything."""
    return "company" if scope.company_ids else EVERYTHING


@question
def segment_kinds(publication: Publication) -> tuple[str, ...]:
    """The kinds of segments in this publication, `all` left out."""
    sql = "select distinct segment_kind from {win_loss_overall}"
    found = {row[0] for row in ask(publication, sql).fetchall()}
    return tuple(kind for kind in SEGMENT_KINDS if kind in found)


@question
def headline(
    publication: Publication, scope: Scope, clock: OutcomeClock
) -> pd.DataFrame:
    """One row: the chosen companies and months together; none without any lead."""
    sql = f"""
    {_chosen("win_loss")}
    , summed as (select {_SUMS} from chosen having count(*) > 0)
    {_RATES}
    select * from rated
    """
    return ask(publication, sql, _parameters(scope, clock, scope_kind(scope))).df()


@question
def by_month(
    publication: Publication, scope: Scope, clock: OutcomeClock
) -> pd.DataFrame:
    """One row per month with a lead."""
    sql = f"""
    {_chosen("win_loss")}
    , summed as (select month, {_SUMS} from chosen group by month)
    {_RATES}
    select * from rated order by month
    """
    return ask(publication, sql, _parameters(scope, clock, scope_kind(scope))).df()


@question
def by_segment(
    publication: Publication, scope: Scope, clock: OutcomeClock, kind: str
) -> pd.DataFrame:
    """One row per segment, the one with the most decided first; `label` is unique.

    Companies chosen narrow segments that are companies, and no others: the marts cut
    the leads by one kind at a time. `win_rate_decided_shrunk` is over all months.
    """
    sql = f"""
    {_chosen("win_loss")}
    , summed as (
        select segment, any_value(segment_label) as segment_label, {_SUMS}
        from chosen
        group by segment
    )
    {_RATES}
    select rated.*, overall.win_rate_decided_shrunk
    from rated
    left join {{win_loss_overall}} as overall
        on
            overall.clock = $clock
            and overall.segment_kind = $kind
            and rated.segment = overall.segment
    order by decided desc, segment_label, segment
    limit 500
    """
    rows = ask(publication, sql, _parameters(scope, clock, kind)).df()
    names = segments(kind, list(rows["segment"]), list(rows["segment_label"]))
    return rows.assign(label=names)


@question
def loss_reasons(
    publication: Publication, scope: Scope, clock: OutcomeClock
) -> pd.DataFrame:
    """One row per reason, the most frequent first, those without a reason last."""
    sql = f"""
    {_chosen("loss_reasons")}
    , summed as (
        select
            lost_reason,
            any_value(lost_reason_label) as lost_reason_label,
            bool_or(is_reason_given) as is_reason_given,
            bool_or(is_reason_known) as is_reason_known,
            cast(sum(lost) as bigint) as lost,
            sum(lost_amount) as lost_amount,
            cast(sum(lost) filter (where competitor <> '__none__') as bigint)
                as lost_to_named_competitor
        from chosen
        group by lost_reason
    )
    select
        *,
        {share("lost", "sum(lost) over ()")} as lost_share,
        {share("lost_amount", "sum(lost_amount) over ()")} as lost_amount_share
    from summed
    order by is_reason_given desc, lost desc, lost_reason
    """
    return ask(publication, sql, _parameters(scope, clock, scope_kind(scope))).df()


@question
def competitors(publication: Publication) -> pd.DataFrame:
    """One row per competitor named, and one for leads that name none, which is last."""
    sql = """
    select * from {competitor_outcomes}
    order by competitor = '__none__', unique_leads desc, competitor
    limit 100
    """
    return ask(publication, sql).df()


@question
def league(
    publication: Publication, companies: tuple[str, ...], kind: League
) -> pd.DataFrame:
    """One row per company or user of the chosen companies, by adjusted place."""
    sql = f"""
    {COMPANIES}
    select * from {{league_table}} as league
    where league = $league and {in_companies("league.company_id")}
    order by rank_adjusted nulls last, rank_raw, entity_id
    limit 500
    """
    parameters = {"company_ids": list(companies), "league": kind}
    return ask(publication, sql, parameters).df()


@question
def reversals(
    publication: Publication, companies: tuple[str, ...], kind: League
) -> pd.DataFrame:
    """One row per pair whose order turns round once the mix is the same, sure ones first.

    At least one of the pair belongs to the chosen companies.
    """
    sql = f"""
    {COMPANIES}
    , entities as (
        select
            entity_id,
            any_value(entity_label) as entity_label,
            bool_or({in_companies("league.company_id")}) as is_chosen
        from {{league_table}} as league
        where league = $league
        group by entity_id
    )
    select
        pairs.*,
        better.entity_label as raw_better_label,
        worse.entity_label as raw_worse_label
    from {{league_reversals}} as pairs
    inner join entities as better on pairs.raw_better_id = better.entity_id
    inner join entities as worse on pairs.raw_worse_id = worse.entity_id
    where pairs.league = $league and (better.is_chosen or worse.is_chosen)
    order by
        pairs.is_significant desc,
        least(pairs.raw_difference_errors, pairs.adjusted_difference_errors) desc,
        pairs.raw_better_id,
        pairs.raw_worse_id
    limit 200
    """
    parameters = {"company_ids": list(companies), "league": kind}
    return ask(publication, sql, parameters).df()


@question
def products(publication: Publication) -> pd.DataFrame:
    """One row per product asked for and product line sold, the most asked for first."""
    sql = """
    select * from {product_interest}
    order by
        product = '__none__', product_unique_leads desc, product,
        sold_product_line = '__nothing__', not is_sold_as_asked, sold_product_line
    limit 1000
    """
    return ask(publication, sql).df()
