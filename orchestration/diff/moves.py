"""What each cause moves, and the proof that the causes sum to the change.

Belongs here: SQL that makes the table `moves`. A row of it takes from or gives to one
campaign and month, for one cause; `figure_changes` sums them.
"""

import duckdb

from orchestration.errors import LeadhouseError

# The difference of an entry that is in both is first spread over the leaves that it had,
# to the cent, and then each leaf goes to where it is now.
_SPREAD = """
create table spread_pairs as
with

running as (
    select
        pairs.*,
        entries.is_new or entries.is_gone as is_whole,
        entries.conversion_after as unit_id,
        entries.money_cause,
        entries.because_record_id,
        entries.restated_amount,
        entries.changed_amount,
        sum(coalesce(pairs.amount_before, 0)) over entry_leaves as amount_so_far,
        sum(coalesce(pairs.amount_before, 0)) over whole_entry as amount_in_all,
        row_number() over entry_leaves as leaf_number
    from credit_pairs as pairs
    inner join entry_causes as entries on pairs.entry_id = entries.entry_id
    window
        entry_leaves as (
            partition by pairs.attribution_model, pairs.entry_id
            order by pairs.amount_before is null, pairs.lead_key
            rows between unbounded preceding and current row
        ),
        whole_entry as (partition by pairs.attribution_model, pairs.entry_id)
),

shared as (
    select
        *,
        case
            when amount_in_all = 0 then 1
            else cast(amount_so_far as double) / cast(amount_in_all as double)
        end as share_so_far
    from running
),

rounded as (
    select
        *,
        cast(round(restated_amount * share_so_far, 2) as decimal(18, 2)) as restated,
        cast(round(changed_amount * share_so_far, 2) as decimal(18, 2)) as changed
    from shared
)

select
    *,
    restated - coalesce(lag(restated) over entry_leaves, 0) as restated_here,
    changed - coalesce(lag(changed) over entry_leaves, 0) as changed_here
from rounded
window entry_leaves as (
    partition by attribution_model, entry_id order by leaf_number
)
"""

_MOVES = """
create table moves as
with

counted as (
    select measure, thing_id, cause, because_record_id,
        campaign_before as campaign_id, month_before as month, -1 as change
    from counted_causes where campaign_before is not null
    union all
    select measure, thing_id, cause, because_record_id, campaign_after, month_after, 1
    from counted_causes where campaign_after is not null
),

spend as (
    select
        changes.*,
        case
            when changes.is_same_currency and changes.is_restated
                then changes.amount_at_old_rate - changes.amount_before
            when changes.is_restated or changes.is_new or changes.is_gone
                then changes.amount_after - changes.amount_before
            else 0
        end as restated,
        case
            when changes.is_new and records.is_late then 'late_data'
            when changes.is_new and records.change = 'new' then 'new_data'
            when changes.is_gone and records.change = 'deleted' then 'deletion'
            when records.change is not null then 'correction'
            when runs.is_definition_changed then 'definition'
            else 'correction'
        end as cause
    from spend_changes as changes
    cross join runs
    left join changed_records as records on changes.thing_id = records.record_id
),

entry_moves as (
    -- New and gone entries, whole.
    select attribution_model, revenue_basis, entry_id, lead_key, money_cause as cause,
        because_record_id, campaign_before as campaign_id, month_before as month,
        -amount_before as change
    from spread_pairs where is_whole and amount_before is not null
    union all
    select attribution_model, revenue_basis, entry_id, lead_key, money_cause,
        because_record_id, campaign_after, month_after, amount_after
    from spread_pairs where is_whole and amount_after is not null
    union all
    -- The entry says something else.
    select attribution_model, revenue_basis, entry_id, lead_key, money_cause,
        because_record_id, campaign_before, month_before, restated_here
    from spread_pairs where not is_whole and restated_here <> 0
    union all
    -- It is worth something else.
    select attribution_model, revenue_basis, entry_id, lead_key, 'exchange_rate',
        entry_id, campaign_before, month_before, changed_here - restated_here
    from spread_pairs where not is_whole and changed_here <> restated_here
),

-- And it is credited elsewhere.
path_parts as (
    select
        pairs.*,
        coalesce(pairs.amount_before, 0) + pairs.changed_here as amount_there,
        coalesce(pairs.amount_after, 0) as amount_here
    from spread_pairs as pairs
    where not pairs.is_whole
),

path_moves as (
    select attribution_model, revenue_basis, entry_id, lead_key, unit_id,
        campaign_before as campaign_id, month_before as month, -amount_there as change
    from path_parts
    where campaign_before is not null and (
        campaign_before is distinct from campaign_after
        or month_before is distinct from month_after
    )
    union all
    select attribution_model, revenue_basis, entry_id, lead_key, unit_id,
        campaign_after, month_after, amount_here
    from path_parts
    where campaign_after is not null and (
        campaign_before is distinct from campaign_after
        or month_before is distinct from month_after
    )
    union all
    select attribution_model, revenue_basis, entry_id, lead_key, unit_id,
        campaign_after, month_after, amount_here - amount_there
    from path_parts
    where campaign_before = campaign_after and month_before = month_after
),

-- A model that learns its weights from all journeys moves credit between the same
-- touches when others arrive.
learned as (
    select attribution_model, entry_id,
        bool_and(
            campaign_before is not distinct from campaign_after
            and month_before is not distinct from month_after
        ) as is_same_path
    from path_parts
    group by attribution_model, entry_id
)

select measure, cast(null as varchar) as attribution_model,
    cast(null as varchar) as revenue_basis, campaign_id, month, cause,
    because_record_id, thing_id, cast(null as varchar) as lead_id,
    cast(change as decimal(18, 2)) as change
from counted
union all
select 'spend_amount', null, null, campaign_id, month, cause, thing_id, thing_id, null,
    restated
from spend where restated <> 0
union all
select 'spend_amount', null, null, campaign_id, month,
    case when is_rerated then 'exchange_rate' else cause end,
    thing_id, thing_id, null, amount_after - amount_before - restated
from spend where amount_after - amount_before <> restated
union all
select 'revenue_amount', attribution_model, revenue_basis, campaign_id, month, cause,
    because_record_id, entry_id, nullif(lead_key, ''), change
from entry_moves
union all
select 'revenue_amount', moved.attribution_model, moved.revenue_basis, moved.campaign_id,
    moved.month,
    case
        when
            learned.is_same_path and units.because_record_id is null
            and not runs.is_definition_changed and not runs.is_model_changed
            then 'new_data'
        else coalesce(units.cause, 'rematch')
    end,
    units.because_record_id, moved.entry_id, nullif(moved.lead_key, ''), moved.change
from path_moves as moved
cross join runs
inner join learned
    on moved.attribution_model = learned.attribution_model
    and moved.entry_id = learned.entry_id
left join unit_causes as units on moved.unit_id = units.unit_id
where moved.change <> 0
"""

