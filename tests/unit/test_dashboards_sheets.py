"""Tables, shares and words that the pages on leads share."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from scipy.stats import binomtest

from dashboards import formats, theme, vocabulary
from dashboards.figures.timing import time_unit
from dashboards.publication import Manifest, Publication
from dashboards.questions.rates import wilson
from dashboards.sheets import Column, Sheet, to_csv

PUBLICATION = Publication(
    Path("run-1"),
    Manifest(
        run_id="run-1",
        published_at=datetime(2026, 11, 22, tzinfo=UTC),
        definition_version="default",
        report_currency="EUR",
    ),
)


@pytest.mark.parametrize(("won", "cases"), [(8, 10), (0, 12), (12, 12), (1, 400)])
def test_the_interval_is_wilsons(won: int, cases: int) -> None:
    sql = f"select {wilson('won', 'cases', 'rate')} from (select {won} won, {cases} cases)"
    rate, low, high = duckdb.sql(sql).fetchall()[0]
    interval = binomtest(won, cases).proportion_ci(0.95, method="wilson")
    assert rate == pytest.approx(won / cases)
    assert low == pytest.approx(interval.low, abs=1e-9)
    assert high == pytest.approx(interval.high, abs=1e-9)


def test_no_case_has_neither_rate_nor_interval() -> None:
    sql = f"select {wilson('won', 'cases', 'rate')} from (select 0 won, 0 cases)"
    assert duckdb.sql(sql).fetchall() == [(None, None, None)]


def test_a_file_has_the_columns_of_the_table_and_the_choice_and_runs_no_formula() -> (
    None
):
    rows = pd.DataFrame({"name": ["=1+1", "Fine"], "n": [3, 4], "hidden": [1, 2]})
    columns = (
        Column("name", "Name", "text"),
        Column("n", "Number", "count"),
        Column("not_known_yet", "Of a later version", "count"),
    )
    sheet = Sheet("some", rows, columns, {"stage": "won"})
    text = to_csv(PUBLICATION, sheet).decode("utf-8-sig")
    assert text.splitlines() == [
        "name,n,stage,report_currency,run_id",
        "'=1+1,3,won,EUR,run-1",
        "Fine,4,won,EUR,run-1",
    ]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (None, "–"),
        (0, "0 min"),
        (0.2, "12 s"),
        (34.4, "34 min"),
        (312, "5.2 h"),
        (480, "8 h"),
        (43200, "30 days"),
        (17712, "12.3 days"),
        (622080, "432 days"),
        (-30, "−30 min"),
    ],
)
def test_a_time_is_written_in_the_unit_that_reads_best(
    minutes: float | None, text: str
) -> None:
    assert formats.duration(minutes) == text


def test_intervals_name_their_unit_once_and_say_when_they_have_no_end() -> None:
    assert formats.duration_range(27.9, 34.8, 1440) == "27.9 – 34.8 days"
    assert formats.duration_range(0.02, 34.8, 1440) == "29 min – 34.8 days"
    assert formats.duration_range(27.9, float("nan"), 1440) == "27.9 days or more"
    assert formats.duration_range(None, None) == "–"
    assert formats.percent_range(0.21, 0.34) == "21 – 34%"
    assert formats.percent_range(None, 0.3) == "–"


def test_small_chances_are_not_written_as_none() -> None:
    assert formats.p_value(0.00001) == "< 0.001"
    assert formats.p_value(0.0312) == "= 0.031"


def test_an_axis_of_time_has_the_unit_that_reads_best() -> None:
    assert time_unit(0.05).name == "minutes"
    assert time_unit(1.5).name == "hours"
    assert time_unit(90).name == "days"


def test_segments_have_names_that_no_two_share() -> None:
    names = vocabulary.segments(
        "user", ["u1", "u2", "__none__"], ["Ann", "Ann", "None"]
    )
    assert names == ["Ann (u1)", "Ann (u2)", "No user"]
    assert vocabulary.segments("month", ["2026-04-01"], ["2026-04-01"]) == ["Apr 2026"]
    assert vocabulary.segments("channel", ["paid_search"], ["paid_search"]) == [
        "Paid search"
    ]


def test_a_faded_colour_keeps_its_hue() -> None:
    assert theme.faded("#0072B2", 0.14) == "rgba(0, 114, 178, 0.14)"
