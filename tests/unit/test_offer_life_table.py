"""How soon offers are accepted, against lifelines on the minutes of the spans.

The model counts in spans; lifelines gets each offer at the end of its span, and must
then say the same.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from orchestration.settings import DBT_PROJECT_DIR
from tests.model_sql import model_sql

BUCKETS = Path(DBT_PROJECT_DIR) / "seeds" / "minute_buckets.csv"
CODES = {"cut_off": 0, "accepted": 1, "rejected": 2}


def offers(count: int) -> pd.DataFrame:
    """Offers with windows of usual lengths, answered or cut off at their end."""
    draws = np.random.default_rng(7)
    answer = draws.exponential(12, count)
    window = draws.choice([5, 15, 60, 1440], count)
    kind = draws.choice(["accepted", "rejected"], count, p=[0.8, 0.2])
    return pd.DataFrame(
        {
            "waited_minutes": np.minimum(answer, window),
            "ended_by": np.where(answer <= window, kind, "cut_off"),
        }
    )


def life_table(waits: pd.DataFrame) -> pd.DataFrame:
    con = duckdb.connect()
    con.register("given", waits)
    con.execute(
        "create table int_offer_waits as"
        " select *, 'mixed' as mode, '1' as mql_level from given"
    )
    con.execute(f"create table minute_buckets as from read_csv('{BUCKETS}')")
    con.execute(f"create table life_table as {model_sql('int_offer_life_table')}")
    return con.execute("from life_table order by minute_to").df()


def test_shares_are_those_of_lifelines() -> None:
    """E20: acceptance by minute, with rejection as what competes with it."""
    waits = offers(4000)
    ends = pd.read_csv(BUCKETS)["minute_to"].to_numpy()
    at = ends[np.searchsorted(ends, waits["waited_minutes"])]
    codes = waits["ended_by"].map(CODES)
    accepted = AalenJohansenFitter(jitter_level=0, calculate_variance=False)
    accepted.fit(at, codes, event_of_interest=1)
    waiting = KaplanMeierFitter().fit(at, codes > 0)
    found = life_table(waits).set_index("minute_to")
    for end in found.index:
        share = accepted.cumulative_density_.iloc[:, 0].loc[:end].iloc[-1]
        left = waiting.survival_function_.iloc[:, 0].loc[:end].iloc[-1]
        assert found.loc[end, "accepted_share"] == pytest.approx(share, abs=1e-6)
        assert found.loc[end, "waiting_share"] == pytest.approx(left, abs=1e-9)


def test_shares_sum_to_one_and_nothing_is_said_beyond_the_longest_wait() -> None:
    found = life_table(offers(500))
    total = found["accepted_share"] + found["rejected_share"] + found["waiting_share"]
    assert total.to_numpy() == pytest.approx(np.ones(len(found)))
    assert (found["at_risk"] > 0).all()


def test_time_is_lost_only_where_nobody_accepts() -> None:
    """E20: of four offers in a window of ten minutes two are accepted at once."""
    waits = pd.DataFrame(
        {
            "waited_minutes": [0.5, 0.5, 10.0, 1.5],
            "ended_by": ["accepted", "accepted", "cut_off", "rejected"],
        }
    )
    found = life_table(waits).set_index("minute_to")
    assert found.loc[10, "accepted_share"] == 0.5
    assert found.loc[10, "rejected_share"] == 0.25
    assert found.loc[10, "minutes_lost"] == pytest.approx((10 + 1.5) / 4)
    assert found.loc[10, "minutes_waited"] == pytest.approx((10 + 1.5 + 2 * 0.5) / 4)


def test_when_all_are_accepted_nobody_waits_on() -> None:
    waits = pd.DataFrame({"waited_minutes": [0.5, 2.5], "ended_by": ["accepted"] * 2})
    found = life_table(waits)
    assert found["waiting_share"].tolist() == [0.5, 0.5, 0.0]
    assert found["accepted_share"].tolist() == [0.5, 0.5, 1.0]
