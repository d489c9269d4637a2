"""One campaign: its months, and the invoices and opportunities behind one of them."""

import pandas as pd
import streamlit as st

from dashboards import filters, formats, vocabulary
from dashboards.columns import campaign as columns
from dashboards.figures import campaign as figures
from dashboards.publication import Publication
from dashboards.questions import campaign as questions
from dashboards.questions.campaign import Listed
from dashboards.sections.trace import (
    KINDS,
    after_colon,
    chosen_slice,
    line_number,
    reason,
    trace,
)
from dashboards.sheets import Sheet, panel, table

LISTED = 200


def chosen_month(rows: pd.DataFrame) -> str | None:
    """The month that the reader looks into: the one that earned most, else spent most."""
    told = rows.dropna(subset=["spend_amount", "revenue_amount"], how="all")
    active = told[(told["spend_amount"] != 0) | (told["revenue_amount"] != 0)]
    active = active if len(active) else told[told["leads"] > 0]
    if active.empty:
        return None
    best = active.sort_values(
        ["revenue_amount", "spend_amount", "month"], ascending=False
    ).iloc[0]
    options = [pd.Timestamp(month).strftime("%Y-%m") for month in active["month"]]
    default = pd.Timestamp(best["month"]).strftime("%Y-%m")
    chosen = st.selectbox(
        "Month to look into",
        options,
        index=options.index(default),
        format_func=lambda month: formats.month(pd.Timestamp(f"{month}-01").date()),
        key="month",
        bind="query-params",
    )
    return chosen or default


def months(
    publication: Publication,
    choice: filters.Choice,
    campaign_id: str,
    name: str,
    colour: str,
) -> pd.DataFrame:
    """The campaign month by month."""
    rows = questions.months(publication, choice.selection, campaign_id)
    known = rows.dropna(subset=["revenue_amount"])
    panel(
        publication,
        f"What did {name} cost and earn, month by month?",
        figures.months(known, publication.currency, colour) if len(known) else None,
        Sheet(
            "campaign_months", known, columns.MONTHS, chosen_slice(choice, campaign_id)
        ),
        note=_interval_note(known),
        if_empty="It spent and earned nothing in these months.",
    )
    return known


def _interval_note(rows: pd.DataFrame) -> str:
    if rows["revenue_low"].notna().any():
        return (
            "The line on a bar is match uncertainty, 5 to 95%; it is there where the "
            "doubt is in one company."
        )
    return "Match uncertainty is not told for these months in this choice."


def behind(
    publication: Publication,
    choice: filters.Choice,
    campaign_id: str,
    name: str,
    month: str,
) -> None:
    """The invoices and the opportunities of a month, each leading to its trace."""
    said = formats.month(pd.Timestamp(f"{month}-01").date())
    st.subheader(f"Which invoices and leads made {said} of {name}?", anchor=False)
    if publication.missing(questions.MARTS):
        st.info("This publication does not carry invoices; publish again to see them.")
        return
    selection = choice.selection
    credits = questions.credits(publication, selection, campaign_id, month, LISTED)
    leads = questions.unique_leads(publication, selection, campaign_id, month, LISTED)
    currency = publication.currency
    st.markdown(f"**Invoices and credits** · {counted(credits, 'credit', currency)}")
    if credits.total:
        table(publication, credit_sheet(credits, choice, campaign_id, month))
    st.markdown(
        f"**Unique leads that began** · {counted(leads, 'unique lead', currency)}"
    )
    if leads.total:
        table(publication, lead_sheet(leads, choice, campaign_id, month))
    trace(publication, choice, campaign_id, month, credits)


def counted(listed: Listed, noun: str, currency: str) -> str:
    """How many there are, how many of them are shown, and what all come to."""
    amount = formats.markdown(formats.money(listed.total_amount, currency, decimals=2))
    nouns = noun if listed.total == 1 else f"{noun}s"
    text = f"{formats.count(listed.total)} {nouns}, together **{amount}**"
    if listed.is_cut:
        text += f"; the {formats.count(len(listed.rows))} largest are shown"
    return text


def credit_sheet(
    credits: Listed, choice: filters.Choice, campaign_id: str, month: str
) -> Sheet:
    """The credits as a table."""
    rows = credits.rows.assign(
        record=credits.rows["entry_id"].map(after_colon),
        kind=[KINDS.get(str(kind), str(kind)) for kind in credits.rows["entry_kind"]],
        amount_cents=credits.rows["amount"],
        entry_amount_cents=credits.rows["entry_amount"],
        because=credits.rows["reason"].map(reason),
        source_line=credits.rows["source_line"].map(line_number),
    )
    chosen = {**chosen_slice(choice, campaign_id), "month": month}
    return Sheet("campaign_credits", rows, columns.CREDITS, chosen)


def lead_sheet(
    leads: Listed, choice: filters.Choice, campaign_id: str, month: str
) -> Sheet:
    """The opportunities as a table."""
    rows = leads.rows.assign(
        stage=[vocabulary.stage(str(stage)) for stage in leads.rows["stage"]],
        confirmation_status=[
            vocabulary.in_words(str(status))
            for status in leads.rows["confirmation_status"]
        ],
        match_status=leads.rows["match_status"].map(
            vocabulary.in_words, na_action="ignore"
        ),
        amount_cents=leads.rows["amount"],
    )
    chosen = {**chosen_slice(choice, campaign_id), "month": month}
    return Sheet("campaign_unique_leads", rows, columns.UNIQUE_LEADS, chosen)
