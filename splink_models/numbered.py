"""Records of a graph as numbers, for what is worked out in memory, and back again.

The caller makes the scratch table `numbered_records`: number, from 0 in the order of ids,
record_id and what else is known of a record.

Belongs here: the way there and back in SQL. What is joined with what does not.
"""

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

NUMBERED = "numbered_records"


def count_numbered(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute(f"select count(*) from {NUMBERED}").fetchall()[0][0])


def numbered_pairs(table: str, more: str = "") -> str:
    """SQL of number_l, number_r and `more` of a table's pairs (record_l, record_r)."""
    return f"""
        select records_l.number as number_l, records_r.number as number_r {more}
        from {table}
        inner join {NUMBERED} as records_l
            on {table}.record_l = records_l.record_id
        inner join {NUMBERED} as records_r
            on {table}.record_r = records_r.record_id
    """


def name_groups(
    con: duckdb.DuckDBPyConnection, firsts: Sequence[int], table: str, name: str
) -> None:
    """Makes the table of the numbered records with the id of the first of their group as
    `name`, and drops them; `firsts` has that record's number for each."""
    numbers = np.arange(len(firsts))
    grouped = pd.DataFrame({"number": numbers, "first": np.asarray(firsts, np.int64)})
    con.register("grouped", grouped)
    con.execute(
        f"""
        create or replace table {table} as
        select records.* exclude (number), firsts.record_id as {name}
        from {NUMBERED} as records
        inner join grouped
            on records.number = grouped.number
        inner join {NUMBERED} as firsts
            on grouped.first = firsts.number
        """
    )
    con.unregister("grouped")
    con.execute(f"drop table {NUMBERED}")
