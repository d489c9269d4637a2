"""What lies on the way from a delivered row to the campaign that is credited with it.

Belongs here: SQL that gathers, for every opportunity and conversion whose leaves differ,
the records that it rests on in either publication, and says what of them differs. Which
of several differences counts is causes.py's.
"""

import duckdb

from orchestration.diff.records import LEAD_RECORD

_MEMBERS = f"""
create table opportunity_leads as
select distinct
    leads.unique_lead_id,
    {LEAD_RECORD} as record_id
from (
    select unique_lead_id, lead_id from before.fct_leads
    union all
    select unique_lead_id, lead_id from after.fct_leads
) as leads
where leads.unique_lead_id is not null
"""

# The conversion that an entry belongs to now, and that to which it belonged.
_UNITS = """
create table conversion_units as
select distinct conversion_after as unit_id, conversion_after as conversion_id
from entry_changes where not (is_new or is_gone)
union
select distinct conversion_after, conversion_before
from entry_changes where not (is_new or is_gone)
"""

_CONVERSIONS = """
create table conversions_both as
select
    conversion_id, customer_id, matched_lead_id, unique_lead_id from before.fct_conversions
union
select
    conversion_id, customer_id, matched_lead_id, unique_lead_id from after.fct_conversions
"""

_RECORDS = f"""
create table unit_records as
with

-- Opportunities that share a lead, in either publication, are looked at together.
opportunity_units as (
    select distinct changes.thing_id as unit_id, others.unique_lead_id
    from counted_changes as changes
    inner join opportunity_leads as own on changes.thing_id = own.unique_lead_id
    inner join opportunity_leads as others on own.record_id = others.record_id
    where changes.measure = 'unique_leads'
),

credited as (
    select conversion_id, lead_id from before.fct_revenue_credits
    union
    select conversion_id, lead_id from after.fct_revenue_credits
),

followed as (
    select units.unit_id, conversions.*
    from conversion_units as units
    inner join conversions_both as conversions
        on units.conversion_id = conversions.conversion_id
)

select units.unit_id, members.record_id
from opportunity_units as units
inner join opportunity_leads as members
    on units.unique_lead_id = members.unique_lead_id
union
select followed.unit_id, members.record_id
from followed
inner join opportunity_leads as members
    on followed.unique_lead_id = members.unique_lead_id
union
select units.unit_id, {LEAD_RECORD}
from conversion_units as units
inner join credited as leads on units.conversion_id = leads.conversion_id
union
select leads.unit_id, {LEAD_RECORD}
from (select unit_id, matched_lead_id as lead_id from followed) as leads
where leads.lead_id is not null
union
select unit_id, 'customer:' || customer_id from followed where customer_id is not null
union
select unit_id, conversion_id from conversion_units
union
select conversion_after, entry_id from entry_changes
where conversion_before <> conversion_after
"""

# What decided the opportunity before, where that is what moved a boundary.
_DECIDERS = """
create table unit_deciders as
select units.unit_id, min(changed.record_id) as record_id, bool_or(changed.is_late) as is_late
from unit_records as units
inner join lead_changes as leads
    on units.record_id = leads.record_id and leads.is_decided_differently
inner join unit_records as members on units.unit_id = members.unit_id
inner join (
    select 'lead:' || lead_id as about, record_id, is_late from changed_records
    where record_id like 'status:%'
    union all
    select members.record_id, changed.record_id, changed.is_late
    from changed_records as changed
    inner join conversions_both as conversions
        on changed.record_id = conversions.conversion_id
    inner join opportunity_leads as members
        on conversions.unique_lead_id = members.unique_lead_id
) as changed on replace(members.record_id, 'lead:call:', 'call:')
    = replace(changed.about, 'lead:call:', 'call:')
group by units.unit_id
"""

_FLAGS = """
create table unit_flags as
select
    units.unit_id,
    min(units.record_id) filter (where inputs.change = 'deleted') as deleted_record,
    min(units.record_id) filter (where inputs.change = 'corrected') as corrected_record,
    min(units.record_id) filter (where changed.change = 'corrected')
        as redelivered_record,
    min(units.record_id) filter (where inputs.change = 'new') as new_record,
    coalesce(bool_or(inputs.is_late) filter (where inputs.change = 'new'), false)
        as is_late,
    min(units.record_id) filter (where decided.record_id is not null) as decided_record,
    min(units.record_id) filter (where leads.is_recampaigned) as recampaigned_record,
    min(units.record_id) filter (where leads.is_reweighed) as reweighed_record,
    min(units.record_id) filter (where leads.is_rematched) as rematched_record,
    -- Ids of persons may change while nobody is parted or joined: what counts is who is
    -- together with whom.
    count(distinct placed.person_before)
    <> count(distinct placed.person_before || ' ' || placed.person_after)
    or count(distinct placed.person_after)
    <> count(distinct placed.person_before || ' ' || placed.person_after)
        as is_repartitioned,
    min(units.record_id) filter (where placed.person_before <> placed.person_after)
        as replaced_record,
    list(distinct placed.cause) filter (where placed.cause is not null) as person_causes
from unit_records as units
left join input_changes as inputs on units.record_id = inputs.record_id
left join changed_records as changed on units.record_id = changed.record_id
left join decided_records as decided on units.record_id = decided.record_id
left join lead_changes as leads on units.record_id = leads.record_id
left join placed_records as placed on units.record_id = placed.record_id
group by units.unit_id
"""


def follow_paths(con: duckdb.DuckDBPyConnection) -> None:
    """Makes unit_flags and unit_deciders: one row per opportunity or conversion."""
    for statement in (_MEMBERS, _UNITS, _CONVERSIONS, _RECORDS, _DECIDERS, _FLAGS):
        con.execute(statement)
