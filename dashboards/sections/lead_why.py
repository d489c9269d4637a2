"""Why a unique lead has its campaign and its revenue, down to file and line."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import formats, queries
from dashboards.columns import lead_explorer as columns
from dashboards.publication import Publication
from dashboards.questions import person as questions
from dashboards.questions.definitions import definition
from dashboards.selection import BASES, MODELS
from dashboards.sheets import Sheet, table
from orchestration.explain.text import WORDS

# Rules of the definition in words.
SELECTION_RULES = {
    "first": "the first contact with a known campaign",
    "last": "the last contact with a known campaign",
    "first_non_direct": "the first contact whose campaign is not a direct channel",
    "last_non_direct": "the last contact whose campaign is not a direct channel",
}


def why(publication: Publication, person_id: str) -> None:
    """One unique lead of the person: its campaign, its revenue."""
    rows = questions.unique_leads(publication, person_id)
    if rows.empty:
        st.info(
            "This person has no unique lead, so there is no campaign and no revenue to "
            "explain."
        )
        return
    slices = queries.slices(publication)
    with st.grid(3, min_column_width=150):
        chosen = st.selectbox(
            "Unique lead", list(rows["unique_lead_id"]), key="of", bind="query-params"
        )
        model = st.selectbox(
            "Attribution",
            slices.models,
            format_func=lambda key: MODELS[key],
            key="model",
            bind="query-params",
        )
        basis = st.selectbox(
            "Revenue",
            slices.bases_of("cohort"),
            format_func=lambda key: BASES[key],
            key="basis",
            bind="query-params",
        )
    unique_lead_id = chosen or str(rows["unique_lead_id"].iloc[0])
    row = rows[rows["unique_lead_id"] == unique_lead_id].iloc[0]
    campaign(publication, person_id, row)
    revenue(publication, unique_lead_id, model, basis)


def campaign(publication: Publication, person_id: str, row: pd.Series) -> None:
    """Which contact gave the campaign, by which rule."""
    st.subheader("Why this campaign?", anchor=False)
    contacts = questions.contacts(publication, person_id)
    contacts = contacts[contacts["unique_lead_id"] == row["unique_lead_id"]]
    st.markdown(_campaign_sentence(publication, row))
    named = contacts.assign(
        named=contacts["campaign_text"].fillna("none named"),
        gives=contacts["gives_campaign"].map({True: "Yes", False: ""}),
        place=[
            f"Opened it: {WORDS.get(reason, reason)}"
            if isinstance(reason, str)
            else "Continues it"
            for reason in contacts["opened_because"]
        ],
    )
    chosen = {"unique_lead_id": str(row["unique_lead_id"])}
    table(publication, Sheet("campaign_contacts", named, columns.CONTACTS, chosen))


def _campaign_sentence(publication: Publication, row: pd.Series) -> str:
    if not isinstance(row["campaign_id"], str):
        what = {
            "unknown": "names a campaign that does not exist",
            "none": "names no campaign",
        }.get(str(row["campaign"]), "has no known campaign")
        return f"**No campaign.** What it is from {what}."
    rule = str(definition(publication).get("campaign_selection_rule", "first"))
    words = SELECTION_RULES.get(rule, rule)
    confirmed = str(row["confirmation_status"])
    pending = row["pending_because"]
    text = (
        f"**{formats.markdown(str(row['campaign']))}**, given by lead "
        f"{formats.markdown(str(row['campaign_lead_id']))}: by the rule "
        f"`{rule}`, {words} counts. The match is **{confirmed}**"
    )
    if isinstance(pending, str):
        text += f", because of {formats.markdown(pending.replace('_', ' '))}"
    return f"{text}."


def revenue(
    publication: Publication, unique_lead_id: str, model: str, basis: str
) -> None:
    """Every entry of money that it brought, adding up, and the tree behind it."""
    document, tree = questions.explained(
        publication, "unique-lead", unique_lead_id, model, basis
    )
    st.subheader("Why this revenue?", anchor=False)
    total = document["total_amount"]
    said = formats.markdown(formats.money(total, publication.currency, decimals=2))
    count = int(document["leaves_count"])
    noun = "entry" if count == 1 else "entries"
    st.markdown(
        f"**{said}** = the sum of {count} {noun}, {MODELS[model].lower()} attribution, "  # type: ignore[index]
        f"{BASES[basis].lower()} revenue."  # type: ignore[index]
    )
    if count:
        chosen = {
            "unique_lead_id": unique_lead_id,
            "attribution_model": model,
            "revenue_basis": basis,
        }
        rows = pd.DataFrame([_leaf(leaf) for leaf in document["leaves"]])
        table(publication, Sheet("revenue_entries", rows, columns.LEAVES, chosen))
    else:
        st.info("No entry of this basis is credited to it or held by it.")
    with st.expander("The whole tree, down to file and line"):
        st.code(tree, language=None, wrap_lines=True)
        st.caption(
            "The same as "
            f"`leadhouse explain unique-lead {unique_lead_id} --model {model} "
            f"--basis {basis}`."
        )


def _leaf(leaf: dict[str, Any]) -> dict[str, Any]:
    credit = leaf["credit"]
    return {
        **leaf,
        "entry": str(leaf["entry_id"]).replace(":", " ", 1),
        "occurred_date": date.fromisoformat(leaf["occurred_date"]),
        "share": None if credit is None else float(credit),
        "lead_id": leaf["lead_id"] or "not attributed",
    }
