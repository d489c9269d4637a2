"""Which leaves of the figures differ between two publications, and by how much.

Belongs here: SQL that compares leaves by key and splits a ledger entry's difference into
money (its amount changed where it was) and path (it is credited elsewhere). Why a path
changed is causes.py's.
"""

import duckdb

from orchestration.leaves import CASH_BASIS, MEASURES, day_of

# What a rule shares among companies sums to nothing in a campaign's month.
_LEAVES_OF = {"spend_amount": "own_spend_amount"}
COUNTED = {"leads": "lead_id", "unique_leads": "unique_lead_id"}


def compare_figures(con: duckdb.DuckDBPyConnection, clock: str) -> None:
    """Makes the leaves on that clock of both sides and what differs between them.

    Tables: figures_before and figures_after (sums by campaign and month), counted_changes,
    spend_changes, credit_pairs (all leaves of entries that differ, side by side) and
    entry_changes (the ledger's side of the entries that differ).
    """
    con.execute(_MODELS)
    for side in ("before", "after"):
        con.execute(_leaves(side, clock))
        con.execute(_FIGURES.format(side=side))
    for statement in (_COUNTED, _SPEND, _MARKED, _TOUCHED, _PAIRS, _ENTRIES):
        con.execute(statement)


def _leaves(side: str, clock: str) -> str:
    """SQL for leaves_<side>: what each measure counts where, by a key that stays.

    A view, since nearly all leaves are the same on both sides and none of those is kept.
    """
    cash = f"and revenue_basis = '{CASH_BASIS}'" if clock == "cash" else ""
    parts = []
    for name, key in COUNTED.items():
        parts.append((name, key, "null", "true"))
    parts.append(("spend_amount", "record_id", "null", "true"))
    parts.append(
        (
            "revenue_amount",
            "entry_id",
            "coalesce(lead_id, '')",
            f"attribution_model in (select attribution_model from models_both) {cash}",
        )
    )
    unioned = " union all ".join(
        f"""
        select '{name}' as measure, attribution_model, revenue_basis, {key} as thing_id,
            {lead} as lead_key, campaign_id,
            cast(date_trunc('month', {day_of(clock)}) as date) as month,
            cast(amount as decimal(18, 2)) as amount, conversion_id
        from ({MEASURES[_LEAVES_OF.get(name, name)].leaves(f"{side}.")})
        where {where}
        """
        for name, key, lead, where in parts
    )
    return f"create view leaves_{side} as {unioned}"


# A model that only one of the two has cannot have changed.
_MODELS = """
create table models_both as
select attribution_model from before.campaign_roi
intersect
select attribution_model from after.campaign_roi
"""

_FIGURES = """
create table figures_{side} as
select measure, attribution_model, revenue_basis, campaign_id, month,
    sum(amount) as amount
from leaves_{side}
group by all
"""

_COUNTED = """
create table counted_changes as
select
    coalesce(old.measure, new.measure) as measure,
    coalesce(old.thing_id, new.thing_id) as thing_id,
    old.campaign_id as campaign_before,
    old.month as month_before,
    new.campaign_id as campaign_after,
    new.month as month_after
from (
    select * from leaves_before where measure in ('leads', 'unique_leads')
) as old
full join (
    select * from leaves_after where measure in ('leads', 'unique_leads')
) as new
    on old.measure = new.measure and old.thing_id = new.thing_id
where
    old.thing_id is null or new.thing_id is null
    or old.campaign_id <> new.campaign_id or old.month <> new.month
"""

_SPEND = """
create table spend_changes as
with

marked as (
    select coalesce(old.mark, new.mark) as mark
    from (
        select hash(thing_id, campaign_id, month) as mark, sum(amount) as amount
        from leaves_before where measure = 'spend_amount' group by all
    ) as old
    full join (
        select hash(thing_id, campaign_id, month) as mark, sum(amount) as amount
        from leaves_after where measure = 'spend_amount' group by all
    ) as new on old.mark = new.mark
    where old.mark is null or new.mark is null or old.amount <> new.amount
),

old as (
    select thing_id, campaign_id, month, sum(amount) as amount
    from leaves_before
    where
        measure = 'spend_amount'
        and hash(thing_id, campaign_id, month) in (select mark from marked)
    group by all
),

new as (
    select thing_id, campaign_id, month, sum(amount) as amount
    from leaves_after
    where
        measure = 'spend_amount'
        and hash(thing_id, campaign_id, month) in (select mark from marked)
    group by all
),

changed as (
    select
        coalesce(old.thing_id, new.thing_id) as thing_id,
        coalesce(old.campaign_id, new.campaign_id) as campaign_id,
        coalesce(old.month, new.month) as month,
        old.thing_id is null as is_new,
        new.thing_id is null as is_gone,
        coalesce(old.amount, 0) as amount_before,
        coalesce(new.amount, 0) as amount_after
    from old
    full join new
        on old.thing_id = new.thing_id and old.campaign_id = new.campaign_id
        and old.month = new.month
    where
        old.thing_id is null or new.thing_id is null or old.amount <> new.amount
),

old_rows as (
    select record_id, sum(source_amount) as source_amount,
        min(source_currency) as source_currency, min(exchange_rate) as exchange_rate
    from before.fct_spend
    where record_id in (select thing_id from changed where not is_new)
    group by record_id
),

new_rows as (
    select record_id, sum(source_amount) as source_amount,
        min(source_currency) as source_currency, min(exchange_rate) as exchange_rate
    from after.fct_spend
    where record_id in (select thing_id from changed where not is_gone)
    group by record_id
)

select
    changed.*,
    old_rows.source_amount is distinct from new_rows.source_amount
        or old_rows.source_currency is distinct from new_rows.source_currency
        as is_restated,
    old_rows.source_currency = new_rows.source_currency as is_same_currency,
    old_rows.exchange_rate is distinct from new_rows.exchange_rate as is_rerated,
    cast(round(new_rows.source_amount * old_rows.exchange_rate, 2) as decimal(18, 2))
        as amount_at_old_rate
from changed
left join old_rows
    on not changed.is_new and changed.thing_id = old_rows.record_id
left join new_rows
    on not changed.is_gone and changed.thing_id = new_rows.record_id
"""

