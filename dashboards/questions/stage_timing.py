"""What the page on stage timing asks: how long stays last, how they end, win by day.

The marts hold finished survival estimates; nothing is estimated again here.
"""

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from dashboards.vocabulary import EVERYTHING, SEGMENT_KINDS, TIMED, segments

MARTS = (
    "stage_timing",
    "stage_timing_curves",
    "stage_exits",
    "stage_timing_tests",
    "win_rates_by_day",
)
# Users and campaigns of a large network; those with the most stays come first.
SEGMENT_LIMIT = 500


@question
def stages(publication: Publication) -> tuple[str, ...]:
    """What is timed in this publication, the ways from the first contact first."""
    sql = "select distinct stage from {stage_timing}"
    found = {row[0] for row in ask(publication, sql).fetchall()}
    return (*(s for s in TIMED if s in found), *sorted(found - set(TIMED)))


@question
def segment_kinds(publication: Publication) -> tuple[str, ...]:
    """The kinds of segments in this publication; `all` is none of them."""
    sql = "select distinct segment_kind from {stage_timing}"
    found = {row[0] for row in ask(publication, sql).fetchall()} - {EVERYTHING}
    return (
        *(kind for kind in SEGMENT_KINDS if kind in found),
        *sorted(found - set(SEGMENT_KINDS)),
    )


@question
def together(publication: Publication, stage: str) -> pd.DataFrame:
    """The one row of everything together; none where nothing was in the stage."""
    return _timing(publication, stage, EVERYTHING)


@question
def by_segment(publication: Publication, stage: str, kind: str) -> pd.DataFrame:
    """One row per segment, the one with the most stays first; `label` is unique."""
    return _timing(publication, stage, kind)


def _timing(publication: Publication, stage: str, kind: str) -> pd.DataFrame:
    sql = """
    select *
    from {stage_timing}
    where stage = $stage and segment_kind = $kind
    order by n desc, segment_label, segment
    limit $limit
    """
    parameters = {"stage": stage, "kind": kind, "limit": SEGMENT_LIMIT}
    rows = ask(publication, sql, parameters).df()
    names = segments(kind, list(rows["segment"]), list(rows["segment_label"]))
    return rows.assign(label=names)


@question
def curves(
    publication: Publication, stage: str, kind: str, chosen: tuple[str, ...]
) -> pd.DataFrame:
    """One row per point of the segments' survival curves."""
    sql = """
    select
        segment, at_days, survival, survival_low, survival_high, at_risk, events,
        censored
    from {stage_timing_curves}
    where
        stage = $stage
        and segment_kind = $kind
        and list_contains($segments, segment)
    order by segment, point_number
    """
    parameters = {"stage": stage, "kind": kind, "segments": list(chosen)}
    return ask(publication, sql, parameters).df()


@question
def exits(
    publication: Publication, stage: str, kind: str, segment: str
) -> pd.DataFrame:
    """One row per way out and point of its curve, the most frequent way first."""
    sql = """
    select
        exit_type, at_days, exited_share, exited_share_low, exited_share_high, at_risk,
        exits, is_last,
        max(exited_share) over (partition by exit_type) as final_share
    from {stage_exits}
    where stage = $stage and segment_kind = $kind and segment = $segment
    order by final_share desc, exit_type, point_number
    """
    parameters = {"stage": stage, "kind": kind, "segment": segment}
    return ask(publication, sql, parameters).df()


@question
def test(publication: Publication, stage: str, kind: str) -> pd.DataFrame:
    """The one row of the log-rank test between the segments; none where none is made."""
    sql = """
    select * from {stage_timing_tests}
    where stage = $stage and segment_kind = $kind
    """
    return ask(publication, sql, {"stage": stage, "kind": kind}).df()


@question
def win_rates(
    publication: Publication, kind: str, chosen: tuple[str, ...]
) -> pd.DataFrame:
    """One row per segment and number of days since the first contact."""
    sql = """
    select * from {win_rates_by_day}
    where segment_kind = $kind and list_contains($segments, segment)
    order by list_position($segments, segment), days
    """
    return ask(publication, sql, {"kind": kind, "segments": list(chosen)}).df()
