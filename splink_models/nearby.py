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
from splink_models.changed import CHANGED
from splink_models.comparisons import UNCOMMON_NAMES
from splink_models.counts import CREATED_DAY, Counted
from splink_models.records import (
    DERIVED_COLUMNS,
    NOTHING_BEFORE,
    contact_points_of,
    derived_records,
    is_personal,
    name_classes,
    named,
    personal_points,
)
from splink_models.state import (
    AS_KEPT,
    KEPT_KEYS,
    KEPT_NAMES,
    KEPT_RECORDS,
    KEY,
    NAME_KEY,
    POINT_RULES,
    RAW,
    compare_derived,
    keys_of,
)

_DERIVED = f"row({', '.join(DERIVED_COLUMNS)})"
"""SQL of what others may change of a record."""


def find_nearby(
    con: duckdb.DuckDBPyConnection,
    rules: tuple[BlockingRule, ...],
    counted: Counted,
) -> None:
    """Table `nearby_keys` (record_key): the kept records whose compared columns may have
    changed and those that a rule brings together with one of them or a changed one;
    `names` and `reclassed_names`, the classes of names.

    Reads the tables of changed.py.
    """
    _reclass_names(con, counted)
    _find_nearby(con, rules)


def derive_nearby(con: duckdb.DuckDBPyConnection) -> int:
    """Table `derivations` of the records of find_nearby and of the new and corrected ones:
    what others say of them now, and `is_rescored` where something has changed. View
    `derived`, these records with it, and `compared_records`, of which it returns the rows.

    Reads `kept_near` (touched.py).
    """
    _judge_points(con)
    columns = ("record_key", "has_contact_point", "before")
    con.execute(
        f"""
        create or replace table derivations as
        select
            * exclude (has_contact_point, before),
            has_contact_point
            and (before is null or before is distinct from {_DERIVED}) as is_rescored
        from ({derived_records("raw_records", "points", "names", columns)})
        """
    )
    con.execute("drop table points; drop table bearers")
    return compare_derived(con)


def _reclass_names(con: duckdb.DuckDBPyConnection, counted: Counted) -> None:
    """Tables `names`, the classes of delivered names and of those whose class has changed;
    `reclassed_names`, of the latter, with `is_new` where none was known.

    While nothing has changed of the records whose names are counted, no class has.
    """
    if _are_recounted(con, counted):
        join, value = "full", "coalesce(delivered.{0}, kept.{0}) as {0}"
    else:
        join, value = "right", "delivered.{0}"
    name = ("name_key", "usual_first_name", "last_name")
    known = f"""(
        select
            {", ".join(map(value.format, name))},
            kept.namesakes as namesakes_before,
            delivered.name_key is not null as is_delivered
        from {KEPT_NAMES} as kept
        {join} join (
            select distinct {NAME_KEY} as name_key, usual_first_name, last_name
            from ({named("delivered_records")})
        ) as delivered
            on kept.name_key = delivered.name_key
    )"""
    columns = "name_key, namesakes_before, is_delivered,"
    con.execute(
        f"""
        create or replace table names as
        select * from ({name_classes(known, counted, columns)})
        where is_delivered or namesakes is distinct from namesakes_before
        """
    )
    con.execute(
        """
        create or replace table reclassed_names as
        select
            name_key,
            usual_first_name,
            last_name,
            namesakes,
            namesakes_before is null as is_new
        from names
        where namesakes is distinct from namesakes_before
        """
    )


def _are_recounted(con: duckdb.DuckDBPyConnection, counted: Counted) -> bool:
    """Whether one of the records whose names are counted is new, another or gone."""
    if counted.until is None:
        return True
    delivered, replaced = CHANGED
    found = con.execute(
        f"""
        select count(*)
        from (
            select created_at from {delivered} where has_contact_point
            union all
            select created_at from {replaced} where has_contact_point
        )
        where coalesce({CREATED_DAY} <= ?, true)
        """,
        [counted.until],
    ).fetchall()
    return bool(found[0][0])


def _find_nearby(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...]
) -> None:
    """Table `nearby_keys` (record_key): the kept records that share a contact point, a name
    whose class has changed or another key with a changed one; and those that share a key
    with a record of which these change what is compared."""
    con.execute(
        f"""
        create or replace table bearers as
        select key, record_key, initial
        from {KEPT_KEYS}
        where key in (
            select key from ({keys_of("delivered_records", rules)})
            union
            select key from ({keys_of("replaced_records", POINT_RULES)})
            union
            select name_key from reclassed_names where not is_new
            union
            select name_key from names where is_delivered and namesakes in {UNCOMMON_NAMES}
        )
        """
    )
    con.execute(
        f"""
        create or replace table nearby_keys as
        with

        borne as (
            select
                bearers.key,
                bearers.initial,
                true as was_borne,
                changed.record_key is null as is_borne
            from bearers
            left join changed
                on bearers.record_key = changed.record_key
            union all
            select key, initial, false as was_borne, true as is_borne
            from ({keys_of("delivered_records", POINT_RULES)})
        ),

        other_than_before as (
            select key
            from borne
            group by key
            having {is_personal("was_borne")} != {is_personal("is_borne")}
            union all
            select name_key from reclassed_names
        ),

        changed_by_others as (
            select record_key from bearers where key in (from other_than_before)
            except
            select record_key from changed
        ),

        these as materialized (
            select {AS_KEPT}
            from {KEPT_RECORDS}
            where record_key in (from changed_by_others)
        ),

        keys_of_these as (
            select key from ({keys_of("these", rules)})
            union all
            select name_key
            from {KEPT_NAMES}
            where
                namesakes in {UNCOMMON_NAMES}
                and name_key in (select {NAME_KEY} from ({named("these")}))
        )

        select record_key from bearers
        union
        select record_key from {KEPT_KEYS} where key in (from keys_of_these)
        except
        select record_key from changed
        """
    )


def _judge_points(con: duckdb.DuckDBPyConnection) -> None:
    """View `raw_records`, of the kept records that are nearby and the changed ones; table
    `points`, whether contact points of changed records are personal."""
    con.execute(
        f"""
        create or replace view raw_records as
        select
            record_id, {KEY} as record_key, fingerprint, {RAW}, {NOTHING_BEFORE},
            null as before
        from delivered_records
        union all
        select
            record_id,
            record_key,
            fingerprint,
            {RAW},
            list_concat(personal_phones, personal_emails) as personal_before,
            namesakes as namesakes_before,
            {_DERIVED} as before
        from (
            select
                * exclude (shared_phones, shared_email_forms),
                {_personal("phones")} as personal_phones,
                {_personal("email_forms")} as personal_emails
            from kept_near
            where is_nearby
        )
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


def _personal(points: str) -> str:
    """SQL of those of a kept record's contact points that are not kept as shared; null
    when there are none, as in derived_records."""
    return f"""
        case
            when shared_{points} is null then {points}
            else nullif(
                list_filter(
                    {points}, lambda point: not list_contains(shared_{points}, point)
                ),
                []
            )
        end
    """
