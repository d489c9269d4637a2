"""What labels make of the model's probabilities."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from sklearn.metrics import log_loss

from splink_models.calibrate import (
    RELIABILITY_BINS,
    CalibrationReport,
    write_calibration,
)
from splink_models.curves import (
    Curve,
    Floats,
    Labelled,
    calibration_error,
    fit_curve,
    model_probability,
    stands_for,
    uncovered_share,
    wilson,
)

NEEDED = 200


def true_probability(weights: Floats) -> Floats:
    """Of a model that is too sure: half the weight, a little less likely."""
    return model_probability(weights / 2 - 0.5)


def drawn(pairs: int, seed: int, low: float = -4, high: float = 14) -> Labelled:
    draw = np.random.default_rng(seed)
    weights = draw.uniform(low, high, pairs)
    return Labelled(
        weights=weights,
        is_match=draw.uniform(size=pairs) < true_probability(weights),
        folds=np.arange(pairs) % 5,
        stands_for=np.ones(pairs),
    )


@pytest.mark.parametrize(
    ("method", "pairs", "within"),
    [("logistic", 1_000, 0.05), ("isotonic", 5_000, 0.08)],
)
def test_a_known_curve_is_recovered_from_labels(
    method: str, pairs: int, within: float
) -> None:
    curve = fit_curve(method, drawn(pairs, 1))
    weights = np.arange(-3, 13, 0.5)

    assert np.abs(curve.at(weights) - true_probability(weights)).max() < within
    assert np.abs(model_probability(weights) - true_probability(weights)).max() > 0.15


@pytest.mark.parametrize("method", ["model", "logistic", "isotonic"])
def test_no_curve_falls_or_is_surer_than_half_a_label(method: str) -> None:
    curve = fit_curve(method, drawn(400, 2))
    found = curve.at(np.arange(-60.0, 60.0, 0.1))

    assert (np.diff(found) >= 0).all()
    assert found.min() >= 0.5 / 401 - 1e-12
    assert found.max() <= 1 - 0.5 / 401 + 1e-12


def test_labels_of_the_review_band_leave_the_sure_pairs_sure() -> None:
    """The desk sees weights of 0 to 3 only, of which none is a match."""
    band = drawn(300, 3, 0, 3)
    nothing = Labelled(band.weights, band.weights < 0, band.folds, band.stands_for)

    for method in ("logistic", "isotonic"):
        curve = fit_curve(method, nothing)
        assert curve.at(np.array([1.5]))[0] < 0.2
        assert curve.at(np.array([16.0]))[0] > 0.9


def test_a_label_stands_for_the_pairs_at_its_weight() -> None:
    population = np.concatenate([np.full(900, 10.5), np.full(100, 0.5)])
    labelled = np.array([0.5, 0.6, 0.7, 10.5])

    shares = stands_for(labelled, population)

    assert shares[3] / shares[0] > 10
    assert shares[0] == shares[1] == shares[2]
    assert uncovered_share(np.array([0.5]), population) == pytest.approx(0.9)


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Values of R's binom::binom.confint(8, 10, methods = "wilson").
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert wilson(0, 5)[0] == 0


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of pairs whose weights are twice what they are worth."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as wh")
        for schema in ("identity", "desk", "definition"):
            connection.execute(f"create schema wh.{schema}")
        connection.execute(
            f"""
            create table wh.definition.settings as select {NEEDED} as calibration_labels;
            create table wh.desk.decisions (
                event_id varchar, decided_at timestamp, decided_by varchar
            );
            create table wh.identity.links (
                record_l varchar, record_r varchar, kind varchar, reason varchar,
                decision_event_id varchar
            );
            """
        )
        pairs = drawn(4_000, 5)
        connection.register(
            "drawn",
            {"weight": pairs.weights, "is_match": pairs.is_match.astype(int)},
        )
        connection.execute(
            """
            create table truth as
            select
                'call:' || row_number() over () as record_l,
                'lead:' || row_number() over () as record_r,
                weight as match_weight,
                is_match = 1 as is_match
            from drawn;
            create table wh.identity.scored_edges as
            select record_l, record_r, match_weight from truth;
            create table wh.identity.records as
            select record_l as record_id from truth
            union all select record_r from truth
            """
        )
        yield connection


def label(con: duckdb.DuckDBPyConnection, folder: Path, pairs: int) -> None:
    folder.mkdir(exist_ok=True)
    con.execute(
        f"copy (select record_r as record_l, record_l as record_r, is_match from truth "
        f"order by md5(record_l) limit {pairs}) to '{folder / 'given.csv'}' (header)"
    )


def calibrate(con: duckdb.DuckDBPyConnection, folder: Path) -> CalibrationReport:
    return write_calibration(con, folder, "run-1")


def test_too_few_labels_leave_the_model_uncalibrated(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    label(con, tmp_path / "labels", NEEDED - 1)
    report = calibrate(con, tmp_path / "labels")

    assert (report.scored_labels, report.is_calibrated) == (NEEDED - 1, False)
    assert "Uncalibrated" in report.to_text()
    assert con.execute("from wh.identity.calibration").fetchall() == []
    kinds = con.execute("select distinct is_calibrated from wh.identity.reliability")
    assert kinds.fetchall() == [(False,)]


def test_labels_enough_bring_held_out_pairs_nearer_to_the_truth(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    label(con, tmp_path / "labels", 300)
    report = calibrate(con, tmp_path / "labels")
    assert report.method == "logistic"

    points = con.execute("from wh.identity.calibration order by match_weight").df()
    curve = Curve(
        "",
        points["match_weight"].to_numpy(),
        points["match_probability"].to_numpy(),
    )
    rest = con.execute(
        "select match_weight, is_match from truth order by md5(record_l) offset 300"
    ).df()
    weights, is_match = rest["match_weight"].to_numpy(), rest["is_match"].to_numpy()
    losses, errors = (
        [
            log_loss(is_match, at(weights)),
            calibration_error(
                at(weights), is_match, np.ones(len(rest)), RELIABILITY_BINS
            ),
        ]
        for at in (model_probability, curve.at)
    )
    assert errors[0] < 0.85 * losses[0]
    assert errors[1] < 0.5 * losses[1]
    assert report.log_loss["logistic"] < report.log_loss["model"]
    assert con.execute(
        "select sum(pairs) from wh.identity.reliability where is_calibrated"
    ).fetchall() == [(300,)]


def test_many_labels_may_take_any_monotone_curve_and_the_better_one_is_taken(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Matches begin abruptly at weight 6, which no logistic curve of a weight says well."""
    con.execute(
        "update truth set is_match = match_weight > 6 or match_weight < -2 "
        "and md5(record_l) < '4'"
    )
    label(con, tmp_path / "labels", 2_000)
    assert calibrate(con, tmp_path / "labels").method == "isotonic"


