"""How a model does on labelled pairs, and how two models' persons differ."""

from dataclasses import dataclass

import duckdb

from splink_models.scores import ClusterScore, Score, score, score_clusters

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99)
UNSCORED_PROBABILITY = 0.01
"""Said of a labelled pair that was not kept: pairs below 0.05 are not."""
_CERTAIN = 1e-6


@dataclass(frozen=True)
class LabelScores:
    """Precision, recall and F1 of the labelled pairs at or above each threshold, and the
    log loss of their probabilities by the model alone; None without labels."""

    labels: int
    matches: int
    scored: int
    log_loss: float | None
    at_threshold: dict[float, Score]


@dataclass(frozen=True)
class PersonsChanged:
    """How the persons of two models differ: `agreement` takes the first as predicted and
    the second as actual; records are `changed` whose person has other records."""

    persons_before: int
    persons_after: int
    records: int
    records_changed: int
    agreement: ClusterScore


def score_labels(
    con: duckdb.DuckDBPyConnection, edges: str, labels: str
) -> LabelScores:
    """Scores of the labels (record_l, record_r, is_match) by the edges (record_l,
    record_r, match_probability)."""
    con.execute(
        f"""
        create or replace temp table labelled_probabilities as
        select
            labels.is_match,
            edges.match_probability is not null as is_scored,
            greatest(
                least(
                    coalesce(edges.match_probability, {UNSCORED_PROBABILITY}),
                    1 - {_CERTAIN}
                ),
                {_CERTAIN}
            ) as match_probability
        from {labels} as labels
        left join {edges} as edges
            on labels.record_l = edges.record_l and labels.record_r = edges.record_r
        """
    )
    totals = con.execute(
        """
        select
            count(*),
            count(*) filter (where is_match),
            count(*) filter (where is_scored),
            avg(-ln(if(is_match, match_probability, 1 - match_probability)))
        from labelled_probabilities
        """
    ).fetchall()[0]
    at_threshold = {}
    for threshold in THRESHOLDS:
        right, found = con.execute(
            """
            select count(*) filter (where is_match), count(*)
            from labelled_probabilities where match_probability >= ?
            """,
            [threshold],
        ).fetchall()[0]
        at_threshold[threshold] = score(right, found, totals[1])
    con.execute("drop table labelled_probabilities")
    return LabelScores(totals[0], totals[1], totals[2], totals[3], at_threshold)


def compare_persons(
    con: duckdb.DuckDBPyConnection, before: str, after: str
) -> PersonsChanged:
    """How two tables of persons (record_id, person_id) of the same records differ."""
    con.execute(
        f"""
        create or replace temp table both_persons as
        with

        signed as (
            select
                before.record_id,
                before.person_id as predicted,
                after.person_id as actual,
                bit_xor(hash(before.record_id)) over (partition by before.person_id)
                    as signature_before,
                bit_xor(hash(before.record_id)) over (partition by after.person_id)
                    as signature_after
            from {before} as before
            inner join {after} as after
                on before.record_id = after.record_id
        )

        select * from signed
        """
    )
    before_count, after_count, records, changed = con.execute(
        """
        select
            count(distinct predicted),
            count(distinct actual),
            count(*),
            count(*) filter (where signature_before <> signature_after)
        from both_persons
        """
    ).fetchall()[0]
    agreement = score_clusters(con, "both_persons")
    con.execute("drop table both_persons")
    return PersonsChanged(before_count, after_count, records, changed, agreement)
