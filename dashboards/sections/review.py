"""The question about a lead: is it that customer? And what all parts draw with."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import review as columns
from dashboards.desk import Act, Desk, Event
from dashboards.publication import Publication
from dashboards.questions import review as questions
from dashboards.questions.review import Companies
from dashboards.sections import evidence
from dashboards.sections.acting import button, reason_box
from dashboards.sections.picking import open_rows, pick, sure_percent
from dashboards.sheets import Sheet, table
from orchestration.desk.kinds import record_of_lead, topic_of_lead

NOTHING = "Nobody is asked anything here: every question of this kind is answered."


@dataclass(frozen=True)
class View:
    """What a part of the page draws with."""

    publication: Publication
    companies: Companies
    # Every event, against which a decision is compared, and those that may be shown.
    desk: Desk
    shown: Desk
    pending: dict[str, Event]
    is_by_value: bool = False


def matches(view: View) -> None:
    """Is this lead that customer?"""
    rows = waiting(view, "match")
    rows = open_rows(
        rows,
        [topic_of_lead(row) for row in rows["lead_id"]],
        view.pending,
        "answered_match",
    )
    if rows.empty:
        st.info(NOTHING)
        return
    places = pick(
        view.publication, Sheet("reviews_match", rows, columns.MATCHES), "pick_match"
    )
    if len(places) > 1:
        _many_matches(view, rows.iloc[places])
    else:
        _one_match(view, rows.iloc[places[0]])


def _one_match(view: View, row: pd.Series) -> None:
    found = questions.candidates(view.publication, row["review_id"])
    leads = questions.leads_of(view.publication, row["unique_lead_id"])
    st.subheader(
        f"Is {formats.markdown(str(row['lead_id']))} one of these customers?",
        anchor=False,
    )
    named = found.assign(probability=found["match_probability"].map(sure_percent))
    table(view.publication, Sheet("review_candidates", named, columns.CANDIDATES))
    labels = {
        str(each["customer_id"]): f"{each['customer_name']} ({each['customer_id']})"
        for each in questions.plain(found)
    }
    customer_id = next(iter(labels))
    if len(labels) > 1:
        customer_id = st.selectbox(
            "Candidate",
            list(labels),
            format_func=labels.__getitem__,
            key=f"candidate_{row['review_id']}",
        )
    lead_of = dict(zip(found["customer_id"], found["lead_id"], strict=True))
    approved = lead_of.get(customer_id)
    lead_id = str(approved if isinstance(approved, str) else row["lead_id"])
    _match_actions(view, row, leads, lead_id, str(customer_id), tuple(labels))
    records = (*map(record_of_lead, leads), f"customer:{customer_id}")
    left, right = st.columns(2, gap="medium")
    with left:
        evidence.side_by_side(view.publication, records[-evidence.MOST_SIDE_BY_SIDE :])
    with right:
        evidence.pair(view.publication, records[:-1], str(customer_id))
    evidence.not_used(view.publication, records)


def _match_actions(
    view: View,
    row: pd.Series,
    leads: tuple[str, ...],
    lead_id: str,
    customer_id: str,
    suggested: tuple[str, ...],
) -> None:
    key = str(row["review_id"])
    rejected = [Act("reject_match", lead, customer_id) for lead in leads]
    reason_box()
    with st.container(horizontal=True, key="match_actions"):
        button(
            "Approve",
            [Act("approve_match", lead_id, customer_id)],
            view.desk,
            f"approve_{key}",
            is_primary=True,
            help_text="They are one person; a source and a score may say otherwise.",
        )
        button(
            "Reject",
            rejected,
            view.desk,
            f"reject_{key}",
            help_text="No lead of this opportunity is this customer.",
        )
        with st.popover("Another customer"):
            _another_customer(view, lead_id, suggested, key)
        button(
            "New customer",
            [
                *(Act("reject_match", lead, k) for lead in leads for k in suggested),
                Act("propose_customer", lead_id),
            ],
            view.desk,
            f"propose_{key}",
            help_text="None of these: the sources lack this customer. It is proposed to "
            "them with what the leads say.",
        )
        button(
            "Dismiss",
            [Act("dismiss", lead_id)],
            view.desk,
            f"dismiss_{key}",
            help_text="The lead is to assign no campaign to anything.",
        )


def _another_customer(
    view: View, lead_id: str, suggested: tuple[str, ...], key: str
) -> None:
    text = st.text_input(
        "Search",
        type="search",
        key=f"search_{key}",
        placeholder="Name, phone, e-mail, id",
    )
    if not text.strip():
        return
    found = questions.find_customers(view.publication, text)
    if found.empty:
        st.caption("No customer is found by this.")
        return
    labels = {
        str(each["customer_id"]): " · ".join(
            str(each[key]) for key in ("name", "customer_id", "city") if each[key]
        )
        for each in questions.plain(found)
    }
    chosen = st.selectbox(
        "Customer", list(labels), format_func=labels.__getitem__, key=f"found_{key}"
    )
    button(
        "It is this one",
        [
            *(Act("reject_match", lead_id, k) for k in suggested if k != chosen),
            Act("approve_match", lead_id, str(chosen)),
        ],
        view.desk,
        f"choose_{key}",
        is_primary=True,
        help_text="Approves it and rejects the suggested ones, at once.",
    )


def _many_matches(view: View, rows: pd.DataFrame) -> None:
    st.subheader(f"{len(rows)} leads are chosen", anchor=False)
    reason_box()
    pairs = list(zip(rows["lead_id"], rows["candidate_customer_id"], strict=True))
    with st.container(horizontal=True, key="bulk_actions"):
        for label, kind in (
            ("Approve all", "approve_match"),
            ("Reject all", "reject_match"),
        ):
            button(
                label,
                [Act(kind, str(lead), str(k)) for lead, k in pairs],
                view.desk,
                f"{kind}_all",
                is_primary=kind == "approve_match",
                help_text="Each with its likeliest customer; all of them or none.",
            )
        button(
            "Dismiss all",
            [Act("dismiss", str(lead)) for lead, _ in pairs],
            view.desk,
            "dismiss_all",
        )


def waiting(view: View, kind: str) -> pd.DataFrame:
    rows = questions.queue(view.publication, view.companies, kind, view.is_by_value)
    return rows.assign(waiting_since=pd.to_datetime(rows["waiting_since_at"]).dt.date)
