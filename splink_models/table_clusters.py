"""From scored pairs of a table's rows to clusters.

Clusters are made as persons are (cluster.py), under three rules more. A company and a
person, or two generations of one name, are never one. Two records with clearly different
dates of birth are not one because a third resembles both. And a record that could as well
be the one as the other of two that are not one is neither: nothing in a table says which.

Belongs here: SQL on scratch tables.
"""

import duckdb

from splink_models.cluster import ClusterRules, cluster_records
from splink_models.levels import Comparison
from splink_models.model import FittedModel
from splink_models.table_comparisons import BIRTH, FULL_NAME

_AS_LIKELY = 1.0
"""Weights less than a bit apart do not say which of two records a third one is."""

_HARDLY_EVER = 0.1

_NO_LINKS = """
create or replace table links (
    record_l varchar, record_r varchar, kind varchar, decision_event_id varchar
)
"""

# Of a sure pair it is known already that the dates of birth differ: it is sure all the same.
_OPPOSED = """
insert into links
with

members as (
    select clustered_records.*, record_groups.group_id
    from clustered_records
    inner join record_groups
        on clustered_records.record_id = record_groups.record_id
)

select members_l.record_id, members_r.record_id, 'cannot', null
from members as members_l
inner join members as members_r
    on members_l.group_id = members_r.group_id
    and members_l.record_id < members_r.record_id
left join sure_pairs
    on members_l.record_id = sure_pairs.record_l
    and members_r.record_id = sure_pairs.record_r
left join links
    on members_l.record_id = links.record_l
    and members_r.record_id = links.record_r
where links.record_l is null
    and (
        members_l.is_company != members_r.is_company
        or members_l.generation != members_r.generation
        or (
            sure_pairs.record_l is null
            and left(members_l.birth, 4) != left(members_r.birth, 4)
            and substr(members_l.birth, 5) != substr(members_r.birth, 5)
            and damerau_levenshtein(members_l.birth, members_r.birth) > 1
            and damerau_levenshtein(
                members_l.birth,
                left(members_r.birth, 4) || right(members_r.birth, 2)
                || substr(members_r.birth, 5, 2)
            ) > 1
        )
    )
"""

_UNDECIDED = f"""
create or replace table undecided as
with

sided as (
    select record_l as own, record_r as other, match_weight from clustered_edges
    union all
    select record_r, record_l, match_weight from clustered_edges
)

select distinct sided_l.own, sided_l.other as first_other, sided_r.other as second_other
from links
inner join sided as sided_l
    on links.record_l = sided_l.other
inner join sided as sided_r
    on links.record_r = sided_r.other
    and sided_l.own = sided_r.own
where abs(sided_l.match_weight - sided_r.match_weight) < {_AS_LIKELY}
"""

_DECIDED_EDGES = """
create or replace table clustered_edges as
with

dropped as (
    select own, first_other as other from undecided
    union
    select own, second_other from undecided
)

select clustered_edges.*
from clustered_edges
anti join dropped
    on clustered_edges.record_l = least(dropped.own, dropped.other)
    and clustered_edges.record_r = greatest(dropped.own, dropped.other)
"""

_CLUSTERS = """
create or replace table clusters as
select record_id, min(record_id) over (partition by group_id) as cluster_id
from record_groups
"""


def cluster_table(
    con: duckdb.DuckDBPyConnection, fitted: FittedModel, threshold: float
) -> None:
    """Makes the scratch table `clusters` (record_id, cluster_id): one row per record.

    Reads `clustered_records` and `scored_edges`. A cluster is named after its first id.
    """
    if not _contradicts(fitted, FULL_NAME):
        con.execute("update clustered_records set first_name = null")
    if not _contradicts(fitted, BIRTH):
        con.execute("update clustered_records set birth = null")
    con.execute(_NO_LINKS)
    con.execute(
        """
        create or replace table sure_pairs as
        select record_l, record_r, match_weight
        from scored_edges
        where match_probability >= ?
        """,
        [threshold],
    )
    con.execute("create or replace table clustered_edges as from sure_pairs")
    while True:
        cluster_records(con, ClusterRules(auto_threshold=threshold))
        before = _count(con, "links")
        con.execute(_OPPOSED)
        con.execute(_UNDECIDED)
        undecided = _count(con, "undecided")
        if undecided:
            con.execute(_DECIDED_EDGES)
        if _count(con, "links") == before and not undecided:
            break
    con.execute(_CLUSTERS)


def _contradicts(fitted: FittedModel, comparison: Comparison) -> bool:
    """Whether one person's records are hardly ever so far apart, as the model sees it.

    In a table in which a third of somebody's names or dates are wrong they part nobody.
    """
    return any(
        level.match < _HARDLY_EVER
        for level in fitted.levels
        if (level.comparison, level.gamma) == (comparison.name, 0)
    )


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
