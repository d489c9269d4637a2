"""Stage times of a generated network against its truth, seen at a day amid its history.

E29, B11: the truth of an opportunity is known once its history has gone on for longer
than any decision takes; the models see it cut off at the day.
"""

import sys
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from orchestration.generate.clock import END
from orchestration.generate.draws import DAY
from orchestration.generate.facts import NEVER, WON
from orchestration.generate.journeys import make_journeys
from orchestration.generate.marketing import make_campaigns
from orchestration.generate.network import make_network
from tests.model_sql import model_sql

LEADS = 20_000
SEED = 4
CUT = END - 200 * DAY
WATCHED_DAYS = 90


@pytest.fixture(scope="module")
def opportunities() -> Any:
    """True days until decided of the opportunities begun in the last days before the cut,
    infinite where they never are; whether they are won; days until the cut."""
    network = make_network(LEADS, SEED)
    campaigns = make_campaigns(network, SEED)
    made = make_journeys(network, campaigns, LEADS, SEED).opportunities
    begun = (made.start < CUT) & (made.start >= CUT - WATCHED_DAYS * DAY)
    days = np.maximum((made.decided_at - made.start) / DAY, 0)
    return {
        "days": np.where(made.decided_at == NEVER, np.inf, days)[begun],
        "is_won": (made.outcome == WON)[begun],
        "watched": ((CUT - made.start) / DAY)[begun],
    }


@pytest.fixture(scope="module")
def con(opportunities: Any) -> Any:
    days, watched = opportunities["days"], opportunities["watched"]
    seen = days <= watched
    ways = np.where(opportunities["is_won"], "won", "lost")
    with duckdb.connect() as connection:
        connection.register(
            "seen",
            pa.table(
                {
                    "minutes": np.round(np.minimum(days, watched) * 1440),
                    "way": pa.array(
                        [w if s else None for w, s in zip(ways, seen, strict=True)]
                    ),
                }
            ),
        )
        connection.execute(
            """
            create table int_timing_counts as
            select 'first_contact_to_decided' as stage, 'all' as segment_kind,
                'all' as segment, cast(minutes as bigint) as duration_minutes,
                way as exit_type, way is not null as is_event, count(*) as spells
            from seen group by all
            """
        )
        for model in ("int_timing_steps", "int_timing_exits", "int_timing_quantiles"):
            connection.execute(f"create table {model} as {model_sql(model)}")
        yield connection


def test_the_median_is_the_true_one_where_the_naive_mean_is_off(
    con: duckdb.DuckDBPyConnection,
    opportunities: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ((median, low, high, naive),) = con.execute(
        """
        select median_minutes / 1440, median_low_minutes / 1440,
            median_high_minutes / 1440, naive_mean_minutes / 1440
        from int_timing_quantiles
        """
    ).fetchall()
    true_median = float(np.quantile(opportunities["days"], 0.5, method="inverted_cdf"))
    finite = opportunities["days"][np.isfinite(opportunities["days"])]
    with capsys.disabled():
        sys.stdout.write(
            f"\nuntil decided, {len(opportunities['days'])} opportunities: true median "
            f"{true_median:.1f} days, Kaplan-Meier {median:.1f} ({low:.1f} to {high:.1f}); "
            f"true mean of the decided {finite.mean():.1f}, naive {naive:.1f}\n"
        )
    assert low <= true_median <= high
    assert abs(median - true_median) < 0.1 * true_median
    assert naive < 0.8 * finite.mean()
    assert not low <= naive <= high


def test_the_share_won_is_the_true_one_where_a_plain_rate_and_one_minus_km_are_off(
    con: duckdb.DuckDBPyConnection,
    opportunities: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A cohort's win rate by day 60: the young count, and losing ends a chance to win."""
    ((share, variance),) = con.execute(
        """
        select max(exited_share), max_by(variance, duration_minutes)
        from int_timing_exits
        where exit_type = 'won' and duration_minutes <= 60 * 1440
        """
    ).fetchall()
    days, is_won = opportunities["days"], opportunities["is_won"]
    true_share = float((is_won & (days <= 60)).mean())
    plain = float((is_won & (days <= opportunities["watched"]) & (days <= 60)).mean())
    con.execute(
        "update int_timing_counts set is_event = coalesce(exit_type = 'won', false)"
    )
    ((one_minus,),) = con.execute(
        f"select 1 - min(survival) from ({model_sql('int_timing_steps')}) "
        "where duration_minutes <= 60 * 1440"
    ).fetchall()
    with capsys.disabled():
        sys.stdout.write(
            f"\nwon by day 60: true {true_share:.3f}, Aalen-Johansen {share:.3f}, "
            f"plain rate {plain:.3f}, one minus Kaplan-Meier {one_minus:.3f}\n"
        )
    error = 1.96 * float(np.sqrt(variance))
    assert abs(share - true_share) < error
    assert plain < true_share - error
    assert one_minus > true_share + error
