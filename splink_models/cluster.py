"""From scored pairs to persons: which records belong together, and the person's id.

Everything is set-based SQL on scratch tables; the same edges, links and records give the
same persons in whatever order they arrive.

Records joined by sure pairs form a component. Most components agree with themselves and
are persons. A contradictory one, in which clearly different names meet without a sure
pair between them, or which a cannot-link forbids, is built up again from its strongest
pairs, leaving out every pair that would join what contradicts: its weakest pairs go. So a
call from the phone of a couple goes to one of the two and does not marry them.
"""

import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

from splink_models.comparisons import NAMES_CLEARLY_DIFFER

_MUST_WEIGHT = 1e9


def cluster_records(con: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Makes the scratch table `record_persons` (record_id, person_id), one row a record.

    Reads the scratch tables `all_records` (record_id, created_at, first_name, last_name,
    first_name_alternatives), `scored_edges` (record_l, record_r, match_weight,
    match_probability) and `links` (record_l, record_r, kind must or cannot).
    """
    con.execute(_SURE_EDGES, [threshold])
    _components(con)
    con.execute(_CONTRADICTIONS)
    _rebuild_contradictory(con)
    con.execute(_PERSONS)
    for table in ("sure_edges", "components", "contradictions"):
        con.execute(f"drop table {table}")


# A must-link outweighs every score; a cannot-link takes the pair's own edge away and, as a
# contradiction, every longer way between the two.
_SURE_EDGES = f"""
create or replace table sure_edges as
with

must as (
    select record_l, record_r, {_MUST_WEIGHT} as weight
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


# Names are compared once for each component and distinct name, not for each pair.
_CONTRADICTIONS = f"""
create or replace table contradictions as
with

named as (
    select
        components.component,
        components.record_id,
        all_records.first_name,
        all_records.last_name,
        all_records.first_name_alternatives
    from components
    inner join all_records
        on components.record_id = all_records.record_id
    where all_records.first_name is not null and all_records.last_name is not null
),

names as (
    select
        component,
        first_name,
        last_name,
        any_value(first_name_alternatives) as first_name_alternatives
    from named
    group by component, first_name, last_name
),

sides as (
    select
        names_l.component,
        names_l.first_name as first_name_l,
        names_l.last_name as last_name_l,
        names_l.first_name_alternatives as first_name_alternatives_l,
        names_r.first_name as first_name_r,
        names_r.last_name as last_name_r,
        names_r.first_name_alternatives as first_name_alternatives_r
    from names as names_l
    inner join names as names_r
        on names_l.component = names_r.component
        and (names_l.first_name, names_l.last_name)
            < (names_r.first_name, names_r.last_name)
),

different as (
    select *
    from sides
    where {NAMES_CLEARLY_DIFFER}
),

differently_named as (
    select
        least(named_l.record_id, named_r.record_id) as record_l,
        greatest(named_l.record_id, named_r.record_id) as record_r,
        different.component
    from different
    inner join named as named_l
        on different.component = named_l.component
        and different.first_name_l = named_l.first_name
        and different.last_name_l = named_l.last_name
    inner join named as named_r
        on different.component = named_r.component
        and different.first_name_r = named_r.first_name
        and different.last_name_r = named_r.last_name
    anti join sure_edges
        on least(named_l.record_id, named_r.record_id) = sure_edges.record_l
        and greatest(named_l.record_id, named_r.record_id) = sure_edges.record_r
),

forbidden as (
    select
        least(links.record_l, links.record_r) as record_l,
        greatest(links.record_l, links.record_r) as record_r,
        components_l.component
    from links
    inner join components as components_l
        on links.record_l = components_l.record_id
    inner join components as components_r
        on links.record_r = components_r.record_id
        and components_l.component = components_r.component
    where links.kind = 'cannot'
)

select record_l, record_r, component from differently_named
union
select record_l, record_r, component from forbidden
"""

# Each round joins the groups that are each other's best: the pairs between two groups
# are ranked by weight, then by the time between the contacts, then by id.
_MERGES = f"""
create or replace table merges as
with

between_groups as (
    select
        groups_l.group_id as group_l,
        groups_r.group_id as group_r,
        rebuilt_edges.weight,
        rebuilt_edges.seconds_apart,
        rebuilt_edges.record_l,
        rebuilt_edges.record_r
    from rebuilt_edges
    inner join groups as groups_l
        on rebuilt_edges.record_l = groups_l.record_id
    inner join groups as groups_r
        on rebuilt_edges.record_r = groups_r.record_id
    where groups_l.group_id != groups_r.group_id
),

opposed_one_way as (
    select
        groups_l.group_id as group_l,
        groups_r.group_id as group_r
    from contradictions
    inner join groups as groups_l
        on contradictions.record_l = groups_l.record_id
    inner join groups as groups_r
        on contradictions.record_r = groups_r.record_id
),

opposed as (
    select group_l, group_r from opposed_one_way
    union
    select group_r as group_l, group_l as group_r from opposed_one_way
),

allowed as (
    select between_groups.*
    from between_groups
    left join opposed
        on between_groups.group_l = opposed.group_l
        and between_groups.group_r = opposed.group_r
    where between_groups.weight = {_MUST_WEIGHT} or opposed.group_l is null
),

sided as (
    select group_l as own, group_r as other, * exclude (group_l, group_r) from allowed
    union all
    select group_r as own, group_l as other, * exclude (group_l, group_r) from allowed
),

ranked as (
    select
        own,
        other,
        row_number() over (
            partition by own
            order by weight desc, seconds_apart, record_l, record_r
        ) as place
    from sided
),

best as (
    select own, other from ranked where place = 1
)

select greatest(best.own, best.other) as merged, least(best.own, best.other) as into_group
from best
inner join best as in_turn
    on best.own = in_turn.other and best.other = in_turn.own
where best.own < best.other
"""


def _rebuild_contradictory(con: duckdb.DuckDBPyConnection) -> None:
    """Table `groups` (record_id, group_id) of the records in contradictory components."""
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
        inner join all_records as records_l
            on sure_edges.record_l = records_l.record_id
        inner join all_records as records_r
            on sure_edges.record_r = records_r.record_id
        where components.component in (select component from contradictions)
        """
    )
    con.execute(
        """
        create or replace table groups as
        select record_id, record_id as group_id
        from components
        where component in (select component from contradictions)
        """
    )
    while True:
        con.execute(_MERGES)
        if not con.execute("select count(*) from merges").fetchall()[0][0]:
            break
        con.execute(
            """
            create or replace table groups as
            select
                groups.record_id,
                coalesce(merges.into_group, groups.group_id) as group_id
            from groups
            left join merges
                on groups.group_id = merges.merged
            """
        )
    for table in ("rebuilt_edges", "merges"):
        con.execute(f"drop table {table}")


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
