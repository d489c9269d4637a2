"""Names of persons that stay: who keeps an id when groups of records change.

A person is named after the record with which it began, and the name goes where that record
goes. Where two named persons become one, the name of the older one stays. A person whose
first record was deleted keeps its name with its oldest remaining record. A late record, a
new model or a full rebuild therefore renames nobody.

Belongs here: SQL on scratch tables of the records that were clustered. Which records those
are is decided in touched.py; what has changed is told in person_changes.py.
"""

import duckdb

from splink_models.records import key_of

KNOWN_PERSONS = "wh.identity.persons"
"""The persons of the last run."""


def _named_after(record_id: str) -> str:
    return f"'person:' || left(md5({record_id}), 16)"


def _name_key(record_id: str) -> str:
    """SQL of the person_key of a person who is named after the record."""
    return key_of(_named_after(record_id))


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
def _record_persons(known_persons: str) -> str:
    return f"""
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
            select {key_of("person_id")} as person_key from claims
            union
            select person_key
            from {known_persons}
            where
                person_key in (select {_name_key("record_id")} from oldest)
                and record_key not in (select {key_of("record_id")} from persons_before)
        ),

        new_names as (
            select
                oldest.group_id,
                case
                    when borne.person_key is null then {_named_after("oldest.record_id")}
                    else {_named_after("oldest.record_id || ':' || $run_id")}
                end as person_id
            from oldest
            left join borne
                on {_name_key("oldest.record_id")} = borne.person_key
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


def find_known(con: duckdb.DuckDBPyConnection, records: str, table: str) -> None:
    """Makes the table of those persons of the last run whose names may be given to groups
    of the records of `records`, SQL of record_id; it may stand for KNOWN_PERSONS."""
    con.execute(
        f"""
        create or replace table {table} as
        select record_key, person_key
        from {KNOWN_PERSONS}
        where person_key in (select {_name_key("record_id")} from ({records}))
        """
    )


def name_persons(
    con: duckdb.DuckDBPyConnection, run_id: str, known_persons: str
) -> None:
    """Makes the scratch table `record_persons` (record_id, person_id, component_id).

    Reads the scratch tables `record_groups` and `clustered_records` (cluster.py), and of
    the last run `persons_before` (record_id, person_id, component_id) of the same records
    and of those deleted. `known_persons` is KNOWN_PERSONS or a table of find_known.
    """
    con.execute(_CLAIMS)
    con.execute(_record_persons(known_persons), {"run_id": run_id})
    con.execute("drop table claims")
