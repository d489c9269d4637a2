"""The survival curves in SQL, against lifelines, on random stays.

B11, D20d, E29: times of stages with those that still go on.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from tests.model_sql import model_sql

WAYS = (None, "won", "lost")
SIZES = (1, 2, 3, 5, 8, 20, 60, 300)


@dataclass(frozen=True)
class Stays:
    """Lengths in minutes, and the way out as a place in WAYS; 0 where it goes on."""

    minutes: Any
    ways: Any
    has_ties: bool

    @property
    def ended(self) -> Any:
        return self.minutes[self.ways > 0]


def random_stays() -> dict[str, Stays]:
    """With and without ties, few and many that go on, all that go on, all that end."""
    draws = np.random.default_rng(3)
    groups = {}
    for size in SIZES:
        for chances in ([0.4, 0.4, 0.2], [0.9, 0.05, 0.05], [0, 0.5, 0.5], [1, 0, 0]):
            for has_ties in (True, False):
                groups[f"{size} {chances} {has_ties}"] = Stays(
                    draws.integers(0, 25, size)
                    if has_ties
                    else draws.choice(5_000, size, replace=False) + 1,
                    draws.choice(3, size, p=chances),
                    has_ties,
                )
    return groups


GROUPS = random_stays() | {
    "one goes on": Stays(np.array([5]), np.array([0]), False),
    "one won": Stays(np.array([5]), np.array([1]), False),
    "at once": Stays(np.array([0, 9]), np.array([1, 0]), False),
    "tied with one that goes on": Stays(np.array([5, 5, 7]), np.array([0, 1, 1]), True),
}
UNTIED = [name for name, stays in GROUPS.items() if not stays.has_ties]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The curves of every group as a segment of its own; winning is timed."""
    with duckdb.connect() as connection:
        connection.execute("create table stays (segment varchar, m bigint, e varchar)")
        for name, group in GROUPS.items():
            ways = pa.array([WAYS[way] for way in group.ways], pa.string())
            table = pa.table({"m": pa.array(group.minutes), "e": ways})
            connection.register("group_of_stays", table)
            connection.execute(
                "insert into stays select ?, m, e from group_of_stays", [name]
            )
        connection.execute(
            """
            create table int_timing_counts as
            select 'accepted' as stage, 'source' as segment_kind, segment,
                m as duration_minutes, e as exit_type,
                coalesce(e = 'won', false) as is_event, count(*) as spells
            from stays group by all
            """
        )
        for model in ("int_timing_steps", "int_timing_exits"):
            connection.execute(f"create table {model} as {model_sql(model)}")
        yield connection


@pytest.mark.parametrize("name", GROUPS)
def test_kaplan_meier_and_its_band_are_those_of_lifelines(
    con: duckdb.DuckDBPyConnection, name: str
) -> None:
    stays = GROUPS[name]
    curve = con.execute(
        """
        select duration_minutes, at_risk, survival, survival_low, survival_high
        from int_timing_steps where segment = ? order by duration_minutes
        """,
        [name],
    ).fetchall()
    fitted = KaplanMeierFitter().fit(stays.minutes, stays.ways == 1)
    band = fitted.confidence_interval_survival_function_
    assert [row[0] for row in curve] == sorted(set(stays.minutes))
    for minutes, at_risk, survival, low, high in curve:
        assert at_risk == (stays.minutes >= minutes).sum()
        assert survival == pytest.approx(fitted.predict(minutes), abs=1e-12)
        if survival > 0:
            assert [low, high] == pytest.approx(list(band.loc[minutes]), abs=1e-9)
        else:
            assert (low, high) == (None, None)


@pytest.mark.parametrize("name", UNTIED)
def test_aalen_johansen_and_its_variance_are_those_of_lifelines(
    con: duckdb.DuckDBPyConnection, name: str
) -> None:
    """lifelines knows no ties of two ways out, so here there are none."""
    stays = GROUPS[name]
    for way in set(stays.ways) - {0}:
        curve = con.execute(
            """
            select duration_minutes, exited_share, variance from int_timing_exits
            where segment = ? and exit_type = ? order by duration_minutes
            """,
            [name, WAYS[way]],
        ).fetchall()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the last step divides by zero
            fitted = AalenJohansenFitter().fit(stays.minutes, stays.ways, way)
        shares = fitted.cumulative_density_.iloc[:, 0]
        assert [row[0] for row in curve] == sorted(stays.minutes[stays.ways == way])
        for minutes, share, variance in curve:
            if minutes > 0:  # which lifelines leaves out
                assert share == pytest.approx(shares.loc[minutes], abs=1e-12)
            known = fitted.variance_.loc[minutes]
            if minutes > 0 and np.isfinite(known):
                assert variance == pytest.approx(known, abs=1e-12)


@pytest.mark.parametrize("name", [name for name in GROUPS if len(GROUPS[name].ended)])
def test_the_ways_out_and_what_stays_add_up_to_all(
    con: duckdb.DuckDBPyConnection, name: str
) -> None:
    """Also where two ways out tie; 1-KM alone would say more than all together."""
    stays = GROUPS[name]
    shares = dict(
        con.execute(
            "select exit_type, max(exited_share) from int_timing_exits "
            "where segment = ? group by exit_type",
            [name],
        ).fetchall()
    )
    staying = KaplanMeierFitter().fit(stays.minutes, stays.ways > 0)
    last = staying.predict(max(stays.ended))
    assert sum(shares.values()) + last == pytest.approx(1, abs=1e-12)
    ((one_minus,),) = con.execute(
        "select 1 - min(survival) from int_timing_steps where segment = ?", [name]
    ).fetchall()
    assert shares.get("won", 0) <= one_minus + 1e-12


def test_without_stays_there_is_no_curve() -> None:
    with duckdb.connect() as empty:
        empty.execute(
            """
            create table int_timing_counts (
                stage varchar, segment_kind varchar, segment varchar,
                duration_minutes bigint, exit_type varchar, is_event boolean,
                spells bigint
            )
            """
        )
        for model in ("int_timing_steps", "int_timing_exits"):
            empty.execute(f"create table {model} as {model_sql(model)}")
            assert empty.execute(f"select count(*) from {model}").fetchall() == [(0,)]
