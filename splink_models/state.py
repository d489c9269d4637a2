"""What the linkage keeps between runs: records as they were compared, keys, classes of names.

A record is known to be unchanged by its fingerprint, so that a day reads the values of its
own records only.

Belongs here: making, reading and writing the kept tables in SQL. Which records have to be
compared again is worked out in changed.py and nearby.py; what is counted of all, in counts.py.
"""

import duckdb

from splink_models.blocking import BlockingRule
from splink_models.counts import (
    COUNTS,
    Counted,
    count_records,
    keep_counts,
    keep_difference,
)
from splink_models.records import (
    DERIVED_COLUMNS,
    INITIAL,
    NOTHING_BEFORE,
    RAW_COLUMNS,
    derived_records,
    key_of,
    name_classes,
    named,
    number_compared,
    personal_points,
)

RAW = ", ".join(RAW_COLUMNS)


# Lists are kept as text: fetched of few records among many, that takes half as long.
def _as_text(values: str) -> str:
    """SQL of a list as text; of an empty one it is empty, of none null."""
    joined = f"chr(31) || array_to_string({values}, chr(31))"
    return f"case when {values} = [] then '' else {joined} end"


def _as_list(text: str) -> str:
    """SQL of the list that was kept as text."""
    return f"string_split({text}, chr(31))[2:]"


def _as_kept(column: str) -> str:
    """SQL of a raw column of the kept records."""
    if column in _LISTS:
        return f"{_as_list(f'{column}_text')} as {column}"
    return column


def shared_points(points: str) -> str:
    """SQL of a kept record's contact points that are not personal; null when all are."""
    return _as_list(f"shared_{points}_text")


_LISTS = ("first_name_alternatives", "phones", "email_forms")
_DERIVED = {
    "shared_phones_text": _as_text(
        "nullif(list_filter(phones, lambda phone: "
        "not coalesce(list_contains(personal_phones, phone), false)), [])"
    ),
    "shared_email_forms_text": _as_text(
        "nullif(list_filter(email_forms, lambda email: "
        "not coalesce(list_contains(personal_emails, email), false)), [])"
    ),
    "namesakes": "namesakes",
}
"""The derived columns as they are kept: of contact points those that are not personal,
because there are fewer."""
_KEPT = {
    "record_key": key_of("record_id"),
    "record_id": "record_id",
    "fingerprint": "fingerprint",
    **{
        name: sql
        for column in RAW_COLUMNS
        for name, sql in (
            [(f"{column}_text", _as_text(column))]
            if column in _LISTS
            else [(column, column)]
        )
    },
    **_DERIVED,
}
"""The columns of the kept records with the SQL that makes them."""
_UNCOMPRESSED = ("record_id", "phones_text", "email_forms_text", "street")
"""Long columns that say something else in nearly every row: a day fetches few of them, and
unpacking all the others takes longer than reading them as they are."""
AS_KEPT = "record_key, record_id, fingerprint, " + ", ".join(map(_as_kept, RAW_COLUMNS))
"""SQL of the kept records as they were delivered."""
RECORDS = "wh.identity.records"
KEPT_RECORDS = "wh.identity.linkage_records"
KEPT_NAMES = "wh.identity.linkage_names"
KEPT_KEYS = "wh.identity.linkage_keys"
KEPT_PRINTS = "wh.identity.linkage_prints"
KEY = key_of("record_id")
POINT_RULES = (
    BlockingRule(("phones",), exploded=True),
    BlockingRule(("email_forms",), exploded=True),
)
"""What brings together the records with one contact point; most models block by it too."""
NAME_KEY = "hash('name', usual_first_name, last_name)"


def prepare_state(con: duckdb.DuckDBPyConnection) -> bool:
    """Makes the kept tables, empty, unless all are there with the columns that they have
    now; whether they are."""
    wanted = {
        "linkage_records": [*_KEPT],
        "linkage_keys": ["key", "record_key", "initial"],
        "linkage_names": ["name_key", "usual_first_name", "last_name", "namesakes"],
        "linkage_prints": ["day", "records", "print"],
    } | {f"linkage_{count.table}": [*count.columns, "records"] for count in COUNTS}
    if all(_columns(con, table) == columns for table, columns in wanted.items()):
        return True
    for table in wanted:
        con.execute(f"drop table if exists wh.identity.{table}")
    _create_kept_records(con)
    con.execute(
        f"create table {KEPT_KEYS} (key ubigint, record_key ubigint, initial integer)"
    )
    con.execute(
        f"create table {KEPT_NAMES} (name_key ubigint, usual_first_name varchar, "
        "last_name varchar, namesakes varchar)"
    )
    con.execute(
        f"create table {KEPT_PRINTS} (day integer, records bigint, print ubigint)"
    )
    count_records(con, COUNTS, f"(from {RECORDS} limit 0)", Counted())
    keep_counts(con)
    return False


