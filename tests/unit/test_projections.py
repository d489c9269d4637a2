"""The growth of cohorts, against the triangle of Taylor and Ashe as Mack published it.

T. Mack, "Distribution-free calculation of the standard error of chain ladder reserve
estimates", ASTIN Bulletin 23 (1993), table 2: reserves and their standard errors.
"""

from math import sqrt

import duckdb
import pytest

from tests.model_sql import model_sql

TRIANGLE = """
357848 1124788 1735330 2218270 2745596 3319994 3466336 3606286 3833515 3901463
352118 1236139 2170033 3353322 3799067 4120063 4647867 4914039 5339085
290507 1292306 2218525 3235179 3985995 4132918 4628910 4909315
310608 1418858 2195047 3757447 4029929 4381982 4588268
443160 1136350 2128333 2897821 3402672 3873311
396132 1333217 2180715 2985752 3691712
440832 1288463 2419861 3483130
359480 1421128 2864498
376686 1363294
344014
"""
PUBLISHED = {
    2: (94_634, 75_535),
    3: (469_511, 121_699),
    4: (709_638, 133_549),
    5: (984_889, 261_406),
    6: (1_419_459, 411_010),
    7: (2_177_641, 558_317),
    8: (3_920_301, 875_328),
    9: (4_278_972, 971_258),
    10: (4_625_811, 1_363_155),
}


def factors(cells: list[tuple[int, int, float]]) -> dict[int, tuple[float, ...]]:
    """Age -> development factor, process error, parameter error."""
    con = duckdb.connect()
    con.execute(
        """
        create table int_cohort_cells (
            attribution_model varchar, revenue_basis varchar, cohort_month date,
            age_months bigint, amount decimal(18, 2)
        )
        """
    )
    if cells:
        con.executemany(
            "insert into int_cohort_cells values "
            "('last', 'invoiced', date '2000-01-01' + to_months(?), ?, ?)",
            cells,
        )
    rows = con.execute(
        "select age_months, development_factor, process_error, parameter_error "
        f"from ({model_sql('int_development_factors')})"
    ).fetchall()
    return {age: tuple(numbers) for age, *numbers in rows}


def test_a_published_triangle_gives_its_published_reserves_and_errors() -> None:
    triangle = [
        [int(amount) for amount in line.split()] for line in TRIANGLE.split("\n")[1:-1]
    ]
    found = factors(
        [
            (cohort, age, amount)
            for cohort, line in enumerate(triangle)
            for age, amount in enumerate(line)
        ]
    )
    for year, (reserve, error) in PUBLISHED.items():
        amounts = triangle[year - 1]
        growth, process, parameter = found[len(amounts) - 1]
        final = amounts[-1] * growth
        assert final - amounts[-1] == pytest.approx(reserve, abs=1)
        assert final * sqrt(process / amounts[-1] + parameter) == pytest.approx(
            error, abs=1
        )


def test_without_older_cohorts_nothing_is_projected() -> None:
    assert factors([]) == {}
    assert factors([(0, 0, 100.0)]) == {}


def test_a_cohort_that_earned_nothing_teaches_no_growth() -> None:
    found = factors([(0, 0, 100.0), (0, 1, 150.0), (1, 0, 0.0), (1, 1, 70.0)])
    assert found[0][0] == pytest.approx(1.5)
