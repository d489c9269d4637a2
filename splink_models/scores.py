"""Precision, recall and F1 of counts and of partitions, counted in DuckDB."""

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1; None where there is nothing to divide by."""

    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class ClusterScore:
    """Agreement of two partitions of the same records.

    Pairwise counts pairs of records put together; B-cubed (Bagga and Baldwin 1998)
    averages over records, so that one large cluster does not decide alone.
    """

    pairwise: Score
    bcubed: Score


_CLUSTER_COUNTS = """
with

cells as (
    select predicted, actual, count(*) as n from {relation} group by predicted, actual
),

counted as (
    select
        n,
        sum(n) over (partition by predicted) as in_predicted,
        sum(n) over (partition by actual) as in_actual,
    from cells
),

predicted_sizes as (
    select sum(n * (n - 1) / 2) as pairs
    from (select count(*) as n from {relation} group by predicted)
),

actual_sizes as (
    select sum(n * (n - 1) / 2) as pairs
    from (select count(*) as n from {relation} group by actual)
)

select
    coalesce(sum(n * (n - 1) / 2), 0),
    coalesce(any_value(predicted_sizes.pairs), 0),
    coalesce(any_value(actual_sizes.pairs), 0),
    coalesce(sum(n * n / in_predicted), 0),
    coalesce(sum(n * n / in_actual), 0),
    coalesce(sum(n), 0),
from counted
cross join predicted_sizes
cross join actual_sizes
"""


def score_clusters(con: duckdb.DuckDBPyConnection, relation: str) -> ClusterScore:
    """Scores of a relation with the predicted and actual cluster of each record."""
    row = con.execute(_CLUSTER_COUNTS.format(relation=relation)).fetchall()[0]
    together, predicted, actual, precise, recalled, records = (float(x) for x in row)
    return ClusterScore(
        pairwise=score(together, predicted, actual),
        bcubed=_combined(share(precise, records), share(recalled, records)),
    )


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def score(right: float, predicted: float, actual: float) -> Score:
    """Scores of counts; F1 exists whenever there is anything to find or found."""
    return Score(
        precision=share(right, predicted),
        recall=share(right, actual),
        f1=share(2 * right, predicted + actual),
    )


def _combined(precision: float | None, recall: float | None) -> Score:
    if precision is None or recall is None:
        return Score(precision, recall, None)
    return Score(precision, recall, share(2 * precision * recall, precision + recall))
