"""Contradictory components, parted with as little damage as possible.

One is built up again from its strongest pairs, leaving out every pair that would join what
contradicts: its weakest pairs go. So a call from the phone of a couple goes to one of the
two and does not make them one. A must-link joins what only scores, names, lists or sizes
keep apart.

Belongs here: building up again, and what is told of it. What contradicts is found in
contradictions.py. The same result in whatever order rows arrive.
"""

import duckdb

from splink_models.contradictions import MUST_WEIGHT, REASONS, find_contradictions
from splink_models.forest import Forest
from splink_models.numbered import (
    NUMBERED,
    count_numbered,
    name_groups,
    numbered_pairs,
)

_SPLITS = f"""
create or replace table splits as
with

cut as (
    select
        groups_l.component,
        count(*) as pairs_cut,
        min(rebuilt_edges.weight) as weakest_weight
    from rebuilt_edges
    inner join groups as groups_l
        on rebuilt_edges.record_l = groups_l.record_id
    inner join groups as groups_r
        on rebuilt_edges.record_r = groups_r.record_id
    where groups_l.group_id != groups_r.group_id
    group by groups_l.component
),

counted as (
    select
        component,
        count(*) as records_count,
        count(distinct group_id) as persons_count
    from groups
    group by component
)

select
    counted.component as component_id,
    {REASONS}[parted.priority] as reason,
    counted.records_count,
    counted.persons_count,
    cut.pairs_cut,
    case when cut.weakest_weight < {MUST_WEIGHT} then cut.weakest_weight end
        as weakest_weight
from counted
inner join parted
    on counted.component = parted.component
inner join cut
    on counted.component = cut.component
"""


def part_contradictory(
    con: duckdb.DuckDBPyConnection, max_records: int, customers_are_distinct: bool
) -> None:
    """Makes the tables `groups` (record_id, component, group_id) of contradictory
    components' records and `splits`, one row per component that was parted.

    Reads the tables `sure_edges` (record_l, record_r, weight), `components` (record_id,
    component), `links` and `clustered_records`.
    """
    find_contradictions(con, max_records, customers_are_distinct)
    con.execute(
        """
        create or replace table rebuilt_edges as
        select
            sure_edges.record_l,
            sure_edges.record_r,
            sure_edges.weight,
            coalesce(
                abs(epoch(records_l.created_at) - epoch(records_r.created_at)), 1e18
            ) as seconds_apart
        from sure_edges
        inner join components
            on sure_edges.record_l = components.record_id
        inner join clustered_records as records_l
            on sure_edges.record_l = records_l.record_id
        inner join clustered_records as records_r
            on sure_edges.record_r = records_r.record_id
        where components.component in (select component from parted)
        """
    )
    _join_groups(con, max_records)
    con.execute(_SPLITS)
    for table in ("rebuilt_edges", "contradictions", "parted"):
        con.execute(f"drop table {table}")


def _join_groups(con: duckdb.DuckDBPyConnection, max_records: int) -> None:
    """Table `groups` (record_id, component, group_id): the records of parted components,
    joined by `rebuilt_edges` as far as nothing forbids it.

    As Kruskal (1956) builds a spanning tree: the strongest pair first, then the one
    nearest in time, then by id. A group is known by the first of its records' ids.
    """
    con.execute(
        f"""
        create or replace table {NUMBERED} as
        select
            row_number() over (order by record_id) - 1 as number,
            record_id,
            component
        from components
        where component in (select component from parted)
        """
    )
    opposed = con.execute(numbered_pairs("contradictions", ", is_forbidden")).fetchall()
    edges = con.execute(
        numbered_pairs("rebuilt_edges", f", weight >= {MUST_WEIGHT}")
        + "order by weight desc, seconds_apart, record_l, record_r"
    ).fetchall()
    records = count_numbered(con)
    forest = Forest(records, max_records, opposed)
    for left, right, is_must in edges:
        forest.join(left, right, is_must)
    roots = [forest.root(at) for at in range(records)]
    name_groups(con, roots, "groups", "group_id")
