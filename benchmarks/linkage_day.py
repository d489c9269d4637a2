"""A day's linkage against comparing everything anew, on one warehouse.

Belongs here: taking the newest contacts away, linking without and then with them. Where
the records come from does not.
"""

from typing import Any

import duckdb

from splink_models.link import LinkReport, link_records
from splink_models.model import TrainedModel

NEW_CONTACTS = 10_000
"""Leads and calls of the day."""


def link_a_day(con: duckdb.DuckDBPyConnection, model: TrainedModel) -> dict[str, Any]:
    """Seconds of the day and of everything anew, and whether both gave the same.

    `con` has a warehouse with identity.records and links attached, writable, as `wh`.
    """
    con.execute("alter table wh.identity.records rename to delivered_records")
    con.execute("alter table wh.identity.links rename to delivered_links")
    con.execute(
        f"""
        create table newest as
        select record_id
        from wh.identity.delivered_records
        where record_type <> 'customer'
        order by created_at desc, record_id
        limit {NEW_CONTACTS}
        """
    )
    _deliver(con, "anti join newest using (record_id)")
    link_records(con, model, "before")
    _deliver(con, "")
    day = link_records(con, model, "day")
    found = _fingerprint(con)
    full = link_records(con, model, "anew", everything=True)
    return {
        "new_contacts": NEW_CONTACTS,
        "seconds": {"day": _total(day), "full": _total(full)},
        "is_full": day.is_full,
        "records_compared": day.compared_records,
        "records_clustered": day.clustered_records,
        "is_equal": found == _fingerprint(con),
    }


def _deliver(con: duckdb.DuckDBPyConnection, condition: str) -> None:
    """identity.records and links, of some of the delivered records."""
    con.execute(
        f"create or replace table wh.identity.records as "
        f"select * from wh.identity.delivered_records {condition}"
    )
    con.execute(
        """
        create or replace table wh.identity.links as
        select links.*
        from wh.identity.delivered_links as links
        semi join wh.identity.records as records_l
            on links.record_l = records_l.record_id
        semi join wh.identity.records as records_r
            on links.record_r = records_r.record_id
        """
    )


def _total(report: LinkReport) -> float:
    return round(sum(report.seconds.values()), 2)


def _fingerprint(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Of every edge and every record's person and component."""
    return con.execute(
        """
        select
            (
                select (count(*), bit_xor(hash(record_l, record_r, round(match_weight, 6))))
                from wh.identity.scored_edges
            ),
            (
                select (count(*), bit_xor(hash(record_id, person_id, component_id)))
                from wh.identity.persons
            )
        """
    ).fetchall()
