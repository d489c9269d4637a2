"""How far persons and match weights may have drifted from the last publication.

Belongs here: distributions over fixed bins, compared by the population stability index:
the sum over bins of (share now − share before) · ln(share now / share before). Counts and
totals are compared_suites.py's.

The bounds come from generated networks. Between one of 10,000 and one of 100,000 leads the
index of person sizes was 0.003; a chain that swallows 1 % of the records made it 0.06, one
of 5 % 0.39, one of 20 % 1.9, no linkage at all 9. Weights all higher by one made theirs
0.09, by two 0.23, by six 1.5.
"""

from collections.abc import Mapping

from orchestration.quality.last_publication import (
    SIZE_BINS,
    WEIGHT_BINS,
    LastPublication,
    person_sizes_sql,
    weights_sql,
)
from orchestration.quality.model import Check, Severity, Suite

# Below, the index moves by more than the warning asks through chance alone: of two samples
# of n it is about (bins - 1) · 2 / n.
FEWEST_COMPARED = 500
SIZES_MOVED = 0.05
WEIGHTS_MOVED = 0.2
NO_PUBLICATION = "nothing to compare with: no earlier publication"


def identity_drift(last: LastPublication | None, max_drift: float) -> Suite:
    """Sizes of persons and weights of pairs; the gate shuts above `max_drift`."""
    return Suite(
        name="identity_against_last_publication",
        stage="marts",
        source="(select 1) as once",
        checks=(
            *(_sizes(last, *bound) for bound in _bounds(SIZES_MOVED, max_drift)),
            *(_weights(last, *bound) for bound in _bounds(WEIGHTS_MOVED, max_drift)),
        ),
    )


def _bounds(moved: float, max_drift: float) -> tuple[tuple[str, Severity, float], ...]:
    return (
        ("are_as_before", "warning", moved),
        ("can_be_believed", "error", max_drift),
    )


def _sizes(
    last: LastPublication | None, name: str, severity: Severity, high: float
) -> Check:
    before = last.records_by_person_size if last else {}
    return Check(
        name=f"person_sizes_{name}",
        severity=severity,
        table="identity.persons",
        says="How many records belong to a person has drifted by at most "
        f"{high:g} (population stability index) from the last publication.",
        measure=_index(
            person_sizes_sql("marts.fct_leads", "marts.dim_customers"),
            SIZE_BINS,
            before,
        ),
        unit="number",
        high=high,
        not_applicable=_not_applicable(last, before, "records"),
    )


def _weights(
    last: LastPublication | None, name: str, severity: Severity, high: float
) -> Check:
    before = last.pairs_by_weight if last else {}
    return Check(
        name=f"match_weights_{name}",
        severity=severity,
        table="identity.scored_edges",
        says="The weights of the scored pairs have drifted by at most "
        f"{high:g} (population stability index) from the last publication.",
        measure=_index(weights_sql("identity.scored_edges"), WEIGHT_BINS, before),
        unit="number",
        high=high,
        not_applicable=_not_applicable(last, before, "scored pairs"),
    )


def _not_applicable(
    last: LastPublication | None, before: Mapping[int, int], what: str
) -> str | None:
    if last is None:
        return NO_PUBLICATION
    total = sum(before.values())
    if total < FEWEST_COMPARED:
        return f"too few to compare with: {total} {what} in the last publication"
    return None


def _index(now_sql: str, bins: tuple[int, ...], before: Mapping[int, int]) -> str:
    """SQL for the index; half a row more in each bin, so that none is empty."""
    listed = ", ".join(f"({each}, {before.get(each, 0)})" for each in bins)
    more = f"{0.5 * len(bins)}"
    return f"""
        select sum((now_share - before_share) * ln(now_share / before_share))
        from (
            select
                (coalesce(present.n, 0) + 0.5) / (sum(coalesce(present.n, 0)) over ()
                    + {more}) as now_share,
                (earlier.n + 0.5) / (sum(earlier.n) over () + {more}) as before_share
            from (values {listed}) as earlier (bin, n)
            left join ({now_sql}) as present on earlier.bin = present.bin
        )
    """
