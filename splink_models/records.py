"""What is compared: the columns that comparisons and blocking rules name, made from records.

Some of them say how common a value is: whether a contact point was given with one name
only, how many namesakes a name has. They depend on all records, so that a new record may
change what is compared of an old one. For a chosen set of records they are made here from
the values that those records bear; which records those are, state.py finds out.

Belongs here: the derivation of columns within scratch memory. Normalising raw values does
not: that is SQL in dbt_project/models/identity.
"""

import duckdb

from splink_models.comparisons import NAMESAKES, UNCOMMON_NAMES
from splink_models.counts import (
    CREATED_DAY,
    USUAL_FIRST_NAME,
    Counted,
    count_everything,
    drop_counts,
)

COMPARED = "compared_records"
"""Scratch table: one row per record to compare. `record_number` counts them in the order
of their ids, so that the order in which rows arrive changes nothing."""

RAW_COLUMNS = (
    "record_type",
    "created_at",
    "first_name",
    "last_name",
    "first_name_alternatives",
    "organization",
    "phones",
    "email_forms",
    "street",
    "city",
    "region",
    "postcode",
    "has_contact_point",
    "company_id",
)
"""Columns of identity.records on which persons depend: those in its `fingerprint`."""


def key_of(record_id: str) -> str:
    """SQL of a record's key: millions of them are small and quickly joined."""
    return f"hash({record_id})"


FINGERPRINT = f"hash(record_id, {', '.join(RAW_COLUMNS)})"
"""SQL of the column `fingerprint` of identity.records, by which a record is seen to be
the same as before; dbt makes it."""
DERIVED_COLUMNS = ("personal_phones", "personal_emails", "namesakes")
"""Columns that depend on the values of other records too."""

UNCOMMON_NAME = (
    f"case when namesakes in {UNCOMMON_NAMES} "
    f"then {USUAL_FIRST_NAME} || ' ' || last_name end"
)
"""SQL of the name by which a record is compared while hardly anybody else bears it."""
NOTHING_BEFORE = (
    "cast(null as varchar[]) as personal_before, "
    "cast(null as varchar) as namesakes_before"
)
"""SQL of what derived_records asks of records that were never derived before."""
_NAMESAKES = " ".join(
    f"when namesakes <= {most} then '{name}'" for name, most in NAMESAKES.items()
)
# The telephone network shows whose number it is, not who of several people calls from it.
_SHOWS_SPEAKER = (
    "(record_type != 'call' or phones is null or personal_phones is not null)"
)


def contact_points_of(records: str, more: str = "") -> str:
    """SQL of the contact points in a table: record_id, kind, contact_point and `more`."""
    return f"""
        select record_id, 'phone' as kind, unnest(phones) as contact_point {more}
        from {records}
        where phones is not null
        union all
        select record_id, 'email' as kind, unnest(email_forms) as contact_point {more}
        from {records}
        where email_forms is not null
    """


# A contact point is personal while everybody who gave it with a name begins the first
# name alike: a first letter survives most slips of the pen. The name of a call is its
# subscriber's, whoever of the house is speaking, and does not count.
INITIAL = f"case when record_type != 'call' then unicode({USUAL_FIRST_NAME}) end"
"""SQL of what a record says of its contact points, a letter's number: null when nothing."""


def is_personal(condition: str = "true") -> str:
    """SQL of whether a contact point is personal, by the `initial` of those rows."""
    chosen = f"filter (where {condition})"
    return f"coalesce(min(initial) {chosen} = max(initial) {chosen}, true)"


def personal_points(records: str) -> str:
    """SQL of whether each contact point of the records of a table is personal."""
    return f"""
        select kind, contact_point, {is_personal()} as is_personal
        from ({contact_points_of(records, f", {INITIAL} as initial")})
        group by kind, contact_point
    """


def named(records: str, more: str = "") -> str:
    """SQL of usual_first_name, last_name and `more` of a table's records that have both."""
    return f"""
        select {USUAL_FIRST_NAME} as usual_first_name, last_name {more}
        from {records}
        where has_contact_point and first_name is not null and last_name is not null
    """


def name_classes(names: str, counted: Counted, columns: str = "") -> str:
    """SQL of how many namesakes each of some names has, as a class of comparisons.py.

    How many other records would bear a name by chance, if first and last names were drawn
    apart: a rare name on two records is evidence, a common one is nearly none. Reads
    `first_names` and `last_names`, how many of the counted records bear each, one where
    none does; `names` is a table or subquery with usual_first_name, last_name and
    `columns`, which are kept.
    """
    return f"""
        select
            usual_first_name,
            last_name,
            {columns}
            case {_NAMESAKES} end as namesakes
        from (
            select
                names.*,
                {counted.growth} * coalesce(first_names.records, 1)
                * coalesce(last_names.records, 1)
                / coalesce((select sum(records) from first_names), 1) as namesakes
            from {names} as names
            left join first_names
                on names.usual_first_name = first_names.usual_first_name
            left join last_names
                on names.last_name = last_names.last_name
        )
    """


