"""Which records a day has to compare anew, and with which.

A record is compared anew when it is new or corrected, or when what others bear has
changed what is compared of it: its number was given with a second name, its name has
become common. Everything else stands as it was scored, so that a day costs what a day
brings, and comes out as if everything had been compared.

Belongs here: finding these records by their keys, in SQL. The kept tables are made and
written in state.py.
"""

import duckdb

from splink_models.blocking import BlockingRule
from splink_models.comparisons import UNCOMMON_NAMES
from splink_models.records import (
    DERIVED_COLUMNS,
    NOTHING_BEFORE,
    RAW_COLUMNS,
    UNCOMMON_NAME,
    contact_points_of,
    derived_records,
    name_classes,
    named,
    number_compared,
    personal_points,
)
from splink_models.state import (
    KEPT_KEYS,
    KEPT_NAMES,
    KEPT_RECORDS,
    NAME_KEY,
    POINT_RULES,
    RAW,
    keys_of,
)

_DERIVED = ", ".join(DERIVED_COLUMNS)


def derive_nearby(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...]
) -> int:
    """Tables `derived`: the records whose compared columns may have changed, as they are
    now, with `is_rescored` where they have; `reclassed_names`; and `compared_records`, of
    the records to compare anew and those that a rule brings together with one of them.
    Returns the rows of the last.

    Reads the tables of find_changed and fetch_changed (state.py).
    """
    _reclass_names(con)
    _fetch_nearby(con, rules)
    columns = ("fingerprint", *RAW_COLUMNS)
    con.execute(
        f"""
        create or replace table derived as
        select
            derived.*,
            derived.has_contact_point
            and (
                kept.record_id is null
                or ({_prefixed("derived")}) is distinct from ({_prefixed("kept")})
            ) as is_rescored
        from ({derived_records("raw_records", "points", "names", columns)}) as derived
        left join kept_nearby as kept
            on derived.record_id = kept.record_id
        """
    )
    for table in ("points", "raw_records"):
        con.execute(f"drop table {table}")
    return _choose_compared(con, rules)


def _prefixed(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in DERIVED_COLUMNS)


def _reclass_names(con: duckdb.DuckDBPyConnection) -> None:
    """Tables `names`, the classes of delivered names and of those whose class has changed;
    `reclassed_names`, of the latter, with `is_new` where none was known."""
    known = f"""(
        select
            coalesce(kept.usual_first_name, delivered.usual_first_name)
                as usual_first_name,
            coalesce(kept.last_name, delivered.last_name) as last_name,
            kept.namesakes as namesakes_before,
            delivered.last_name is not null as is_delivered
        from {KEPT_NAMES} as kept
        full join (select distinct * from ({named("delivered_records")})) as delivered
            on kept.usual_first_name = delivered.usual_first_name
            and kept.last_name = delivered.last_name
    )"""
    con.execute(
        f"""
        create or replace table names as
        select * from ({name_classes(known, "namesakes_before, is_delivered,")})
        where is_delivered or namesakes is distinct from namesakes_before
        """
    )
    con.execute(
        """
        create or replace table reclassed_names as
        select
            usual_first_name, last_name, namesakes, namesakes_before is null as is_new
        from names
        where namesakes is distinct from namesakes_before
        """
    )


def _fetch_nearby(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...]
) -> None:
    """Tables `kept_nearby`, of the kept records that share a contact point, a name whose
    class has changed or another key with a changed one; `raw_records`, of these and the
    changed ones; `points`, whether contact points of changed records are personal."""
    _fetch_kept(
        con,
        "kept_nearby",
        f"""
        select key from ({keys_of("delivered_records", rules)})
        union
        select key from ({keys_of("replaced_records", POINT_RULES)})
        union
        select {NAME_KEY} from reclassed_names where not is_new
        union
        select {NAME_KEY} from names
        where is_delivered and namesakes in {UNCOMMON_NAMES}
        """,
    )
    con.execute(
        f"""
        create or replace table raw_records as
        select record_id, fingerprint, {RAW}, {NOTHING_BEFORE}
        from delivered_records
        union all
        select
            record_id,
            fingerprint,
            {RAW},
            list_concat(personal_phones, personal_emails) as personal_before,
            namesakes as namesakes_before
        from kept_nearby
        """
    )
    con.execute(
        f"""
        create or replace table points as
        select *
        from ({personal_points("raw_records")})
        semi join (
            {contact_points_of("delivered_records")}
            union all
            {contact_points_of("replaced_records")}
        )
            using (kind, contact_point)
        """
    )


def _fetch_kept(con: duckdb.DuckDBPyConnection, table: str, keys: str) -> None:
    """Makes the table of the kept records, not changed, that have any of the keys."""
    con.execute(
        f"""
        create or replace table {table} as
        select
            record_id,
            fingerprint,
            {RAW},
            {_personal("phones")} as personal_phones,
            {_personal("email_forms")} as personal_emails,
            namesakes
        from {KEPT_RECORDS}
        where record_key in (
            select record_key from {KEPT_KEYS}
            where key in ({keys})
            except
            select record_key from changed
        )
        """
    )


def _personal(points: str) -> str:
    """SQL of those of a kept record's contact points that are not kept as shared; null
    when there are none, as in derived_records."""
    shared = {"phones": "shared_phones", "email_forms": "shared_emails"}[points]
    return f"""
        case
            when {shared} is null then {points}
            else nullif(
                list_filter(
                    {points}, lambda point: not list_contains({shared}, point)
                ),
                []
            )
        end
    """


def _choose_compared(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...]
) -> int:
    """Makes the scratch table `compared_records`; its rows."""
    con.execute("create or replace table rescored as from derived where is_rescored")
    # The partners of changed records are nearby; those of a record that they have changed
    # may not be.
    con.execute(
        """
        create or replace table changed_by_others as
        select * from rescored
        anti join changed
            using (record_id)
        """
    )
    _fetch_kept(
        con,
        "kept_farther",
        f"""
        select key from ({keys_of("changed_by_others", rules)})
        union
        select {NAME_KEY}
        from ({named("changed_by_others", f", {UNCOMMON_NAME} as uncommon_name")})
        where uncommon_name is not null
        """,
    )
    con.execute(
        f"""
        create or replace view compared_now as
        select record_id, {RAW}, {_DERIVED}, true as is_rescored
        from rescored
        union all
        select record_id, {RAW}, {_DERIVED}, false as is_rescored
        from kept_nearby
        anti join rescored
            using (record_id)
        union all
        select record_id, {RAW}, {_DERIVED}, false as is_rescored
        from kept_farther
        anti join derived
            using (record_id)
        """
    )
    compared = number_compared(con, "compared_now")
    con.execute("drop view compared_now")
    for table in ("kept_farther", "kept_nearby", "rescored", "changed_by_others"):
        con.execute(f"drop table {table}")
    return compared
