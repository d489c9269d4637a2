"""Calibration: what the match weights are worth, told by labelled pairs.

Belongs here: reading labels and scored pairs of a warehouse, and writing the curve and how
reliable it is. Persons are not changed by it: they are made from the model's own
probability, so that a label moves a match and never a cluster that was decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from splink_models.curves import (
    Bools,
    Comparison,
    Curve,
    Floats,
    Labelled,
    calibration_error,
    compare_methods,
    fit_curve,
    model_probability,
    stands_for,
    uncovered_share,
    wilson,
)
from splink_models.labels import LabelProblem, gather_labels

RELIABILITY_BINS = np.array([0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0])
"""Bounds of the bins of probability: narrow where matches are decided."""


@dataclass(frozen=True)
class CalibrationReport:
    """What the labels say of the model.

    Log loss and calibration error are of pairs that were not fitted to, averaged as the
    scored pairs lie; `uncovered_share` is of the scored pairs at whose weight nobody has
    labelled, where the model's own probability rules.
    """

    labels: int
    desk_labels: int
    scored_labels: int
    labels_needed: int
    method: str | None = None
    log_loss: Mapping[str, float] = field(default_factory=dict)
    calibration_error: Mapping[str, float] = field(default_factory=dict)
    uncovered_share: float | None = None
    problems: tuple[LabelProblem, ...] = ()

    @property
    def is_calibrated(self) -> bool:
        return self.method is not None

    def to_text(self) -> str:
        """A few sentences for people."""
        sources = f"{self.desk_labels} from the desk, {self.labels - self.desk_labels} "
        lines = [
            f"{self.labels} labelled pairs ({sources}from files), of which "
            f"{self.scored_labels} were scored; {self.labels_needed} are needed."
        ]
        if self.method is None:
            lines.append("Uncalibrated: probabilities are the model's own.")
        else:
            lines.append(
                f"Calibrated ({self.method}); log loss on held-out labels: "
                + ", ".join(
                    f"{name} {loss:.4f}" for name, loss in self.log_loss.items()
                )
                + "; calibration error: "
                + ", ".join(
                    f"{name} {error:.4f}"
                    for name, error in self.calibration_error.items()
                )
                + "."
            )
            lines.append(
                f"{self.uncovered_share:.0%} of the scored pairs have a weight at which "
                "nobody has labelled: the desk labels what is in review. There the "
                "model's own probability stands."
            )
        lines += [problem.sentence for problem in self.problems]
        return "\n".join(lines)


def write_calibration(
    con: duckdb.DuckDBPyConnection, labels_folder: Path, run_id: str
) -> CalibrationReport:
    """Writes identity.labels, identity.calibration, identity.reliability and
    identity.label_problems of the warehouse.

    `con` is an in-memory connection with the warehouse attached, writable, as `wh`; it has
    identity.records, links and scored_edges, desk.decisions and definition.settings. The
    curve is empty while fewer scored pairs are labelled than the definition asks for.
    """
    problems = gather_labels(con, labels_folder)
    con.execute(_LABELS)
    con.execute("drop table labels")
    scored = con.execute(_SCORED_LABELS).df()
    needed = con.execute(
        "select calibration_labels from wh.definition.settings"
    ).fetchall()[0][0]
    report = CalibrationReport(
        labels=_count(con, "true"),
        desk_labels=_count(con, "source = 'desk'"),
        scored_labels=len(scored),
        labels_needed=int(needed),
        problems=problems,
    )
    curve, reliability = None, _NO_RELIABILITY
    if len(scored) > 0:
        report, curve, reliability = _calibrate(con, report, scored)
    _write(con, curve, reliability, problems, run_id)
    return report


def _calibrate(
    con: duckdb.DuckDBPyConnection, report: CalibrationReport, scored: pd.DataFrame
) -> tuple[CalibrationReport, Curve | None, pd.DataFrame]:
    """The report, the curve where there are labels enough, and the reliability."""
    population = _floats(
        con.execute("select match_weight from wh.identity.scored_edges").df(),
        "match_weight",
    )
    weights = _floats(scored, "match_weight")
    labels = Labelled(
        weights=weights,
        is_match=scored["is_match"].to_numpy(np.bool_),
        folds=scored["fold"].to_numpy(np.int64),
        stands_for=stands_for(weights, population),
    )
    before = _reliability(model_probability(weights), labels.is_match, False)
    if report.scored_labels < report.labels_needed:
        return report, None, before
    compared = compare_methods(labels)
    after = _reliability(compared.held_out[compared.best], labels.is_match, True)
    return (
        _calibrated(report, labels, compared, population),
        fit_curve(compared.best, labels),
        pd.concat([before, after]),
    )


_LABELS = """
create or replace table wh.identity.labels as
select
    labels.record_l,
    labels.record_r,
    labels.is_match,
    labels.source,
    labels.line,
    labels.labelled_at,
    labels.labelled_by,
    edges.match_weight