def derived_records(
    raw: str, points: str, names: str, columns: tuple[str, ...] = RAW_COLUMNS
) -> str:
    """SQL of these columns of a table of records with the derived ones.

    `points` (kind, contact_point, is_personal) may leave out points that are as personal
    for a record as they were: those that its `personal_before` holds. So may `names`, the
    name classes, leave out those of `namesakes_before`.
    """
    return f"""
        with

        judged as (
            select
                given.record_id,
                given.kind,
                given.contact_point
            from ({contact_points_of(raw, ", personal_before")}) as given
            left join {points} as points
                on given.kind = points.kind
                and given.contact_point = points.contact_point
            where
                coalesce(
                    points.is_personal,
                    list_contains(given.personal_before, given.contact_point),
                    false
                )
        ),

        personal as (
            select
                record_id,
                list_sort(
                    array_agg(contact_point) filter (where kind = 'phone')
                ) as personal_phones,
                list_sort(
                    array_agg(contact_point) filter (where kind = 'email')
                ) as personal_emails
            from judged
            group by record_id
        )

        select
            raw.record_id,
            {", ".join(f"raw.{column}" for column in columns)},
            personal.personal_phones,
            personal.personal_emails,
            case
                when raw.has_contact_point
                    then coalesce(names.namesakes, raw.namesakes_before)
            end as namesakes
        from {raw} as raw
        left join personal
            on raw.record_id = personal.record_id
        left join {names} as names
            on {USUAL_FIRST_NAME} = names.usual_first_name
            and raw.last_name = names.last_name
    """


_COMPARED = {
    "record_number": "numbers.record_number",
    "record_id": "record_id",
    "is_rescored": "is_rescored",
    "phones": "phones",
    "personal_phones": "personal_phones",
    "first_phone": "phones[1]",
    "email_forms": "email_forms",
    "personal_emails": "personal_emails",
    "first_email": "email_forms[1]",
    "email_locals": (
        "list_distinct(list_transform("
        "email_forms, lambda email: split_part(email, '@', 1)))"
    ),
    **{
        name: f"case when {_SHOWS_SPEAKER} then {name} end"
        for name in ("first_name", "last_name", "first_name_alternatives")
    },
    "organization": "organization",
    "street": "street",
    "city": "city",
    "region": "region",
    "postcode": "postcode",
    "company_id": "company_id",
    "created_at": "created_at",
    "created_day": CREATED_DAY,
    "namesakes": "namesakes",
    "uncommon_name": UNCOMMON_NAME,
}
COMPARED_COLUMNS = tuple(_COMPARED)
"""The columns of `compared_records`."""


def number_compared(con: duckdb.DuckDBPyConnection, derived: str) -> int:
    """Makes the scratch table `compared_records` of a table of derived records; its rows.

    `derived` has record_id, the raw and the derived columns, and `is_rescored`: pairs of
    two records of which neither is will not be compared.
    """
    columns = ", ".join(f"{value} as {name}" for name, value in _COMPARED.items())
    con.execute(
        f"""
        create or replace table {COMPARED} as
        with

        numbers as (
            select record_id, row_number() over (order by record_id) as record_number
            from {derived}
            where has_contact_point
        )

        select {columns}
        from {derived}
        inner join numbers
            using (record_id)
        """
    )
    counted = con.execute(f"select count(*) from {COMPARED}").fetchall()
    return int(counted[0][0])


def sample_of(records: int, most: int, seed: int) -> str:
    """SQL of whether a record is of the sample of about so many, drawn by its id."""
    share = min(most / records, 1) if records else 1
    return f"hash(record_id, {seed}) % 1000000 < {round(share * 1_000_000)}"


def prepare_records(
    con: duckdb.DuckDBPyConnection, records: str, most: int = 2**62, seed: int = 0
) -> int:
    """Makes the scratch table `compared_records` of the records of a table with a contact
    point; returns how many there are.

    Of more than `most` a sample is compared; what depends on others, as whether a contact
    point is personal, is that of all. `records` names a table with the columns of
    identity.records.
    """
    con.execute(
        f"""
        create or replace view raw_records as
        select
            record_id,
            {", ".join(RAW_COLUMNS)},
            {NOTHING_BEFORE}
        from {records}
        where has_contact_point
        """
    )
    con.execute(f"create or replace table points as {personal_points('raw_records')}")
    counted = count_everything(con, "raw_records")
    classes = name_classes(
        f"(select distinct * from ({named('raw_records')}))", counted
    )
    con.execute(f"create or replace table names as {classes}")
    found = con.execute("select count(*) from raw_records").fetchall()[0][0]
    con.execute(
        f"""
        create or replace table sampled_records as
        from raw_records
        where {sample_of(found, most, seed)}
        """
    )
    con.execute(
        f"""
        create or replace table derived as
        select *, true as is_rescored
        from ({derived_records("sampled_records", "points", "names")})
        """
    )
    number_compared(con, "derived")
    con.execute("drop view raw_records")
    for table in ("sampled_records", "points", "names", "derived"):
        con.execute(f"drop table {table}")
    drop_counts(con)
    return int(found)