_CHANGES = """
create table figure_changes as
with

moved as (
    select measure, attribution_model, revenue_basis, campaign_id, month, cause,
        sum(change) as change, count(distinct thing_id) as records_count
    from moves
    group by all
)

select
    moved.measure,
    moved.attribution_model,
    moved.revenue_basis,
    moved.campaign_id,
    moved.month,
    moved.cause,
    coalesce(old.amount, 0) as amount_before,
    coalesce(new.amount, 0) as amount_after,
    moved.change,
    moved.records_count
from moved
left join figures_before as old
    on moved.measure = old.measure and moved.campaign_id = old.campaign_id
    and moved.month = old.month
    and moved.attribution_model is not distinct from old.attribution_model
    and moved.revenue_basis is not distinct from old.revenue_basis
left join figures_after as new
    on moved.measure = new.measure and moved.campaign_id = new.campaign_id
    and moved.month = new.month
    and moved.attribution_model is not distinct from new.attribution_model
    and moved.revenue_basis is not distinct from new.revenue_basis
"""

_WRONG = """
with

totals as (
    select measure, attribution_model, revenue_basis, campaign_id, month,
        sum(amount) as change
    from (
        select * from figures_after
        union all
        select * replace (-amount as amount) from figures_before
    )
    group by all
),

said as (
    select measure, attribution_model, revenue_basis, campaign_id, month,
        sum(change) as change
    from moves
    group by all
)

select
    coalesce(totals.measure, said.measure),
    coalesce(totals.campaign_id, said.campaign_id),
    coalesce(totals.month, said.month),
    coalesce(totals.change, 0),
    coalesce(said.change, 0)
from totals
full join said
    on totals.measure = said.measure and totals.campaign_id = said.campaign_id
    and totals.month = said.month
    and totals.attribution_model is not distinct from said.attribution_model
    and totals.revenue_basis is not distinct from said.revenue_basis
where coalesce(totals.change, 0) <> coalesce(said.change, 0)
limit 1
"""


def sum_moves(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `moves` and `figure_changes`, and proves that causes sum to the change.

    Raises LeadhouseError naming the first figure for which they do not.
    """
    for statement in (_SPREAD, _MOVES, _CHANGES):
        con.execute(statement)
    wrong = con.execute(_WRONG).fetchall()
    if wrong:
        measure, campaign, month, change, said = wrong[0]
        raise LeadhouseError(
            f"The causes of {measure} of {campaign}, {month}, sum to {said}, but it "
            f"changed by {change}: please report this."
        )
