"""The numbers of the linkage model: how they are fitted, kept, read and brought to size."""

import json
from math import log2
from pathlib import Path

import duckdb
import numpy as np
import pytest

from splink_models import train as training
from splink_models.comparisons import CONTACT_COMPARISONS
from splink_models.mixture import Mixture, PairClass, fit_mixture
from splink_models.model import DEFAULT_MODEL, ModelError, fit_model, load_model
from splink_models.pairs import random_pairs


def weights(
    records: int, random_levels: dict[tuple[str, str], int]
) -> dict[str, float]:
    fitted = fit_model(load_model(), records, random_levels)
    found = {
        f"{level.comparison}: {level.label}": level.match_weight
        for level in fitted.levels
    }
    return found | {"prior": log2(fitted.match_share)}


def test_a_shared_number_weighs_as_much_more_as_a_match_is_rarer() -> None:
    small, large = weights(10_000, {}), weights(1_000_000, {})
    phone = "phone: same number, given with one name"

    assert large[phone] - small[phone] == pytest.approx(log2(100))
    assert large["prior"] - small["prior"] == pytest.approx(-log2(100))
    other = "phone: other number"
    assert large[other] == small[other]


def test_few_records_are_no_evidence_that_a_shared_number_is_common() -> None:
    assert weights(3, {}) == weights(1_000, {})


def test_a_shared_town_says_little_where_everybody_lives_there() -> None:
    one_town = {("address", "same town"): 190_000, ("address", "other place"): 10_000}

    everywhere = weights(10_000, {})["address: same town"]
    at_home = weights(10_000, one_town)["address: same town"]

    assert everywhere > 3
    assert at_home < 0


def test_levels_of_a_comparison_are_told_apart_by_their_weights() -> None:
    fitted = fit_model(load_model(), 50_000, {})
    for comparison in CONTACT_COMPARISONS:
        found = sorted(
            [
                level.match_weight
                for level in fitted.levels
                if level.comparison == comparison.name
            ]
            + [0.0]
        )
        assert min(np.diff(found)) > 5e-7, comparison.name


def test_the_shipped_model_knows_persons_households_and_strangers_apart() -> None:
    model = load_model()
    fitted = fit_model(model, model.report.records, {})
    level = {(at.comparison, at.label): at for at in fitted.levels}

    couple = level["name", "same last name, other first name"]
    assert couple.household > 50 * couple.match
    assert level["name", "same name, few namesakes"].match_weight > 10
    assert level["phone", "same number, given with one name"].match_weight > 15
    for comparison in CONTACT_COMPARISONS:
        shares = [level[comparison.name, label] for label in comparison.labels]
        groups = len(set(comparison.groups))
        assert sum(at.match for at in shares) == pytest.approx(groups, abs=0.003)
        assert sum(at.household for at in shares) == pytest.approx(groups, abs=0.003)


def test_a_model_of_other_comparisons_is_refused_by_name(tmp_path: Path) -> None:
    content = json.loads(DEFAULT_MODEL.read_text("utf-8"))
    del content["comparisons"]["phone"]["other number"]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(content), "utf-8")

    with pytest.raises(ModelError, match=r"level 'other number' of 'phone' is missing"):
        load_model(path)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"comparisons": {"shoe size": {}}}, "comparison 'shoe size' is not declared"),
        (
            {"blocking_rules": ["shoe size"]},
            "blocking rule 'shoe size' is not declared",
        ),
    ],
)
def test_a_model_of_what_the_code_does_not_know_is_refused(
    tmp_path: Path, part: dict[str, object], sentence: str
) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(json.loads(DEFAULT_MODEL.read_text("utf-8")) | part))

    with pytest.raises(ModelError, match=sentence):
        load_model(path)


def test_a_model_of_some_comparisons_serves_as_it_is(tmp_path: Path) -> None:
    content = json.loads(DEFAULT_MODEL.read_text("utf-8"))
    del content["comparisons"]["time"], content["comparisons"]["phone"]
    content["blocking_rules"] = ["email", "uncommon name"]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(content), "utf-8")

    fitted = fit_model(load_model(path), 10_000, {})

    assert fitted.gamma_columns == (
        "gamma_email",
        "gamma_name",
        "gamma_address",
        "gamma_served_by",
        "gamma_organization",
    )
    assert fitted.blocking_rules == ("email", "uncommon name")
    assert "phone" not in fitted.household_odds_sql()