def _create_kept_records(con: duckdb.DuckDBPyConnection) -> None:
    """The table of the kept records, empty."""
    nothing = (
        "(select *, [] as personal_phones, [] as personal_emails, '' as namesakes "
        f"from {RECORDS} limit 0)"
    )
    described = con.execute(f"describe {_renewed(nothing)}").fetchall()
    columns = ", ".join(
        f"{name} {kind}{' using compression uncompressed' * (name in _UNCOMPRESSED)}"
        for name, kind, *_ in described
    )
    con.execute(f"create or replace table {KEPT_RECORDS} ({columns})")


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str] | None:
    """A kept table's columns, None when there is none: the catalog lists all of them."""
    try:
        found = con.execute(f"from wh.identity.{table} limit 0").description
    except duckdb.CatalogException:
        return None
    return [name for name, *_ in found or ()]


def derive_all(con: duckdb.DuckDBPyConnection, counted: Counted) -> int:
    """Tables `derivations` and `names` and view `derived` of all records, and
    `compared_records`: all of them are compared anew. Returns how many there are."""
    con.execute(
        f"""
        create or replace view raw_records as
        select record_id, {KEY} as record_key, fingerprint, {RAW}, {NOTHING_BEFORE}
        from {RECORDS}
        """
    )
    con.execute(f"create or replace table points as {personal_points('raw_records')}")
    classes = name_classes(
        f"(select distinct * from ({named('raw_records')}))", counted
    )
    con.execute(f"create or replace table names as {classes}")
    columns = ("record_key", "has_contact_point")
    con.execute(
        f"""
        create or replace table derivations as
        select * exclude (has_contact_point), has_contact_point as is_rescored
        from ({derived_records("raw_records", "points", "names", columns)})
        """
    )
    con.execute("drop table points")
    return compare_derived(con)


def compare_derived(con: duckdb.DuckDBPyConnection) -> int:
    """View `derived`, the records of `raw_records` with their `derivations`; and
    `compared_records`, of which it returns the rows."""
    con.execute(
        f"""
        create or replace view derived as
        select
            raw_records.record_key,
            raw_records.record_id,
            fingerprint,
            {RAW},
            {", ".join(DERIVED_COLUMNS)},
            is_rescored
        from raw_records
        inner join derivations
            on raw_records.record_key = derivations.record_key
        """
    )
    return number_compared(con, "derived")


def keys_of(records: str, rules: tuple[BlockingRule, ...]) -> str:
    """SQL of every key of the records of a table, but for those of their names: an
    uncommon name is found by the key of the name, so that keys depend on the record alone."""
    return " union all ".join(
        rule.keys_of(records, f", {_initial(rule)} as initial")
        for rule in dict.fromkeys((*POINT_RULES, *rules))
        if "uncommon_name" not in rule.columns
    )


def find_unsettled(con: duckdb.DuckDBPyConnection) -> None:
    """Table `unsettled`, of the records whose kept edges, keys and values hold no more."""
    con.execute(
        """
        create or replace table unsettled as
        select record_id, record_key, change = 'new' as is_new
        from changed
        union all
        select record_id, record_key, false as is_new
        from derivations
        anti join changed
            using (record_key)
        where is_rescored
        """
    )


def keep_records(
    con: duckdb.DuckDBPyConnection,
    rules: tuple[BlockingRule, ...],
    counted: Counted,
    everything: bool,
) -> None:
    """Writes what changed of the kept tables, in a transaction. Of a new record nothing is
    kept that would have to go."""
    con.execute(f"create or replace table {KEPT_PRINTS} as from prints")
    if everything:
        keep_counts(con)
        _create_kept_records(con)
        con.execute(f"insert into {KEPT_RECORDS} {_renewed('derived')}")
        con.execute(
            f"create or replace table {KEPT_KEYS} as {_all_keys_of('raw_records', rules)}"
        )
        con.execute(
            f"create or replace table {KEPT_NAMES} as "
            f"select {NAME_KEY} as name_key, * from names"
        )
        return
    keep_difference(con, "delivered_records", "replaced_records", counted)
    con.execute(
        f"delete from {KEPT_RECORDS} "
        "where record_key in (select record_key from unsettled where not is_new)"
    )
    renewed = "(from derived semi join unsettled using (record_key))"
    con.execute(f"insert into {KEPT_RECORDS} {_renewed(renewed)}")
    con.execute(
        f"delete from {KEPT_KEYS} "
        "where record_key in (select record_key from changed where change != 'new')"
    )
    con.execute(f"insert into {KEPT_KEYS} {_all_keys_of('delivered_records', rules)}")
    con.execute(
        f"""
        delete from {KEPT_NAMES}
        where name_key in (select name_key from reclassed_names where not is_new)
        """
    )
    con.execute(
        f"insert into {KEPT_NAMES} "
        "select name_key, usual_first_name, last_name, namesakes from reclassed_names"
    )


def _initial(rule: BlockingRule) -> str:
    """SQL of what a key says of whether a contact point is personal (see records.py)."""
    return INITIAL if rule in POINT_RULES else "cast(null as integer)"


def _renewed(derived: str) -> str:
    columns = ", ".join(f"{value} as {column}" for column, value in _KEPT.items())
    return f"select {columns} from {derived}"


def _all_keys_of(records: str, rules: tuple[BlockingRule, ...]) -> str:
    """SQL of every key of the records of a table."""
    return f"""
        {keys_of(records, rules)}
        union all
        select {NAME_KEY} as key, record_key, null as initial
        from ({named(records, f", {KEY} as record_key")})
    """
