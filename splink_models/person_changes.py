"""What has changed of persons: created, merged, split, moved, removed, and why.

Belongs here: SQL on scratch tables of the records that were clustered, once their persons
have names (person_ids.py).
"""

import duckdb

CAUSES = (
    "decision",
    "reference",
    "deleted_record",
    "corrected_record",
    "new_record",
    "population",
    "model",
    "definition",
    "rebuild",
)
"""Why persons change, the most specific first; `population` is that a value has become
more common, or shared by several names, `rebuild` that everything was compared anew."""

# Every record with the person and component that it has now and had before.
_PLACED = """
create or replace table placed as
select
    coalesce(record_persons.record_id, persons_before.record_id) as record_id,
    record_persons.person_id as person_now,
    persons_before.person_id as person_before,
    record_persons.component_id,
    persons_before.component_id as component_before
from record_persons
full join persons_before
    on record_persons.record_id = persons_before.record_id
"""

# Persons to whom records came that had another one before.
_ARRIVED = """
create or replace table arrived as
with

alive as (
    select distinct person_id from record_persons
),

known as (
    select distinct person_id from persons_before
)

select
    placed.person_now as person_id,
    placed.person_before as other_person_id,
    case
        when alive.person_id is null then 'merged'
        when known.person_id is null then 'split'
        else 'moved'
    end as change,
    placed.record_id,
    placed.component_id,
    placed.component_before
from placed
left join alive
    on placed.person_before = alive.person_id
left join known
    on placed.person_now = known.person_id
where placed.person_now != placed.person_before
"""

_CAUSES = f"""
create or replace table record_causes as
with

told as (
    select record_id, component_id, component_before
    from placed
    where
        component_id in (select component_id from arrived)
        or component_before in (select component_before from arrived)
),

seeded as (
    select
        told.component_id,
        told.component_before,
        list_position({list(CAUSES)}, seeds.cause) as priority
    from seeds
    inner join told
        on seeds.record_id = told.record_id
),

causes_now as (
    select component_id, min(priority) as priority
    from seeded
    group by component_id
),

causes_before as (
    select component_before, min(priority) as priority
    from seeded
    group by component_before
)

select
    arrived.record_id,
    least(causes_now.priority, causes_before.priority) as priority
from arrived
left join causes_now
    on arrived.component_id = causes_now.component_id
left join causes_before
    on arrived.component_before = causes_before.component_before
"""

_CHANGES = f"""
create or replace table person_changes as
with

created as (
    select
        record_persons.person_id,
        cast(null as varchar) as other_person_id,
        'created' as change,
        record_persons.record_id
    from record_persons
    where
        record_persons.person_id not in (select person_id from persons_before)
        and record_persons.person_id not in (select person_id from arrived)
),

removed as (
    select
        placed.person_before as person_id,
        cast(null as varchar) as other_person_id,
        'removed' as change,
        placed.record_id
    from placed
    where
        placed.person_now is null
        and placed.person_before not in (select person_id from record_persons)
        and placed.person_before not in (select other_person_id from arrived)
),

changes as (
    select person_id, other_person_id, change, record_id from arrived
    union all
    select * from created
    union all
    select * from removed
)

select
    $run_id as run_id,
    $changed_at as changed_at,
    changes.change,
    changes.person_id,
    changes.other_person_id,
    count(*) as records_count,
    min(changes.record_id) as record_id,
    case
        when changes.change = 'created' then 'new_record'
        when changes.change = 'removed' then 'deleted_record'
        else coalesce(
            {list(CAUSES)}[cast(min(record_causes.priority) as integer)], $cause
        )
    end as cause
from changes
left join record_causes
    on changes.record_id = record_causes.record_id
group by changes.change, changes.person_id, changes.other_person_id
"""


def tell_changes(
    con: duckdb.DuckDBPyConnection, run_id: str, changed_at: str, cause: str
) -> None:
    """Makes the scratch table `person_changes` (the columns of identity.person_changes).

    Reads the scratch tables `record_persons` and `persons_before` (person_ids.py), and
    `seeds` (record_id, cause) of what made records be clustered anew; `cause` is that of a
    person without such a record.
    """
    con.execute(_PLACED)
    con.execute(_ARRIVED)
    con.execute(_CAUSES)
    con.execute(_CHANGES, {"run_id": run_id, "changed_at": changed_at, "cause": cause})
    for table in ("placed", "arrived", "record_causes"):
        con.execute(f"drop table {table}")
