"""From scored pairs to persons: which records belong together.

Everything is set-based SQL on scratch tables; the same edges, links and records give the
same groups in whatever order they arrive. A component depends on its own records only, so
that the components that a day touches can be clustered by themselves.

Records joined by sure pairs form a component. One that agrees with itself is a person; a
contradictory one is parted first (parting.py).
"""

from dataclasses import dataclass

import duckdb
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from splink_models.contradictions import DECIDED_WEIGHT, MUST_WEIGHT
from splink_models.numbered import (
    NUMBERED,
    count_numbered,
    name_groups,
    numbered_pairs,
)
from splink_models.parting import part_contradictory

AUTO_THRESHOLD = 0.9
MAX_PERSON_RECORDS = 200


@dataclass(frozen=True)
class ClusterRules:
    """What the definition says of persons: the probability from which a pair is sure, the
    most records of one, and whether two customers of one list are always two."""

    auto_threshold: float = AUTO_THRESHOLD
    max_person_records: int = MAX_PERSON_RECORDS
    customers_are_distinct: bool = False


def defined_rules(con: duckdb.DuckDBPyConnection, database: str) -> ClusterRules:
    """What the definition in a warehouse, attached under that name, says of persons: a
    pair is sure from the lowest threshold at which any origin matches by itself."""
    threshold, most_records, are_distinct = con.execute(
        f"""
        select
            (select min(auto_threshold) from {database}.definition.match_policies),
            max_person_records,
            customers_are_distinct
        from {database}.definition.settings
        """
    ).fetchall()[0]
    return ClusterRules(float(threshold), most_records, are_distinct)


def cluster_records(con: duckdb.DuckDBPyConnection, rules: ClusterRules) -> None:
    """Makes the scratch tables `record_groups` (record_id, component_id, group_id), one
    row a record, and `splits`, one row per component that was parted.

    Reads the scratch tables `clustered_records` (record_id, record_type, company_id,
    created_at, first_name, last_name, first_name_alternatives), `clustered_edges`
    (record_l, record_r, match_weight) of the sure pairs of these records, and `links`
    (record_l, record_r, kind must or cannot, decision_event_id).
    """
    con.execute(_SURE_EDGES)
    _components(con)
    part_contradictory(con, rules.max_person_records, rules.customers_are_distinct)
    con.execute(_RECORD_GROUPS)
    for table in ("sure_edges", "components", "groups"):
        con.execute(f"drop table {table}")


# A must-link outweighs every score; a cannot-link takes the pair's own edge away and, as a
# contradiction, every longer way between the two.
_SURE_EDGES = f"""
create or replace table sure_edges as
with

links_of_records as (
    select
        least(record_l, record_r) as record_l,
        greatest(record_l, record_r) as record_r,
        kind,
        decision_event_id
    from links
    where
        record_l in (select record_id from clustered_records)
        and record_r in (select record_id from clustered_records)
),

must as (
    select
        record_l,
        record_r,
        max(
            case
                when decision_event_id is null then {MUST_WEIGHT} else {DECIDED_WEIGHT}
            end
        ) as weight
    from links_of_records
    where kind = 'must'
    group by record_l, record_r
)

select
    clustered_edges.record_l,
    clustered_edges.record_r,
    clustered_edges.match_weight as weight
from clustered_edges
anti join links_of_records
    using (record_l, record_r)
union all
select record_l, record_r, weight from must
"""


def _components(con: duckdb.DuckDBPyConnection) -> None:
    """Table `components` (record_id, component): records joined by sure edges; a component
    is known by the first of its records' ids."""
    con.execute(
        f"""
        create or replace table {NUMBERED} as
        select
            cast(row_number() over (order by record_id) - 1 as integer) as number,
            record_id
        from (
            select record_l as record_id from sure_edges
            union
            select record_r as record_id from sure_edges
        )
        """
    )
    records = count_numbered(con)
    edges = con.execute(numbered_pairs("sure_edges")).fetchnumpy()
    joined = coo_array(
        (
            np.ones(len(edges["number_l"]), dtype=bool),
            (edges["number_l"], edges["number_r"]),
        ),
        shape=(records, records),
    )
    labels = connected_components(joined, directed=False)[1]
    firsts = np.unique(labels, return_index=True)[1]
    name_groups(con, firsts[labels], "components", "component")


_RECORD_GROUPS = """
create or replace table record_groups as
select
    clustered_records.record_id,
    coalesce(components.component, clustered_records.record_id) as component_id,
    coalesce(groups.group_id, components.component, clustered_records.record_id)
        as group_id
from clustered_records
left join components
    on clustered_records.record_id = components.record_id
left join groups
    on clustered_records.record_id = groups.record_id
"""
