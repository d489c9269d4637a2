"""Which records a run has to cluster anew, and why.

Belongs here: the choice of components that a run touches. Clustering them does not.
"""

import duckdb

from splink_models.cluster import ClusterRules
from splink_models.person_ids import find_known
from splink_models.records import key_of
from splink_models.state import (
    AS_KEPT,
    KEPT_RECORDS,
    KEY,
    RECORDS,
    shared_points,
)
from splink_models.written import LINK


def follow_links(con: duckdb.DuckDBPyConnection) -> None:
    """Table `link_changes`: links that were made or undone since the last run."""
    con.execute(_LINK_CHANGES)


def find_near(con: duckdb.DuckDBPyConnection) -> None:
    """Tables `near_keys` and `near_persons`: the components of the last run that a day may
    touch.

    Reads `link_changes`, `changed` and `nearby_keys` (nearby.py): which of these records
    are compared anew, and whom they reach, need not be known yet.
    """
    con.execute(_NEAR_KEYS)
    con.execute(_NEAR_PERSONS)


def fetch_kept(con: duckdb.DuckDBPyConnection) -> None:
    """Table `kept_near`: the kept records of find_near and those of `nearby_keys`."""
    con.execute(_KEPT_NEAR_KEYS)
    con.execute(_KEPT_NEAR)
    con.execute("drop table kept_near_keys")


def fetch_near(con: duckdb.DuckDBPyConnection, rules: ClusterRules) -> None:
    """Tables `near_edges` and `links`, the sure edges and links of find_near's records, and
    NEAR_KNOWN, the persons whose names may be given to them."""
    con.execute(_NEAR_EDGES, [rules.auto_threshold])
    find_known(con, _NEAR_RECORDS, NEAR_KNOWN)
    con.execute(f"{_LINKS} where {_is_near('record_l')} and {_is_near('record_r')}")


def choose_clustered(
    con: duckdb.DuckDBPyConnection, rules: ClusterRules, everything: bool
) -> None:
    """Tables `seeds`, `persons_before`, `clustered_records`, `clustered_edges`, `links`.

    To be clustered are the components of the last run that hold a seed: a record that was
    changed or compared anew, that a new sure pair reaches, or whose links have changed.
    They are among those of find_near.
    """
    if everything:
        con.execute(_LINKS)
    seeds = f"create or replace table seeds as {_SEEDS}"
    if everything:
        con.execute(seeds)
        con.execute(_NEWLY_KEPT)
    else:
        con.execute(f"{seeds} union all ({_REACHED})", [rules.auto_threshold])
    con.execute(
        "create or replace table persons_before as "
        + (
            "select record_id, person_id, component_id from wh.identity.persons"
            if everything
            else _TOUCHED
        )
    )
    con.execute(
        "create or replace table clustered_records as "
        + (f"select {_CLUSTERED} from {RECORDS}" if everything else _CHOSEN)
    )
    edges = "create or replace table clustered_edges as " + _SURE_EDGES_NOW
    if not everything:
        edges += f" union all ({_KEPT_SURE_EDGES})"
    con.execute(edges, [rules.auto_threshold])


# Their keys are quicker to join than two ids, a kind and what may be null.
_LINK_CHANGES = f"""
create or replace table link_changes as
with

links as (
    select {LINK}, hash({LINK}) as link_key from wh.identity.links
),

followed as (
    select {LINK}, hash({LINK}) as link_key from wh.identity.links_followed
)

select *, true as is_followed
from links
anti join followed
    using (link_key)
union all
select *, false as is_followed
from followed
anti join links
    using (link_key)
"""

_SEEDS = """
select record_id, change || '_record' as cause from changed
union all
select
    unnest([record_l, record_r]) as record_id,
    case when decision_event_id is null then 'reference' else 'decision' end as cause
from link_changes
"""

# A record that is compared for the first time under other columns is no new one.
_NEWLY_KEPT = """
delete from seeds
where
    cause = 'new_record'
    and record_id in (select record_id from wh.identity.persons)
"""

_REACHED = """
select record_id, 'population' as cause from derivations where is_rescored
union
select unnest([record_l, record_r]) as record_id, 'population' as cause
from scored_edges
where match_probability >= ?
"""

_NEAR_KEYS = """
create or replace table near_keys as
select record_key from changed
union
select record_key from nearby_keys
union
select hash(unnest([record_l, record_r])) from link_changes
"""

# A component is known by the id of one of its records, which is read once, not for each.
_NEAR_PERSONS = """
create or replace table near_persons as
with

touched as (
    select record_id, person_id, record_key, component_key
    from wh.identity.persons
    where component_key in (
        select component_key
        from wh.identity.persons
        where record_key in (from near_keys)
    )
)

select touched.*, firsts.record_id as component_id
from touched
inner join touched as firsts
    on touched.component_key = firsts.record_key
"""

_CLUSTERED = """
    record_id, record_type, company_id, created_at, first_name, last_name,
    first_name_alternatives
"""
_KEPT_NEAR_KEYS = """
create or replace table kept_near_keys as
select record_key from near_persons
union
from near_keys
except
select record_key from changed
"""
# Of what has not changed the kept records say the same as identity.records, by their keys.
# Few are fetched among many, which costs as much for one as for all: it is done once.
_KEPT_NEAR = f"""
create or replace table kept_near as
select
    {AS_KEPT},
    {shared_points("phones")} as shared_phones,
    {shared_points("email_forms")} as shared_email_forms,
    namesakes,
    record_key in (from nearby_keys) as is_nearby
from {KEPT_RECORDS}
where record_key in (from kept_near_keys)
"""

# The kept edges are many and their ids long: read by their keys alone.
_NEAR_EDGES = """
create or replace table near_edges as
select key_l, key_r, match_weight
from wh.identity.scored_edges
where
    match_probability >= ?
    and key_l in (select record_key from near_persons)
    and key_r in (select record_key from near_persons)
"""

NEAR_KNOWN = "near_known"
"""Scratch table of the persons of the last run that a day may name (find_known)."""
_NEAR_RECORDS = """
select record_id from kept_near
union all
select record_id from delivered_records
"""
_LINKS = f"create or replace table links as select {LINK} from wh.identity.links"


def _is_near(record_id: str) -> str:
    return (
        f"{key_of(record_id)} in "
        "(from near_keys union select record_key from near_persons)"
    )


_TOUCHED = f"""
select record_id, person_id, component_id
from near_persons
where component_key in (
    select component_key
    from near_persons
    where record_key in (select {KEY} from seeds)
)
"""

_CHOSEN = f"""
select {_CLUSTERED}
from kept_near
where record_key in (
    select {KEY} from seeds
    union
    select {KEY} from persons_before
)
union all
select {_CLUSTERED} from delivered_records
"""

_SURE_EDGES_NOW = """
select record_l, record_r, match_weight
from scored_edges
where match_probability >= ?
"""

_KEPT_SURE_EDGES = f"""
with

settled as (
    select record_id, {KEY} as record_key
    from clustered_records
    anti join unsettled
        using (record_id)
)

select
    settled_l.record_id as record_l,
    settled_r.record_id as record_r,
    edges.match_weight
from near_edges as edges
inner join settled as settled_l
    on edges.key_l = settled_l.record_key
inner join settled as settled_r
    on edges.key_r = settled_r.record_key
"""
