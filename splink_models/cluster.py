"""From scored pairs to persons: which records belong together, and the person's id.

Everything is set-based SQL on scratch tables; the same edges, links and records give the
same persons in whatever order they arrive.

Records joined by sure pairs form a component. One that agrees with itself is a person; a
contradictory one is parted first (contradictions.py).
"""

import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

from splink_models.contradictions import MUST_WEIGHT, part_contradictory


def cluster_records(con: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Makes the scratch table `record_persons` (record_id, person_id), one row a record.

    Reads the scratch tables `all_records` (record_id, created_at, first_name, last_name,
    first_name_alternatives), `scored_edges` (record_l, record_r, match_weight,
    match_probability) and `links` (record_l, record_r, kind must or cannot).
    """
    con.execute(_SURE_EDGES, [threshold])
    _components(con)
    part_contradictory(con)
    con.execute(_PERSONS)
    for table in ("sure_edges", "components", "groups"):
        con.execute(f"drop table {table}")


# A must-link outweighs every score; a cannot-link takes the pair's own edge away and, as a
# contradiction, every longer way between the two.
_SURE_EDGES = f"""
create or replace table sure_edges as
with

must as (
    select record_l, record_r, {MUST_WEIGHT} as weight
    from links
    where kind = 'must'
),

scored as (
    select
        scored_edges.record_l,
        scored_edges.record_r,
        scored_edges.match_weight as weight
    from scored_edges
    anti join links
        on least(links.record_l, links.record_r) = scored_edges.record_l
        and greatest(links.record_l, links.record_r) = scored_edges.record_r
    where scored_edges.match_probability >= ?
)

select record_l, record_r, weight from scored
union all
select distinct
    least(record_l, record_r) as record_l,
    greatest(record_l, record_r) as record_r,
    weight
from must
"""


def _components(con: duckdb.DuckDBPyConnection) -> None:
    """Table `components` (record_id, component): records joined by sure edges."""
    con.execute(
        """
        create or replace table joined_records as
        select record_l as record_id from sure_edges
        union
        select record_r from sure_edges
        """
    )
    database = DuckDBAPI(con)
    clusters = cluster_pairwise_predictions_at_threshold(
        nodes=database.register("joined_records"),
        edges=database.register("sure_edges"),
        db_api=database,
        node_id_column_name="record_id",
        edge_id_column_name_left="record_l",
        edge_id_column_name_right="record_r",
    )
    con.execute(
        f"""
        create or replace table components as
        select record_id, cluster_id as component
        from {clusters.physical_name}
        """
    )
    clusters.drop_table_from_database_and_remove_from_cache()
    con.execute("drop table joined_records")


# A person is named after its oldest record: later ones leave the name as it is.
_PERSONS = """
create or replace table record_persons as
with

grouped as (
    select
        all_records.record_id,
        all_records.created_at,
        coalesce(groups.group_id, components.component, all_records.record_id)
            as group_id
    from all_records
    left join components
        on all_records.record_id = components.record_id
    left join groups
        on all_records.record_id = groups.record_id
),

oldest as (
    select
        record_id,
        first_value(record_id) over (
            partition by group_id
            order by created_at nulls last, record_id
        ) as oldest_record
    from grouped
)

select record_id, 'person:' || left(md5(oldest_record), 16) as person_id
from oldest
"""
