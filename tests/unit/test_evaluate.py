"""Scores against brute force, and a publication against a truth worked out by hand."""

import json
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.errors import LeadhouseError
from splink_models.evaluate import evaluate
from splink_models.evaluation_text import evaluation_text
from splink_models.scores import ClusterScore, Score, score_clusters

Labels = list[tuple[int, int]]


def scored(labels: Labels) -> ClusterScore:
    with duckdb.connect() as con:
        con.execute("create table compared (predicted integer, actual integer)")
        if labels:
            con.executemany("insert into compared values (?, ?)", labels)
        return score_clusters(con, "compared")


def brute_pairwise(labels: Labels) -> Score:
    pairs = list(combinations(labels, 2))
    predicted = sum(a[0] == b[0] for a, b in pairs)
    actual = sum(a[1] == b[1] for a, b in pairs)
    both = sum(a == b for a, b in pairs)
    return Score(
        precision=both / predicted if predicted else None,
        recall=both / actual if actual else None,
        f1=2 * both / (predicted + actual) if predicted + actual else None,
    )


def brute_bcubed(labels: Labels) -> Score:
    precisions, recalls = [], []
    for predicted, actual in labels:
        with_predicted = [label for label in labels if label[0] == predicted]
        with_actual = [label for label in labels if label[1] == actual]
        shared = sum(label == (predicted, actual) for label in labels)
        precisions.append(shared / len(with_predicted))
        recalls.append(shared / len(with_actual))
    precision = sum(precisions) / len(labels)
    recall = sum(recalls) / len(labels)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def assert_same(found: Score, expected: Score) -> None:
    for name in ("precision", "recall", "f1"):
        value = getattr(expected, name)
        if value is None:
            assert getattr(found, name) is None, name
        else:
            assert getattr(found, name) == pytest.approx(value), name


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
def test_scores_equal_those_counted_pair_by_pair(labels: Labels) -> None:
    found = scored(labels)
    assert_same(found.pairwise, brute_pairwise(labels))
    assert_same(found.bcubed, brute_bcubed(labels))


def test_scores_of_nothing_are_none() -> None:
    nothing = Score(None, None, None)
    assert scored([]) == ClusterScore(nothing, nothing)


def test_large_clusters_do_not_overflow() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table compared as select 1 predicted, 1 actual from range(200000)"
        )
        con.execute("insert into compared select 2, 1 from range(200000)")
        found = score_clusters(con, "compared").pairwise
    assert found.precision == 1
    assert found.recall == pytest.approx(0.5, abs=1e-5)


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    """Three leads of Ann and a call of Bob; the call was taken for Ann's."""
    folder = tmp_path / "published"
    folder.mkdir()
    marts = {
        "fct_leads": """
            select * from (values
                ('L1', 'leads', 'ann', 'u1'),
                ('L2', 'leads', 'ann', 'u1'),
                ('L3', 'leads', 'ann', 'u2'),
                ('call:C1', 'calls', 'ann', 'u2'),
                ('L9', 'leads', 'unknown to the truth', 'u9')
            ) as t (lead_id, source_table, person_id, unique_lead_id)
        """,
        "dim_customers": """
            select * from (values ('K1', 'ann'), ('K2', 'bob')) as t (customer_id, person_id)
        """,
        "fct_jobs": """
            select * from (values
                ('J1', 'u1', 'CM1'), ('J2', null, null), ('J3', 'u1', 'CM1')
            ) as t (job_id, unique_lead_id, confirmed_campaign_id)
        """,
        "campaign_roi": """
            select * from (values
                ('cohort', 'confirmed', 'invoiced', 'CM1', 60.00::decimal(18, 2)),
                ('cohort', 'confirmed', 'invoiced', 'CM1', 30.00),
                ('cohort', 'confirmed', 'invoiced', 'CM3', 5.00),
                ('cohort', 'confirmed', 'invoiced', 'CM4', 0.00),
                ('cohort', 'confirmed', 'invoiced', '__unattributed__', 999.00),
                ('cohort', 'linear', 'invoiced', 'CM1', 999.00),
                ('period', 'confirmed', 'invoiced', 'CM1', 999.00),
                ('cohort', 'confirmed', 'collected', 'CM1', 999.00)
            ) as t (clock, attribution_model, revenue_basis, campaign_id, revenue_amount)
        """,
    }
    with duckdb.connect() as con:
        for name, query in marts.items():
            con.execute(f"copy ({query}) to '{folder / name}.parquet' (format parquet)")
    return folder


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    folder = tmp_path / "truth"
    folder.mkdir()
    (folder / "records.csv").write_text(
        "record_id,person_id,unique_lead_id\n"
        "lead:L1,P1,UL1\nlead:L2,P1,UL1\nlead:L3,P1,UL2\ncall:C1,P2,UL3\n"
        "lead:L4,P1,UL1\ncustomer:K1,P1,\ncustomer:K2,P2,\n",
        "utf-8",
    )
    (folder / "jobs.csv").write_text(
        "job_id,unique_lead_id,campaign_id\nJ1,UL1,CM1\nJ2,UL3,CM2\nJ3,,\n", "utf-8"
    )
    (folder / "revenue.csv").write_text(
        "campaign_id,net_amount\nCM1,100.00\nCM2,20.00\n", "utf-8"
    )
    return folder


