"""Components that contradict themselves, and what contradicts in them.

A component is contradictory when clearly different names meet in it without a sure pair
between them, when a cannot-link forbids it, when two customers of one list meet though the
list holds no duplicates, or when it is larger than a person can be.

Who says that two records are one person says so of everybody named like either. A
cannot-link on two records keeps them apart however they hang together, even by
must-links: who says that two records are two people has looked at just these two.

Belongs here: finding them, in SQL on scratch tables. How they are parted is in parting.py.
"""

import duckdb

from splink_models.comparisons import NAMES_CLEARLY_DIFFER

MUST_WEIGHT = 1e9
"""Weight of a must-link by reference among sure edges: it comes before every score."""
DECIDED_WEIGHT = 2e9
"""Weight of a must-link that a person has decided: it comes before every other."""
REASONS = ["cannot_link", "customers", "size", "names"]
"""Why a component is parted; of several reasons the first is told."""

# Most components know one name only.
_NAMED = """
create or replace table named as
with

named as (
    select
        components.component,
        components.record_id,
        clustered_records.first_name,
        clustered_records.last_name,
        clustered_records.first_name_alternatives
    from components
    inner join clustered_records
        on components.record_id = clustered_records.record_id
    where clustered_records.first_name is not null and clustered_records.last_name is not null
),

differently as (
    select component
    from named
    group by component
    having
        min(first_name) != max(first_name)
        or min(last_name) != max(last_name)
)

select * from named
where component in (from differently)
"""

# Names are compared once for each component and distinct name, not for each pair.
_CONTRADICTIONS = f"""
create or replace table contradictions as
with

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

contested as (
    select *
    from named
    where component in (select component from different)
),

-- The names that a sure pair or a reference brings together.
paired_names as (
    select
        (named_l.first_name, named_l.last_name) as name_l,
        (named_r.first_name, named_r.last_name) as name_r,
        named_l.component,
        sure_edges.weight
    from sure_edges
    inner join contested as named_l
        on sure_edges.record_l = named_l.record_id
    inner join contested as named_r
        on sure_edges.record_r = named_r.record_id
),

-- A sure pair between two names, or a reference, says that one person bears both.
borne_together as (
    select distinct
        component,
        least(name_l, name_r) as name_l,
        greatest(name_l, name_r) as name_r
    from paired_names
),

-- Who says that two records are one person says so of everybody named like either.
vouched as (
    select distinct component, name_l, name_r
    from paired_names
    where weight >= {MUST_WEIGHT}
),

different_either_way as (
    select
        component,
        (first_name_l, last_name_l) as name_l,
        (first_name_r, last_name_r) as name_r
    from different
    union all
    select
        component,
        (first_name_r, last_name_r) as name_l,
        (first_name_l, last_name_l) as name_r
    from different
),

alike as (
    select
        names_l.component,
        (names_l.first_name, names_l.last_name) as name_l,
        (names_r.first_name, names_r.last_name) as name_r
    from names as names_l
    inner join names as names_r
        on names_l.component = names_r.component
    anti join different_either_way
        on names_l.component = different_either_way.component
        and (names_l.first_name, names_l.last_name) = different_either_way.name_l
        and (names_r.first_name, names_r.last_name) = different_either_way.name_r
    where names_l.component in (select component from vouched)
),

vouched_alike as (
    select
        vouched.component,
        least(alike_l.name_r, alike_r.name_r) as name_l,
        greatest(alike_l.name_r, alike_r.name_r) as name_r
    from vouched
    inner join alike as alike_l
        on vouched.component = alike_l.component
        and vouched.name_l = alike_l.name_l
    inner join alike as alike_r
        on vouched.component = alike_r.component
        and vouched.name_r = alike_r.name_l
),

together as (
    select component, name_l, name_r from borne_together
    union
    select component, name_l, name_r from vouched_alike
),

opposed_names as (
    select different.*
    from different
    anti join together
        on different.component = together.component
        and (different.first_name_l, different.last_name_l) = together.name_l
        and (different.first_name_r, different.last_name_r) = together.name_r
),

differently_named as (
    select
        named_l.record_id as record_l,
        named_r.record_id as record_r,
        opposed_names.component
    from opposed_names
    inner join contested as named_l
        on opposed_names.component = named_l.component
        and opposed_names.first_name_l = named_l.first_name
        and opposed_names.last_name_l = named_l.last_name
    inner join contested as named_r
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

select record_l, record_r, component, 'names' as reason, false as is_forbidden
from differently_named
union all
select record_l, record_r, component, 'cannot_link' as reason, true as is_forbidden
from forbidden
"""

_CUSTOMERS_OF_ONE_LIST = """
insert into contradictions
with

customers as (
    select
        components.component,
        components.record_id,
        coalesce(clustered_records.company_id, '') as list_of
    from components
    inner join clustered_records
        on components.record_id = clustered_records.record_id
    where clustered_records.record_type = 'customer'
)

select
    customers_l.record_id as record_l,
    customers_r.record_id as record_r,
    customers_l.component,
    'customers' as reason,
    false as is_forbidden
from customers as customers_l
inner join customers as customers_r
    on customers_l.component = customers_r.component
    and customers_l.list_of = customers_r.list_of
    and customers_l.record_id < customers_r.record_id
"""

_PARTED = f"""
create or replace table parted as
select component, min(priority) as priority
from (
    select
        component,
        list_position({REASONS}, reason) as priority
    from contradictions
    union all
    select component, list_position({REASONS}, 'size') as priority
    from components
    group by component
    having count(*) > ?
)
group by component
"""


def find_contradictions(
    con: duckdb.DuckDBPyConnection, max_records: int, customers_are_distinct: bool
) -> None:
    """Makes the tables `contradictions` (record_l, record_r, component, reason,
    is_forbidden) and `parted` (component, priority of its reason).

    Reads the tables `sure_edges` (record_l, record_r, weight), `components` (record_id,
    component), `links` and `clustered_records`.
    """
    con.execute(_NAMED)
    con.execute(_CONTRADICTIONS)
    con.execute("drop table named")
    if customers_are_distinct:
        con.execute(_CUSTOMERS_OF_ONE_LIST)
    con.execute(_PARTED, [max_records])
