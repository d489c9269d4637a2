"""Names of persons that stay: who keeps an id when groups of records change, and what changed.

A person is named after the record with which it began, and the name goes where that record
goes. Where two named persons become one, the name of the older one stays. A person whose
first record was deleted keeps its name with its oldest remaining record. A late record, a
new model or a full rebuild therefore renames nobody.

Belongs here: SQL on scratch tables of the records that were clustered. Which records those
are is decided in link.py.
"""

import duckdb

from splink_models.records import key_of

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


def _named_after(record_id: str) -> str:
    return f"'person:' || left(md5({record_id}), 16)"


# The record by which a person of the last run is known again: that after which it was
# named, else its oldest that is still there.
_CLAIMS = f"""
create or replace table claims as
with

remaining as (
    select
        persons_before.person_id,
        clustered_records.record_id,
        clustered_records.created_at,
        record_groups.group_id,
        row_number() over (
            partition by persons_before.person_id
            order by
                persons_before.person_id
                    = {_named_after("clustered_records.record_id")} desc,
                clustered_records.created_at nulls last,
                clustered_records.record_id
        ) as place
    from persons_before
    inner join clustered_records
        on persons_before.record_id = clustered_records.record_id
    inner join record_groups
        on persons_before.record_id = record_groups.record_id
),

ranked as (
    select
        person_id,
        group_id,
        row_number() over (
            partition by group_id
            order by created_at nulls last, record_id
        ) as place
    from remaining
    where place = 1
)

select person_id, group_id from ranked where place = 1
"""

# A name that is borne already is that of a person whose first record was deleted and has
# come back as somebody else.
_RECORD_PERSONS = f"""
create or replace table record_persons as
with

oldest as (
    select
        record_groups.group_id,
        arg_min(
            clustered_records.record_id,
            (
                coalesce(clustered_records.created_at, timestamp '9999-12-31'),
                clustered_records.record_id
            )
        ) as record_id
    from record_groups
    inner join clustered_records
        on record_groups.record_id = clustered_records.record_id
    anti join claims
        on record_groups.group_id = claims.group_id
    group by record_groups.group_id
),

borne as (
    select person_id from claims
    union
    select person_id
    from wh.identity.persons
    where
        person_key in (select {key_of(_named_after("record_id"))} from oldest)
        and record_key not in (select {key_of("record_id")} from persons_before)
),

new_names as (
    select
        oldest.group_id,
        case
            when borne.person_id is null then {_named_after("oldest.record_id")}
            else {_named_after("oldest.record_id || ':' || $run_id")}
        end as person_id
    from oldest
    left join borne
        on {_named_after("oldest.record_id")} = borne.person_id
)

select
    record_groups.record_id,
    coalesce(claims.person_id, new_names.person_id) as person_id,
    record_groups.component_id
from record_groups
left join claims
    on record_groups.group_id = claims.group_id
left join new_names
    on record_groups.group_id = new_names.group_id
"""

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

_CAUSES = f"""
create or replace table record_causes as
with

seeded as (
    select
        placed.component_id,
        placed.component_before,
        list_position({list(CAUSES)}, seeds.cause) as priority
    from seeds
    inner join placed
        on seeds.record_id = placed.record_id
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
    placed.record_id,
    least(causes_now.priority, causes_before.priority) as priority
from placed
left join causes_now
    on placed.component_id = causes_now.component_id
left join causes_before
    on placed.component_before = causes_before.component_before
"""

_CHANGES = f"""
create or replace table person_changes as
with

alive as (
    select distinct person_id from record_persons
),

known as (
    select distinct person_id from persons_before
),

arrived as (
    select
        placed.person_now as person_id,
        placed.person_before as other_person_id,
        case
            when alive.person_id is null then 'merged'
            when known.person_id is null then 'split'
            else 'moved'
        end as change,
        placed.record_id
    from placed
    left join alive
        on placed.person_before = alive.person_id
    left join known
        on placed.person_now = known.person_id
    where placed.person_now != placed.person_before
),

created as (
    select
        record_persons.person_id,
        cast(null as varchar) as other_person_id,
        'created' as change,
        record_persons.record_id
    from record_persons
    where
        record_persons.person_id not in (from known)
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
        and placed.person_before not in (from alive)
        and placed.person_before not in (select other_person_id from arrived)
),

changes as (
    select * from arrived
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
inner join record_causes
    on changes.record_id = record_causes.record_id
group by changes.change, changes.person_id, changes.other_person_id
"""


def name_persons(
    con: duckdb.DuckDBPyConnection, run_id: str, changed_at: str, cause: str
) -> None:
    """Makes the scratch tables `record_persons` (record_id, person_id, component_id) and
    `person_changes` (the columns of identity.person_changes).

    Reads the scratch tables `record_groups` and `clustered_records` (cluster.py), of the
    last run `persons_before` (record_id, person_id, component_id) of the same records and
    of those deleted, and `seeds` (record_id, cause) of what made them be clustered anew;
    `cause` is that of a person without such a record.
    """
    con.execute(_CLAIMS)
    con.execute(_RECORD_PERSONS, {"run_id": run_id})
    con.execute(_PLACED)
    con.execute(_CAUSES)
    con.execute(_CHANGES, {"run_id": run_id, "changed_at": changed_at, "cause": cause})
    for table in ("claims", "placed", "record_causes"):
        con.execute(f"drop table {table}")
