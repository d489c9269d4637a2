"""Lead explorer, for whoever asks about one person: what happened, and why.

Anything can be searched for; what is found has its id in the URL, the search text not,
since it may name a person.
"""

from collections.abc import Callable

import streamlit as st

from dashboards import formats, shell
from dashboards.columns import lead_explorer as columns
from dashboards.publication import Publication
from dashboards.questions import person as questions
from dashboards.questions import search as search_questions
from dashboards.sections import lead_explorer as sections
from dashboards.sections import lead_why
from dashboards.sheets import Sheet, table

PARTS: dict[str, Callable[[Publication, str], None]] = {
    "Timeline": sections.events,
    "Unique leads": sections.opportunities,
    "Match": sections.match,
    "Why": lead_why.why,
}
MARTS = (*search_questions.MARTS, *questions.MARTS)


def render() -> None:
    """Draw the search, and the person that it or the URL names."""
    publication = shell.current_publication()
    if not shell.has_marts(publication, tuple(dict.fromkeys(MARTS))):
        return
    text = st.text_input(
        "Search",
        key="search",
        placeholder="Name, phone, e-mail or id",
        help="A phone in any notation, an e-mail, part of a name, or the id of a lead, "
        "call, customer, estimate, job, invoice, unique lead or person.",
    )
    person_id = searched(publication, text) if text.strip() else named(publication)
    if person_id is not None:
        show(publication, person_id)


def named(publication: Publication) -> str | None:
    """The person that the URL names, by whatever id; says what to do where none."""
    given = {
        kind: st.query_params[kind]
        for kind in questions.KINDS
        if kind in st.query_params
    }
    if not given:
        st.info(
            "Search for a person above. Other pages lead here, too: an id in a link "
            "opens the person behind it."
        )
        return None
    kind, given_id = next(iter(given.items()))
    person_id = questions.person_of(publication, kind, given_id)
    if person_id is None:
        st.info(
            f"There is no {kind.replace('_', ' ')} {formats.markdown(given_id)} with a "
            "person in this publication. Search for it above; it may come with the next "
            "run."
        )
    return person_id


def searched(publication: Publication, text: str) -> str | None:
    """The person chosen of those found; the only one is chosen already."""
    found = search_questions.search(publication, text)
    if not found.total:
        st.info(
            "Nobody is found. Names are found by the beginnings of their words, phones "
            "and e-mails whole, ids as they were delivered. What arrived after this "
            "publication comes with the next run."
        )
        return None
    rows = found.rows.assign(name=found.rows["name"].str.title().fillna("No name"))
    person_id = str(rows["person_id"].iloc[0]) if found.total == 1 else None
    if person_id is None:
        shown = f"the first {len(rows)} of " if found.total > len(rows) else ""
        st.caption(f"{shown}**{formats.count(found.total)} persons**".capitalize())
        labels = {
            str(row.person_id): f"{row.name} · {row.found} · {row.leads:.0f} leads"
            for row in rows.itertuples(index=False)
        }
        person_id = st.selectbox(
            "Person",
            list(labels),
            index=None,
            format_func=lambda key: labels[key],
            placeholder="Choose whom to look at",
            key=f"person_of_{hash(text)}",
        )
        table(publication, Sheet("found_persons", rows, columns.FOUND))
    if person_id is not None:
        for kind in questions.KINDS:
            st.query_params.pop(kind, None)
        st.query_params["person"] = person_id
    return person_id


def show(publication: Publication, person_id: str) -> None:
    """The person in figures, and the chosen part."""
    facts = questions.summary(publication, person_id)
    name = str(facts["name"] or "No name").title()
    st.header(name, anchor=False)
    st.caption(
        f"{formats.markdown(person_id)} · {formats.count(facts['records'])} records"
    )
    money = {
        key: formats.money(facts[f"{key}_amount"], publication.currency)
        for key in ("invoiced", "collected")
    }
    with st.grid(6, min_column_width=130):
        for label, value, meaning in (
            ("Leads", formats.count(facts["leads"]), "Leads and inbound calls."),
            ("Unique leads", formats.count(facts["unique_leads"]), sections.RULES),
            ("Won", formats.count(facts["won_unique_leads"]), "Unique leads won."),
            ("Customer records", formats.count(facts["customers"]), ""),
            ("Invoiced", money["invoiced"], "Net, of all customer records together."),
            ("Collected", money["collected"], "Paid, net, of the same records."),
        ):
            st.metric(label, value, help=meaning or None, border=True)
    part = st.segmented_control(
        "Part",
        list(PARTS),
        default="Timeline",
        required=True,
        key="view",
        bind="query-params",
        wrap=True,
        label_visibility="collapsed",
    )
    PARTS[part or "Timeline"](publication, person_id)


if __name__ == "__main__":
    render()
