"""What the linkage keeps between runs, and which records a run has to compare anew.

A run compares a record anew when it is new or corrected, or when what others bear has
changed what is compared of it: its number was given with a second name, its name has
become common. Everything else stands as it was scored, so that a day costs what a day
brings, and comes out as if everything had been compared.

Belongs here: reading and writing the kept records in SQL. Scoring and clustering do not.
"""

import duckdb

from splink_models.blocking import BlockingRule
from splink_models.comparisons import UNCOMMON_NAMES
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
_FINGERPRINT = f"hash(record_id, {_RAW})"
RECORDS = "wh.identity.records"
KEPT_RECORDS = "wh.identity.linkage_records"
KEPT_NAMES = "wh.identity.linkage_names"
KEPT_KEYS = "wh.identity.linkage_keys"
_POINT_RULES = (
    BlockingRule(("phones",), exploded=True),
    BlockingRule(("email_forms",), exploded=True),
)
"""What brings together the records with one contact point; most models block by it too."""


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
    con.execute(
        f"create table if not exists {KEPT_KEYS} (key ubigint, record_key ubigint)"
    )


def find_changed(con: duckdb.DuckDBPyConnection, everything: bool) -> None:
    """Table `changed` (record_id, change): new, corrected and deleted records; and unless
    everything is compared, `delivered_records` with the raw columns of those delivered."""
    con.execute(
        f"""
        create or replace table delivered_records as
        select record_id{"" if everything else f", {_RAW}"}
        from (select record_id, {_RAW}, {_FINGERPRINT} as fingerprint from {RECORDS})
        anti join {KEPT_RECORDS}
            using (fingerprint)
        """
    )
    con.execute(
        f"""
        create or replace table changed as
        select
            delivered_records.record_id,
            case when kept.record_id is null then 'new' else 'corrected' end as change
        from delivered_records
        left join {KEPT_RECORDS} as kept
            on delivered_records.record_id = kept.record_id
        """
    )
    if _some_are_deleted(con):
        con.execute(
            f"""
            insert into changed
            select record_id, 'deleted' as change
            from {KEPT_RECORDS}
            anti join {RECORDS}
                using (record_id)
            """
        )
    if everything:
        con.execute("drop table delivered_records")


def _some_are_deleted(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether fewer kept records are still there than there are kept records: counting
    is much quicker than looking each of them up."""
    delivered, kept, fresh, corrected = con.execute(
        f"""
        select
            (select count(*) from {RECORDS}),
            (select count(*) from {KEPT_RECORDS}),
            count(*),
            count(*) filter (where change = 'corrected')
        from changed
        """
    ).fetchall()[0]
    unchanged = delivered - fresh
    return bool(unchanged + corrected < kept)


def derive_records(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...], everything: bool
) -> None:
    """Table `derived`: the records whose compared columns may have changed, as they are
    now, with `is_rescored` where they have. All records with `everything`.

    Records that `rules` bring together with a changed one are among them.
    """
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
        con.execute(
            f"create or replace view kept_nearby as from {KEPT_RECORDS} limit 0"
        )
    else:
        _records_nearby(con, rules)
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
        from ({derived_records("raw_records", "points", "names")}) as derived
        left join kept_nearby as kept
            on derived.record_id = kept.record_id
        """
    )
    con.execute("drop table points")
    con.execute(f"drop {'view' if everything else 'table'} raw_records")


def _prefixed(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in DERIVED_COLUMNS)


_NAME_KEY = "hash('name', usual_first_name, last_name)"


def _keys_of(records: str, rules: tuple[BlockingRule, ...]) -> str:
    """SQL of every key of the records of a table, but for those of their names."""
    return " union all ".join(
        rule.keys_of(records) for rule in dict.fromkeys((*_POINT_RULES, *rules))
    )


def _all_keys_of(records: str, rules: tuple[BlockingRule, ...]) -> str:
    """SQL of every key of the records of a table."""
    return f"""
        {_keys_of(records, rules)}
        union all
        select {_NAME_KEY} as key, record_key
        from (
            select
                {USUAL_FIRST_NAME} as usual_first_name,
                last_name,
                hash(record_id) as record_key
            from {records}
            where
                has_contact_point and first_name is not null and last_name is not null
        )
    """


