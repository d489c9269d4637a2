"""Quality, part by part: the gate, sources, quarantine, campaign names, the ledger."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats, vocabulary
from dashboards.columns import quality as columns
from dashboards.figures import quality as figures
from dashboards.publication import Publication
from dashboards.questions import quality as questions
from dashboards.selection import BASES, MODELS
from dashboards.sheets import Sheet, panel, table
from orchestration.settings import current_workspace

# Reasons of the contract in words; one that is not here is its key in words.
REASONS = {
    "bad_enum": "A value that is not allowed",
    "bad_time": "A time that cannot be read",
    "bad_number": "A number that cannot be read",
    "missing_value": "A required value is missing",
    "reference_to_nothing": "It refers to a record that was never delivered",
    "duplicate_key": "The key stands twice in one file",
    "out_of_range": "A number outside the allowed range",
    "too_many_columns": "More columns than the header has",
    "too_few_columns": "Fewer columns than the header has",
}
SUITES_SHOWN = 12
# The look of the marks of a table: colour is not alone, each says its word.
RESULTS = {True: "Passed", False: "Failed"}


def gate(publication: Publication) -> None:
    """The checks of this publication's run, and how earlier runs did."""
    rows = questions.suites(publication)
    _cards(
        {
            "Checks": formats.count(rows["checks"].sum()),
            "Passed": formats.count(rows["passed"].sum()),
            "Failed, error": formats.count(rows["errors"].sum()),
            "Failed, warning": formats.count(rows["warnings"].sum()),
        }
    )
    failed(publication)
    by_suite(publication, rows)
    drift(publication)
    runs = questions.history(publication)
    panel(
        publication,
        "How did the runs do?",
        figures.history(runs, publication.zone) if len(runs) > 1 else None,
        Sheet("quality_history", runs, columns.HISTORY),
        explanation="The checks that failed, run by run.",
        if_empty="This is the first run with checks; there is nothing to compare.",
    )
    data_docs()


def by_suite(publication: Publication, rows: pd.DataFrame) -> None:
    """How much of each suite passed, the worst on top."""
    shown = rows.head(SUITES_SHOWN)
    panel(
        publication,
        "Which suites of checks pass?",
        figures.shares(
            shown,
            [f"{_words(row.suite)} ({row.checks})" for row in shown.itertuples()],
            figures.CHECKS,
        )
        if not rows.empty
        else None,
        Sheet("quality_suites", rows, columns.SUITES),
        note=f"The first {len(shown)} of {len(rows)} suites, failures first, each with "
        "its number of checks.",
        explanation="An error shuts the gate: nothing is published until it is mended. A "
        "warning is only shown.",
        if_empty="This publication carries no check results.",
    )


def failed(publication: Publication) -> None:
    """The checks that failed, in full."""
    st.subheader("Which checks failed?", anchor=False)
    rows = questions.failed(publication)
    if rows.empty:
        st.success("All checks of this run passed.")
        return
    table(publication, Sheet("failed_checks", _in_words(rows), columns.FAILED))


def drift(publication: Publication) -> None:
    """What moved since the publication before."""
    st.subheader("What has drifted since the last publication?", anchor=False)
    rows = questions.drift(publication)
    if rows.empty:
        st.info("There was no earlier publication to compare with.")
        return
    moved = int((~rows["passed"].astype(bool)).sum())
    st.caption(
        f"**{moved} of {len(rows)}** comparisons moved further than their bound."
    )
    named = _in_words(rows).assign(result=rows["passed"].astype(bool).map(RESULTS))
    table(publication, Sheet("drift", named, columns.DRIFT))


def data_docs() -> None:
    """Where Great Expectations' pages of the last run are."""
    path = current_workspace().root / "quality" / "index.html"
    with st.expander("Data Docs of the last run"):
        if not path.is_file():
            st.info("The next run writes them.")
            return
        st.markdown(
            "Every check with its expectation, as pages. They lie on the machine that "
            "runs the pipeline; open there:"
        )
        st.code(str(path), language=None, wrap_lines=True)


def sources(publication: Publication) -> None:
    """How old each source is, and what of it was taken."""
    rows = questions.freshness(publication)
    delivered = rows[rows["files"] > 0]
    _cards(
        {
            "Sources delivered": f"{len(delivered)} of {len(rows)}",
            "Files": formats.count(rows["files"].sum()),
            "Rows delivered": formats.count(rows["rows_delivered"].sum()),
            "Rejected": formats.count(rows["rows_rejected"].sum()),
        }
    )
    panel(
        publication,
        "How fresh is each source?",
        figures.freshness(rows) if not delivered.empty else None,
        Sheet("source_freshness", rows, columns.FRESHNESS),
        note="Those delivered longest ago on top, as of the run.",
        explanation="Days from the newest file to the run, and from the newest moment "
        "that its records tell of. Records dated ahead of the run do not count as fresh.",
        if_empty="Nothing was delivered yet.",
    )


