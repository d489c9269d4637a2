"""Events on leads: more of them than the generator makes, and the plain scan and sort.

Belongs here: the two things that the benchmark of the lead marts does with events by
itself. The generator's own numbers stay as they are.
"""

import duckdb

from orchestration.errors import LeadhouseError

EVENT_TABLES = ("lead_status_events", "lead_offers", "activities", "surveys")
_WORKED_STATUSES = "('contacted', 'qualified', 'quoted')"
_HOURS = 24 * 5
"""Further events follow the one that they repeat within these five days."""


def add_events(con: duckdb.DuckDBPyConnection, events: int) -> int:
    """Repeats raw events on their leads until there are so many; gives their number.

    Half of what is missing are activities, half reports of leads that are being worked,
    each some hours after one that is there: what a CRM that writes down everything
    delivers. Raises LeadhouseError where there are none to repeat.
    """
    missing = events - count_events(con)
    if missing <= 0:
        return count_events(con)
    _repeat(
        con, "activities", "activity_id", ("scheduled_at", "completed_at"), missing // 2
    )
    worked = f"status in {_WORKED_STATUSES}"
    _repeat(
        con,
        "lead_status_events",
        "event_id",
        ("occurred_at",),
        missing - missing // 2,
        worked,
    )
    return count_events(con)


def count_events(con: duckdb.DuckDBPyConnection) -> int:
    """Rows of all raw tables of events."""
    counted = " + ".join(f"(select count(*) from raw.{name})" for name in EVENT_TABLES)
    return int(con.execute(f"select {counted}").fetchall()[0][0])


def _repeat(
    con: duckdb.DuckDBPyConnection,
    table: str,
    key: str,
    times: tuple[str, ...],
    wanted: int,
    where: str = "true",
) -> None:
    """Adds so many copies of the table's rows, later and under names of their own."""
    ((there,),) = con.execute(
        f"select count(*) from raw.{table} where {where}"
    ).fetchall()
    if wanted and not there:
        raise LeadhouseError(f"raw.{table} holds no event that could be repeated.")
    rounds = -(-wanted // there) if wanted else 0
    later = ", ".join(f"{_shifted(name)} as {name}" for name in times)
    con.execute(
        f"""
        insert into raw.{table}
        select * exclude (round) replace (
            {key} || '-' || cast(round as varchar) as {key},
            md5(_row_hash || cast(round as varchar)) as _row_hash,
            {later}
        )
        from (
            select events.*, rounds.round
            from raw.{table} as events
            cross join range(1, {rounds + 1}) as rounds (round)
            where {where}
            order by rounds.round, events.{key}
            limit {wanted}
        )
        """
    )


def _shifted(column: str) -> str:
    """The written time some hours later, its offset kept; as it is where it is none."""
    moment = f"try_cast(left({column}, 19) as timestamp)"
    hours = f"to_hours(cast(1 + (hash(_row_hash) + round * 7) % {_HOURS} as bigint))"
    later = f"strftime({moment} + {hours}, '%Y-%m-%d %H:%M:%S') || substr({column}, 20)"
    return f"coalesce({later}, {column})"


SCAN_AND_SORT = """
    create or replace temp table events_sorted as
    select * from (
        select lead_id, occurred_at as happened_at, event_id, status as what, company_id
        from staging.stg_lead_status_events
        union all
        select lead_id, offered_at, offer_id, response, company_id
        from staging.stg_lead_offers
        union all
        select lead_id, scheduled_at, activity_id, activity_type, user_id
        from staging.stg_activities
        union all
        select lead_id, submitted_at, response_id, kind, null
        from staging.stg_surveys
    )
    order by lead_id, happened_at, event_id
"""
"""Reads every staged event once and writes them by lead and time."""
