"""From scored pairs to the edges that are kept.

Belongs here: what the chance of a household takes off a pair, and the scratch table of
edges. Scoring is in pairs.py, writing edges to the warehouse in written.py.
"""

import duckdb

from splink_models.model import FittedModel
from splink_models.records import COMPARED


def keep_edges(
    con: duckdb.DuckDBPyConnection, fitted: FittedModel, least_probability: float
) -> None:
    """Table `scored_edges`: the pairs with their weight once households are allowed for.

    Splink weighs one person against strangers; the chance of a household is added to the
    strangers' side, so that the weight can only fall.
    """
    con.execute(
        f"""
        create or replace table scored_edges as
        with

        weighed as (
            select
                *,
                -log2(1 + pow(2, {fitted.household_odds_sql()})) as household_weight
            from scored_pairs
        ),

        judged as (
            select
                *,
                1 / (1 + pow(2, -(match_weight + household_weight)))
                    as match_probability
            from weighed
        )

        select
            records_l.record_id as record_l,
            records_r.record_id as record_r,
            judged.match_weight + judged.household_weight as match_weight,
            judged.match_probability,
            judged.household_weight,
            judged.match_key,
            {", ".join(fitted.gamma_columns)}
        from judged
        inner join {COMPARED} as records_l
            on judged.record_number_l = records_l.record_number
        inner join {COMPARED} as records_r
            on judged.record_number_r = records_r.record_number
        where judged.match_probability >= ?
        """,
        [least_probability],
    )
    con.execute("drop table scored_pairs")


def no_edges(con: duckdb.DuckDBPyConnection, fitted: FittedModel) -> None:
    """Table `scored_edges` without a row: nothing was compared."""
    gammas = ", ".join(f"{column} integer" for column in fitted.gamma_columns)
    con.execute(
        f"""
        create or replace table scored_edges (
            record_l varchar, record_r varchar, match_weight double,
            match_probability double, household_weight double, match_key integer,
            {gammas}
        )
        """
    )
