"""Whether the probabilities to win, as people and history say them, come true."""

from dashboards import formats
from dashboards.columns import pipeline as columns
from dashboards.figures import pipeline as figures
from dashboards.publication import Publication
from dashboards.questions import pipeline as questions
from dashboards.sheets import Sheet, panel


def calibrated(publication: Publication) -> None:
    """Whether the probabilities came true."""
    bins = questions.calibration(publication)
    rows = bins.assign(
        kind=bins["kind"].map(figures.KINDS).fillna(bins["kind"]),
        range=[
            f"{formats.percent(low)} to {formats.percent(high)}"
            for low, high in zip(bins["bin_from"], bins["bin_until"], strict=True)
        ],
    )
    panel(
        publication,
        "Do the probabilities come true?",
        figures.calibration(bins) if not bins.empty else None,
        Sheet("pipeline_calibration", rows, columns.CALIBRATED),
        note="Below the line too much was promised. All companies; the larger the mark, "
        "the more cases. A lead counts in each month at whose beginning it was open.",
        explanation="Frozen at each month's beginning, and compared with what has become "
        "of those leads. Leads still open are left out.",
        if_empty="No lead with a probability is decided yet.",
    )
