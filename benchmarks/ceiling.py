"""How well anything could do: bounds of the F1 of persons, worked out with the truth.

Partitions that no method can make, because they use the truth, scored like any other.
Each says exactly what its score bounds:

- `reach`: every record is with the records of its person to which a chain of shared
  values leads (phone, e-mail, part before the @, name, street, company, explicit
  reference; slips allowed), and with nobody else. Who shares nothing with its person is
  found by nobody: this bounds the recall of every method, at a precision of 1.
- `pairs`: a pair is known by the levels at which Leadhouse's comparisons see it, and a
  pattern of levels is worth its share of true pairs among all that blocking finds. Each
  record goes to the person of its likeliest pair, all others standing rightly already;
  where that is likelier wrong than right it stays alone. This bounds the methods that
  compare and block as Leadhouse does and judge a record by its best pair. Several pairs
  together, or other comparisons, could do better.
- `rivals`: as `pairs`, where a pattern also tells how many people the record could
  belong to, which of them was in touch nearest in time and which has most pairs with it.

The shares are taken on the records that they are then used for: what a pattern with few
pairs owes to luck makes `pairs` and `rivals` higher, never lower.
"""

from pathlib import Path

import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

from splink_models.model import fit_model, load_model
from splink_models.pairs import prepare_scorer, score_blocked_pairs
from splink_models.records import COMPARED, prepare_records
from splink_models.scores import ClusterScore, score_clusters

CEILINGS = ("reach", "pairs", "rivals")
_LIKELIER_RIGHT = 0.5


def score_ceilings(con: duckdb.DuckDBPyConnection) -> dict[str, ClusterScore]:
    """Scores of each bound's partition.

    Reads wh.identity.records and links, and truth_records (record_id, person_id).
    """
    find_reached(con)
    con.execute(
        """
        create or replace table ceiling as
        select
            records.person_id as actual,
            coalesce(reached.component, records.record_id) as predicted,
        from true_records as records
        left join reached using (record_id)
        """
    )
    scores = {"reach": score_clusters(con, "ceiling")}
    _candidate_pairs(con)
    for name, pattern in (("pairs", "pattern"), ("rivals", _AMONG_RIVALS)):
        con.execute(_WORTH.format(pattern=pattern))
        con.execute(_TRUE_AND_LIKELY, [_LIKELIER_RIGHT])
        _components(con, "likely_pairs", "likely")
        con.execute(_PLACED, [_LIKELIER_RIGHT])
        scores[name] = score_clusters(con, "ceiling")
    return scores


