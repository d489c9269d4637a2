"""What the linkage benchmark bounds and compares, on records small enough to be read."""

from typing import Any

import duckdb
import pytest

from benchmarks.ceiling import score_ceilings
from benchmarks.linkage_report import TITLES, LinkageResult, to_markdown

# Ann's mail and call share nothing that her form has; Bob and Cy share one phone.
RECORDS = """
    ('lead:ann', 'P1', 'ann', 'archer', ['+1404'], null, '2026-01-01'),
    ('lead:ann2', 'P1', 'ann', 'archer', ['+1404'], ['ann@x.com'], '2026-01-02'),
    ('call:ann', 'P1', null, null, ['+1999'], null, '2026-01-03'),
    ('lead:bob', 'P2', 'bob', 'baker', ['+1505'], null, '2026-01-01'),
    ('lead:bob2', 'P2', 'bob', 'baker', ['+1505'], null, '2026-01-05'),
    ('lead:bob3', 'P2', 'bob', 'baker', ['+1505'], null, '2026-01-05'),
    ('lead:cy', 'P3', 'cy', 'clark', ['+1505'], null, '2026-02-01'),
    ('call:cy', 'P3', null, null, ['+1505'], null, '2026-02-02')
"""


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("attach ':memory:' as wh")
    con.execute("create schema wh.identity")
    con.execute(
        f"""
        create table known as
        select
            *,
            split_part(record_id, ':', 1) as record_type,
            emails as email_forms,
            case when first_name is not null then [first_name] end
                as first_name_alternatives,
            cast(null as varchar) as organization,
            cast(null as varchar) as street,
            cast(null as varchar) as city,
            cast(null as varchar) as postcode,
            cast(null as varchar) as region,
            cast(null as varchar) as company_id,
            true as has_contact_point,
        from (
            select * replace (
                cast(phones as varchar[]) as phones,
                cast(emails as varchar[]) as emails,
                cast(created_at as timestamp) as created_at
            )
            from (values {RECORDS}) as records (
                record_id, person_id, first_name, last_name, phones, emails, created_at
            )
        )
        """
    )
    con.execute(
        "create table wh.identity.records as select * exclude (person_id) from known"
    )
    con.execute("create table truth_records as select record_id, person_id from known")
    con.execute(
        "create table wh.identity.links (record_l varchar, record_r varchar, "
        "kind varchar)"
    )
    return con


def test_who_shares_nothing_with_its_person_bounds_the_recall(
    con: duckdb.DuckDBPyConnection,
) -> None:
    reach = score_ceilings(con)["reach"].pairwise
    # Of Ann's three pairs one can be seen, of Bob's three all; Cy's is by the phone.
    assert reach.precision == 1
    assert reach.recall == pytest.approx(5 / 7)


def test_a_reference_brings_what_no_field_does(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "insert into wh.identity.links values ('call:ann', 'lead:ann2', 'must')"
    )
    assert score_ceilings(con)["reach"].pairwise.recall == 1


def test_what_a_pair_cannot_show_is_above_no_bound_of_pairs(
    con: duckdb.DuckDBPyConnection,
) -> None:
    scores = score_ceilings(con)
    # One phone of three names: the call is Bob's as likely as Cy's, and time tells.
    reach, pairs = scores["reach"].pairwise.f1, scores["pairs"].pairwise.f1
    assert reach is not None and pairs is not None
    assert pairs <= reach


def a_way(seconds: float, f1: float) -> dict[str, Any]:
    return {
        "seconds": {"train": seconds - 1, "cluster": 1.0},
        "peak_bytes": 2**20 * 300,
        "scores": {"pairwise": {"precision": 1.0, "recall": 0.8, "f1": f1}},
    }


def a_result() -> LinkageResult:
    ways: dict[str, dict[str, Any]] = {way: a_way(10.0, 0.9) for way in TITLES}
    ways["exact"] = a_way(5.0, 0.8) | {
        "scores_without_references": {"pairwise": {"f1": 0.775}}
    }
    ways["splink"] = a_way(50.0, 0.7)
    ways["inputs"] = {"records": 1_300, "leads": 1_000, "calls_share": 0.4}
    bound = {"pairwise": {"precision": 1.0, "recall": 0.9, "f1": 0.947}}
    ways["ceiling"] = {"ceilings": dict.fromkeys(("reach", "pairs", "rivals"), bound)}
    ways["leadhouse_day"] = {
        "new_contacts": 10,
        "seconds": {"day": 0.5, "full": 20.0},
        "is_full": False,
        "is_equal": False,
    }
    return LinkageResult(1_000, ways)


def test_leadhouse_is_set_against_splink_in_seconds_and_exact_matching_in_error() -> (
    None
):
    result = a_result()
    assert result.time_ratio == pytest.approx(0.2)
    assert result.error_ratio == pytest.approx(0.5)
    page = to_markdown({"cpus": 2}, [result])
    assert "1,000 leads and calls, 40% of them calls; 1,300 records." in page
    assert "0.20 of its seconds" in page and "0.50 of its error" in page
    assert (
        "| exact phone or e-mail, union-find | 5.0 | 4.0 |  | 1.0 | 300 "
        "| 1.000 | 0.800 | 0.800 | 0.775 |" in page
    )
    assert "| 1.000 | 0.900 | 0.947 | 0.047 |" in page


def test_a_day_that_links_other_than_a_rebuild_is_said_aloud() -> None:
    text = to_markdown({}, [a_result()])
    assert "ratio 0.025, OTHER edges and persons" in text
