"""The report of a trained model as one page that needs no network."""

from collections.abc import Sequence
from html import escape

from splink.internals.charts import MatchWeightsChart
from splink.internals.html_utils import chart_html

from splink_models.label_scores import LabelScores
from splink_models.model import FittedModel, TrainedModel, fit_model

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ddd; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
"""


def training_page(model: TrainedModel, scores: LabelScores | None) -> str:
    """HTML: what the numbers rest on, m and u and weights of every level, Splink's chart
    of the weights, and how the model does on labels where there are any."""
    fitted = fit_model(model, model.report.records, {})
    report = model.report
    facts = {
        "Records with a contact point": f"{report.records:,}",
        "Pairs found by the blocking rules": f"{report.blocked_pairs:,}",
        "Random pairs": f"{report.random_pairs:,}",
        "Distinct patterns of agreement": f"{report.distinct_patterns:,}",
        "Steps until it settled": f"{report.iterations:,}, last change "
        f"{report.last_change:.1g}",
        "Seed": str(report.seed),
        "Taken over from the shipped model": ", ".join(report.taken_over) or "nothing",
        "Matches per record": f"{model.matches_per_record:g}",
        "Housemates per record": f"{model.housemates_per_record:g}",
        "Blocking rules": ", ".join(model.blocking_rules),
    }
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(model.version)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Linkage model {escape(model.version)}</h1>"
        + _table((), list(facts.items()))
        + "<h2>Levels</h2><p>m: share of the pairs of one person at the level; u: of "
        "pairs of strangers, among as many records as it was trained on; h: of two of a "
        "household. A weight is the log2 of m/u.</p>"
        + _table(
            ("comparison", "level", "m", "u", "h", "weight"),
            [
                (
                    level.comparison,
                    level.label,
                    f"{level.match:.4g}",
                    f"{level.strangers:.4g}",
                    f"{level.household:.4g}",
                    f"{level.match_weight:+.2f}",
                )
                for level in fitted.levels
            ],
        )
        + "<h2>Match weights</h2>"
        + str(chart_html(match_weights_chart(fitted), inline=True))  # type: ignore[no-untyped-call]
        + "<h2>Labels</h2>"
        + _labels(scores)
        + "</body></html>\n"
    )


def match_weights_chart(fitted: FittedModel) -> dict[str, object]:
    """Splink's own chart of the weights of every level, as a Vega-Lite specification."""
    settings = fitted.settings().get_settings("duckdb")
    records = settings._parameters_as_detailed_records
    specification: dict[str, object] = MatchWeightsChart(records).chart_dict
    return specification


def _labels(scores: LabelScores | None) -> str:
    if scores is None or scores.labels == 0:
        return "<p>Nobody has labelled a pair yet.</p>"
    rows = [
        (
            "one person from",
            f"{threshold:.0%}",
            *(
                "–" if value is None else f"{value:.3f}"
                for value in (at.precision, at.recall, at.f1)
            ),
        )
        for threshold, at in scores.at_threshold.items()
    ]
    return (
        f"<p>{scores.labels:,} labelled pairs, {scores.matches:,} of them one person, "
        f"{scores.scored:,} scored; log loss {scores.log_loss or 0:.4f}.</p>"
        + _table(("threshold", "", "precision", "recall", "F1"), rows)
    )


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>"
        for row in rows
    )
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"
