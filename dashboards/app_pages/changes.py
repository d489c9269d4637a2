"""Changes: what differs between two publications, by cause, down to the records.

The same as `leadhouse diff`: the causes sum exactly to the change. All companies.
"""

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats, queries, shell
from dashboards.columns import Kind
from dashboards.figures import changes as figures
from dashboards.metrics import Unit
from dashboards.publication import Publication
from dashboards.questions import changes as questions
from dashboards.questions.changes import MEASURES
from dashboards.sections.changes import (
    LABELS,
    by_campaign,
    by_cause,
    records,
    versions,
)
from dashboards.selection import BASES, CLOCKS, MODELS
from orchestration.errors import PublicationError

PARTS = {"Known campaigns": False, "Everything": True}


def render() -> None:
    """Draw the page."""
    current = shell.current_publication()
    kept = questions.published(current)
    if len(kept) < 2:
        st.info(
            "Only one publication is kept, so there is nothing to compare it with. After "
            "the next `leadhouse run` this page says what changed and why."
        )
        return
    pair = chosen_pair(current, kept)
    if pair is None:
        return
    before, after = pair
    asked = chosen_measure(after)
    told = (
        questions.told_in_advance(
            before, after, asked["measure"], asked["model"], asked["basis"]
        )
        if asked["clock"] == "cohort"
        else None
    )
    document = compared(before, after, asked, told is not None)
    if document is not None:
        show(before, after, asked, questions.causes_of(document), document)
    elif told is not None:
        show(before, after, asked, told, None)


def compared(
    before: Publication, after: Publication, asked: dict[str, Any], is_told: bool
) -> dict[str, Any] | None:
    """The comparison record by record, if the reader asks for it or it cannot be."""
    if not st.toggle(
        "Down to the records",
        key="records",
        bind="query-params",
        help="Compares all records of both publications: seconds, or a minute where there "
        "are a million leads.",
    ):
        if not is_told:
            st.info(
                "Nothing is told of these two in advance: a publication is compared with "
                "the one before it, on the cohort clock, and says what changed. Switch on "
                "“Down to the records” to compare these now."
            )
        return None
    try:
        return questions.comparison(
            before,
            after,
            asked["clock"],
            asked["measure"],
            asked["model"],
            asked["basis"],
        )
    except PublicationError as error:
        st.info(formats.markdown(str(error)))
        return None


def chosen_pair(
    current: Publication, kept: tuple[Publication, ...]
) -> tuple[Publication, Publication] | None:
    """The two publications to compare; by default this one and the one before it."""
    by_run = {each.run_id: each for each in kept}
    runs = list(by_run)
    place = runs.index(current.run_id) if current.run_id in runs else 0
    earlier = runs[place + 1] if place + 1 < len(runs) else runs[-1]
    left, right = st.columns(2)
    with left:
        first = st.selectbox(
            "From",
            runs,
            index=runs.index(earlier),
            key="before",
            bind="query-params",
            help="The runs whose publications are kept, the newest first.",
        )
        st.caption(said(by_run[first or earlier]))
    with right:
        last = st.selectbox("To", runs, index=place, key="after", bind="query-params")
        st.caption(said(by_run[last or current.run_id]))
    before, after = by_run[first or earlier], by_run[last or current.run_id]
    if before.run_id >= after.run_id:
        st.info("Choose two different publications, the earlier one first.")
        return None
    return before, after


def said(publication: Publication) -> str:
    """When a publication was made, and by which rules."""
    manifest = publication.manifest
    local = manifest.published_at.astimezone(publication.zone)
    rules = formats.markdown(manifest.definition_version)
    return f"{local:%d %b %Y, %H:%M} · rules {rules}"


def chosen_measure(publication: Publication) -> dict[str, Any]:
    """What is compared, in which slice."""
    slices = queries.slices(publication)
    with st.grid(5, min_column_width=150):
        label = st.selectbox(
            "Figure", list(MEASURES), key="compared", bind="query-params"
        )
        part = st.selectbox(
            "Of",
            list(PARTS),
            key="of",
            bind="query-params",
            help="Everything counts what belongs to no known campaign too.",
        )
        clock = st.selectbox(
            "Clock",
            slices.clocks,
            format_func=lambda key: CLOCKS[key],
            key="clock",
            bind="query-params",
        )
        is_revenue = label == "Revenue"
        model = st.selectbox(
            "Attribution",
            slices.models,
            format_func=lambda key: MODELS[key],
            key="model",
            bind="query-params",
            disabled=not is_revenue,
        )
        bases = slices.bases_of(clock)
        basis = st.selectbox(
            "Revenue",
            bases,
            format_func=lambda key: BASES[key],
            key="basis",
            bind="query-params",
            disabled=not is_revenue or len(bases) == 1,
        )
    return {
        "label": label or "Revenue",
        "measure": MEASURES[label or "Revenue"],
        "with_buckets": PARTS[part or "Known campaigns"],
        "clock": clock,
        "model": model,
        "basis": basis,
    }


def show(
    before: Publication,
    after: Publication,
    asked: dict[str, Any],
    rows: pd.DataFrame,
    document: dict[str, Any] | None,
) -> None:
    """What changed in all, by cause, by campaign and month, by record."""
    if not asked["with_buckets"]:
        known = set(queries.campaigns(after)["campaign_id"])
        known |= set(queries.campaigns(before)["campaign_id"])
        rows = rows[rows["campaign_id"].isin(known)]
    rows = rows.assign(cause_label=rows["cause"].map(LABELS).fillna(rows["cause"]))
    unit: Unit = "money" if asked["measure"].endswith("_amount") else "count"
    st.markdown(in_all(before, after, asked, rows, unit))
    versions(before, after)
    if rows.empty:
        st.success(f"No figure of {asked['label'].lower()} changed.")
        return
    kind: Kind = "cents" if unit == "money" else "count"
    chosen = {key: str(asked[key]) for key in ("measure", "clock", "model", "basis")}
    chosen |= {"run_before": before.run_id, "run_after": after.run_id}
    by_cause(after, rows, unit, kind, chosen)
    by_campaign(after, rows, unit, kind, chosen)
    if document is not None:
        records(after, rows, document, kind, chosen)


def in_all(
    before: Publication,
    after: Publication,
    asked: dict[str, Any],
    rows: pd.DataFrame,
    unit: Unit,
) -> str:
    """The figure before and after, and that the causes make the difference."""
    old, new = (
        questions.total(
            each,
            asked["clock"],
            asked["measure"],
            asked["model"],
            asked["basis"],
            asked["with_buckets"],
        )
        for each in (before, after)
    )
    told = sum((Decimal(value) for value in rows["change"]), Decimal(0))

    def amount(value: Decimal) -> str:
        text = (
            formats.money(value, after.currency, decimals=2)
            if unit == "money"
            else formats.count(value)
        )
        return formats.markdown(text)

    change = formats.markdown(figures.signed(float(new - old), unit, after.currency))
    text = (
        f"**{asked['label']}: {amount(old)} → {amount(new)} ({change})**, all months and "
        "companies. "
    )
    if told == new - old:
        return text + "The causes below sum to exactly this change."
    rest = formats.markdown(
        figures.signed(float(new - old - told), unit, after.currency)
    )
    return text + f"**The causes below leave {rest} unexplained**: please report it."


if __name__ == "__main__":
    render()