def quarantine(publication: Publication) -> None:
    """Which rows wait, why, and the first of each as delivered."""
    rows = questions.quarantined(publication)
    if rows.empty:
        st.success("No row waits in quarantine: everything delivered was taken.")
        return
    rows = rows.assign(
        listed_rows=rows["held_rows"] - rows["rejected_rows"],
        reason=rows["reason_code"].map(_reason),
    )
    _cards(
        {
            "Rows waiting": formats.count(rows["held_rows"].sum()),
            "Kept out": formats.count(rows["rejected_rows"].sum()),
            "Tables": formats.count(rows["source_table"].nunique()),
            "Reasons": formats.count(rows["reason_code"].nunique()),
        }
    )
    files = questions.quarantine_files(publication)
    files = files.assign(reason=files["reason_code"].map(_reason))
    panel(
        publication,
        "Why do rows wait in quarantine?",
        figures.bars(
            rows,
            [
                f"{row.source_table}: {vocabulary.in_words(str(row.reason_code)).lower()}"
                for row in rows.itertuples()
            ],
            figures.HELD,
            "Rows",
        ),
        Sheet("quarantine", files, columns.QUARANTINED),
        note="The rest of what is delivered goes on without them; each is taken as soon "
        "as its cause is mended and the file or the missing record delivered.",
        explanation="Rows that break the source contract. Kept out: in no figure. "
        "Listed: they refer to a record that was never delivered, yet count.",
    )
    sample(files)


def sample(files: pd.DataFrame) -> None:
    """The first row of a reason, as it was delivered."""
    st.subheader("What does such a row look like?", anchor=False)
    labels = {
        f"{row.source_file}, line {row.first_line}: {row.reason}": place
        for place, row in enumerate(files.itertuples())
    }
    chosen = st.selectbox(
        "First row of", list(labels), key="sample", bind="query-params"
    )
    row = files.iloc[labels[chosen or next(iter(labels))]]
    st.markdown(formats.markdown(str(row["sample_reason"])))
    if isinstance(row["sample_text"], str):
        st.code(row["sample_text"], language=None, wrap_lines=True)
    else:
        st.caption("The row itself is not shown here.")


def ledger(publication: Publication) -> None:
    """Attributed and not attributed, against the ledger, month by month."""
    models, bases = questions.ledger_slices(publication)
    if not models:
        st.info("The ledger has no entry yet, so there is nothing to reconcile.")
        return
    with st.grid(4, min_column_width=150):
        model = st.selectbox(
            "Attribution",
            [key for key in MODELS if key in models],
            format_func=lambda key: MODELS[key],
            key="model",
            bind="query-params",
        )
        basis = st.selectbox(
            "Revenue",
            [key for key in BASES if key in bases],
            format_func=lambda key: BASES[key],
            key="basis",
            bind="query-params",
        )
    rows = questions.reconciliation(publication, model, basis)
    currency = publication.currency
    sums = {
        label: sum(rows[column])
        for label, column in (
            ("Ledger", "ledger_amount"),
            ("Attributed", "attributed_amount"),
            ("Not attributed", "unattributed_amount"),
            ("Difference", "difference_amount"),
        )
    }
    _cards(
        {
            label: formats.money(value, currency, decimals=2)
            for label, value in sums.items()
        }
    )
    panel(
        publication,
        "Does all revenue add up, and why is some not attributed?",
        figures.ledger(rows, currency) if not rows.empty else None,
        Sheet("ledger_reconciliation", rows, columns.LEDGER, _slice(model, basis)),
        note="All companies, all months. The difference is what the ledger has beyond "
        "both, and the gate lets no other than 0 through.",
        explanation="Every entry of the ledger is either credited to campaigns or in one "
        "of the reasons.",
        if_empty="The ledger has no entry of this kind.",
    )


def _slice(model: str, basis: str) -> dict[str, str]:
    return {"attribution_model": model, "revenue_basis": basis}


def _cards(values: dict[str, str]) -> None:
    with st.grid(4, min_column_width=150):
        for label, value in values.items():
            st.metric(label, value, border=True)


def _reason(code: Any) -> str:
    return REASONS.get(str(code), vocabulary.in_words(str(code)))


def _words(key: object) -> str:
    """A suite or check as words; dbt writes itself small."""
    return str(key) if key == "dbt" else vocabulary.in_words(str(key))


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Checks and suites as words."""
    return rows.assign(
        check=rows["check"].map(_words),
        suite=rows["suite"].map(_words),
        severity=rows["severity"].map(vocabulary.in_words),
    )
