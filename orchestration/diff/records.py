"""What differs between two publications record by record, before any figure is looked at.

Belongs here: SQL on the schemas `before` and `after` that says which records are new,
gone or delivered with other content, which a person decided on, which lead's campaign
resolves to another one, and who is whom now. What follows for figures is figures.py's.
"""

import duckdb

# What of a lead, call, customer or job decides where it counts and whose it is. A status
# that the source updates changes the row, but none of this.
_FACTS = """
    select
        records.record_id,
        concat_ws(
            '|', records.created_at, records.company_id, records.full_name,
            records.first_name, records.last_name, records.organization, records.street,
            records.city, records.postcode, records.country, records.phones,
            records.emails
        ) || concat_ws(
            '|', leads.origin, leads.campaign_text, leads.is_valid, leads.lead_type,
            leads.product_line
        ) as said
    from {marts}.person_records as records
    left join {marts}.fct_leads as leads on records.record_id = {record}
    union all
    select
        conversion_id,
        concat_ws(
            '|', customer_id, company_id, converted_at, is_cancelled,
            case when is_lead_named_by_source then matched_lead_id end
        )
    from {marts}.fct_conversions
"""
LEAD_RECORD = (
    "case when leads.lead_id like 'call:%' then leads.lead_id "
    "else 'lead:' || leads.lead_id end"
)

# Two numbers for each record tell those that differ, so that long names and contents are
# held only of these. Names with one number are looked at in vain; no other harm is done.
_CHANGED = """
create table changed_records as
with

marked as (
    select coalesce(old.name_mark, new.name_mark) as name_mark
    from (
        select hash(record_id) as name_mark, hash(row_hash) as row_mark
        from before.source_records
    ) as old
    full join (
        select hash(record_id) as name_mark, hash(row_hash) as row_mark
        from after.source_records
    ) as new on old.name_mark = new.name_mark
    where
        old.name_mark is null or new.name_mark is null
        or old.row_mark <> new.row_mark
),

old as (
    select record_id, lead_id, row_hash from before.source_records
    where hash(record_id) in (select name_mark from marked)
),

new as (
    select record_id, lead_id, row_hash, occurred_at from after.source_records
    where hash(record_id) in (select name_mark from marked)
)

select
    coalesce(old.record_id, new.record_id) as record_id,
    case
        when old.record_id is null then 'new'
        when new.record_id is null then 'deleted'
        else 'corrected'
    end as change,
    coalesce(new.lead_id, old.lead_id) as lead_id,
    coalesce(new.occurred_at < runs.open_from, false) as is_late
from old
full join new on old.record_id = new.record_id
cross join runs
where
    old.record_id is null or new.record_id is null or old.row_hash <> new.row_hash
"""

_INPUTS = f"""
create table input_changes as
with

unsaid as (
    select old.record_id
    from ({_FACTS.format(marts="before", record=LEAD_RECORD)}) as old
    inner join ({_FACTS.format(marts="after", record=LEAD_RECORD)}) as new
        on old.record_id = new.record_id and old.said = new.said
    where old.record_id in (
        select record_id from changed_records where change = 'corrected'
    )
)

select * from changed_records
where change <> 'corrected' or record_id not in (select record_id from unsaid)
"""

# A decision names leads and customers by their own ids, or records.
_DECIDED = """
create table decided_records as
with

taken as (
    select * from after.desk_decisions
    where event_id not in (select event_id from before.desk_decisions)
),

named as (
    select event_id, subject_id as id, 'lead:' as kind from taken
    union all
    select event_id, object_id, 'customer:' from taken where object_id is not null
)

select
    case
        when regexp_matches(id, '^(lead|call|customer):') then id else kind || id
    end as record_id,
    min(event_id) as event_id
from named
group by all
"""

_LEADS = f"""
create table lead_changes as
select
    {LEAD_RECORD.replace("leads.", "new.")} as record_id,
    new.lead_id,
    old.campaign_bucket_id <> new.campaign_bucket_id
        and old.campaign_text is not distinct from new.campaign_text
        as is_recampaigned,
    old.match_probability is distinct from new.match_probability as is_reweighed,
    old.match_status is distinct from new.match_status
        or old.candidate_customer_id is distinct from new.candidate_customer_id
        as is_rematched,
    (old.opened_because = 'decided') is distinct from (new.opened_because = 'decided')
        as is_decided_differently
from before.fct_leads as old
inner join after.fct_leads as new on old.lead_id = new.lead_id
where
    old.campaign_bucket_id <> new.campaign_bucket_id
    or old.match_probability is distinct from new.match_probability
    or old.match_status is distinct from new.match_status
    or old.candidate_customer_id is distinct from new.candidate_customer_id
    or old.opened_because is distinct from new.opened_because
"""

_PERSONS = """
create table placed_records as
select
    old.record_id,
    old.person_id as person_before,
    new.person_id as person_after,
    causes.cause
from before.person_records as old
inner join after.person_records as new on old.record_id = new.record_id
cross join runs
left join (
    select person_id, min(cause) as cause
    from (
        select person_id, cause, run_id from after.person_changes
        union all
        select other_person_id, cause, run_id from after.person_changes
    ), runs
    where run_id > runs.run_before and run_id <= runs.run_after
    group by person_id
) as causes
    on old.person_id <> new.person_id and new.person_id = causes.person_id
"""


def compare_records(con: duckdb.DuckDBPyConnection) -> None:
    """Makes changed_records, input_changes, decided_records, lead_changes and
    placed_records of the schemas before and after and the one row of `runs`."""
    for statement in (_CHANGED, _INPUTS, _DECIDED, _LEADS, _PERSONS):
        con.execute(statement)
