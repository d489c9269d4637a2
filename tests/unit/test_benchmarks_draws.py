"""The benchmark of draws at a size of seconds: every part runs and draws what it may."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.draws import DRAWS
from benchmarks.ways import draw_tables, run_way

SIZES = {"leads": 3000, "draws": 40, "campaigns": 12, "companies": 5}


def test_every_part_runs_and_the_mean_of_the_draws_is_what_is_expected(
    tmp_path: Path,
) -> None:
    database = tmp_path / "bench.duckdb"
    with duckdb.connect(str(database)) as con:
        draw_tables(con, DRAWS, SIZES)
    for way in DRAWS.ways:
        run_way(DRAWS, way, database)
    with duckdb.connect(str(database)) as con:
        (draws,) = con.execute("select count(*) from int_draws").fetchall()[0]
        chances, drawn = con.execute(
            """
            select
                (select sum(expected_share) from int_conversion_contenders
                 semi join int_uncertain_conversions using (conversion_id)),
                (select count(*) / 40 from int_matches_drawn)
            """
        ).fetchall()[0]
        low, expected, high = con.execute(
            """
            select sum(low_amount), sum(expected_amount), sum(high_amount)
            from int_roi_intervals
            """
        ).fetchall()[0]
    assert draws == SIZES["draws"]
    assert chances > 20
    assert drawn == pytest.approx(chances, rel=0.1)
    assert low < expected < high
