"""What differs between two publications: by cause, by campaign and month, by record."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import Kind
from dashboards.columns import changes as columns
from dashboards.figures import changes as figures
from dashboards.links import link
from dashboards.metrics import Unit
from dashboards.publication import Publication
from dashboards.questions import changes as questions
from dashboards.questions.campaign import choices
from dashboards.questions.changes import RECORDS
from dashboards.sheets import Sheet, panel, table
from orchestration.diff import CAUSES
from orchestration.diff.report import definition_lines

LABELS = {cause: text[:1].upper() + text[1:] for cause, text in CAUSES.items()}


def versions(before: Publication, after: Publication) -> None:
    """Other rules, with the lines that differ."""
    old, new = (each.manifest.definition_version for each in (before, after))
    if old == new:
        return
    st.caption(f"Rules: {formats.markdown(old)} → {formats.markdown(new)}")
    lines = definition_lines(before.folder, after.folder)
    if lines:
        with st.expander("The lines of the definition that differ"):
            st.code("\n".join(lines), language="diff")


def by_cause(
    publication: Publication,
    rows: pd.DataFrame,
    unit: Unit,
    kind: Kind,
    chosen: dict[str, str],
) -> None:
    """Why it changed."""
    summed = (
        rows.groupby(["cause", "cause_label"], sort=False)
        .agg(
            change=("change", "sum"),
            records_count=("records_count", "sum"),
            figures=("change", "size"),
        )
        .reset_index()
    )
    size = summed["change"].astype(float).abs()
    summed = summed.loc[size.sort_values(ascending=False).index]
    panel(
        publication,
        "Why did it change?",
        figures.by_cause(summed, unit, publication.currency),
        Sheet("changes_by_cause", summed, columns.causes(kind), chosen),
        note="A cause that moves money from one campaign to another may sum to 0.",
        explanation="Each record that differs has one cause, found in a fixed order.",
    )


def by_campaign(
    publication: Publication,
    rows: pd.DataFrame,
    unit: Unit,
    kind: Kind,
    chosen: dict[str, str],
) -> None:
    """Where it changed."""
    count = rows["campaign_id"].nunique()
    panel(
        publication,
        "Which campaigns and months changed?",
        figures.by_campaign(rows, LABELS, unit, publication.currency),
        Sheet("changes_by_campaign", rows, columns.figures(kind), chosen),
        note=f"{count} campaigns changed"
        + (f"; the {figures.SHOWN} most are drawn." if count > figures.SHOWN else "."),
    )


def records(
    publication: Publication,
    rows: pd.DataFrame,
    document: dict[str, Any],
    kind: Kind,
    chosen: dict[str, str],
) -> None:
    """Which records are behind the change of a campaign's month."""
    st.subheader("Which records are behind it?", anchor=False)
    figure_rows = rows.drop_duplicates(["campaign_id", "month"])
    size = figure_rows["figure_change"].astype(float).abs()
    figure_rows = figure_rows.loc[size.sort_values(ascending=False).index]
    options = {
        f"{row['campaign']}, {formats.month(row['month'])} ({row['campaign_id']})": row
        for row in figure_rows.to_dict("records")
    }
    label = st.selectbox(
        "Campaign and month", list(options), key="changed", bind="query-params"
    )
    row = options[label or next(iter(options))]
    month = f"{row['month']:%Y-%m}"
    found = pd.DataFrame(questions.records_of(document, row["campaign_id"], month))
    mine = rows[
        (rows["campaign_id"] == row["campaign_id"]) & (rows["month"] == row["month"])
    ]
    total = int(mine["records_count"].sum())
    st.caption(
        f"{formats.count(total)} records"
        + (
            f"; the {len(found)} largest are shown, {RECORDS} of a cause at most"
            if len(found) < total
            else ", all of them"
        )
        + "."
    )
    shown = found.assign(
        cause_label=found["cause"].map(LABELS),
        thing=found["thing_id"],
        change=found["change"].astype(float),
        because=found["because_record_id"].mask(
            found["because_record_id"] == found["thing_id"]
        ),
        source_line=found["source_line"].map(
            lambda value: None if pd.isna(value) else str(int(value))
        ),
    )
    table(publication, Sheet("changes_records", shown, columns.records(kind), chosen))
    link(
        "campaign_roi",
        "Trace this month →",
        view="One campaign",
        campaign=choices(publication).get(row["campaign_id"], str(row["campaign"])),
        month=formats.month(row["month"]),
        months="All months",
    )
