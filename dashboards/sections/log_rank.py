"""The log-rank test in words: whether segments differ, and which of them stand out."""

import pandas as pd

from dashboards import formats, vocabulary
from dashboards.publication import Publication
from dashboards.questions import stage_timing as questions

CHANCE = 0.05


def difference(
    publication: Publication, stage: str, kind: str, rows: pd.DataFrame, median: float
) -> str:
    """The log-rank test in words, and who differs from the others."""
    word = vocabulary.SEGMENT_KINDS.get(kind, kind).lower()
    tests = questions.test(publication, stage, kind)
    row = tests.iloc[0] if not tests.empty else None
    if row is None or pd.isna(row["p_value"]):
        return (
            f"**Whether they differ by {word} cannot be told**: fewer than two "
            "segments have enough stays."
        )
    figures_text = (
        f"log-rank χ² = {formats.number(row['chi_square'])} with "
        f"{row['degrees_of_freedom']:.0f} degrees of freedom, "
        f"p {formats.p_value(row['p_value'])}"
    )
    if row["p_value"] >= CHANCE:
        return (
            f"**No difference by {word} beyond chance** ({figures_text}): "
            "curves as far apart as these come up often where there is none."
        )
    text = f"**They differ by {word}, beyond chance** ({figures_text})."
    return f"{text} {outstanding(rows, median)}"


def outstanding(segments: pd.DataFrame, median: float) -> str:
    """The segments that differ from all others, chance of many comparisons allowed for."""
    rows = segments[~segments["is_small"]]
    tested = rows.dropna(subset=["against_others_p_value"])
    apart = tested[tested["against_others_p_value"] * len(tested) < CHANCE]
    faster = apart[apart["median_days"] < median]["label"]
    slower = apart[(apart["median_days"] > median) | apart["median_days"].isna()][
        "label"
    ]
    parts = [
        f"{word}: {', '.join(formats.markdown(name) for name in names[:4])}"
        + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        for word, names in (("faster", list(faster)), ("slower", list(slower)))
        if names
    ]
    if pd.isna(median) or not parts:
        return "No single one stands out from all others."
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]} (each against all others)."
