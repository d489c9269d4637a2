"""The trace of a figure: the rows that it adds up from, with the file and line of each.

What a figure is made of is orchestration.explain's; this shows it as tables and as a tree.
"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import filters, formats, people, vocabulary
from dashboards.columns import campaign as columns
from dashboards.links import link
from dashboards.publication import Publication
from dashboards.questions import campaign as questions
from dashboards.questions.campaign import Listed, Traced
from dashboards.sheets import Sheet, table
from orchestration.errors import LeadhouseError, PublicationError
from orchestration.explain.money_text import REASONS

LINKED = 5
MEASURES = {
    "Revenue": "revenue_amount",
    "Spend": "spend_amount",
    "ROI": "roi",
    "ROAS": "roas",
    "Leads": "leads",
    "Unique leads": "unique_leads",
    "Won": "won_unique_leads",
}
KINDS = {
    "invoices": "Invoice",
    "credit_notes": "Credit note",
    "payments": "Payment",
    "estimates": "Estimate",
    "surveys": "Survey answer",
}


def trace(
    publication: Publication,
    choice: filters.Choice,
    campaign_id: str,
    month: str,
    credits: Listed,
) -> None:
    """The month's figure, or one invoice, down to the delivered rows."""
    st.subheader(
        "Where does the figure come from?",
        anchor=False,
        help="The same as `leadhouse explain`: every row that the figure adds up from, "
        "with the file and line that delivered it.",
    )
    if not people.may("trace"):
        st.caption(
            "Tracing to source rows is for analysts: your role may read figures."
        )
        return
    records = list(dict.fromkeys(credits.rows["invoice_id"].dropna()))
    left, right = st.columns(2)
    with left:
        measure = st.selectbox(
            "Figure of the month",
            list(MEASURES),
            key="figure",
            bind="query-params",
        )
    with right:
        invoice = st.selectbox(
            "Or one invoice",
            records,
            index=None,
            placeholder="Choose an invoice" if records else "No invoice in this month",
            disabled=not records,
            key="invoice",
            bind="query-params",
        )
    selection = choice.selection
    try:
        if invoice:
            traced = questions.trace_invoice(publication, selection, invoice)
            part(publication, f"Invoice {invoice}", traced.document, choice)
            lead_links(traced)
        else:
            place = f"trace_page_{campaign_id}_{month}_{measure}"
            page = int(st.session_state.get(place) or 1)
            traced = questions.trace_month(
                publication,
                selection,
                campaign_id,
                month,
                MEASURES[measure or "Revenue"],
                page,
            )
            month_parts(publication, measure or "Revenue", traced, choice, place)
    except PublicationError:
        raise
    except LeadhouseError as error:
        st.info(formats.markdown(str(error)))
        return
    with st.expander("As a tree: rate, job, customer, contacts, evidence of the match"):
        st.code(traced.text, language=None, wrap_lines=True)


def month_parts(
    publication: Publication,
    label: str,
    traced: Traced,
    choice: filters.Choice,
    place: str,
) -> None:
    """A sum is one table, a ratio the two that it divides; `place` keeps the page."""
    document = traced.document
    parts = [document[key] for key in ("numerator", "denominator") if key in document]
    if parts:
        value = document["value"]
        unit: Any = "percent" if document["figure"] == "roi" else "ratio"
        said = formats.figure(value, unit, publication.currency)
        st.markdown(f"**{label} = {said}**, the first sum divided by the second")
    for number, each in enumerate(parts or [document]):
        name = vocabulary.in_words(str(each["figure"]).replace("_amount", ""))
        part(publication, name, each, choice, f"trace_{number}")
    pages = max(each.get("pages", 1) for each in parts or [document])
    if pages > 1:
        st.number_input(f"Page, of {pages}", min_value=1, max_value=pages, key=place)


def part(
    publication: Publication,
    name: str,
    document: dict[str, Any],
    choice: filters.Choice,
    key: str = "trace_0",
) -> None:
    """A sum and the rows that it adds up from."""
    is_money = _is_money(document["figure"])
    total = document["total_amount"]

    def said(amount: Any) -> str:
        if amount is None:
            return "not known: the cost of some of it is missing"
        if is_money:
            return formats.money(amount, publication.currency, decimals=2)
        return formats.count(amount)

    count = document["leaves_count"]
    text = f"**{formats.markdown(name)}: {formats.markdown(said(total))}**"
    text += f" = {formats.count(count)} {'row' if count == 1 else 'rows'}"
    if total is not None and count:
        text += ", adding up to the cent" if is_money else ", counted one by one"
    if document.get("pages", 1) > 1:
        text += (
            f"; the {len(document['leaves'])} of this page come to "
            f"{formats.markdown(said(document['page_amount']))}"
        )
    st.markdown(text)
    if count:
        rows = leaf_rows(document["leaves"])
        shown = columns.LEAVES if is_money else columns.COUNTED_LEAVES
        table(publication, Sheet(key, rows, shown, chosen_slice(choice, name)))


def leaf_rows(leaves: list[dict[str, Any]]) -> pd.DataFrame:
    """The leaves of a trace as rows of a table."""
    return pd.DataFrame(
        [
            {
                "amount_cents": None
                if leaf["amount"] is None
                else float(leaf["amount"]),
                "record": after_colon(leaf.get("entry_id") or leaf.get("record_id")),
                "kind": KINDS.get(str(leaf.get("entry_kind")))
                or _kind_of(leaf.get("record_id")),
                "occurred_date": leaf.get("occurred_date"),
                "share": None if leaf.get("credit") is None else float(leaf["credit"]),
                "lead_id": leaf.get("lead_id"),
                "unique_lead_id": leaf.get("unique_lead_id"),
                "campaign_id": leaf.get("campaign_id"),
                "because": reason(leaf.get("reason")),
                "source_file": leaf.get("source_file"),
                "source_line": line_number(leaf.get("source_line")),
            }
            for leaf in leaves
        ]
    )


def lead_links(traced: Traced) -> None:
    """A link to each contact that was credited."""
    leads = [leaf.get("lead_id") for leaf in traced.document["leaves"]]
    for lead_id in list(dict.fromkeys(filter(None, leads)))[:LINKED]:
        link("lead_explorer", f"Who is {lead_id}? →", lead=str(lead_id))


def chosen_slice(choice: filters.Choice, what: str) -> dict[str, str]:
    """The slice that a table shows, for its file."""
    return {
        "of": what,
        "clock": choice.selection.clock,
        "attribution_model": choice.selection.model,
        "revenue_basis": choice.selection.basis,
    }


def _is_money(figure: str) -> bool:
    return "amount" in figure


def after_colon(key: Any) -> str:
    """An id without the kind of thing before it."""
    return str(key).partition(":")[2] or str(key)


def _kind_of(record_id: Any) -> str:
    return vocabulary.in_words(str(record_id or "").partition(":")[0])


def reason(key: Any) -> str | None:
    """Why money has no campaign, in words."""
    if not isinstance(key, str):
        return None
    return vocabulary.in_words(REASONS.get(key, key))


def line_number(value: Any) -> str | None:
    """A line as text: lines are not added up."""
    return None if value is None or pd.isna(value) else str(int(value))
