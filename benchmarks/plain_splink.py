"""Splink 5 by hand, as its documentation shows it: what Leadhouse's model is measured against.

Belongs here: the settings and the training that somebody would choose who follows the
tutorials on Leadhouse's normalised records. Nothing of Leadhouse's own model.
"""

import logging
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_creator import ComparisonCreator

RECOMMENDED_U_PAIRS = 1e8
"""Splink warns of its default of a million and names 1e8 or 1e9: this is the quicker."""
_DEFAULT_U_PAIRS = 1e6
DETERMINISTIC_RECALL = 0.7
CANDIDATE_PROBABILITY = 0.2
CLUSTER_PROBABILITY = 0.95
_SEED = 1

# What the documentation asks for: standardised columns, empty lists as null, no value
# that stands for "unknown". Lists are compared as lists, so only phones stay one.
_INPUT = """
create or replace table splink_input as
select
    record_id as unique_id,
    first_name,
    last_name,
    nullif(phones, []) as phones,
    emails[1] as email,
    street,
    city,
    postcode
from wh.identity.records
where has_contact_point
"""

_DETERMINISTIC: list[str | BlockingRuleCreator] = [
    block_on("email"),
    block_on("phones[1]", "last_name"),
    block_on("first_name", "last_name", "postcode"),
]
_TRAINING: list[str | BlockingRuleCreator] = [
    block_on("email"),
    block_on("phones[1]"),
    block_on("first_name", "last_name"),
]
_PREDICTION: list[str | BlockingRuleCreator] = [
    block_on("phones", arrays_to_explode=["phones"]),
    block_on("email"),
    block_on("first_name", "last_name", "postcode"),
    block_on("last_name", "street"),
]


def _comparisons(records: int | None) -> list[ComparisonCreator]:
    """The library's comparisons; with the number of records, u of exact keys is fixed."""
    phone = cl.ArrayIntersectAtSizes("phones", [1])
    email = cl.EmailComparison("email")
    if records is not None:
        phone, email = _fixed(phone, "phones", records), _fixed(email, "email", records)
    return [
        cl.NameComparison("first_name"),
        cl.NameComparison("last_name"),
        email,
        phone,
        cl.LevenshteinAtThresholds("street", [2]),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
    ]


def _fixed(comparison: ComparisonCreator, name: str, records: int) -> ComparisonCreator:
    """The comparison, its first level met by one other record in all, on average."""
    levels = comparison.create_comparison_levels()
    levels[1] = levels[1].configure(u_probability=1 / records, fix_u_probability=True)
    return cl.CustomComparison(output_column_name=name, comparison_levels=levels)


def link_with_splink(
    con: duckdb.DuckDBPyConnection, fix_u: bool
) -> tuple[dict[str, float], int]:
    """Table linked_persons (record_id, person_id) of wh.identity.records.

    With u of phone and e-mail fixed, the others' is estimated from Splink's default of
    pairs: the quick way of somebody who knows what u means. Returns the seconds of each
    phase, and how many pairs were kept.
    """
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    con.execute(_INPUT)
    records = con.execute("select count(*) from splink_input").fetchall()[0][0]
    linker = _linker(con, int(records) if fix_u else None)
    seconds["prepare"] = time.perf_counter() - began
    began = time.perf_counter()
    _train(linker, _DEFAULT_U_PAIRS if fix_u else RECOMMENDED_U_PAIRS)
    seconds["train"] = time.perf_counter() - began
    began = time.perf_counter()
    predicted = linker.inference.predict(
        threshold_match_probability=CANDIDATE_PROBABILITY
    )
    seconds["score"] = time.perf_counter() - began
    began = time.perf_counter()
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=CLUSTER_PROBABILITY
    )
    con.execute(
        f"""
        create or replace table linked_persons as
        select unique_id as record_id, cluster_id as person_id
        from {clusters.physical_name}
        """
    )
    seconds["cluster"] = time.perf_counter() - began
    pairs = con.execute(f"select count(*) from {predicted.physical_name}").fetchall()
    return seconds, int(pairs[0][0])


def _linker(con: duckdb.DuckDBPyConnection, records: int | None) -> Linker:
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(records),
        blocking_rules_to_generate_predictions=_PREDICTION,
    )
    return Linker(
        DuckDBAPI(con).register("splink_input"), settings, log_level=logging.ERROR
    )


def _train(linker: Linker, u_pairs: float) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match(
        _DETERMINISTIC, recall=DETERMINISTIC_RECALL
    )
    training.estimate_u_using_random_sampling(max_pairs=u_pairs, seed=_SEED)
    for rule in _TRAINING:
        training.estimate_parameters_using_expectation_maximisation(rule)
