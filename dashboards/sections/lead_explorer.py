"""One person, part by part: what happened, which unique leads, why one person."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats, vocabulary
from dashboards.columns import lead_explorer as columns
from dashboards.figures import evidence
from dashboards.figures import lead_explorer as figures
from dashboards.publication import Publication
from dashboards.questions import person as questions
from dashboards.questions.timeline import KINDS, timeline
from dashboards.sheets import Sheet, panel, table
from orchestration.explain.evidence import verdict
from orchestration.explain.text import WORDS

BY_RULE = (
    "Each of the person's contacts with one company, in time, belongs to the unique "
)
RULES = (
    f"{BY_RULE}lead before it, unless the gap is longer than the rule allows, the one "
    "before was decided by then, or it asks for another product line where that counts."
)
SHARED = "shared"
SENTENCES = 6


def events(publication: Publication, person_id: str) -> None:
    """Everything that happened, on one time axis."""
    found = timeline(publication, person_id)
    rows = found.rows
    note = (
        f"The newest {len(rows)} of {formats.count(found.total)} events."
        if found.total > len(rows)
        else ""
    )
    named = rows.assign(kind=rows["kind"].map(KINDS))
    panel(
        publication,
        "What happened, and when?",
        figures.timeline(rows, KINDS, publication.zone) if not rows.empty else None,
        Sheet("person_events", named, columns.EVENTS, _of(person_id)),
        note=note,
        explanation="Leads and calls, where they were routed and offered, what was done "
        "and said, and the customer's estimates, jobs, invoices and payments. Times are "
        "those of the business.",
        if_empty="Nothing is published of this person but the record itself.",
    )


def opportunities(publication: Publication, person_id: str) -> None:
    """The unique leads, and what cut them."""
    rows = questions.unique_leads(publication, person_id)
    rows = rows.assign(
        because=rows["opened_because"].map(lambda why: WORDS.get(why, why)),
        state=rows["life_cycle_state"].map(vocabulary.in_words),
    )
    contacts = questions.contacts(publication, person_id)
    panel(
        publication,
        "Which contacts are one unique lead, and what cut them?",
        figures.unique_leads(rows, contacts, publication.zone)
        if not rows.empty
        else None,
        Sheet("person_unique_leads", rows, columns.UNIQUE_LEADS, _of(person_id)),
        explanation=RULES,
        if_empty="This person has no unique lead: there is no valid lead or call.",
    )
    # More sentences than these are read in the table, which has them all.
    for row in rows.head(SENTENCES).itertuples():
        st.caption(
            f"**{formats.markdown(str(row.unique_lead_id))}** began because it was "
            f"{formats.markdown(str(row.because))}."
        )
    invalid = contacts[~contacts["is_valid"].astype(bool)]
    if not invalid.empty:
        reasons = ", ".join(sorted(set(invalid["invalid_reason"].astype(str))))
        st.caption(
            f"{len(invalid)} of the contacts are not valid and form none: "
            f"{formats.markdown(reasons.replace('_', ' '))}."
        )


def match(publication: Publication, person_id: str) -> None:
    """Why these records are one person."""
    rows = questions.records(publication, person_id)
    st.subheader("Which records are this person?", anchor=False)
    table(publication, Sheet("person_records", rows, columns.RECORDS, _of(person_id)))
    document, _ = questions.explained(
        publication, "person", person_id, "confirmed", "invoiced"
    )
    held = [*document["edges"], *document["other_edges"]]
    pairs = {_pair(pair): pair for pair in [*held, *document["likely_others"]]}
    if not pairs:
        st.info(
            "One record, compared with no other: nothing that it says is said by "
            "another record too."
        )
    else:
        waterfall(publication, pairs, len(held))
    points(publication, person_id)


def waterfall(
    publication: Publication, pairs: dict[str, dict[str, Any]], held: int
) -> None:
    """What one pair of records says for and against one person."""
    chosen = st.selectbox(
        "Pair of records",
        list(pairs),
        key="pair",
        bind="query-params",
        help="The pairs that hold the person come first; those after them were "
        "compared and kept apart.",
    )
    pair = pairs[chosen or next(iter(pairs))]
    steps = pd.DataFrame(
        pair["steps"], columns=["comparison", "label", "gamma", "weight", "total"]
    )
    name = "match_waterfall"
    panel(
        publication,
        "Why are the two of them one person, or not?",
        evidence.waterfall(steps, float(pair["match_weight"]))
        if not steps.empty
        else None,
        Sheet(name, steps, columns.STEPS, {"pair": _pair(pair)}),
        note=f"**{formats.markdown(_pair(pair))}**: {_verdict(pair)}.",
        explanation="Each bar is what one comparison adds for (right) or against (left) "
        "one person; 1 doubles the odds. They begin at the odds of two records drawn at "
        "random, and their sum is the match weight.",
        if_empty=f"{_pair(pair)}: {_verdict(pair)}.",
    )
    rows = pd.DataFrame(
        [{**each, "pair": key, "verdict": verdict(each)} for key, each in pairs.items()]
    )
    with st.expander(
        f"All pairs · {held} within the person, {len(rows) - held} with others"
    ):
        table(publication, Sheet("person_pairs", rows, columns.PAIRS))


def points(publication: Publication, person_id: str) -> None:
    """Phones and e-mails, and which say nothing about a person."""
    rows = questions.contact_points(publication, person_id)
    st.subheader("Which phones and e-mails count?", anchor=False)
    if rows.empty:
        st.info("None of the records gives a phone or an e-mail.")
        return
    rows = rows.assign(
        use=[
            _use(reason, sharing)
            for reason, sharing in zip(
                rows["ignored_because"], rows["records_sharing"], strict=True
            )
        ]
    )
    table(publication, Sheet("contact_points", rows, columns.POINTS, _of(person_id)))


def _use(reason: object, sharing: int) -> str:
    """Whether a contact point is used, in words."""
    if not isinstance(reason, str):
        return "Compared"
    if reason == SHARED:
        return f"Ignored, shared by {formats.count(sharing)} records"
    return f"Ignored, {WORDS.get(reason, reason)}"


def _verdict(pair: dict[str, Any]) -> str:
    return formats.markdown(verdict(pair).replace("_", " "))


def _pair(pair: dict[str, Any]) -> str:
    return f"{pair['record_l']} – {pair['record_r']}"


def _of(person_id: str) -> dict[str, str]:
    return {"person_id": person_id}
