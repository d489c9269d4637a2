"""The questions about campaigns: names that do not exist, names that break the rule."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import review as columns
from dashboards.desk import Act
from dashboards.questions import review as questions
from dashboards.sections.acting import button, reason_box
from dashboards.sections.picking import open_rows, pick
from dashboards.sections.review import NOTHING, View
from dashboards.sheets import Sheet
from orchestration.desk.kinds import topic_of_campaign_text

# A text with so many digits and hardly anything else is a number that was called.
_NUMBER = re.compile(r"^[+()\-. 0-9]{7,}$")


def unknown(view: View) -> None:
    """Which campaign do leads mean by this?"""
    rows = questions.unknown_campaigns(view.publication)
    rows = rows.assign(last_seen=pd.to_datetime(rows["last_seen_at"]).dt.date)
    topics = [topic_of_campaign_text(text) for text in rows["campaign_text"]]
    rows = open_rows(rows, topics, view.pending, "answered_unknown")
    if rows.empty:
        st.info(NOTHING)
        return
    places = pick(
        view.publication,
        Sheet("reviews_unknown", rows, columns.UNKNOWN),
        "pick_unknown",
    )
    chosen = rows.iloc[places]
    if len(chosen) > 1:
        _many(view, chosen)
        return
    row = chosen.iloc[0]
    text = str(row["campaign_text"])
    st.subheader(f"Which campaign is “{formats.markdown(text)}”?", anchor=False)
    st.caption(
        f"{formats.count(row['leads'])} leads are held. Nearest names: "
        f"{formats.markdown(str(row['nearest_names']))}. They count under *Unknown "
        "campaign* and are released by the run after the answer."
    )
    reason_box()
    left, right = st.columns(2, gap="medium")
    with left.container(border=True):
        _as_alias(view, row, text)
    with right.container(border=True):
        _as_new(view, text)


def _many(view: View, rows: pd.DataFrame) -> None:
    st.subheader(f"{len(rows)} names are chosen", anchor=False)
    reason_box()
    button(
        "Each is its nearest campaign",
        [
            Act(
                "create_alias",
                str(row["campaign_text"]),
                str(row["suggested_campaign_id"]),
                {"alias_type": _alias_type(str(row["campaign_text"]))},
            )
            for row in questions.plain(rows)
        ],
        view.desk,
        "alias_all",
        is_primary=True,
    )


def _as_alias(view: View, row: pd.Series, text: str) -> None:
    st.markdown("**It is one that exists**")
    there = questions.campaigns(view.publication)
    ids = [str(campaign) for campaign in there["campaign_id"]]
    names = dict(zip(ids, there["name"], strict=True))
    suggested = str(row["suggested_campaign_id"])
    campaign_id = st.selectbox(
        "Campaign",
        ids,
        index=ids.index(suggested) if suggested in ids else 0,
        format_func=lambda each: f"{names[each]} ({each})",
        key=f"alias_of_{text}",
    )
    button(
        "It is this campaign",
        [Act("create_alias", text, campaign_id, {"alias_type": _alias_type(text)})],
        view.desk,
        f"alias_{text}",
        is_primary=True,
        help_text="An alias: whoever uses this name means the campaign.",
    )


def _as_new(view: View, text: str) -> None:
    st.markdown("**It is a new one**")
    channels = sorted(
        {str(each) for each in questions.campaigns(view.publication)["channel"] if each}
    )
    keys = {name: f"new_{name}_{text}" for name in ("id", "name", "channel", "start")}
    with st.form(f"new_{text}", border=False):
        st.text_input("Name", value=text, key=keys["name"], max_chars=200)
        with st.grid(2, min_column_width=140):
            st.text_input(
                "Id", value=campaign_id_of(text), key=keys["id"], max_chars=200
            )
            st.selectbox(
                "Channel", channels, key=keys["channel"], accept_new_options=True
            )
            st.date_input("First day", value=None, key=keys["start"])
            st.checkbox("Costs media money", key=f"new_paid_{text}")

        def acts() -> Sequence[Act]:
            return _creation(text, keys)

        button(
            "Create the campaign",
            acts,
            view.desk,
            f"create_{text}",
            in_form=True,
            help_text="It counts from the next run on, until its system delivers it.",
        )


def _creation(text: str, keys: dict[str, str]) -> Sequence[Act]:
    """The campaign as typed, and the text as its alias where it has another name."""
    said = {name: st.session_state.get(key) for name, key in keys.items()}
    name, campaign_id = str(said["name"] or "").strip(), str(said["id"] or "").strip()
    start = said["start"]
    payload = {
        "name": name,
        "channel": str(said["channel"] or "").strip(),
        "is_paid": "true" if st.session_state.get(f"new_paid_{text}") else "false",
        **({"start_date": start.isoformat()} if isinstance(start, date) else {}),
    }
    created = Act("create_campaign", campaign_id, None, payload)
    topics = {topic_of_campaign_text(each) for each in (name, campaign_id)}
    if topic_of_campaign_text(text) in topics and not _NUMBER.match(text):
        return [created]
    alias = {"alias_type": _alias_type(text)}
    return [created, Act("create_alias", text, campaign_id, alias)]


def campaign_id_of(text: str) -> str:
    """An id that a text suggests: lower case, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "campaign"


def _alias_type(text: str) -> str:
    return "tracking_number" if _NUMBER.match(text) else "name"


def names(view: View) -> None:
    """Which name should this campaign have?"""
    rows = questions.naming(view.publication)
    topics = [topic_of_campaign_text(name) for name in rows["name"]]
    rows = open_rows(rows, topics, view.pending, "answered_names")
    if rows.empty:
        st.info("Every campaign whose channel has a naming convention follows it.")
        return
    places = pick(
        view.publication, Sheet("reviews_names", rows, columns.NAMES), "pick_names"
    )
    chosen = rows.iloc[places]
    complete = chosen[chosen["is_suggestion_complete"]]
    if len(chosen) > 1:
        st.subheader(f"{len(chosen)} campaigns are chosen", anchor=False)
        reason_box()
        first = complete.drop_duplicates("campaign_id")
        button(
            f"Accept {len(first)} suggested names",
            [
                _acceptance(row, str(row["suggestion"]))
                for row in questions.plain(first)
            ],
            view.desk,
            "accept_all",
            is_primary=True,
            is_disabled=first.empty,
        )
        return
    row = chosen.iloc[0]
    st.subheader(
        f"What should “{formats.markdown(str(row['name']))}” be called?", anchor=False
    )
    st.caption(
        f"The rule of its channel is `{row['pattern']}`. Leads that use the old name "
        "still mean this campaign. What could not be told stands in braces."
    )
    key = f"name_{row['campaign_id']}_{row['pattern']}"
    with st.form(f"form_{key}", border=False):
        st.text_input("Name", value=str(row["suggestion"]), key=key, max_chars=200)
        st.text_input("Why", key="desk_reason", max_chars=2000)

        def acts() -> Sequence[Act]:
            return [
                _acceptance(
                    questions.plain(chosen)[0], str(st.session_state[key]).strip()
                )
            ]

        button(
            "Accept", acts, view.desk, f"accept_{key}", is_primary=True, in_form=True
        )


def _acceptance(row: dict[str, Any], name: str) -> Act:
    payload = {
        "name": name,
        "instead_of": str(row["name"]),
        "pattern": str(row["pattern"]),
    }
    return Act("accept_naming", str(row["campaign_id"]), None, payload)
