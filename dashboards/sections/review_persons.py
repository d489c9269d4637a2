"""The questions about persons: duplicate customers, and persons that were parted."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import review as columns
from dashboards.desk import Act, Event, in_words
from dashboards.questions import review as questions
from dashboards.sections import evidence
from dashboards.sections.acting import button, reason_box
from dashboards.sections.picking import open_rows, pick
from dashboards.sections.review import NOTHING, View, waiting
from dashboards.sheets import Sheet, table
from orchestration.desk.kinds import topic_of_pair

KINDS_OF_RECORDS = ("merge_persons", "split_persons")


def duplicates(view: View) -> None:
    """Are these customers of one company one person?"""
    rows = waiting(view, "duplicate_customers")
    records = [
        tuple(
            f"customer:{k}"
            for k in questions.candidates(view.publication, review)["customer_id"]
        )
        for review in rows["review_id"]
    ]
    topics = [_first_decided(group, view.pending) for group in records]
    rows = open_rows(
        rows.assign(records=pd.Series(records, index=rows.index, dtype="object")),
        topics,
        view.pending,
        "answered_duplicates",
    )
    if rows.empty:
        st.info(NOTHING)
        return
    places = pick(
        view.publication,
        Sheet("reviews_duplicates", rows, columns.DUPLICATES),
        "pick_duplicates",
    )
    chosen = rows.iloc[places]
    groups = [tuple(group) for group in chosen["records"]]
    title = (
        "Are these customers one person?"
        if len(groups) == 1
        else f"{len(groups)} groups of customers are chosen"
    )
    st.subheader(title, anchor=False)
    reason_box()
    with st.container(horizontal=True, key="duplicate_actions"):
        button(
            "One person",
            [
                Act("merge_persons", group[0], other)
                for group in groups
                for other in group[1:]
            ],
            view.desk,
            "merge_duplicates",
            is_primary=True,
            help_text="Join each of them with the first.",
        )
        button(
            "Different people",
            [
                Act("split_persons", one, other)
                for group in groups
                for place, one in enumerate(group)
                for other in group[place + 1 :]
            ],
            view.desk,
            "split_duplicates",
            help_text="Keep each apart from each other.",
        )
    if len(groups) == 1:
        evidence.side_by_side(view.publication, groups[0])
        if len(groups[0]) > 1:
            last = groups[0][-1].removeprefix("customer:")
            evidence.pair(view.publication, groups[0][:-1], last)
        evidence.not_used(view.publication, groups[0])


def _first_decided(records: tuple[str, ...], pending: dict[str, Event]) -> str:
    """The topic by which a group counts as answered: that of a pair somebody decided."""
    pairs = [
        topic_of_pair(one, other)
        for place, one in enumerate(records)
        for other in records[place + 1 :]
    ]
    return next((pair for pair in pairs if pair in pending), "")


def parted(view: View) -> None:
    """Are these records, joined by sure pairs, really several persons?"""
    rows = waiting(view, "parted_person")
    if rows.empty:
        st.info(NOTHING)
        return
    places = pick(
        view.publication, Sheet("reviews_parted", rows, columns.PARTED), "pick_parted"
    )
    component = str(rows.iloc[places[0]]["component_id"])
    found = questions.records_of_component(view.publication, component)
    st.subheader("Which of these records are one person?", anchor=False)
    named = found.assign(name=[_name_of(row) for row in questions.plain(found)])
    table(view.publication, Sheet("review_persons", named, columns.PERSONS))
    ids = [str(record) for record in found["record_id"]]
    if len(ids) < 2:
        st.info("Fewer than two of these records are yours to see.")
        return
    other_person = found.index[found["person_id"] != found["person_id"].iloc[0]]
    with st.grid(2, min_column_width=220):
        one = st.selectbox("Record", ids, key=f"one_{component}")
        other = st.selectbox(
            "Other record",
            ids,
            index=int(other_person[0]) if len(other_person) else 1,
            key=f"other_{component}",
        )
    for event in view.pending.values():
        if event["kind"] in KINDS_OF_RECORDS and event["subject_id"] in ids:
            st.info(
                f"{formats.markdown(in_words(event))}, by "
                f"{formats.markdown(event['decided_by'])}: waits for the next run."
            )
    reason_box()
    with st.container(horizontal=True, key="parted_actions"):
        for label, kind in (
            ("One person", "merge_persons"),
            ("Different people", "split_persons"),
        ):
            button(
                label,
                [Act(kind, one, other)],
                view.desk,
                f"{kind}_{component}",
                is_primary=kind == "merge_persons",
                is_disabled=one == other,
            )
    if one != other:
        evidence.side_by_side(view.publication, (one, other))


def _name_of(row: dict[str, Any]) -> str:
    parts = (row["full_name"], row["organization"])
    return ", ".join(str(part) for part in parts if part)