def load_truth(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Table `truth_records` (record_id, person_id, unique_lead_id) of a truth folder."""
    con.execute(
        """
        create table truth_records as
        select record_id, person_id, unique_lead_id
        from read_csv(?, all_varchar = true, header = true, nullstr = '')
        """,
        [str(folder / "records.csv")],
    )


def find_reached(con: duckdb.DuckDBPyConnection) -> None:
    """Table `reached` (record_id, component): what a chain of shared values holds together
    of each true person, by the tables that score_ceilings reads."""
    con.execute(_RECORDS)
    con.execute(_REACHED)
    _components(con, "reached_pairs", "reached")


_RECORDS = """
create or replace table true_records as
select
    records.*,
    truth.person_id,
from wh.identity.records as records
inner join truth_records as truth using (record_id)
"""

_SAME_SLIP = "damerau_levenshtein(records_l.{0}, records_r.{0}) <= 2"
_REACHED = f"""
create or replace table reached_pairs as
select
    records_l.record_id as record_l,
    records_r.record_id as record_r,
from true_records as records_l
inner join true_records as records_r
    on records_l.person_id = records_r.person_id
    and records_l.record_id < records_r.record_id
where list_has_any(records_l.phones, records_r.phones)
    or list_has_any(records_l.email_forms, records_r.email_forms)
    or split_part(records_l.emails[1], '@', 1) = split_part(records_r.emails[1], '@', 1)
    or damerau_levenshtein(records_l.phones[1], records_r.phones[1]) <= 1
    or {_SAME_SLIP.format("emails[1]")}
    or {_SAME_SLIP.format("last_name")}
    or {_SAME_SLIP.format("street")}
    or {_SAME_SLIP.format("organization")}
    or list_has_any(
        records_l.first_name_alternatives, records_r.first_name_alternatives
    )
    or (
        records_l.first_name = records_r.last_name
        and records_l.last_name = records_r.first_name
    )
union
select links.record_l, links.record_r
from wh.identity.links as links
inner join true_records as records_l
    on links.record_l = records_l.record_id
inner join true_records as records_r
    on links.record_r = records_r.record_id
    and records_l.person_id = records_r.person_id
"""


def _components(con: duckdb.DuckDBPyConnection, pairs: str, into: str) -> None:
    """Table `into` (record_id, component) of the records that the pairs hold together."""
    con.execute(
        f"""
        create or replace table paired_records as
        select record_l as record_id from {pairs}
        union
        select record_r from {pairs}
        """
    )
    database = DuckDBAPI(con)
    clusters = cluster_pairwise_predictions_at_threshold(
        nodes=database.register("paired_records"),
        edges=database.register(pairs),
        db_api=database,
        node_id_column_name="record_id",
        edge_id_column_name_left="record_l",
        edge_id_column_name_right="record_r",
    )
    con.execute(
        f"""
        create or replace table {into} as
        select record_id, cluster_id as component from {clusters.physical_name}
        """
    )
    clusters.drop_table_from_database_and_remove_from_cache()


def _candidate_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Table `sides`: every blocked or referred pair once for each of its records."""
    compared = prepare_records(con, "wh.identity.records")
    fitted = fit_model(load_model(), compared, {})
    score_blocked_pairs(con, fitted, prepare_scorer(con, fitted), "blocked_pairs")
    con.execute(_SIDES.format(gammas=", ".join(fitted.gamma_columns)))
    con.execute("drop table blocked_pairs")


_SIDES = f"""
create or replace table sides as
with

levels as (
    select record_number_l, record_number_r, hash({{gammas}}) as pattern
    from blocked_pairs
),

compared as (
    select
        records_l.record_id as record_l,
        records_r.record_id as record_r,
        levels.pattern,
    from levels
    inner join {COMPARED} as records_l
        on levels.record_number_l = records_l.record_number
    inner join {COMPARED} as records_r
        on levels.record_number_r = records_r.record_number
),

known as (
    select * from compared
    union all
    select record_l, record_r, 0 as pattern
    from wh.identity.links
    where kind = 'must'
),

sided as (
    select record_l as record_id, record_r as other_id, pattern from known
    union all
    select record_r, record_l, pattern from known
)

select
    sided.record_id,
    sided.other_id,
    sided.pattern,
    other.person_id as other_person,
    own.person_id = other.person_id as is_right,
    abs(epoch(own.created_at) - epoch(other.created_at)) as seconds_apart,
from sided
inner join true_records as own
    on sided.record_id = own.record_id
inner join true_records as other
    on sided.other_id = other.record_id
"""

_AMONG_RIVALS = """
hash(
    pattern,
    least(rivals, 4),
    seconds_apart = nearest_seconds,
    most_pairs = pairs_with_person
)
"""

_WORTH = """
create or replace table worth as
with

with_people as (
    select
        *,
        count(*) over (partition by record_id, other_person) as pairs_with_person,
        min(seconds_apart) over (partition by record_id) as nearest_seconds,
    from sides
),

among as (
    select
        *,
        max(pairs_with_person) over (partition by record_id) as most_pairs,
        count(distinct other_person) over (partition by record_id) as rivals,
    from with_people
)

select
    record_id,
    other_id,
    is_right,
    avg(is_right::integer) over (partition by {pattern}) as share_right,
from among
"""

_TRUE_AND_LIKELY = """
create or replace table likely_pairs as
select distinct
    least(record_id, other_id) as record_l,
    greatest(record_id, other_id) as record_r,
from worth
where is_right and share_right >= ?
"""

_PLACED = """
create or replace table ceiling as
with

best as (
    select
        record_id,
        arg_max(other_id, (share_right, hash(record_id, other_id))) as other_id,
    from worth
    where share_right >= ?
    group by record_id
)

select
    records.person_id as actual,
    coalesce(likely.component, best.other_id, records.record_id) as predicted,
from true_records as records
left join best using (record_id)
left join likely
    on best.other_id = likely.record_id
"""
