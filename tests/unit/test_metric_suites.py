"""The checks that are made from the metric registry find a ratio that is not its own.

The sound warehouse is the one of test_quality.py; the ratios in it are written by hand.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.metrics import load_registry
from orchestration.quality.metric_suites import metric_suites
from orchestration.warehouse import prepare_warehouse

FIXTURE = Path(__file__).parents[1] / "fixtures" / "quality_warehouse.sql"
CHECKS = [
    (suite.source, check.name, check.measure)
    for suite in metric_suites()
    for check in suite.checks
]
IDS = [f"{table}.{name}" for table, name, _ in CHECKS]
COLUMNS = {
    (f"marts.{mart}", f"{metric.key}_is_its_ratio"): figure
    for metric in load_registry().metrics
    for mart, figure in metric.marts.items()
    if figure.is_ratio and figure.is_published
}


def column_of(table: str, name: str) -> str:
    key = name.removesuffix("_is_its_ratio")
    return str(COLUMNS[table, name].published_column(key))


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        prepare_warehouse(connection)
        connection.execute(FIXTURE.read_text("utf-8"))
        # A row of the other kind: its costs are not known.
        connection.execute(
            "insert into marts.campaign_roi by name select * replace "
            "('revenue' as roi_basis, null as gross_profit_amount, 9.0 as roi, "
            "'autumn' as campaign_id) from marts.campaign_roi"
        )
        yield connection


@pytest.fixture
def con(
    warehouse: duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    warehouse.begin()
    yield warehouse
    warehouse.rollback()


def wrong_rows(con: duckdb.DuckDBPyConnection, table: str, measure: str) -> int:
    ((found,),) = con.execute(f"select {measure} from {table}").fetchall()
    return int(found)


def test_every_published_ratio_has_a_check() -> None:
    """A20: each ratio that a mart holds is worked out again before it is published."""
    assert {(table, name) for table, name, _ in CHECKS} == set(COLUMNS)
    assert len(CHECKS) > 40


@pytest.mark.parametrize(("table", "name", "measure"), CHECKS, ids=IDS)
def test_a_ratio_of_its_parts_passes(
    con: duckdb.DuckDBPyConnection, table: str, name: str, measure: str
) -> None:
    column = column_of(table, name)
    ((held,),) = con.execute(f"select count({column}) from {table}").fetchall()
    assert held > 0
    assert wrong_rows(con, table, measure) == 0


@pytest.mark.parametrize(("table", "name", "measure"), CHECKS, ids=IDS)
@pytest.mark.parametrize("harm", ["{0} * 1.05", "'inf'", "'nan'", "null"])
def test_another_ratio_an_infinite_one_and_none_are_found(
    con: duckdb.DuckDBPyConnection, table: str, name: str, measure: str, harm: str
) -> None:
    column = column_of(table, name)
    con.execute(
        f"update {table} set {column} = {harm.format(column)} "
        f"where {column} is not null"
    )
    assert wrong_rows(con, table, measure) > 0


@pytest.mark.parametrize(("table", "name", "measure"), CHECKS, ids=IDS)
def test_a_ratio_without_a_denominator_is_null_and_neither_0_nor_infinite(
    con: duckdb.DuckDBPyConnection, table: str, name: str, measure: str
) -> None:
    column, figure = column_of(table, name), COLUMNS[table, name]
    emptied = ", ".join(f"{part} = 0" for part in figure.denominator)
    con.execute(f"update {table} set {emptied}, {column} = null")
    assert wrong_rows(con, table, measure) == 0
    for value in ("0", "'inf'"):
        con.execute(f"update {table} set {column} = {value}")
        assert wrong_rows(con, table, measure) > 0


def test_a_rate_of_the_cohort_stands_on_no_other_clock(
    con: duckdb.DuckDBPyConnection,
) -> None:
    (measure,) = (
        measure
        for table, name, measure in CHECKS
        if (table, name) == ("marts.win_loss", "win_rate_cohort_is_its_ratio")
    )
    con.execute("update marts.win_loss set win_rate_cohort = 0.25")
    assert wrong_rows(con, "marts.win_loss", measure) == 1


def test_only_half_a_cent_of_each_part_may_be_lost_to_rounding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    (measure,) = (
        measure
        for table, name, measure in CHECKS
        if (table, name) == ("marts.cohort_projections", "projected_roas_is_its_ratio")
    )
    set_roas = "update marts.cohort_projections set projected_roas = {} where {}"
    where = "projected_roas is not null"
    con.execute(set_roas.format(100.334 / 3, where))
    assert wrong_rows(con, "marts.cohort_projections", measure) == 0
    con.execute(set_roas.format(100.9 / 3, where))
    assert wrong_rows(con, "marts.cohort_projections", measure) == 1
