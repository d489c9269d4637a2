"""What a run knows before it scores: what has changed, what is compared, with which numbers.

Belongs here: the order of these steps, and what a run is known by to the next one. The
steps themselves are in changed.py, counts.py, nearby.py, population.py and touched.py.
"""

import hashlib
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import duckdb
import splink

from splink_models.changed import AS_DELIVERED, CHANGED, find_changed
from splink_models.cluster import ClusterRules
from splink_models.counts import (
    DAYS,
    NAME_COUNTS,
    PLACES,
    Count,
    Counted,
    choose_counted,
    count_difference,
    count_records,
)
from splink_models.model import FittedModel, TrainedModel, fit_model
from splink_models.nearby import derive_nearby, find_nearby
from splink_models.pairs import prepare_scorer
from splink_models.population import count_population
from splink_models.records import COMPARED_COLUMNS, DERIVED_COLUMNS, RAW_COLUMNS
from splink_models.state import RECORDS, derive_all, prepare_state
from splink_models.touched import fetch_kept, fetch_near, find_near, follow_links
from splink_models.written import (
    LastLinkage,
    full_because,
    last_linkage,
    prepare_written,
)

CANDIDATE_PROBABILITY = 0.05
"""Pairs below are not kept: nobody reviews them, and together they would be most rows."""
_METHOD = "3"
"""Raised when the same records, links and model would give other edges or groups."""


@dataclass(frozen=True)
class Ready:
    """What is known before pairs are scored: the model brought to the records; which of
    these are counted; what this run will be known by to the next, what the last was; how
    many records are compared, and why all of them."""

    fitted: FittedModel
    counted: Counted
    now: LastLinkage
    last: LastLinkage | None
    compared_records: int
    full_because: str | None

    @property
    def is_full(self) -> bool:
        return self.full_because is not None


def make_ready(
    con: duckdb.DuckDBPyConnection,
    model: TrainedModel,
    rules: ClusterRules,
    everything: bool,
    beside: Executor,
) -> Ready:
    """Finds what has changed and makes `compared_records`, of what is to be compared.

    Compares all where nothing is kept of the last run, or it was one of another model,
    rules or population, or `everything` is asked for.

    A day's small tables keep one core busy: while they are made, links are followed, what
    may have to be clustered anew is fetched and the model is fitted `beside`. Searching
    the kept tables keeps all cores busy.
    """
    is_whole = prepare_state(con)
    prepare_written(con)
    last = last_linkage(con)
    because = full_because(last, model.version, repr(rules), everything or not is_whole)
    following = beside.submit(follow_links, con.cursor())
    find_changed(con, AS_DELIVERED if because is None else "record_id")
    _count_now(con, (DAYS,), Counted(), because)
    counted = choose_counted(con, RECORDS)
    fit = partial(_fit, con.cursor(), model, rules, counted, because, last)
    if because is not None:
        fitting = beside.submit(fit)
    _count_now(con, NAME_COUNTS, counted, because)
    following.result()
    if because is None:
        find_nearby(con, model.rules, counted)
        find_near(con)
        fetch_kept(con)
        fetching = beside.submit(fetch_near, con.cursor(), rules)
        fitting = beside.submit(fit)
        compared = derive_nearby(con)
        fetching.result()
    fitted, now = fitting.result()
    if because is None and last is not None and last.fit_version != now.fit_version:
        because = "population"
        _count_now(con, (PLACES, *NAME_COUNTS), counted, because)
    if because is not None:
        compared = derive_all(con, counted)
    return Ready(fitted, counted, now, last, compared, because)


def _count_now(
    con: duckdb.DuckDBPyConnection,
    counts: tuple[Count, ...],
    counted: Counted,
    full_because: str | None,
) -> None:
    """The scratch tables of the counts: by what has changed, or in a full run anew."""
    if full_because is None:
        count_difference(con, counts, *CHANGED, counted)
    else:
        count_records(con, counts, RECORDS, counted)


def _fit(
    con: duckdb.DuckDBPyConnection,
    model: TrainedModel,
    rules: ClusterRules,
    counted: Counted,
    full_because: str | None,
    last: LastLinkage | None,
) -> tuple[FittedModel, LastLinkage]:
    """Counts places, and brings the model to them and to the number of records.

    What Splink would run is that of the last run while the fit is the same.
    """
    _count_now(con, (PLACES,), counted, full_because)
    population = count_population(con, RECORDS)
    fitted = fit_model(model, population.records, population.pairs)
    fit_version = hashlib.md5(
        repr(
            (
                (_METHOD, counted.until, fitted, fitted.declared()),
                (RAW_COLUMNS, DERIVED_COLUMNS, COMPARED_COLUMNS),
                (splink.__version__, CANDIDATE_PROBABILITY),
            )
        ).encode()
    ).hexdigest()[:12]
    if last is not None and last.fit_version == fit_version:
        scorer = last.scorer
    else:
        scorer = prepare_scorer(con, fitted, CANDIDATE_PROBABILITY, COMPARED_COLUMNS)
    return fitted, LastLinkage(model.version, fit_version, repr(rules), scorer)
