"""Components that contradict themselves, parted with as little damage as possible.

A component is contradictory when clearly different names meet in it without a sure pair
between them, or when a cannot-link forbids it. It is built up again from its strongest
pairs, leaving out every pair that would join what contradicts: its weakest pairs go. So a
call from the phone of a couple goes to one of the two and does not make them one.

Belongs here: SQL on scratch tables, the same result in whatever order rows arrive.
"""

import duckdb

from splink_models.comparisons import NAMES_CLEARLY_DIFFER

MUST_WEIGHT = 1e9
"""Weight of a must-link among sure edges: it comes first and nothing keeps it from joining."""

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

-- A sure pair between two names, or a reference, says that one person bears both.
borne_together as (
    select distinct
        least(
            (named_l.first_name, named_l.last_name),
            (named_r.first_name, named_r.last_name)
        ) as name_l,
        greatest(
            (named_l.first_name, named_l.last_name),
            (named_r.first_name, named_r.last_name)
        ) as name_r,
        named_l.component
    from sure_edges
    inner join named as named_l
        on sure_edges.record_l = named_l.record_id
    inner join named as named_r
        on sure_edges.record_r = named_r.record_id
),

opposed_names as (
    select different.*
    from different
    anti join borne_together
        on different.component = borne_together.component
        and (different.first_name_l, different.last_name_l) = borne_together.name_l
        and (different.first_name_r, different.last_name_r) = borne_together.name_r
),

differently_named as (
    select
        named_l.record_id as record_l,
        named_r.record_id as record_r,
        opposed_names.component
    from opposed_names
    inner join named as named_l
        on opposed_names.component = named_l.component
        and opposed_names.first_name_l = named_l.first_name
        and opposed_names.last_name_l = named_l.last_name
    inner join named as named_r
        on opposed_names.component = named_r.component
        and opposed_names.first_name_r = named_r.first_name
        and opposed_names.last_name_r = named_r.last_name
),

forbidden as (
    select
        links.record_l,
        links.record_r,
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
    where between_groups.weight = {MUST_WEIGHT} or opposed.group_l is null
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


def part_contradictory(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the table `groups` (record_id, group_id) of contradictory components' records.

    Reads the tables `sure_edges` (record_l, record_r, weight), `components` (record_id,
    component), `links` and `all_records`.
    """
    con.execute(_CONTRADICTIONS)
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
    for table in ("rebuilt_edges", "merges", "contradictions"):
        con.execute(f"drop table {table}")
