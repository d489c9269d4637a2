"""Which records are new, corrected or deleted since the last run.

Belongs here: finding and fetching them, by the prints of days and the fingerprints of
records, in SQL. Which others they make be compared again is worked out in nearby.py.
"""

import duckdb

from splink_models.counts import CREATED_DAY
from splink_models.records import key_of
from splink_models.state import AS_KEPT, KEPT_PRINTS, KEPT_RECORDS, RAW, RECORDS

AS_DELIVERED = f"record_id, fingerprint, {RAW}"
"""What a day's records are linked by."""
CHANGED = ("delivered_records", "replaced_records")
"""Tables of what a day brings and takes away."""
_UNDATED = -1_000_000
"""Stands for the day of records that have none: earlier than every other."""


def find_changed(con: duckdb.DuckDBPyConnection, columns: str) -> None:
    """Tables `changed` (record_id, record_key, change): new, corrected and deleted records;
    `delivered_records`, these columns of the new and corrected ones; and
    `replaced_records`, of the corrected and deleted ones as they were. `prints`, by which
    it is seen on which days records have come, changed or gone: most days are as they were.
    """
    con.execute(
        f"""
        create or replace table prints as
        select
            {CREATED_DAY} as day,
            count(*) as records,
            bit_xor(fingerprint) as print
        from {RECORDS}
        group by all
        """
    )
    con.execute(
        f"""
        create or replace table changed_days as
        select
            coalesce(coalesce(prints.day, kept.day), {_UNDATED}) as day,
            coalesce(prints.records, 0) as records,
            coalesce(kept.records, 0) as records_before
        from prints
        full join {KEPT_PRINTS} as kept
            on prints.day is not distinct from kept.day
            and prints.records = kept.records
            and prints.print = kept.print
        where prints.print is null or kept.print is null
        """
    )
    of_changed_days = _of_changed_days(con)
    con.execute(
        f"""
        create or replace table fresh_prints as
        select rowid as place, fingerprint
        from {RECORDS}
        anti join (from {KEPT_RECORDS} where {of_changed_days})
            using (fingerprint)
        where {of_changed_days}
        """
    )
    con.execute(
        f"""
        create or replace table replaced_records as
        select {AS_KEPT} from {KEPT_RECORDS}
        where fingerprint in ({_gone_prints(con, of_changed_days)})
        """
    )
    con.execute(
        f"""
        create or replace table delivered_records as
        select {columns}
        from {RECORDS}
        where rowid in (select place from fresh_prints)
        """
    )
    con.execute(
        f"""
        create or replace table changed as
        select
            coalesce(delivered.record_id, replaced.record_id) as record_id,
            {key_of("coalesce(delivered.record_id, replaced.record_id)")} as record_key,
            case
                when delivered.record_id is null then 'deleted'
                when replaced.record_id is null then 'new'
                else 'corrected'
            end as change
        from delivered_records as delivered
        full join replaced_records as replaced
            on delivered.record_id = replaced.record_id
        """
    )
    con.execute("drop table changed_days; drop table fresh_prints")


def _of_changed_days(con: duckdb.DuckDBPyConnection) -> str:
    """SQL of whether a record's day is in `changed_days`. Mostly these are the last ones:
    a comparison passes over the others without working out their day."""
    first = con.execute("select min(day) from changed_days").fetchall()[0][0]
    if first is None or first == _UNDATED:
        return f"coalesce({CREATED_DAY}, {_UNDATED}) in (select day from changed_days)"
    return (
        f"created_at >= date '2000-01-01' + {first} "
        f"and {CREATED_DAY} in (select day from changed_days)"
    )


def _gone_prints(con: duckdb.DuckDBPyConnection, of_changed_days: str) -> str:
    """SQL of the kept fingerprints that no record has any more. Most days there are none,
    and counting is much quicker than looking each of them up."""
    now, before, fresh = con.execute(
        """
        select
            coalesce(sum(records), 0),
            coalesce(sum(records_before), 0),
            (select count(*) from fresh_prints)
        from changed_days
        """
    ).fetchall()[0]
    if now - fresh == before:
        return "select null where false"
    return f"""
        select fingerprint
        from {KEPT_RECORDS}
        anti join (from {RECORDS} where {of_changed_days})
            using (fingerprint)
        where {of_changed_days}
    """