# An entry's leaves as one number, so that two numbers are compared for each entry instead
# of every leaf of every model; only of entries whose numbers differ are leaves looked at.
_MARKED = """
create table marked_entries as
with

old as (
    select thing_id, sum(hash(attribution_model, lead_key, campaign_id, month, amount))
        as mark, count(*) as leaves
    from leaves_before where measure = 'revenue_amount' group by thing_id
),

new as (
    select thing_id, sum(hash(attribution_model, lead_key, campaign_id, month, amount))
        as mark, count(*) as leaves
    from leaves_after where measure = 'revenue_amount' group by thing_id
)

select thing_id as entry_id
from old
full join new using (thing_id)
where old.mark is distinct from new.mark or old.leaves is distinct from new.leaves
"""

_TOUCHED = """
create table touched_entries as
with

old as (
    select leaves.* from leaves_before as leaves
    semi join marked_entries as marked on leaves.thing_id = marked.entry_id
    where leaves.measure = 'revenue_amount'
),

new as (
    select leaves.* from leaves_after as leaves
    semi join marked_entries as marked on leaves.thing_id = marked.entry_id
    where leaves.measure = 'revenue_amount'
)

select distinct
    coalesce(old.attribution_model, new.attribution_model) as attribution_model,
    coalesce(old.thing_id, new.thing_id) as entry_id
from old
full join new
    on old.attribution_model = new.attribution_model and old.thing_id = new.thing_id
    and old.lead_key = new.lead_key
where
    old.thing_id is null or new.thing_id is null or old.amount <> new.amount
    or old.campaign_id <> new.campaign_id or old.month <> new.month
"""

_PAIRS = """
create table credit_pairs as
with

old as (
    select leaves.* from leaves_before as leaves
    semi join touched_entries as touched
        on leaves.attribution_model = touched.attribution_model
        and leaves.thing_id = touched.entry_id
    where leaves.measure = 'revenue_amount'
),

new as (
    select leaves.* from leaves_after as leaves
    semi join touched_entries as touched
        on leaves.attribution_model = touched.attribution_model
        and leaves.thing_id = touched.entry_id
    where leaves.measure = 'revenue_amount'
)

select
    coalesce(old.attribution_model, new.attribution_model) as attribution_model,
    coalesce(old.revenue_basis, new.revenue_basis) as revenue_basis,
    coalesce(old.thing_id, new.thing_id) as entry_id,
    coalesce(old.lead_key, new.lead_key) as lead_key,
    old.campaign_id as campaign_before,
    old.month as month_before,
    old.amount as amount_before,
    old.conversion_id as conversion_before,
    new.campaign_id as campaign_after,
    new.month as month_after,
    new.amount as amount_after,
    new.conversion_id as conversion_after
from old
full join new
    on old.attribution_model = new.attribution_model and old.thing_id = new.thing_id
    and old.lead_key = new.lead_key
"""

# First the entry itself: what it says now at the rate of then, and then the rate.
_ENTRIES = """
create table entry_changes as
select
    coalesce(old.entry_id, new.entry_id) as entry_id,
    coalesce(old.conversion_id, new.conversion_id) as conversion_before,
    coalesce(new.conversion_id, old.conversion_id) as conversion_after,
    coalesce(new.invoice_id, old.invoice_id) as invoice_id,
    old.entry_id is null as is_new,
    new.entry_id is null as is_gone,
    coalesce(new.entry_kind = 'credit_notes' or new.amount < 0, false) as is_refund,
    new.occurred_date < runs.open_from as is_late,
    old.amount as amount_before,
    case
        when
            old.source_amount is not distinct from new.source_amount
            and old.source_currency = new.source_currency
            then 0
        when old.source_currency = new.source_currency
            then
                cast(
                    round(new.source_amount * old.exchange_rate, 2) as decimal(18, 2)
                ) - old.amount
        else new.amount - old.amount
    end as restated_amount,
    new.amount - old.amount as changed_amount
from (
    select * from before.fct_ledger
    where entry_id in (select entry_id from touched_entries)
) as old
full join (
    select * from after.fct_ledger
    where entry_id in (select entry_id from touched_entries)
) as new on old.entry_id = new.entry_id
cross join runs
"""
