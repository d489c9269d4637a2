"""Shrunk and adjusted rates of generated networks, against a recomputation in pandas.

What one case means is held by dbt's unit tests; here the statistics are.
"""

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.model_sql import model_sql, rendered

SEGMENTS = 60


def table(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    con.register("frame", frame)
    con.execute(f"create or replace table {name} as select * from frame")
    con.unregister("frame")


def build(con: duckdb.DuckDBPyConnection, *models: str) -> pd.DataFrame:
    """Each model as a table, in this order; the rows of the last one."""
    for model in models:
        con.execute(f"create or replace table {model} as {model_sql(model)}")
    return con.execute(f"from {models[-1]}").df()


def network(seed: int, spread: float) -> pd.DataFrame:
    """Segments of one kind; their true rates scatter by `spread` around 0.4."""
    draw = np.random.default_rng(seed)
    true_rate = np.clip(draw.normal(0.4, spread, SEGMENTS), 0.02, 0.98)
    decided = draw.integers(0, 80, SEGMENTS)
    won = draw.binomial(decided, true_rate)
    counts = pd.DataFrame(
        {
            "span": "all",
            "clock": "cohort",
            "month_date": pd.Series([pd.NaT] * SEGMENTS, dtype="datetime64[us]"),
            "segment_kind": "campaign",
            "segment": [f"c{number}" for number in range(SEGMENTS)],
            "unique_leads": decided + 10,
            "won": won,
            "lost": decided - won,
            "cancelled": 0,
            "rejected": 0,
            "open": 10,
            "with_target_amount": 0,
            "true_rate": true_rate,
        }
    )
    for result in ("won", "lost", "cancelled", "rejected", "open"):
        counts[f"{result}_amount"] = counts[result] * 100.0
    return counts


def shrunk_by_pandas(counts: pd.DataFrame) -> pd.Series:
    """Beta-binomial means with the moment estimate of Kleinman (1973)."""
    cases = (counts["won"] + counts["lost"]).astype(float)
    seen = cases > 0
    sizes, wins = cases[seen], counts["won"][seen]
    total, groups = sizes.sum(), len(sizes)
    mean = wins.sum() / total
    spread = (sizes * (wins / sizes - mean) ** 2).sum() / (mean * (1 - mean))
    correlation = (spread - (groups - 1)) / (
        total - (sizes**2).sum() / total - (groups - 1)
    )
    correlation = min(max(correlation, 0.0), 1.0)
    if correlation == 0:
        return pd.Series(mean, index=counts.index)
    prior = 1 / correlation - 1
    return (counts["won"] + prior * mean) / (cases + prior)


@pytest.mark.parametrize(("seed", "spread"), [(1, 0.2), (2, 0.1), (3, 0.05), (4, 0.0)])
def test_shrunk_win_rates_are_those_of_pandas(seed: int, spread: float) -> None:
    """B10: segments with few cases are drawn towards their kind."""
    con = duckdb.connect()
    counts = network(seed, spread)
    table(con, "int_win_loss_counted", counts)
    rated = build(con, "int_win_loss_families", "int_win_loss_rated")
    rated = rated.set_index("segment").loc[counts["segment"]]
    expected = shrunk_by_pandas(counts)
    assert rated["win_rate_decided_shrunk"].to_numpy() == pytest.approx(
        expected.to_numpy(), abs=1e-12
    )


def test_shrunk_win_rates_are_nearer_to_the_truth_than_raw_ones() -> None:
    """B10: what shrinking is for, over many generated networks."""
    raw_errors, shrunk_errors = [], []
    for seed in range(30):
        con = duckdb.connect()
        counts = network(100 + seed, 0.08)
        table(con, "int_win_loss_counted", counts)
        rated = build(con, "int_win_loss_families", "int_win_loss_rated")
        seen = rated[rated["win_rate_decided"].notna()]
        raw_errors.append(((seen["win_rate_decided"] - seen["true_rate"]) ** 2).mean())
        shrunk_errors.append(
            ((seen["win_rate_decided_shrunk"] - seen["true_rate"]) ** 2).mean()
        )
    raw, shrunk = float(np.mean(raw_errors)), float(np.mean(shrunk_errors))
    assert shrunk < 0.5 * raw


@pytest.mark.parametrize(
    ("wins", "expected"),
    [([5, 5], 0.0), ([0, 10], 1.0)],
    ids=["alike", "as_unlike_as_can_be"],
)
def test_the_correlation_within_groups_is_between_none_and_all(
    wins: list[int], expected: float
) -> None:
    """Two groups of ten: equal rates share nothing, 0 and 1 everything."""
    macro = "{{ correlation_within_groups('2', '20', '200', '0.5', 'spread') }}"
    spread = sum(10 * (won / 10 - 0.5) ** 2 for won in wins)
    query = rendered(f"select {macro} from (select {spread} as spread)")
    ((correlation,),) = duckdb.execute(query).fetchall()
    assert correlation == pytest.approx(expected, abs=1e-12)


def league_cases(seed: int) -> pd.DataFrame:
    """Companies with the same skill that get easy and hard cases in different mixes."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(25):
        ease = draw.uniform(0.1, 0.9)
        for _ in range(int(draw.integers(60, 400))):
            is_easy = draw.random() < ease
            won = draw.random() < (0.8 if is_easy else 0.2)
            rows.append((f"c{number}", "easy" if is_easy else "hard", int(won)))
    frame = pd.DataFrame(rows, columns=["entity_id", "stratum", "won"])
    return frame.assign(league="company", company_id=frame["entity_id"])


def league_by_pandas(cases: pd.DataFrame) -> pd.DataFrame:
    weights = cases["stratum"].value_counts(normalize=True)
    rows = []
    for entity, own in cases.groupby("entity_id"):
        groups = own.groupby("stratum")["won"].agg(["count", "sum"])
        groups = groups[groups["count"] >= 5]
        weight = weights.loc[groups.index]
        rate = groups["sum"] / groups["count"]
        careful = (groups["sum"] + 1) / (groups["count"] + 2)
        variance = (weight**2 * careful * (1 - careful) / groups["count"]).sum()
        rows.append(
            (
                entity,
                own["won"].mean(),
                (weight * rate).sum() / weight.sum(),
                variance / weight.sum() ** 2,
            )
        )
    league = pd.DataFrame(rows, columns=["entity_id", "raw", "adjusted", "variance"])
    precision = 1 / league["variance"]
    mean = (precision * league["adjusted"]).sum() / precision.sum()
    heterogeneity = (precision * (league["adjusted"] - mean) ** 2).sum()
    between = (heterogeneity - (len(league) - 1)) / (
        precision.sum() - (precision**2).sum() / precision.sum()
    )
    between = max(between, 0.0)
    league["shrunk"] = (between * league["adjusted"] + league["variance"] * mean) / (
        between + league["variance"]
    )
    return league.set_index("entity_id")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_league_table_is_that_of_pandas(seed: int) -> None:
    """B7: direct standardisation, and shrinking by DerSimonian and Laird."""
    con = duckdb.connect()
    cases = league_cases(seed)
    table(con, "int_league_cases", cases)
    rated = build(
        con, "int_league_strata", "int_league_standardised", "int_league_rated"
    ).set_index("entity_id")
    expected = league_by_pandas(cases).loc[rated.index]
    for column, other in (
        ("win_rate_raw", "raw"),
        ("win_rate_adjusted", "adjusted"),
        ("adjusted_variance", "variance"),
        ("win_rate_adjusted_shrunk", "shrunk"),
    ):
        assert rated[column].to_numpy() == pytest.approx(
            expected[other].to_numpy(), abs=1e-10
        ), column


def test_companies_of_one_skill_are_alike_once_their_mix_is_the_same() -> None:
    """D7, B7: raw rates of equally good companies differ by their cases alone."""
    con = duckdb.connect()
    table(con, "int_league_cases", league_cases(7))
    rated = build(
        con, "int_league_strata", "int_league_standardised", "int_league_rated"
    )
    raw, adjusted = rated["win_rate_raw"].std(), rated["win_rate_adjusted"].std()
    assert adjusted < 0.5 * raw
    # Chance explains what is left: hardly anything is drawn from a company's own rate.
    assert rated["win_rate_adjusted_shrunk"].std() < 0.25 * adjusted


def test_simpson_reversal_goes_from_cases_to_the_pair() -> None:
    """B7: the whole way, with the worked example ten times as large."""
    con = duckdb.connect()
    counts = {
        ("north", "easy"): (640, 480),
        ("north", "hard"): (160, 20),
        ("south", "easy"): (160, 140),
        ("south", "hard"): (640, 160),
    }
    rows = [
        (entity, entity, "company", stratum, int(place < won))
        for (entity, stratum), (cases, won) in counts.items()
        for place in range(cases)
    ]
    columns = ["entity_id", "company_id", "league", "stratum", "won"]
    table(con, "int_league_cases", pd.DataFrame(rows, columns=columns))
    pairs = build(
        con,
        "int_league_strata",
        "int_league_standardised",
        "int_league_rated",
        "int_league_reversals",
    )
    (pair,) = pairs.to_dict("records")
    assert (pair["raw_better_id"], pair["raw_worse_id"]) == ("north", "south")
    assert pair["better_win_rate_raw"] == pytest.approx(0.625)
    assert pair["worse_win_rate_raw"] == pytest.approx(0.375)
    assert pair["better_win_rate_adjusted"] == pytest.approx(0.4375)
    assert pair["worse_win_rate_adjusted"] == pytest.approx(0.5625)
    assert pair["is_significant"]
