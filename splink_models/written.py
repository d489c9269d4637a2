"""What a linkage leaves in the warehouse: edges, persons, their history, the fitted model.

Belongs here: the tables of schema identity that the linkage owns, and writing to them what
a run has changed, within the transaction of the caller.
"""

import itertools
from dataclasses import dataclass
from math import log2

import duckdb

from splink_models.model import FittedModel
from splink_models.pairs import Scorer
from splink_models.records import key_of


@dataclass(frozen=True)
class LastLinkage:
    """By what the edges and groups of a run are known: model, fit, rules; its persons, and
    what scored its pairs."""

    model_version: str
    fit_version: str
    rules: str
    scorer: Scorer
    persons: int = 0


TABLES = {
    "persons": """
        record_id varchar using compression uncompressed,
        person_id varchar using compression uncompressed, component_id varchar,
        model_version varchar, run_id varchar, record_key ubigint, person_key ubigint,
        component_key ubigint
    """,
    "person_changes": """
        run_id varchar, changed_at timestamp, change varchar, person_id varchar,
        other_person_id varchar, records_count bigint, record_id varchar, cause varchar
    """,
    "person_splits": """
        component_id varchar, reason varchar, records_count bigint,
        persons_count bigint, pairs_cut bigint, weakest_weight double, run_id varchar
    """,
    "model_fit": """
        model_version varchar, fit_version varchar, records_count bigint,
        match_share double, household_share double, prior_weight double, rules varchar,
        persons_count bigint, run_id varchar, scorer varchar
    """,
    "model_levels": """
        comparison varchar, gamma integer, label varchar, match_chance double,
        household_chance double, strangers_chance double, match_weight double,
        household_weight double, model_version varchar
    """,
    "links_followed": """
        record_l varchar, record_r varchar, kind varchar, decision_event_id varchar
    """,
}
"""Tables of schema identity that the linkage keeps, with their columns; scored_edges has a
column for each comparison of its model and is made when it is first written. A day reads
the ids of few persons: to unpack those of all takes longer than to read them as they are.
"""


LINK = "record_l, record_r, kind, decision_event_id"
"""The columns of identity.links that are followed."""


def prepare_written(con: duckdb.DuckDBPyConnection, database: str = "wh") -> None:
    """Makes the tables, empty, where they do not exist."""
    for name, columns in TABLES.items():
        con.execute(
            f"create table if not exists {database}.identity.{name} ({columns})"
        )
    # Persons of a release that did not keep components have names worth keeping.
    for column in (
        "component_id varchar",
        "record_key ubigint",
        "person_key ubigint",
        "component_key ubigint",
    ):
        con.execute(
            f"alter table {database}.identity.persons add column if not exists {column}"
        )
    con.execute(
        f"alter table {database}.identity.model_fit "
        "add column if not exists scorer varchar"
    )


def last_linkage(con: duckdb.DuckDBPyConnection) -> LastLinkage | None:
    """By what the edges that are there are known; None when there are none to keep."""
    rows = con.execute(
        """
        select model_version, fit_version, rules, scorer, persons_count
        from wh.identity.model_fit
        where scorer is not null
        """
    ).fetchall()
    if not rows:
        return None
    model_version, fit_version, rules, scorer, persons = rows[0]
    scored_by = Scorer.from_json(scorer)
    return LastLinkage(model_version, fit_version, rules, scored_by, persons)


def full_because(
    last: LastLinkage | None, model_version: str, rules: str, anew: bool
) -> str | None:
    """The cause for which everything is compared anew, as far as it is known without
    counting the population."""
    if last is None:
        return "rebuild"
    if last.model_version != model_version:
        return "model"
    if last.rules != rules:
        return "definition"
    return "rebuild" if anew else None


_EDGE_KEYS = f"{key_of('record_l')} as key_l, {key_of('record_r')} as key_r"
_PERSON_KEYS = (
    f"{key_of('record_id')} as record_key, {key_of('person_id')} as person_key, "
    f"{key_of('component_id')} as component_key"
)


