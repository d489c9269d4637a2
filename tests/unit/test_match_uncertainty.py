"""Match uncertainty in money: chances, contenders and draws, against closed forms."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.model_sql import model_sql, rendered

TABLES = """
create table settings (
    seed bigint, draws bigint, matching_window_days bigint, matching_tolerance_days bigint
);
insert into settings values (1, 200, 180, 1);
create table int_unique_lead_members (lead_id varchar, unique_lead_id varchar);
create table int_confirmations (unique_lead_id varchar, confirmation_status varchar);
create table int_customer_candidates (
    lead_id varchar, customer_id varchar, match_probability double, evidence varchar
);
create table int_desk_decisions (
    question varchar, kind varchar, lead_id varchar, object_id varchar
);
create table persons (record_id varchar, person_id varchar);
create table int_contacts (
    lead_id varchar, company_scope varchar, created_at timestamp
);
create table int_conversions_matched (
    conversion_id varchar, conversion_kind varchar, customer_id varchar,
    company_id varchar, person_id varchar, converted_at timestamp,
    converted_until timestamp, unique_lead_id varchar, is_named boolean,
    is_cancelled boolean
);
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute(TABLES)
    yield con
    con.close()


def lead(
    con: duckdb.DuckDBPyConnection,
    name: str,
    day: int,
    chances: dict[str, float],
    evidence: str = "edge",
) -> None:
    """An opportunity of one lead on a day of 2026, and whose it may be."""
    con.execute("insert into int_unique_lead_members values (?, ?)", [name, name])
    con.execute("insert into int_confirmations values (?, 'confirmed')", [name])
    con.execute(
        "insert into int_contacts values (?, 'c', timestamp '2026-01-01' + to_days(?))",
        [name, day],
    )
    for customer, chance in chances.items():
        con.execute(
            "insert into int_customer_candidates values (?, ?, ?, ?)",
            [name, customer, chance, evidence],
        )
        con.execute(
            "insert into persons select 'customer:' || ?, 'p' || ? where not exists "
            "(from persons where record_id = 'customer:' || ?)",
            [customer, customer, customer],
        )


def job(con: duckdb.DuckDBPyConnection, name: str, customer: str, day: int) -> None:
    con.execute(
        """
        insert into int_conversions_matched
        select ?, 'job', ?, 'c', 'p' || ?, moment, moment, null, false, false
        from (select timestamp '2026-01-01' + to_days(?)) as days (moment)
        """,
        [name, customer, customer, day],
    )


def build(con: duckdb.DuckDBPyConnection, *models: str) -> None:
    for model in models:
        con.execute(f"create table {model} as {model_sql(model)}")


def chances(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], float]:
    build(con, "int_match_chances")
    rows = con.execute(
        "select unique_lead_id, customer_person_id, round(chance, 6) "
        "from int_match_chances"
    ).fetchall()
    return {(unique_lead, person): chance for unique_lead, person, chance in rows}


