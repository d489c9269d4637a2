"""The cause of every difference, and the proof that the causes sum to the change.

Belongs here: the ordered tests of docs/decisions/0012, as SQL that makes the table
`moves`. A row of it takes from or gives to one campaign and month, for one cause.
"""

import duckdb

from orchestration.errors import LeadhouseError

CAUSES = {
    "new_data": "new data",
    "late_data": "late data, about a month that was over",
    "correction": "records corrected by their source",
    "deletion": "records deleted by their source",
    "refund": "credit notes and money paid back",
    "exchange_rate": "exchange rates",
    "rematch": "persons or matches found anew",
    "campaign_change": "campaigns or aliases created or changed",
    "decision": "decisions at the desk",
    "definition": "other business rules",
    "model_version": "another linkage model",
}

# The order matters: what the row itself says comes first, then what a person said of it,
# then what it is matched with; rules and model are the cause only of what has the same
# inputs as before.
_UNIT_CAUSES = """
create table unit_causes as
with

judged as (
    select
        flags.*,
        deciders.record_id as decider_record,
        deciders.is_late as is_decider_late,
        runs.is_definition_changed,
        runs.is_model_changed
    from unit_flags as flags
    cross join runs
    left join unit_deciders as deciders on flags.unit_id = deciders.unit_id
)

select
    unit_id,
    case
        when deleted_record is not null then 'deletion'
        when corrected_record is not null then 'correction'
        when decided_record is not null then 'decision'
        when recampaigned_record is not null then 'campaign_change'
        when is_repartitioned and redelivered_record is not null then 'correction'
        when is_repartitioned and list_contains(person_causes, 'decision')
            then 'decision'
        when is_repartitioned and list_contains(person_causes, 'model')
            then 'model_version'
        when is_repartitioned and list_contains(person_causes, 'definition')
            then 'definition'
        when is_repartitioned and len(person_causes) > 0 then 'rematch'
        when is_repartitioned and is_model_changed then 'model_version'
        when is_repartitioned and is_definition_changed then 'definition'
        when is_repartitioned then 'rematch'
        when new_record is not null and is_late then 'late_data'
        when new_record is not null then 'new_data'
        when decider_record is not null and is_decider_late then 'late_data'
        when decider_record is not null then 'new_data'
        when is_model_changed and reweighed_record is not null then 'model_version'
        when is_definition_changed then 'definition'
        when is_model_changed then 'model_version'
        else 'rematch'
    end as cause,
    coalesce(
        deleted_record, corrected_record, decided_record, recampaigned_record,
        case when is_repartitioned then coalesce(redelivered_record, replaced_record) end,
        new_record, decider_record, reweighed_record, rematched_record
    ) as because_record_id
from judged
"""

_COUNTED = """
create table counted_causes as
select
    changes.*,
    case
        when changes.measure = 'unique_leads' then units.cause
        when inputs.change = 'deleted' then 'deletion'
        when inputs.change = 'new' and inputs.is_late then 'late_data'
        when inputs.change = 'new' then 'new_data'
        when inputs.change = 'corrected' then 'correction'
        when decided.record_id is not null then 'decision'
        when leads.is_recampaigned then 'campaign_change'
        when runs.is_definition_changed then 'definition'
        else 'correction'
    end as cause,
    case
        when changes.measure = 'unique_leads' then units.because_record_id
        else lead.record_id
    end as because_record_id
from counted_changes as changes
cross join runs
left join unit_causes as units on changes.thing_id = units.unit_id
left join (
    select
        thing_id,
        case when thing_id like 'call:%' then thing_id else 'lead:' || thing_id end
            as record_id
    from counted_changes
    where measure = 'leads'
) as lead on changes.measure = 'leads' and changes.thing_id = lead.thing_id
left join input_changes as inputs on lead.record_id = inputs.record_id
left join decided_records as decided on lead.record_id = decided.record_id
left join lead_changes as leads on lead.record_id = leads.record_id
"""

_ENTRY_CAUSES = """
create table entry_causes as
select
    entries.*,
    case
        when entries.is_new and entries.is_refund then 'refund'
        when
            entries.is_new
            and (own.change = 'new' or coalesce(invoices.change, paths.change) = 'new')
            then case when entries.is_late then 'late_data' else 'new_data' end
        when
            entries.is_gone
            and (
                own.change = 'deleted'
                or invoices.change = 'deleted' or paths.change = 'deleted'
            )
            then 'deletion'
        when own.change is not null or invoices.change is not null then 'correction'
        when runs.is_definition_changed then 'definition'
        else 'correction'
    end as money_cause,
    case
        when own.change is not null then entries.entry_id
        when invoices.change is not null then invoices.record_id
        else paths.record_id
    end as because_record_id
from entry_changes as entries
cross join runs
left join changed_records as own on entries.entry_id = own.record_id
left join changed_records as invoices
    on 'invoice:' || entries.invoice_id = invoices.record_id
    and entries.entry_id <> invoices.record_id
left join changed_records as paths
    on entries.conversion_after = paths.record_id
    and entries.entry_id <> paths.record_id
"""

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


def attribute_causes(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `moves` and `figure_changes`, and proves that causes sum to the change.

    Raises LeadhouseError naming the first figure for which they do not.
    """
    for statement in (
        _UNIT_CAUSES,
        _COUNTED,
        _ENTRY_CAUSES,
        _SPREAD,
        _MOVES,
        _CHANGES,
    ):
        con.execute(statement)
    wrong = con.execute(_WRONG).fetchall()
    if wrong:
        measure, campaign, month, change, said = wrong[0]
        raise LeadhouseError(
            f"The causes of {measure} of {campaign}, {month}, sum to {said}, but it "
            f"changed by {change}: please report this."
        )