def write_edges(
    con: duckdb.DuckDBPyConnection, model_version: str, run_id: str, everything: bool
) -> None:
    """identity.scored_edges from the scratch tables `scored_edges` and `unsettled`."""
    if everything:
        con.execute(
            f"""
            create or replace table wh.identity.scored_edges as
            select *, ? as model_version, ? as run_id, {_EDGE_KEYS}
            from scored_edges
            order by record_l, record_r
            """,
            [model_version, run_id],
        )
        return
    con.execute(
        """
        delete from wh.identity.scored_edges
        where rowid in (
            select rowid from wh.identity.scored_edges
            where key_l in (select record_key from unsettled where not is_new)
            union all
            select rowid from wh.identity.scored_edges
            where key_r in (select record_key from unsettled where not is_new)
        )
        """
    )
    con.execute(
        f"insert into wh.identity.scored_edges "
        f"select *, ?, ?, {_EDGE_KEYS} from scored_edges",
        [model_version, run_id],
    )


def write_persons(
    con: duckdb.DuckDBPyConnection, model_version: str, run_id: str, everything: bool
) -> None:
    """identity.persons, person_changes, person_splits and links_followed."""
    if everything:
        con.execute(
            f"create or replace table wh.identity.persons ({TABLES['persons']})"
        )
        con.execute("delete from wh.identity.person_splits")
        which = "order by record_id"
    else:
        con.execute(_DELETE_OTHER_PERSONS)
        con.execute(
            """
            delete from wh.identity.person_splits
            where component_id in (select component_id from persons_before)
            """
        )
        which = "anti join persons_before using (record_id, person_id, component_id)"
    con.execute(
        f"""
        insert into wh.identity.persons
        select record_id, person_id, component_id, ?, ?, {_PERSON_KEYS}
        from record_persons
        {which}
        """,
        [model_version, run_id],
    )
    con.execute(
        "insert into wh.identity.person_splits select *, ? from splits", [run_id]
    )
    con.execute("insert into wh.identity.person_changes from person_changes")
    con.execute(
        f"""
        delete from wh.identity.links_followed
        where hash({LINK}) in (select link_key from link_changes where not is_followed)
        """
    )
    con.execute(
        f"insert into wh.identity.links_followed "
        f"select distinct {LINK} from link_changes where is_followed"
    )


_DELETE_OTHER_PERSONS = f"""
delete from wh.identity.persons
where record_key in (
    select {key_of("record_id")}
    from persons_before
    anti join record_persons
        using (record_id, person_id, component_id)
)
"""


def forget_fit(con: duckdb.DuckDBPyConnection) -> None:
    """Edges and what is kept of records are those of no finished run any more."""
    con.execute("delete from wh.identity.model_fit")


def write_fit(
    con: duckdb.DuckDBPyConnection, fitted: FittedModel, now: LastLinkage, run_id: str
) -> None:
    """identity.model_fit: what the next run will know this one by."""
    con.execute(
        "insert into wh.identity.model_fit values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            now.model_version,
            now.fit_version,
            fitted.records,
            fitted.match_share,
            fitted.household_share,
            log2(fitted.match_share / (1 - fitted.match_share)),
            now.rules,
            now.persons,
            run_id,
            now.scorer.to_json(),
        ],
    )


def write_levels(
    con: duckdb.DuckDBPyConnection, fitted: FittedModel, model_version: str
) -> None:
    """identity.model_levels: how much each level of agreement counted."""
    con.execute("delete from wh.identity.model_levels")
    levels = [
        (
            level.comparison,
            level.gamma,
            level.label,
            level.match,
            level.household,
            level.strangers,
            level.match_weight,
            level.household_weight,
            model_version,
        )
        for level in fitted.levels
    ]
    row = f"({', '.join('?' * len(levels[0]))})"
    con.execute(
        f"insert into wh.identity.model_levels values {', '.join([row] * len(levels))}",
        list(itertools.chain(*levels)),
    )