def test_the_same_labels_give_the_same_curve(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    label(con, tmp_path / "labels", 1_500)
    first = calibrate(con, tmp_path / "labels")
    points = con.execute("from wh.identity.calibration").fetchall()
    assert calibrate(con, tmp_path / "labels") == first
    assert con.execute("from wh.identity.calibration").fetchall() == points


def test_labels_of_one_kind_only_give_a_curve_that_is_not_certain(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("update truth set is_match = true")
    label(con, tmp_path / "labels", 1_500)
    report = calibrate(con, tmp_path / "labels")
    assert report.method == "logistic"
    ((most,),) = con.execute(
        "select max(match_probability) from wh.identity.calibration"
    ).fetchall()
    assert 0.99 < most < 1


BAD = """record_l,record_r,is_match,labelled_at,labelled_by
call:1,lead:1,yes,2026-01-02T10:00:00+02:00,ann
call:2,lead:2,maybe,,
call:3,,no,,
call:4,call:4,no,,
call:5,lead:5,no,31/02/2026,
call:6,lead:999999,no,,
call:7,lead:7,no
"call:8","lead:8",0,,"two
lines"
call:9,lead:9,perhaps,,
"""


def test_a_bad_label_is_one_sentence_and_the_good_ones_count(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    (folder / "bad.csv").write_text(BAD, "utf-8")
    (folder / "headless.csv").write_text("record_l,record_r\na,b\n", "utf-8")
    (folder / "latin.csv").write_bytes(b"record_l,record_r,is_match\n\xe9,b,1\n")

    report = calibrate(con, folder)

    sentences = [problem.sentence for problem in report.problems]
    assert sentences == [
        "labels/bad.csv, line 8: 3 values, the header has 5.",
        "labels/headless.csv, line 1: the header has no column is_match.",
        "labels/latin.csv: the file is not UTF-8 text.",
        "labels/bad.csv, line 3: is_match 'maybe' is not true or false.",
        "labels/bad.csv, line 4: record_r is missing.",
        "labels/bad.csv, line 5: record_l and record_r are both 'call:4'.",
        "labels/bad.csv, line 6: labelled_at '31/02/2026' is not an ISO 8601 time.",
        "labels/bad.csv, line 11: is_match 'perhaps' is not true or false.",
        "labels/bad.csv, line 7: record_r 'lead:999999' is no record.",
    ]
    assert con.execute(
        "select record_l, is_match, source, line, cast(labelled_at as varchar), "
        "labelled_by, match_weight is not null from wh.identity.labels"
    ).fetchall() == [
        ("call:1", True, "labels/bad.csv", 2, "2026-01-02 08:00:00", "ann", True),
        ("call:8", False, "labels/bad.csv", 9, None, "two\nlines", True),
    ]
    listed = con.execute("select sentence from wh.identity.label_problems").fetchall()
    assert [sentence for (sentence,) in listed] == sentences


def test_the_newest_label_of_a_pair_counts_and_then_the_desks(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute(
        """
        insert into wh.desk.decisions values
            ('e1', '2026-03-01', 'ann'), ('e2', '2026-03-01', 'ann');
        insert into wh.identity.links values
            ('lead:1', 'call:1', 'must', 'approve_match', 'e1'),
            ('call:2', 'lead:2', 'cannot', 'split_persons', 'e2'),
            ('call:3', 'lead:3', 'must', 'lead_names_customer', null)
        """
    )
    folder = tmp_path / "labels"
    folder.mkdir()
    (folder / "a.csv").write_text(
        "Record_L,record_r,is_match,labelled_at\n"
        "call:1,lead:1,no,2026-03-02\ncall:2,lead:2,yes,\ncall:4,lead:4,yes,\n",
        "utf-8",
    )
    calibrate(con, folder)
    assert con.execute(
        "select record_l, is_match, source, labelled_by from wh.identity.labels"
    ).fetchall() == [
        ("call:1", False, "labels/a.csv", None),
        ("call:2", False, "desk", "ann"),
        ("call:4", True, "labels/a.csv", None),
    ]
