"""One lead, by its id: dismiss or restore it, correct its stage, join or part records."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboards import desk, formats, vocabulary
from dashboards.columns import review as columns
from dashboards.desk import Act
from dashboards.questions import review as questions
from dashboards.sections import evidence
from dashboards.sections.acting import button, reason_box
from dashboards.sections.review import View
from dashboards.sheets import Sheet, table
from orchestration.desk.kinds import record_of_lead, topic_of_lead
from orchestration.settings import current_workspace

_RECORDS = ("lead:", "call:", "customer:")


def one_lead(view: View) -> None:
    """What can be decided of any lead."""
    given = st.text_input(
        "Lead",
        key="review_lead",
        bind="query-params",
        placeholder="L0000001, call:C0000001 or unique:L0000001",
        help="The id of a lead, a call or a unique lead, as every table shows it.",
    )
    if not (given or "").strip():
        st.info(
            "Give the id of a lead to correct its stage, or to dismiss or restore it."
        )
        return
    found = questions.lead(view.publication, str(given))
    if found is None:
        st.warning(f"There is no lead {formats.markdown(str(given))} that you can see.")
        return
    _facts(found)
    if event := view.pending.get(topic_of_lead(str(found["lead_id"]))):
        st.info(
            f"{formats.markdown(desk.in_words(event))}, by "
            f"{formats.markdown(event['decided_by'])}: waits for the next run."
        )
    reason_box()
    left, right = st.columns(2, gap="medium")
    with left.container(border=True):
        _stage(view, found)
    with right.container(border=True):
        _dismissal(view, found)
        _records(view, found)
    evidence.side_by_side(view.publication, (record_of_lead(str(found["lead_id"])),))


def _facts(found: dict[str, Any]) -> None:
    stage = found["stage"] or found["life_cycle_state"]
    campaign = found["campaign_text"] or found["campaign_id"]
    shown = (
        ("Stage", vocabulary.stage(str(stage)) if stage else formats.MISSING),
        ("Customer", found["customer_id"] or formats.MISSING),
        ("Match", vocabulary.in_words(str(found["match_status"] or "none"))),
        ("Campaign", campaign or formats.MISSING),
    )
    with st.grid(4, min_column_width=158):
        for label, value in shown:
            st.metric(label, formats.shortened(str(value), 22), border=True)


def _stage(view: View, found: dict[str, Any]) -> None:
    st.markdown("**Correct the stage**")
    workspace = current_workspace()
    choices = desk.stage_choices(workspace)
    lead_id = str(found["lead_id"])
    with st.form("stage", border=False):
        st.selectbox("Status", list(choices.statuses), key="stage_status")
        with st.grid(2, min_column_width=150):
            st.date_input("Day", value="today", key="stage_day")
            st.time_input(
                "Time", value=None, key="stage_time", help="None: end of day."
            )
            st.selectbox(
                "Lost because", ["", *choices.lost_reasons], key="stage_reason"
            )
            st.selectbox(
                "Competitor", ["", *choices.competitors], key="stage_competitor"
            )

        def acts() -> Sequence[Act]:
            return [Act("correct_stage", lead_id, None, _typed_stage(view))]

        button("Record the stage", acts, view.desk, "stage_record", in_form=True)
    st.caption(
        "A status event of an analyst: it counts by its time among all that was said."
    )


def _typed_stage(view: View) -> dict[str, str]:
    state = st.session_state
    zone = view.publication.zone
    now = datetime.now(UTC)
    day, time = state["stage_day"], state["stage_time"] or datetime.max.time()
    moment = min(datetime.combine(day, time, zone), now)
    payload = {
        "status": str(state["stage_status"]),
        "occurred_at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    for name, key in (
        ("lost_reason", "stage_reason"),
        ("competitor", "stage_competitor"),
    ):
        if state.get(key):
            payload[name] = str(state[key])
    return payload


def _dismissal(view: View, found: dict[str, Any]) -> None:
    st.markdown("**Does it count?**")
    lead_id = str(found["lead_id"])
    with st.container(horizontal=True):
        button(
            "Dismiss",
            [Act("dismiss", lead_id)],
            view.desk,
            "lead_dismiss",
            help_text="It assigns no campaign to customers, estimates or jobs.",
        )
        button("Restore", [Act("restore", lead_id)], view.desk, "lead_restore")
        button(
            "New customer",
            [Act("propose_customer", lead_id)],
            view.desk,
            "lead_propose",
            help_text="The sources lack this customer: propose it to them.",
        )


def _records(view: View, found: dict[str, Any]) -> None:
    st.markdown("**Is it somebody else?**")
    record = record_of_lead(str(found["lead_id"]))
    with st.form("records", border=False):
        st.text_input(
            "Other record", key="other_record", placeholder="customer:K0000001"
        )

        def acts(kind: str) -> Sequence[Act]:
            other = str(st.session_state["other_record"]).strip()
            if not other.startswith(_RECORDS):
                other = f"customer:{other}"
            return [Act(kind, record, other)]

        with st.container(horizontal=True):
            button(
                "One person",
                lambda: acts("merge_persons"),
                view.desk,
                "lead_merge",
                in_form=True,
            )
            button(
                "Different people",
                lambda: acts("split_persons"),
                view.desk,
                "lead_split",
                in_form=True,
            )


def proposed(view: View) -> None:
    """Customers that the sources lack, for those who enter them there."""
    rows = questions.proposed(view.publication, view.companies)
    if rows.empty:
        st.info("No customer is proposed: every won unique lead has one.")
        return
    named = rows.assign(name=rows["full_name"].fillna(rows["organization"]))
    st.subheader("Which customers do the sources lack?", anchor=False)
    table(view.publication, Sheet("proposed_customers", named, columns.PROPOSED))
