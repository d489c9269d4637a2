"""Trains the numbers of the linkage model on records, without labels.

Splink blocks and compares; the mixture of three kinds of pairs (mixture.py) is fitted to
all pairs at once: those that the blocking rules find, and random ones that stand for the
rest. So a level's chance among strangers is seen over all pairs, not only where blocking
looked, and does not depend on the size of a sample.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from splink_models.blocking import CONTACT_RULES
from splink_models.comparisons import CONTACT_COMPARISONS
from splink_models.levels import Chance, Comparison
from splink_models.mixture import Fit, Floats, Ints, PairClass, fit_mixture
from splink_models.model import (
    FittedLevel,
    FittedModel,
    LevelNumbers,
    ModelError,
    TrainedModel,
    TrainingReport,
)
from splink_models.pairs import (
    count_levels,
    prepare_scorer,
    score_blocked_pairs,
    score_random_pairs,
)
from splink_models.records import COMPARED, prepare_records, sample_of
from splink_models.start import (
    UnseenPairs,
    most_in_household,
    prior_pairs,
    start_of_fit,
    unseen_namesakes,
)

RANDOM_PAIRS = 500_000
"""A level that one pair in 100,000 of strangers reaches is still seen five times."""
_FEWEST_RECORDS = 1_000
_FEWEST_PAIRS_PER_COMPARISON = 50
SAMPLED_RECORDS = 500_000
"""Records of a larger network whose pairs with each other are fitted: hundreds of
thousands, as many as the rarest level needs."""


def train(
    con: duckdb.DuckDBPyConnection,
    records: str,
    version: str,
    seed: int,
    out: Path | None = None,
    otherwise: TrainedModel | None = None,
) -> TrainedModel:
    """Fits the model of contacts to a table with the columns of identity.records.

    Writes it to `out` where given. `con` is a scratch connection that can read the table.
    The same records and seed give the same numbers. A comparison that too few pairs
    inform, as that of companies where none are customers, has the numbers of `otherwise`,
    and the report names it. Raises ModelError when there are too few records, and without
    `otherwise` for such a comparison.
    """
    prepared = prepare_records(con, records, SAMPLED_RECORDS, seed)
    if prepared < _FEWEST_RECORDS:
        raise ModelError(
            f"Training needs at least {_FEWEST_RECORDS} records with a contact point; "
            f"there are {prepared}."
        )
    model = train_on_prepared(
        con,
        prepared,
        CONTACT_COMPARISONS,
        CONTACT_RULES,
        version,
        seed,
        otherwise=otherwise,
        unseen=unseen_namesakes(con, prepared),
    )
    if out is not None:
        model.write(out)
    return model


def train_on_prepared(
    con: duckdb.DuckDBPyConnection,
    prepared: int,
    compared: tuple[Comparison, ...],
    blocking_rules: tuple[str, ...],
    version: str,
    seed: int,
    otherwise: TrainedModel | None = None,
    unseen: UnseenPairs | None = None,
) -> TrainedModel:
    """Fits a model of these comparisons to so many records, of which `compared_records`
    holds all or a sample.

    A comparison that too few pairs inform has the numbers of the model `otherwise`.
    Without one, ModelError says which comparison it is. `unseen` are strangers' pairs
    that neither blocking nor a sample shows, by level.
    """
    untrained = _untrained(compared, blocking_rules)
    share = _share_of_pairs(con, prepared)
    scorer = prepare_scorer(con, untrained)
    score_blocked_pairs(con, untrained, scorer, "blocked_patterns")
    drawn = score_random_pairs(con, untrained, "random_patterns", RANDOM_PAIRS, seed)
    random_levels = count_levels(con, "random_patterns", compared)
    counted = _pattern_counts(con, untrained, prepared, share)
    patterns = counted[list(untrained.gamma_columns)].to_numpy(dtype=np.int64)
    blocked = counted["blocked"].to_numpy(dtype=np.float64)
    strangers = counted["strangers"].to_numpy(dtype=np.float64)
    informed = _informed(compared, patterns, blocked, otherwise is None)
    patterns = patterns[:, informed]
    trained = tuple(compared[position] for position in informed)
    start = start_of_fit(trained, random_levels, prepared)
    prior = prior_pairs(trained, start, strangers.sum() / drawn, unseen or {})
    most = most_in_household(trained)
    groups = [comparison.groups for comparison in trained]
    fit = fit_mixture(patterns, blocked, strangers, start, prior, most, groups)
    report = TrainingReport(
        records=prepared,
        blocked_pairs=int(blocked.sum()),
        random_pairs=drawn,
        distinct_patterns=len(patterns),
        iterations=fit.iterations,
        last_change=_rounded(fit.last_change),
        seed=seed,
    )
    model = _trained(fit, trained, blocking_rules, version, report)
    if otherwise is None:
        return model
    numbers = otherwise.comparisons | model.comparisons
    kept = {comparison.name: numbers[comparison.name] for comparison in compared}
    untrained_names = tuple(name for name in kept if name not in model.comparisons)
    report = report.model_copy(update={"taken_over": untrained_names})
    return model.model_copy(update={"comparisons": kept, "report": report})


def _untrained(
    compared: tuple[Comparison, ...], blocking_rules: tuple[str, ...]
) -> FittedModel:
    """Numbers that let Splink compare: each level's weight is its place, no more."""
    return FittedModel(
        version="untrained",
        records=1,
        match_share=0.001,
        household_share=0.001,
        blocking_rules=blocking_rules,
        levels=tuple(
            FittedLevel(
                comparison=comparison.name,
                gamma=comparison.gamma(label),
                label=label,
                match=0.5,
                household=0.5,
                strangers=0.5 / 2 ** (comparison.gamma(label) + 1),
            )
            for comparison in compared
            for label in comparison.labels
        ),
    )