def test_a_record_that_was_not_published_counts_as_alone(
    publication: Path, truth: Path
) -> None:
    persons = evaluate(publication, truth).persons
    assert persons is not None
    # true pairs: 10 of P1 (L1 L2 L3 L4 K1) and 1 of P2; published: 10 of ann, with C1
    assert persons.pairwise.precision == pytest.approx(6 / 10)
    assert persons.pairwise.recall == pytest.approx(6 / 11)


def test_customers_have_no_part_in_unique_leads(publication: Path, truth: Path) -> None:
    unique_leads = evaluate(publication, truth).unique_leads
    assert unique_leads is not None
    # true pairs: L1-L2, L1-L4, L2-L4; published: L1-L2, L3-C1
    assert unique_leads.pairwise == Score(0.5, pytest.approx(1 / 3), 0.4)


def test_a_job_is_right_when_its_leads_are_those_of_the_true_unique_lead(
    publication: Path, truth: Path
) -> None:
    # J1 is right, J2 is missed, J3 was given to a lead that it did not come from
    assert evaluate(publication, truth).jobs == Score(0.5, 0.5, 0.5)


def test_revenue_is_compared_on_the_cohort_clock_of_confirmed_invoices(
    publication: Path, truth: Path
) -> None:
    revenue = evaluate(publication, truth).revenue
    assert revenue is not None
    assert revenue.relative_error == pytest.approx(25 / 120)
    found = {row.campaign_id: row for row in revenue.by_campaign}
    assert set(found) == {"CM1", "CM2", "CM3"}
    assert found["CM1"].error_amount == -10
    assert found["CM1"].relative_error == pytest.approx(-0.1)
    assert found["CM2"].published_amount == 0
    assert found["CM3"].relative_error is None


def test_parts_whose_truth_is_absent_are_left_out(
    publication: Path, truth: Path
) -> None:
    (truth / "jobs.csv").unlink()
    (truth / "revenue.csv").unlink()
    assert set(evaluate(publication, truth).to_json()) == {"persons", "unique_leads"}
    (truth / "revenue.csv").write_text("campaign_id,net_amount\nCM1,100\n", "utf-8")
    (truth / "records.csv").unlink()
    assert set(evaluate(publication, truth).to_json()) == {"revenue"}


def test_the_json_has_the_documented_form(publication: Path, truth: Path) -> None:
    document = json.loads(json.dumps(evaluate(publication, truth).to_json()))
    assert set(document) == {"persons", "unique_leads", "jobs", "revenue"}
    for part in ("persons", "unique_leads"):
        assert set(document[part]) == {"pairwise", "bcubed"}
        assert set(document[part]["bcubed"]) == {"precision", "recall", "f1"}
    assert set(document["jobs"]) == {"precision", "recall", "f1"}
    assert set(document["revenue"]) == {"relative_error", "by_campaign"}
    assert document["revenue"]["by_campaign"][0]["campaign_id"] == "CM1"


def test_the_text_names_every_part_and_campaign(publication: Path, truth: Path) -> None:
    text = evaluation_text(evaluate(publication, truth))
    for word in ("Persons, pairwise", "Unique leads, B-cubed", "Jobs", "CM2", "20.83%"):
        assert word in text


def test_a_folder_without_any_truth_is_an_error(
    publication: Path, tmp_path: Path
) -> None:
    with pytest.raises(LeadhouseError, match=r"records\.csv"):
        evaluate(publication, tmp_path / "nowhere")


def test_a_missing_mart_is_named(publication: Path, truth: Path) -> None:
    (publication / "fct_jobs.parquet").unlink()
    with pytest.raises(LeadhouseError, match="fct_jobs"):
        evaluate(publication, truth)


def test_a_missing_column_of_the_truth_is_named(publication: Path, truth: Path) -> None:
    (truth / "records.csv").write_text("record_id,person_id\nlead:L1,P1\n", "utf-8")
    with pytest.raises(LeadhouseError, match="unique_lead_id"):
        evaluate(publication, truth)