@pytest.mark.parametrize("text", ["", "{}", '{"version": 1}'])
def test_a_broken_model_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(text, "utf-8")

    with pytest.raises(ModelError, match=r"model\.json: not a linkage model"):
        load_model(path)
    with pytest.raises(
        ModelError, match=r"none\.json: the linkage model cannot be read"
    ):
        load_model(tmp_path / "none.json")


def test_writing_a_model_and_reading_it_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "copy.json"
    load_model().write(path)

    assert path.read_bytes() == DEFAULT_MODEL.read_bytes()


def test_the_mixture_finds_three_kinds_of_pairs_without_labels() -> None:
    """Drawn from known numbers: persons, households and strangers of 2,000 records."""
    draw = np.random.default_rng(3)
    truth = (
        np.array([[0.1, 0.9], [0.2, 0.8], [0.999, 0.001]]),
        np.array([[0.1, 0.05, 0.85], [0.15, 0.8, 0.05], [0.97, 0.02, 0.01]]),
        np.array([[0.3, 0.7], [0.1, 0.9], [0.95, 0.05]]),
        np.array([[0.1, 0.9], [0.95, 0.05], [0.995, 0.005]]),
    )
    pairs = (3_000, 1_000, 400_000)
    patterns = np.concatenate(
        [
            np.column_stack(
                [draw.choice(at.shape[1], size, p=at[kind]) for at in truth]
            )
            for kind, size in enumerate(pairs)
        ]
    )
    distinct, counts = np.unique(patterns, axis=0, return_counts=True)
    start = Mixture(
        np.array([0.01, 0.01, 0.98]),
        (
            np.array([[0.3, 0.7], [0.3, 0.7], [0.99, 0.01]]),
            np.array([[0.2, 0.1, 0.7], [0.2, 0.7, 0.1], [0.9, 0.05, 0.05]]),
            np.array([[0.5, 0.5], [0.5, 0.5], [0.9, 0.1]]),
            np.array([[0.4, 0.6], [0.6, 0.4], [0.9, 0.1]]),
        ),
    )

    fit = fit_mixture(
        distinct,
        counts.astype(float),
        np.zeros(len(distinct)),
        start,
        [at * 0.1 for at in start.levels],
    )

    expected = np.array(pairs) / sum(pairs)
    assert fit.mixture.shares == pytest.approx(expected, rel=0.12)
    for found, true in zip(fit.mixture.levels, truth, strict=True):
        assert found == pytest.approx(true, abs=0.06)


def test_levels_of_one_group_are_shares_of_its_pairs_alone() -> None:
    """Two of a match are at level 1 in 9 of 10 pairs of the first group, 1 of 10 of the
    second; how many pairs a group has says nothing."""
    patterns = np.array([[1, 0], [0, 0], [3, 0], [2, 0], [1, 1], [3, 1]])
    counts = np.array([90.0, 10.0, 100.0, 900.0, 30.0, 30.0])
    level = np.array([[0.25] * 4, [0.25] * 4, [0.25] * 4])
    other = np.array([[0.999, 0.001], [0.5, 0.5], [0.001, 0.999]])
    start = Mixture(np.array([0.8, 0.1, 0.1]), (level, other))
    prior = [level * 0.01, other * 0.01]

    fit = fit_mixture(
        patterns, counts, np.zeros(6), start, prior, groups=[(0, 0, 2, 2), (0, 0)]
    )

    match = fit.mixture.levels[0][PairClass.MATCH]
    assert match[:2].sum() == pytest.approx(1)
    assert match[2:].sum() == pytest.approx(1)
    assert match[1] == pytest.approx(0.9, abs=0.02)
    assert match[3] == pytest.approx(0.1, abs=0.02)


def test_random_pairs_are_distinct_ordered_and_the_same_for_a_seed() -> None:
    pairs = random_pairs(50, 10_000, seed=4)

    assert (pairs.join_key_l < pairs.join_key_r).all()
    assert pairs.join_key_l.min() >= 1
    assert pairs.join_key_r.max() <= 50
    assert not pairs.duplicated().any()
    assert len(pairs) > 400
    assert pairs.equals(random_pairs(50, 10_000, seed=4))
    assert not pairs.equals(random_pairs(50, 10_000, seed=5))