def _share_of_pairs(con: duckdb.DuckDBPyConnection, records: int) -> float:
    """How many of the pairs of so many records are pairs of `compared_records`."""
    held = con.execute(f"select count(*) from {COMPARED}").fetchall()[0][0]
    return float(held / records) ** 2


@contextmanager
def sampled(con: duckdb.DuckDBPyConnection, records: int, seed: int) -> Iterator[None]:
    """While the block runs, `compared_records` holds a sample where there are many."""
    if records <= SAMPLED_RECORDS:
        yield
        return
    con.execute(f"alter table {COMPARED} rename to every_record_compared")
    con.execute(
        f"""
        create table {COMPARED} as
        select
            * replace (row_number() over (order by record_number) as record_number)
        from every_record_compared
        where {sample_of(records, SAMPLED_RECORDS, seed)}
        """
    )
    try:
        yield
    finally:
        con.execute(f"drop table {COMPARED}")
        con.execute(f"alter table every_record_compared rename to {COMPARED}")


def _pattern_counts(
    con: duckdb.DuckDBPyConnection, model: FittedModel, records: int, share: float
) -> pd.DataFrame:
    """One row per distinct pattern: gamma columns, and the pairs that have it among all.

    A blocked pair stands for as many as `share` is of all of them.

    A random pair that blocking did not find stands for many, and is one of strangers:
    next to none of those is anything else, and the few would each count as thousands.
    """
    gammas = ", ".join(model.gamma_columns)
    is_blocked = " or ".join(rule.holds() for rule in model.rules)
    return con.execute(
        f"""
        with

        unblocked as (
            select random_patterns.*
            from random_patterns
            inner join {COMPARED} as l
                on random_patterns.record_number_l = l.record_number
            inner join {COMPARED} as r
                on random_patterns.record_number_r = r.record_number
            where not ({is_blocked})
        ),

        represented as (
            select
                (
                    cast(? as double) * (? - 1) / 2
                    - (select count(*) from blocked_patterns) / {share}
                ) / (select count(*) from unblocked) as pairs
        ),

        counted as (
            select {gammas}, 1.0 / {share} as blocked, 0.0 as strangers
            from blocked_patterns
            union all
            select {gammas}, 0.0 as blocked, represented.pairs as strangers
            from unblocked
            cross join represented
        )

        select {gammas}, sum(blocked) as blocked, sum(strangers) as strangers
        from counted
        group by {gammas}
        order by {gammas}
        """,
        [records, records],
    ).df()


def _informed(
    compared: tuple[Comparison, ...], patterns: Ints, pairs: Floats, all_wanted: bool
) -> list[int]:
    """Positions of the comparisons on which enough pairs agree to train them."""
    informed = []
    for position, comparison in enumerate(compared):
        agreeing = pairs[patterns[:, position] > 0].sum()
        if agreeing >= _FEWEST_PAIRS_PER_COMPARISON:
            informed.append(position)
        elif all_wanted:
            raise ModelError(
                f"Too few pairs agree on {comparison.name!r} to train it: "
                f"{agreeing:.0f}, at least {_FEWEST_PAIRS_PER_COMPARISON} are needed."
            )
    return informed


def _trained(
    fit: Fit,
    compared: tuple[Comparison, ...],
    blocking_rules: tuple[str, ...],
    version: str,
    report: TrainingReport,
) -> TrainedModel:
    shares = fit.mixture.shares
    return TrainedModel(
        version=version,
        matches_per_record=_rounded(shares[PairClass.MATCH] * report.records),
        housemates_per_record=_rounded(shares[PairClass.HOUSEHOLD] * report.records),
        blocking_rules=blocking_rules,
        comparisons={
            comparison.name: {
                label: _numbers(comparison, label, probabilities, report.records)
                for label in comparison.labels
            }
            for comparison, probabilities in zip(
                compared, fit.mixture.levels, strict=True
            )
        },
        report=report,
    )


def _numbers(
    comparison: Comparison, label: str, probabilities: Floats, records: int
) -> LevelNumbers:
    at = probabilities[:, comparison.gamma(label)]
    per_record = comparison.chance_of(label) is Chance.PER_RECORD
    return LevelNumbers(
        match=_rounded(at[PairClass.MATCH]),
        household=_rounded(at[PairClass.HOUSEHOLD]),
        strangers=_rounded(at[PairClass.STRANGERS] * (records if per_record else 1)),
    )


def _rounded(value: float) -> float:
    """Four significant digits: more are noise, and hide in a review what has changed."""
    return float(f"{value:.4g}")