def _records_nearby(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...]
) -> None:
    """Tables `kept_nearby`, of the kept records that share a contact point, a name whose
    class has changed or another key with a changed one; `raw_records`, of these and the
    changed ones; `points`, whether contact points of changed records are personal."""
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
        create or replace table reclassed_names as
        select * from names
        anti join {KEPT_NAMES}
            using (usual_first_name, last_name, namesakes)
        """
    )
    # An uncommon name is known only when the records are derived: whoever bears it comes.
    raw_rules = tuple(rule for rule in rules if "uncommon_name" not in rule.columns)
    _fetch_kept(
        con,
        "kept_nearby",
        f"""
        select key from ({_keys_of("delivered_records", raw_rules)})
        union
        select key from ({_keys_of("replaced_records", _POINT_RULES)})
        union
        select {_NAME_KEY} from reclassed_names
        union
        select {_NAME_KEY}
        from (
            select distinct {USUAL_FIRST_NAME} as usual_first_name, last_name
            from delivered_records
        )
        inner join names
            using (usual_first_name, last_name)
        where names.namesakes in {UNCOMMON_NAMES}
        """,
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
    con.execute("drop table delivered_records")
    con.execute("drop table replaced_records")


def _fetch_kept(con: duckdb.DuckDBPyConnection, table: str, keys: str) -> None:
    """Makes the table of the kept records, not changed, that have any of the keys."""
    con.execute(
        f"""
        create or replace table {table} as
        select * from {KEPT_RECORDS}
        where
            hash(record_id) in (
                select record_key from {KEPT_KEYS} where key in ({keys})
            )
            and record_id not in (select record_id from changed)
        """
    )


def choose_compared(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...], everything: bool
) -> int:
    """Makes the scratch table `compared_records`: the records to compare anew and those
    that a blocking rule brings together with one of them. Returns its rows."""
    if everything:
        con.execute("drop view kept_nearby")
        return number_compared(con, "derived")
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
        select key from ({_keys_of("changed_by_others", rules)})
        """,
    )
    con.execute(
        f"""
        create or replace view compared_now as
        select record_id, {_RAW}, {_DERIVED}, true as is_rescored
        from rescored
        union all
        select record_id, {_RAW}, {_DERIVED}, false as is_rescored
        from (from kept_nearby union from kept_farther)
        anti join rescored
            using (record_id)
        """
    )
    compared = number_compared(con, "compared_now")
    con.execute("drop view compared_now")
    for table in ("kept_farther", "kept_nearby", "rescored", "changed_by_others"):
        con.execute(f"drop table {table}")
    return compared


def keep_records(
    con: duckdb.DuckDBPyConnection, rules: tuple[BlockingRule, ...], everything: bool
) -> None:
    """Writes what changed of the kept records, keys and name classes, in a transaction."""
    renewed = f"""
        select record_id, {_FINGERPRINT} as fingerprint, {_RAW}, {_DERIVED}
        from derived
    """
    if everything:
        con.execute(f"create or replace table {KEPT_RECORDS} as {renewed}")
        con.execute(f"create or replace table {KEPT_NAMES} as from names")
        con.execute(
            f"create or replace table {KEPT_KEYS} as {_all_keys_of('derived', rules)}"
        )
        return
    con.execute(
        f"delete from {KEPT_RECORDS} "
        "where record_id in (select record_id from unsettled)"
    )
    con.execute(
        f"insert into {KEPT_RECORDS} {renewed} "
        "where record_id in (select record_id from unsettled)"
    )
    con.execute(
        f"delete from {KEPT_KEYS} "
        "where record_key in (select hash(record_id) from unsettled)"
    )
    con.execute(f"insert into {KEPT_KEYS} {_all_keys_of(_RENEWED, rules)}")
    con.execute(
        f"""
        delete from {KEPT_NAMES}
        where (usual_first_name, last_name) in (
            select usual_first_name, last_name from reclassed_names
        )
        """
    )
    con.execute(f"insert into {KEPT_NAMES} from reclassed_names")


_RENEWED = (
    "(select * from derived where record_id in (select record_id from unsettled))"
)
