"""The cause of every record that differs, found by tests in a fixed order.

Belongs here: the ordered tests of docs/decisions/0012, as SQL. What they move from one
campaign's month to another is moves.py's.
"""

import duckdb

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


def attribute_causes(con: duckdb.DuckDBPyConnection) -> None:
    """Makes unit_causes (why an opportunity or conversion counts elsewhere),
    counted_causes (of leads and opportunities) and entry_causes (of an entry's amount)."""
    for statement in (_UNIT_CAUSES, _COUNTED, _ENTRY_CAUSES):
        con.execute(statement)
