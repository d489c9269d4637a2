"""The survival curves in SQL, against lifelines, on random stays.

B11, D20d, E29: times of stages with those that still go on, their quartiles, and
whether segments differ.
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
from lifelines.statistics import logrank_test, multivariate_logrank_test

from orchestration.sql_functions import register_functions
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


@dataclass(frozen=True)
class Segment:
    """A segment whose stays last so long on average."""

    name: str
    size: int
    mean: float


SEGMENTS = (
    Segment("web", 200, 100),
    Segment("phone", 120, 130),
    Segment("partner", 80, 100),
    Segment("tiny", 12, 60),
    Segment("all go on", 40, 1e9),
)


@pytest.fixture(scope="module")
def compared() -> Iterator[tuple[duckdb.DuckDBPyConnection, Any]]:
    """Stays of segments with ties, cut after 180 minutes, and what SQL makes of them."""
    draws = np.random.default_rng(8)
    lengths = [draws.exponential(each.mean, each.size).astype(int) for each in SEGMENTS]
    minutes = np.concatenate(lengths)
    segment = np.repeat(
        [each.name for each in SEGMENTS], [each.size for each in SEGMENTS]
    )
    stays = pa.table(
        {
            "minutes": np.minimum(minutes, 180),
            "ended": minutes < 180,
            "segment": pa.array(segment.tolist()),
        }
    )
    with duckdb.connect() as con:
        register_functions(con)
        con.register("stays", stays)
        con.execute(
            """
            create table int_timing_counts as
            select 'accepted' as stage, kind as segment_kind,
                case kind when 'all' then 'all' else segment end as segment,
                minutes as duration_minutes,
                case when ended then 'won' end as exit_type, ended as is_event,
                count(*) as spells
            from stays cross join (values ('all'), ('source')) as kinds (kind)
            group by all;
            create table int_segment_labels as
            select distinct segment_kind, segment, segment as segment_label
            from int_timing_counts;
            create table run_context as select 'r' as run_id, 'd' as definition_version;
            """
        )
        for model in (
            "int_timing_steps",
            "int_timing_exits",
            "int_timing_quantiles",
            "int_timing_reached",
            "int_log_rank_totals",
            "int_log_rank_segments",
            "int_log_rank_pairs",
            "stage_timing",
            "stage_timing_curves",
            "stage_exits",
            "stage_timing_tests",
        ):
            con.execute(f"create table {model} as {model_sql(model)}")
        yield con, stays.to_pandas()


def test_segments_are_compared_as_by_lifelines(compared: Any) -> None:
    """B11: of five segments the tiny ones are one group together."""
    con, stays = compared
    ((chi_square, degrees, p_value, tested, together),) = con.execute(
        """
        select chi_square, degrees_of_freedom, p_value, segments_tested,
            segments_together
        from stage_timing_tests where segment_kind = 'source'
        """
    ).fetchall()
    groups = stays["segment"].replace({"tiny": "rest"})
    expected = multivariate_logrank_test(stays["minutes"], groups, stays["ended"])
    assert (tested, together) == (4, 1)
    assert degrees == expected.degrees_of_freedom == 4
    assert chi_square == pytest.approx(expected.test_statistic, rel=1e-9)
    assert p_value == pytest.approx(expected.p_value, rel=1e-6)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment.name)
def test_each_segment_is_compared_with_all_others(
    compared: Any, segment: Segment
) -> None:
    con, stays = compared
    ((chi_square, p_value),) = con.execute(
        "select against_others_chi_square, against_others_p_value from stage_timing "
        "where segment = ?",
        [segment.name],
    ).fetchall()
    own = stays["segment"] == segment.name
    expected = logrank_test(
        stays["minutes"][own],
        stays["minutes"][~own],
        stays["ended"][own],
        stays["ended"][~own],
    )
    assert chi_square == pytest.approx(expected.test_statistic, rel=1e-9)
    assert p_value == pytest.approx(expected.p_value, rel=1e-6)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment.name)
def test_quartiles_and_the_interval_of_the_median(
    compared: Any, segment: Segment
) -> None:
    """Null where the curve does not get there; the naive mean is another figure."""
    con, stays = compared
    ((n, open_n, is_small, naive, *found),) = con.execute(
        """
        select n, open_n, is_small, naive_mean_days, p25_days, median_days, p75_days,
            median_low_days, median_high_days
        from stage_timing where segment = ?
        """,
        [segment.name],
    ).fetchall()
    own = stays[stays["segment"] == segment.name]
    fitted = KaplanMeierFitter().fit(own["minutes"], own["ended"])
    curve, band = fitted.survival_function_, fitted.confidence_interval_
    curves = [curve.iloc[:, 0]] * 3 + [band.iloc[:, 0], band.iloc[:, 1]]
    expected = [
        # lifelines' own percentile() takes an exact quarter for a little more.
        min(each.index[each <= share + 1e-9], default=None)
        for each, share in zip(curves, (0.75, 0.5, 0.25, 0.5, 0.5), strict=True)
    ]
    assert (n, open_n) == (len(own), (~own["ended"]).sum())
    assert is_small == (len(own) < 30)
    assert found == [
        None if minutes is None else pytest.approx(minutes / 1440)
        for minutes in expected
    ]
    finished = own["minutes"][own["ended"]]
    assert naive == (pytest.approx(finished.mean() / 1440) if len(finished) else None)


def test_thinned_curves_stay_exact_and_account_for_every_stay(compared: Any) -> None:
    con, stays = compared
    wrong = con.execute(
        """
        select points.* from stage_timing_curves as points
        left join int_timing_steps as steps
            on points.segment = steps.segment
            and round(points.at_days * 1440) = steps.duration_minutes
            and points.point_number > 1
        where points.point_number > 1
            and (steps.survival is null or points.survival <> steps.survival)
        """
    ).fetchall()
    assert wrong == []
    for segment, points, events, censored, first in con.execute(
        """
        select segment, count(*), sum(events), sum(censored), min_by(survival, point_number)
        from stage_timing_curves group by segment
        """
    ).fetchall():
        own = stays if segment == "all" else stays[stays["segment"] == segment]
        assert points <= 102
        assert (events, censored) == (own["ended"].sum(), (~own["ended"]).sum())
        assert first == 1
