"""What a publication was made from and how its figures are defined, to look up.

Metrics and the source contract are declarations of this version; what was delivered is
the publication's own.
"""

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question
from orchestration.contract import load_contract
from orchestration.metrics import Metric, load_registry

MARTS = ("source_files", "source_freshness")
LISTED = 500


@question
def files(publication: Publication, source_table: str) -> pd.DataFrame:
    """One row per file delivered for the table, the newest first."""
    sql = f"""
    select
        source_file, status, rows_delivered, rows_accepted, rows_rejected,
        delivered_at, loaded_at, loaded_run_id, file_bytes, encoding, delimiter,
        extra_columns
    from {{source_files}}
    where source_table = $source_table
    order by delivered_at desc, source_file
    limit {LISTED}
    """
    return ask(publication, sql, {"source_table": source_table}).df()


def source_columns(source_table: str) -> pd.DataFrame:
    """One row per column of a table of the contract, in its order."""
    declared = load_contract()[source_table]
    return pd.DataFrame(
        [
            {
                "name": column.name,
                "type": column.type,
                "needed": "Key"
                if column.name in declared.key
                else ("Required" if column.required else ""),
                "refers_to": column.references or "",
                "values": ", ".join(column.values),
                "description": column.description,
            }
            for column in declared.columns
        ]
    )


def metrics(text: str = "", mart: str | None = None) -> pd.DataFrame:
    """One row per metric that has all words of the text and is held by the mart."""
    words = text.lower().split()
    rows = [
        _described(metric)
        for metric in load_registry().metrics
        if mart is None or mart in metric.marts
    ]
    return pd.DataFrame(
        [
            row
            for row in rows
            if all(word in " ".join(row.values()).lower() for word in words)
        ]
    )


def _described(metric: Metric) -> dict[str, str]:
    mart = load_registry().marts[metric.mart]
    figure = metric.marts[metric.mart]
    return {
        "key": metric.key,
        "label": metric.label,
        "formula": metric.formula,
        "numerator": _terms(figure.numerator or figure.sum),
        "denominator": _terms(figure.denominator),
        "unit": metric.unit,
        "grain": metric.grain or mart.grain,
        "clock": metric.clock_words or mart.clock_words,
        "interval": metric.interval_words,
        "caveats": metric.note,
        "marts": ", ".join(metric.marts),
        "requirements": ", ".join(metric.requirements),
    }


def _terms(terms: tuple[str, ...]) -> str:
    """Columns that are added up, one taken away after a minus."""
    parts = [f"− {term[1:]}" if term[0] == "-" else f"+ {term}" for term in terms]
    return " ".join(parts).removeprefix("+ ")