def people(con: duckdb.DuckDBPyConnection, persons: int, with_email: bool) -> None:
    """Table `people`: persons with two to four records each, in households of two."""
    con.execute(
        f"""
        create table people as
        select
            'lead:' || person || '-' || record as record_id,
            'lead' as record_type,
            timestamp '2026-01-01' + to_days(cast(person * 37 % 700 + record as integer))
                as created_at,
            ['ann', 'bill', 'carla', 'dan', 'eve'][person % 5 + 1] as first_name,
            'family' || (person // 2) % 150 as last_name,
            [first_name] as first_name_alternatives,
            case when record % 3 = 0 then 'company' || person % 90 end as organization,
            ['+1404' || (person // 2) * 7919] as phones,
            case when {with_email} then ['e' || person || '@x.com'] end as email_forms,
            case when record > 1 then (person // 2) % 90 || ' main st' end as street,
            'town' || person % 9 as city,
            cast(30000 + person % 40 as varchar) as postcode,
            'ga' as region,
            'C' || person % 4 as company_id,
            true as has_contact_point
        from range({persons}) as numbered (person)
        cross join range(4) as repeated (record)
        where record < 2 + person % 3
        """
    )


def test_a_bound_holds_and_what_it_cuts_off_goes_to_the_other_levels() -> None:
    """Two levels of which a household could reach the second in half of its pairs."""
    patterns = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    counts = np.array([900.0, 40.0, 30.0, 30.0])
    start = Mixture(
        np.array([0.02, 0.02, 0.96]),
        (
            np.array([[0.2, 0.8], [0.5, 0.5], [0.99, 0.01]]),
            np.array([[0.2, 0.8], [0.6, 0.4], [0.99, 0.01]]),
        ),
    )
    most = [np.ones((3, 2)), np.ones((3, 2))]
    most[1][PairClass.HOUSEHOLD, 1] = 0.01
    prior = [at * 0.1 for at in start.levels]
    fit = fit_mixture(patterns, counts, np.zeros(4), start, prior, most)
    household = fit.mixture.levels[1][PairClass.HOUSEHOLD]
    assert household[1] == pytest.approx(0.01)
    assert household.sum() == pytest.approx(1)
    free = fit_mixture(patterns, counts, np.zeros(4), start, prior)
    assert free.mixture.levels[1][PairClass.HOUSEHOLD, 1] > 0.01


def test_training_twice_gives_the_same_numbers_and_trains_every_comparison(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(training, "RANDOM_PAIRS", 30_000)
    con = duckdb.connect()
    people(con, 600, with_email=True)

    model = training.train(con, "people", "test", seed=1, out=tmp_path / "test.json")
    again = training.train(con, "people", "test", seed=1)

    assert model == again == load_model(tmp_path / "test.json")
    persons = 2 * np.array([1, 3, 6]).sum() * 200 / model.report.records
    assert model.matches_per_record == pytest.approx(persons, rel=0.05)
    couple = model.comparisons["name"]["same last name, other first name"]
    assert couple.household > 0.9
    assert couple.match < 0.01
    for comparison in CONTACT_COMPARISONS:
        shares = model.comparisons[comparison.name].values()
        groups = len(set(comparison.groups))
        assert sum(level.match for level in shares) == pytest.approx(groups, abs=0.01)


def test_what_no_pair_informs_keeps_the_numbers_of_the_model_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "RANDOM_PAIRS", 5_000)
    con = duckdb.connect()
    people(con, 400, with_email=False)
    before = load_model()

    model = training.train(con, "people", "test", seed=1, otherwise=before)

    assert "email" in model.report.taken_over
    assert "phone" not in model.report.taken_over
    assert model.comparisons["email"] == before.comparisons["email"]
    assert model.comparisons["phone"] != before.comparisons["phone"]


def test_training_refuses_what_no_pair_informs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "RANDOM_PAIRS", 5_000)
    con = duckdb.connect()
    people(con, 400, with_email=False)

    with pytest.raises(ModelError, match="Too few pairs agree on 'email'"):
        training.train(con, "people", "test", seed=1)
    con.execute("delete from people where record_id > 'lead:2'")
    with pytest.raises(ModelError, match="at least 1000 records"):
        training.train(con, "people", "test", seed=1)


def test_a_sample_of_the_pairs_counts_for_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "RANDOM_PAIRS", 20_000)
    con = duckdb.connect()
    people(con, 1_500, with_email=True)
    everything = training.train(con, "people", "test", seed=1, otherwise=load_model())
    monkeypatch.setattr(training, "SAMPLED_RECORDS", 1_200)
    sampled = training.train(con, "people", "test", seed=1, otherwise=load_model())
    again = training.train(con, "people", "test", seed=1, otherwise=load_model())

    assert sampled.report.blocked_pairs == pytest.approx(
        everything.report.blocked_pairs, rel=0.1
    )
    assert sampled.report.blocked_pairs != everything.report.blocked_pairs
    assert sampled == again
