"""What is defined: business rules, metrics, sources."""

import streamlit as st
import yaml

from dashboards import formats, vocabulary
from dashboards.columns import Column
from dashboards.columns import definitions as columns
from dashboards.publication import Publication
from dashboards.questions import catalogue
from dashboards.questions import definitions as questions
from dashboards.questions import quality as quality_questions
from dashboards.sheets import Sheet, table
from orchestration.contract import load_contract
from orchestration.definition.tables import csv_tables
from orchestration.metrics import load_registry

RULES_FILE = "definition.yml"
ALL_MARTS = "All marts"


def rules(publication: Publication) -> None:
    """The definition that this publication was made with, file by file."""
    tables = questions.rule_tables(publication)
    values = questions.definition(publication)
    st.caption(
        f"Rules in force: **{formats.markdown(publication.manifest.definition_version)}**"
        ". They are changed in the workspace's `definitions` folder; the next run "
        "applies them."
    )
    if not values:
        st.info(
            "This publication was made by an earlier version, which kept no copy of its "
            "rules. Publish again to see them."
        )
        return
    chosen = st.selectbox(
        "Rules", [RULES_FILE, *tables], key="rules", bind="query-params"
    )
    if chosen is None or chosen == RULES_FILE:
        st.subheader("The definition's own values", anchor=False)
        st.code(
            yaml.safe_dump(values, sort_keys=False, allow_unicode=True),
            language="yaml",
            wrap_lines=True,
        )
        return
    rule_table(publication, chosen)


def rule_table(publication: Publication, name: str) -> None:
    """One table of rules, each column with its meaning."""
    declared = csv_tables().get(name)
    rows = questions.rule_tables(publication)[name]
    st.subheader(vocabulary.in_words(name), anchor=False)
    if declared is not None:
        st.caption(
            f"{formats.markdown(declared.description)} An empty cell that narrows a rule "
            "means: all."
        )
    if rows.empty:
        st.info("The definition has no row of these rules.")
        return
    meanings = (
        {column.name: column.description for column in declared.columns}
        if declared is not None
        else {}
    )
    shown = tuple(
        Column(
            key,
            vocabulary.in_words(key),
            "text",
            meanings.get(key, ""),
            is_pinned=place == 0,
        )
        for place, key in enumerate(rows.columns)
    )
    version = {"definition_version": publication.manifest.definition_version}
    table(publication, Sheet(f"rules_{name}", rows, shown, version))


def metrics(publication: Publication) -> None:
    """The metric registry, searchable."""
    registry = load_registry()
    with st.grid(2, min_column_width=180):
        text = st.text_input(
            "Find",
            key="metric",
            bind="query-params",
            placeholder="Name, column, requirement",
            help="All words have to stand somewhere in the metric's definition.",
        )
        mart = st.selectbox(
            "Mart", [ALL_MARTS, *registry.marts], key="mart", bind="query-params"
        )
    rows = catalogue.metrics(text or "", None if mart == ALL_MARTS else mart)
    noun = "metric" if len(rows) == 1 else "metrics"
    st.subheader(f"{len(rows)} of {len(registry.metrics)} {noun}", anchor=False)
    if rows.empty:
        st.info("No metric has these words. Take fewer, or all marts.")
        return
    if len(rows) == 1:
        one_metric(dict(rows.iloc[0]))
    table(publication, Sheet("metrics", rows, columns.METRICS))


def one_metric(metric: dict[str, str]) -> None:
    """A metric in full, where only one is left."""
    lines = [
        f"**{formats.markdown(column.label)}**: {formats.markdown(metric[column.key])}"
        for column in columns.METRICS
        if metric[column.key]
    ]
    st.markdown("  \n".join(lines))


def sources(publication: Publication) -> None:
    """The source contract, and what was delivered for each of its tables."""
    contract = load_contract()
    name = st.selectbox("Source", list(contract), key="source", bind="query-params")
    name = name or next(iter(contract))
    st.subheader(vocabulary.in_words(name), anchor=False)
    st.caption(
        f"{formats.markdown(contract[name].description)} Files go to `landing/{name}/`."
    )
    fresh = quality_questions.freshness(publication)
    fresh = fresh[fresh["source_table"] == name]
    if not fresh.empty:
        row = fresh.iloc[0]
        with st.grid(5, min_column_width=130):
            for label, key in (
                ("Files", "files"),
                ("Rows delivered", "rows_delivered"),
                ("Accepted", "rows_accepted"),
                ("Rejected", "rows_rejected"),
                ("Waiting now", "held_rows"),
            ):
                st.metric(label, formats.count(row[key]), border=True)
    st.markdown("**Its columns**")
    rows = catalogue.source_columns(name)
    table(publication, Sheet(f"columns_of_{name}", rows, columns.SOURCE_COLUMNS))
    delivered = catalogue.files(publication, name)
    st.markdown("**Files delivered**")
    if delivered.empty:
        st.info("Nothing was delivered for it yet.")
        return
    if len(delivered) == catalogue.LISTED:
        st.caption(f"The newest {catalogue.LISTED} files.")
    table(publication, Sheet(f"files_of_{name}", delivered, columns.FILES))
