"""The attribution benchmark at a size of seconds: every part runs and shares all money."""

from decimal import Decimal
from pathlib import Path

import duckdb

from benchmarks.attribution import ATTRIBUTION
from benchmarks.ways import draw_tables, run_way


def test_every_part_runs_and_what_is_shared_is_the_ledger(tmp_path: Path) -> None:
    database = tmp_path / "bench.duckdb"
    with duckdb.connect(str(database)) as con:
        draw_tables(con, ATTRIBUTION, {"touches": 3000, "campaigns": 12})
    for way in ATTRIBUTION.ways:
        run_way(ATTRIBUTION, way, database)
    with duckdb.connect(str(database)) as con:
        (ledger,) = con.execute(
            "select sum(amount) from int_ledger_entries"
        ).fetchall()[0]
        shared = con.execute(
            """
            select distinct sum(amount)
            from (
                select attribution_model, credited_amount as amount
                from int_revenue_credits
                union all
                select attribution_model, unattributed_amount
                from int_revenue_unattributed
            )
            group by attribution_model
            """
        ).fetchall()
    assert ledger > Decimal(0)
    assert shared == [(ledger,)]