from labels
left join wh.identity.scored_edges as edges
    on labels.record_l = edges.record_l and labels.record_r = edges.record_r
order by labels.record_l, labels.record_r
"""

# Pairs of one record stay in one fold, so that what is held out is not known by half.
_SCORED_LABELS = """
select
    match_weight,
    is_match,
    ('0x' || left(md5(record_l), 8))::bigint % 5 as fold
from wh.identity.labels
where match_weight is not null
order by record_l, record_r
"""

_RELIABILITY_TYPES = {
    "bin": "integer",
    "bin_from": "double",
    "bin_to": "double",
    "pairs": "bigint",
    "mean_predicted": "double",
    "observed_share": "double",
    "low": "double",
    "high": "double",
    "is_calibrated": "boolean",
}


_NO_RELIABILITY = pd.DataFrame(columns=list(_RELIABILITY_TYPES))


def _floats(found: pd.DataFrame, column: str) -> Floats:
    return np.asarray(found[column].to_numpy(np.float64))


def _calibrated(
    report: CalibrationReport,
    labels: Labelled,
    compared: Comparison,
    population: Floats,
) -> CalibrationReport:
    return replace(
        report,
        method=compared.best,
        log_loss=compared.log_loss,
        calibration_error={
            method: calibration_error(
                compared.held_out[method],
                labels.is_match,
                labels.stands_for,
                RELIABILITY_BINS,
            )
            for method in dict.fromkeys(("model", compared.best))
        },
        uncovered_share=uncovered_share(labels.weights, population),
    )


def _reliability(
    probabilities: Floats, is_match: Bools, is_calibrated: bool
) -> pd.DataFrame:
    """One row per bin of probability that a labelled pair is in."""
    which = np.digitize(probabilities, RELIABILITY_BINS[1:-1])
    rows = []
    for each in np.unique(which):
        inside = which == each
        pairs, matches = int(inside.sum()), int(is_match[inside].sum())
        low, high = wilson(matches, pairs)
        rows.append(
            (
                int(each) + 1,
                float(RELIABILITY_BINS[each]),
                float(RELIABILITY_BINS[each + 1]),
                pairs,
                float(probabilities[inside].mean()),
                matches / pairs,
                low,
                high,
                is_calibrated,
            )
        )
    return pd.DataFrame(rows, columns=list(_RELIABILITY_TYPES))


def _write(
    con: duckdb.DuckDBPyConnection,
    curve: Curve | None,
    reliability: pd.DataFrame,
    problems: tuple[LabelProblem, ...],
    run_id: str,
) -> None:
    points = pd.DataFrame(
        {
            "match_weight": [] if curve is None else curve.weights,
            "match_probability": [] if curve is None else curve.probabilities,
        },
        dtype="float64",
    )
    listed = pd.DataFrame(
        [(problem.source, problem.line, problem.sentence) for problem in problems],
        columns=["source", "line", "sentence"],
    )
    for name, rows, columns in (
        (
            "calibration",
            points,
            "cast(match_weight as double) as match_weight, "
            "cast(match_probability as double) as match_probability, "
            f"cast({_text(None if curve is None else curve.method)} as varchar) as method",
        ),
        (
            "reliability",
            reliability,
            ", ".join(
                f"cast({column} as {kind}) as {column}"
                for column, kind in _RELIABILITY_TYPES.items()
            ),
        ),
        (
            "label_problems",
            listed,
            "cast(source as varchar) as source, cast(line as bigint) as line, "
            "cast(sentence as varchar) as sentence",
        ),
    ):
        con.register("rows_to_write", rows)
        con.execute(
            f"create or replace table wh.identity.{name} as "
            f"select {columns}, {_text(run_id)} as run_id from rows_to_write"
        )
        con.unregister("rows_to_write")


def _text(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def _count(con: duckdb.DuckDBPyConnection, where: str) -> int:
    counted = con.execute(
        f"select count(*) from wh.identity.labels where {where}"
    ).fetchall()
    return int(counted[0][0])
