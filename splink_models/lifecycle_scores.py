"""How many opportunities a publication tells as the truth does: state, stage and times.

Belongs here: comparing life cycles. An opportunity can only be compared where it was
found: its leads are one published unique lead with no other lead in it, and its jobs are
that one's. What linkage gets wrong is told by the scores of persons and unique leads.
"""

from dataclasses import dataclass

import duckdb

from splink_models.scores import share


@dataclass(frozen=True)
class LifecycleScore:
    """Of opportunities: those of the truth, those found, those told right, and shares
    of the found ones whose state, stage and times are right."""

    opportunities: int
    found: int
    recovered: int
    recovered_share: float | None
    state_share: float | None
    stage_share: float | None
    decided_at_share: float | None
    fulfilled_at_share: float | None
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class LifecycleScores:
    """Apart for opportunities of which all that happened was reported, and the rest."""

    complete: LifecycleScore
    incomplete: LifecycleScore


def score_lifecycles(
    con: duckdb.DuckDBPyConnection, unique_leads: str, jobs: str
) -> LifecycleScores:
    """Needs unique_lead_pairs, truth_lifecycle and truth_jobs; reads the two marts."""
    con.execute(f"""
        create table lifecycles_compared as
        with

        found as (
            select actual, min(predicted) as predicted
            from unique_lead_pairs
            where actual is not null
            group by actual
            having count(distinct predicted) = 1
        ),

        whole as (
            select min(found.actual) as actual, found.predicted
            from found
            inner join unique_lead_pairs as pairs using (predicted)
            group by found.predicted
            having count(distinct pairs.actual) = 1
                and count(*) = count(pairs.actual)
        ),

        published_jobs as (
            select unique_lead_id as predicted, list(job_id order by job_id) as jobs
            from read_parquet('{jobs}')
            where unique_lead_id is not null
            group by unique_lead_id
        ),

        true_jobs as (
            select unique_lead_id as actual, list(job_id order by job_id) as jobs
            from truth_jobs
            where unique_lead_id is not null
            group by unique_lead_id
        )

        select
            truth.unique_lead_id,
            truth.is_complete = 'true' as is_complete,
            published.unique_lead_id is not null
            and published_jobs.jobs is not distinct from true_jobs.jobs as is_found,
            truth.life_cycle_state = published.life_cycle_state as is_state_right,
            truth.stage = published.stage as is_stage_right,
            cast(replace(truth.decided_at, 'Z', '') as timestamp)
                is not distinct from published.decided_at as is_decided_at_right,
            cast(replace(truth.fulfilled_at, 'Z', '') as timestamp)
                is not distinct from published.fulfilled_at as is_fulfilled_at_right,
        from truth_lifecycle as truth
        left join whole on truth.unique_lead_id = whole.actual
        left join read_parquet('{unique_leads}') as published
            on whole.predicted = published.unique_lead_id
        left join published_jobs on whole.predicted = published_jobs.predicted
        left join true_jobs on truth.unique_lead_id = true_jobs.actual
    """)
    return LifecycleScores(_score(con, complete=True), _score(con, complete=False))


def _score(con: duckdb.DuckDBPyConnection, *, complete: bool) -> LifecycleScore:
    aspects = ("state", "stage", "decided_at", "fulfilled_at")
    right = " and ".join(f"is_{aspect}_right" for aspect in aspects)
    counts = con.execute(
        "select count(*), count(*) filter (is_found), "
        f"count(*) filter (is_found and {right}), "
        + ", ".join(f"count(*) filter (is_found and is_{a}_right)" for a in aspects)
        + " from lifecycles_compared where is_complete = $complete",
        {"complete": complete},
    ).fetchall()[0]
    wrong = con.execute(
        f"select unique_lead_id from lifecycles_compared where is_complete = $complete "
        f"and is_found and not ({right}) order by unique_lead_id limit 10",
        {"complete": complete},
    ).fetchall()
    opportunities, found, recovered, *by_aspect = counts
    state, stage, decided_at, fulfilled_at = (
        share(float(count), float(found)) for count in by_aspect
    )
    return LifecycleScore(
        opportunities=opportunities,
        found=found,
        recovered=recovered,
        recovered_share=share(float(recovered), float(found)),
        state_share=state,
        stage_share=stage,
        decided_at_share=decided_at,
        fulfilled_at_share=fulfilled_at,
        wrong=tuple(name for (name,) in wrong),
    )
