"""What the linkage keeps between runs, and which records a run has to compare anew.

A run compares a record anew when it is new or corrected, or when what others bear has
changed what is compared of it: its number was given with a second name, its name has
become common. Everything else stands as it was scored, so that a day costs what a day
brings, and comes out as if everything had been compared.

Belongs here: reading and writing the kept records in SQL. Scoring and clustering do not.
"""

import duckdb

from splink_models.blocking import BlockingRule
from splink_models.records import (
    DERIVED_COLUMNS,
    RAW_COLUMNS,
    USUAL_FIRST_NAME,
    contact_points_of,
    derived_records,
    name_classes,
    number_compared,
    personal_points,
)

_RAW = ", ".join(RAW_COLUMNS)
_DERIVED = ", ".join(DERIVED_COLUMNS)
RECORDS = "wh.identity.records"
KEPT_RECORDS = "wh.identity.linkage_records"
KEPT_NAMES = "wh.identity.linkage_names"


def prepare_state(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables that are kept between runs, empty, where they do not exist or were
    made for other columns."""
    kept = con.execute(
        "select list(column_name order by column_index) from duckdb_columns() "
        "where database_name = 'wh' and schema_name = 'identity' "
        "and table_name = 'linkage_records'"
    ).fetchall()[0][0]
    if kept != ["record_id", "fingerprint", *RAW_COLUMNS, *DERIVED_COLUMNS]:
        con.execute(f"drop table if exists {KEPT_RECORDS}")
    con.execute(
        f"""
        create table if not exists {KEPT_RECORDS} as
        select
            record_id,
            cast(0 as ubigint) as fingerprint,
            {_RAW},
            cast(null as varchar[]) as personal_phones,
            cast(null as varchar[]) as personal_emails,
            cast(null as varchar) as namesakes,
            cast(null as varchar) as uncommon_name
        from {RECORDS}
        limit 0
        """
    )
    con.execute(
        f"""
        create table if not exists {KEPT_NAMES} (
            usual_first_name varchar, last_name varchar, namesakes varchar
        )
        """
    )


def find_changed(con: duckdb.DuckDBPyConnection) -> None:
    """Table `changed` (record_id, change): new, corrected and deleted records."""
    con.execute(
        f"""
        create or replace table changed as
        with

        delivered as (
            select record_id, hash({_RAW}) as fingerprint
            from {RECORDS}
        ),

        kept as (
            select record_id, fingerprint from {KEPT_RECORDS}
        )

        select
            coalesce(delivered.record_id, kept.record_id) as record_id,
            case
                when kept.record_id is null then 'new'
                when delivered.record_id is null then 'deleted'
                else 'corrected'
            end as change
        from delivered
        full join kept
            on delivered.record_id = kept.record_id
        where delivered.fingerprint is distinct from kept.fingerprint
        """
    )


def derive_records(con: duckdb.DuckDBPyConnection, everything: bool) -> None:
    """Table `derived`: the records whose compared columns may have changed, as they are
    now, with `is_rescored` where they have. All records with `everything`."""
    con.execute(f"create or replace table names as {name_classes(RECORDS)}")
    if everything:
        con.execute(
            f"""
            create or replace view raw_records as
            select record_id, {_RAW}, cast(null as varchar[]) as personal_before
            from {RECORDS}
            """
        )
        con.execute(
            f"create or replace table points as {personal_points('raw_records')}"
        )
    else:
        _raw_records_touched(con)
    con.execute(
        f"""
        create or replace table derived as
        select
            derived.*,
            derived.has_contact_point
            and (
                {"true" if everything else "changed.record_id is not null"}
                or ({_prefixed("derived")}) is distinct from ({_prefixed("kept")})
            ) as is_rescored
        from ({derived_records("raw_records", "points", "names")}) as derived
        left join changed
            on derived.record_id = changed.record_id
        left join {KEPT_RECORDS} as kept
            on derived.record_id = kept.record_id {"and false" if everything else ""}
        """
    )
    con.execute("drop table points")
    con.execute(f"drop {'view' if everything else 'table'} raw_records")


def _prefixed(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in DERIVED_COLUMNS)


def _raw_records_touched(con: duckdb.DuckDBPyConnection) -> None:
    """Tables `raw_records`, of the records that changed or share a contact point or a name
    with what did, and `points`, whether the contact points among them are personal."""
    con.execute(
        f"""
        create or replace table delivered_records as
        select record_id, {_RAW}
        from {RECORDS}
        where record_id in (select record_id from changed where change != 'deleted')
        """
    )
    con.execute(
        f"""
        create or replace table replaced_records as
        select record_id, {_RAW}
        from {KEPT_RECORDS}
        where record_id in (select record_id from changed where change != 'new')
        """
    )
    con.execute(
        f"""
        create or replace table touched_points as
        select distinct kind, contact_point from (
            {contact_points_of("delivered_records")}
            union all
            {contact_points_of("replaced_records")}
        )
        """
    )
    con.execute(
        f"""
        create or replace table touched_records as
        select record_id
        from ({contact_points_of(KEPT_RECORDS)})
        semi join touched_points
            using (kind, contact_point)
        union
        select kept.record_id
        from {KEPT_RECORDS} as kept
        semi join (
            select usual_first_name, last_name
            from names
            anti join {KEPT_NAMES}
                using (usual_first_name, last_name, namesakes)
        ) as reclassed
            on {USUAL_FIRST_NAME} = reclassed.usual_first_name
            and kept.last_name = reclassed.last_name
        """
    )
    con.execute(
        f"""
        create or replace table raw_records as
        select *, cast(null as varchar[]) as personal_before
        from delivered_records
        union all
        select
            record_id,
            {_RAW},
            list_concat(personal_phones, personal_emails) as personal_before
        from {KEPT_RECORDS}
        where
            record_id in (select record_id from touched_records)
            and record_id not in (select record_id from changed)
        """
    )
    con.execute(
        f"""
        create or replace table points as
        select *
        from ({personal_points("raw_records")})
        semi join touched_points
            using (kind, contact_point)
        """
    )
    for table in ("delivered_records", "replaced_records", "touched_points"):
        con.execute(f"drop table {table}")
    con.execute("drop table touched_records")


def choose_compared(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...], everything: bool
) -> int:
    """Makes the scratch table `compared_records`: the records to compare anew and those
    that a blocking rule brings together with one of them. Returns its rows."""
    if everything:
        return number_compared(con, "derived")
    con.execute("create or replace table rescored as from derived where is_rescored")
    partners = " union ".join(
        f"""
        select record_id
        from (select record_id, {rule.key_columns()} from {KEPT_RECORDS}
            where has_contact_point)
        semi join (select {rule.key_columns()} from rescored)
            using ({", ".join(rule.columns)})
        """
        for rule in rules
    )
    con.execute(
        f"""
        create or replace table partners as
        select record_id from ({partners})
        anti join changed
            using (record_id)
        anti join rescored
            using (record_id)
        """
    )
    con.execute(
        f"""
        create or replace view compared_now as
        select record_id, {_RAW}, {_DERIVED}, true as is_rescored
        from rescored
        union all
        select record_id, {_RAW}, {_DERIVED}, false as is_rescored
        from {KEPT_RECORDS}
        where record_id in (select record_id from partners)
        """
    )
    compared = number_compared(con, "compared_now")
    con.execute("drop view compared_now")
    con.execute("drop table partners")
    con.execute("drop table rescored")
    return compared


def keep_records(con: duckdb.DuckDBPyConnection, everything: bool) -> None:
    """Writes what changed of the kept records and name classes, within a transaction."""
    renewed = f"""
        select record_id, hash({_RAW}) as fingerprint, {_RAW}, {_DERIVED}
        from derived
    """
    if everything:
        con.execute(f"create or replace table {KEPT_RECORDS} as {renewed}")
        con.execute(f"create or replace table {KEPT_NAMES} as from names")
        return
    con.execute(
        f"""
        delete from {KEPT_RECORDS}
        where
            record_id in (select record_id from changed)
            or record_id in (select record_id from derived where is_rescored)
        """
    )
    con.execute(
        f"insert into {KEPT_RECORDS} {renewed} "
        "where is_rescored or record_id in (select record_id from changed)"
    )
    con.execute(
        f"""
        delete from {KEPT_NAMES}
        where (usual_first_name, last_name, namesakes) not in (from names)
        """
    )
    con.execute(
        f"""
        insert into {KEPT_NAMES}
        select * from names
        anti join {KEPT_NAMES}
            using (usual_first_name, last_name, namesakes)
        """
    )