def test_an_opportunity_is_of_one_customer_at_most(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """One draw per lead over its candidates and none: drawn pair by pair, an opportunity
    could be two customers' at once."""
    lead(con, "u", 0, {"a": 0.9, "b": 0.6})
    lead(con, "v", 0, {"a": 0.3, "b": 0.2})
    assert chances(con) == {
        ("u", "pa"): 0.6,
        ("u", "pb"): 0.4,
        ("v", "pa"): 0.3,
        ("v", "pb"): 0.2,
    }


def test_customers_that_are_one_person_do_not_halve_each_other(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("insert into persons values ('customer:a', 'p'), ('customer:b', 'p')")
    lead(con, "u", 0, {"a": 0.9, "b": 0.9})
    assert chances(con) == {("u", "p"): 0.9}


def test_what_people_decided_is_certain(con: duckdb.DuckDBPyConnection) -> None:
    lead(con, "u", 0, {"a": 0.9, "b": 0.6})
    lead(con, "v", 0, {"a": 0.9, "b": 0.6})
    lead(con, "w", 0, {"a": 1.0}, evidence="explicit")
    lead(con, "x", 0, {"a": 0.7})
    con.execute(
        "insert into int_desk_decisions values "
        "('match', 'reject_match', 'u', 'a'), ('match', 'approve_match', 'v', 'b')"
    )
    con.execute(
        "update int_confirmations set confirmation_status = 'dismissed' "
        "where unique_lead_id = 'x'"
    )
    assert chances(con) == {("u", "pb"): 0.6, ("v", "pb"): 1.0, ("w", "pa"): 1.0}


def contenders(con: duckdb.DuckDBPyConnection) -> list[tuple[str, float]]:
    build(con, "int_match_chances", "int_conversion_contenders")
    rows = con.execute(
        "select unique_lead_id, round(expected_share, 6) "
        "from int_conversion_contenders order by conversion_id, preference"
    ).fetchall()
    return [(name, share) for name, share in rows]


def test_the_latest_opportunity_before_the_job_comes_first(
    con: duckdb.DuckDBPyConnection,
) -> None:
    lead(con, "old", 0, {"a": 0.5})
    lead(con, "new", 20, {"a": 0.8})
    lead(con, "after", 40, {"a": 1.0})
    lead(con, "long_ago", -160, {"a": 1.0})
    job(con, "j", "a", 30)
    assert contenders(con) == [("new", 0.8), ("old", 0.1)]


def test_behind_one_that_is_sure_nobody_gets_the_job(
    con: duckdb.DuckDBPyConnection,
) -> None:
    lead(con, "old", 0, {"a": 0.9})
    lead(con, "new", 20, {"a": 0.9995})
    job(con, "j", "a", 30)
    assert contenders(con) == [("new", 0.9995)]


def test_draws_come_out_as_often_as_their_chances_say(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """1,000 draws of 100 jobs: each share within five standard errors of its chance."""
    con.execute("update settings set draws = 1000")
    for number in range(100):
        customer = f"a{number}"
        lead(con, f"old{number}", 0, {customer: 0.5})
        lead(con, f"new{number}", 20, {customer: 0.7, f"other{number}": 0.2})
        job(con, f"j{number}", customer, 30)
    build(
        con,
        "int_match_chances",
        "int_conversion_contenders",
        "int_draws",
        "int_uncertain_conversions",
        "int_matches_drawn",
    )
    shares = con.execute(
        "select left(unique_lead_id, 3), count(*) / 100000.0 "
        "from int_matches_drawn group by all"
    ).fetchall()
    assert dict(shares) == pytest.approx({"new": 0.7, "old": 0.15}, abs=0.005)
    spread = con.execute(
        """
        select var_samp(taken) from (
            select draw, count(*) filter (unique_lead_id like 'new%') as taken
            from int_matches_drawn group by draw
        )
        """
    ).fetchall()[0][0]
    assert spread == pytest.approx(100 * 0.7 * 0.3, rel=0.25), "draws hang together"


def test_the_same_seed_draws_the_same(con: duckdb.DuckDBPyConnection) -> None:
    text = "select {{ drawn(uniform_of(\"'a|1'\"), uniform_of(\"'a|2'\"), 'draw') }} "
    sql = rendered(text + "from range(1, 6) as draws (draw)")
    first, second = (con.execute(sql).fetchall() for _ in range(2))
    assert first == second
    assert len({round(number, 9) for (number,) in first}) == 5
    assert all(0 <= number < 1 for (number,) in first)


def recall(con: duckdb.DuckDBPyConnection, named: int, found: int) -> tuple[float, ...]:
    """Recall and chance of a missed match where so many named conversions were found."""
    con.execute("create table match_policies as select 0.5 as review_threshold")
    con.execute(
        "create table int_edges_calibrated (record_l varchar, record_r varchar, "
        "match_probability double, calibrated_probability double)"
    )
    for number in range(named):
        name = f"n{number}"
        lead(con, name, 0, {name: 1.0}, evidence="explicit")
        con.execute(
            "insert into int_conversions_matched select ?, 'job', ?, 'c', 'p' || ?, "
            "timestamp '2026-01-09', timestamp '2026-01-09', ?, true, false",
            [f"j{name}", name, name, name],
        )
        if number < found:
            con.execute(
                "insert into int_edges_calibrated values (?, ?, 0.9, null)",
                [f"customer:{name}", f"lead:{name}"],
            )
    for number in range(80):
        lead(con, f"m{number}", 0, {f"m{number}": 1.0})
        job(con, f"jm{number}", f"m{number}", 9)
    for number in range(40):
        job(con, f"js{number}", f"stranger{number}", 9)
    build(con, "int_match_chances", "int_conversion_contenders", "int_match_recall")
    return con.execute(
        "select recall, missing_chance from int_match_recall "
        "where conversion_kind = 'job'"
    ).fetchall()[0]


def test_what_the_scores_miss_is_told_by_conversions_that_name_their_lead(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """80 of 100 named are found, so the 80 matched of the others stand for 100; the 20
    that are missing are half of the 40 unmatched."""
    assert recall(con, 100, 80) == pytest.approx((0.8, 0.5))


def test_too_small_a_sample_tells_nothing(con: duckdb.DuckDBPyConnection) -> None:
    assert recall(con, 49, 30)[1] == 0


@pytest.mark.parametrize("draws", [20, 101, 200])
def test_points_are_those_of_all_draws_though_idle_ones_have_no_row(
    con: duckdb.DuckDBPyConnection, draws: int
) -> None:
    """numpy's quantiles of as many values as draws, credit notes below zero among them."""
    values = np.round(np.random.default_rng(draws).normal(0, 90, (60, draws)), 2)
    values[np.random.default_rng(draws + 1).random(values.shape) < 0.6] = 0
    values[0] = 0
    values[1] = abs(values[1]) + 1
    values[2] = -abs(values[2]) - 1
    rows = [
        (draw + 1, cell, amount)
        for cell, amounts in enumerate(values)
        for draw, amount in enumerate(amounts)
        if amount
    ]
    con.execute(
        """
        create table int_roi_cells_drawn (draw bigint, cell_number bigint, amount double);
        create table int_roi_cells_numbered as
        select cell as cell_number, 'cohort' as clock, date '2026-01-01' as month,
            'c' || cell as campaign_id, 'north' as company_id,
            'invoiced' as revenue_basis
        from range(60) as cells (cell);
        create table int_roi_cells_sure as
        select clock, month, campaign_id, company_id, revenue_basis, 1000.0 as amount
        from int_roi_cells_numbered where cell_number % 2 = 0
        """
    )
    con.execute("update settings set draws = ?", [draws])
    con.register("given", pd.DataFrame(rows, columns=["draw", "cell", "amount"]))
    con.execute("insert into int_roi_cells_drawn from given")
    build(con, "int_draws", "int_roi_intervals")
    found = con.execute(
        """
        select cast(campaign_id[2:] as int), low_amount, median_amount, high_amount,
            expected_amount
        from int_roi_intervals
        """
    ).fetchall()
    assert len(found) == 60
    for cell, *points in found:
        amounts = values[cell] + (1000 if cell % 2 == 0 else 0)
        expected = [*np.quantile(amounts, [0.05, 0.5, 0.95]), amounts.mean()]
        assert points == pytest.approx(expected, abs=1e-9)
