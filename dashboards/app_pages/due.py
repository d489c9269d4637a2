"""Due: which leads should be decided by now, who is to be asked, and who stays silent.

For those who work the leads: everything up to and including a day, the dearest first.
"""

from datetime import date, timedelta

import streamlit as st

from dashboards import formats, shell, vocabulary
from dashboards.columns import due as columns
from dashboards.figures import due as figures
from dashboards.figures import rates as rate_figures
from dashboards.metrics import Unit
from dashboards.publication import Publication
from dashboards.questions import due as questions
from dashboards.questions.due import LISTED, Companies
from dashboards.sheets import Sheet, panel, table

COUNT, VALUE = "Unique leads", "Value"
# How far ahead one may look: what is expected later changes before it is due.
AHEAD_DAYS = 90


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    if not shell.has_marts(publication, questions.MARTS):
        return
    bounds = questions.days(publication)
    if bounds is None:
        st.info("No open lead has a day on which it should be decided.")
        return
    scope = shell.current_scope()
    with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        day = chosen_day(bounds)
        is_value = chosen_measure()
    st.caption(f"{scope.describe()} · up to and including **{formats.day(day)}**")
    companies = scope.company_ids
    cards(publication, companies, day)
    left, right = st.columns(2, gap="medium")
    with left:
        overdue(publication, companies, day, is_value)
    with right:
        follow_ups(publication, companies, day)
    lists(publication, companies, day)
    left, right = st.columns(2, gap="medium")
    with left:
        coverage(publication, companies)
    with right:
        bounds_of_partners(publication, companies)


def chosen_day(bounds: tuple[date, date]) -> date:
    """The day of the run at first; some days ahead can be asked for."""
    run_day, _ = bounds
    chosen = st.date_input(
        "Up to and including",
        value=run_day,
        max_value=run_day + timedelta(days=AHEAD_DAYS),
        key="due_day",
        bind="query-params",
        help=f"The run was on {formats.day(run_day)}. A later day adds what falls due "
        "until then; an earlier one leaves out what fell due after it.",
    )
    return chosen if isinstance(chosen, date) else run_day


def chosen_measure() -> bool:
    chosen = st.segmented_control(
        "Measured by",
        [COUNT, VALUE],
        default=COUNT,
        required=True,
        key="due_by",
        bind="query-params",
        help="**Value**: target amount, else the expected value of such unique leads.",
    )
    return chosen == VALUE


def cards(publication: Publication, companies: Companies, day: date) -> None:
    """What is due together."""
    row = questions.overdue_totals(publication, companies, day).iloc[0]
    requests = questions.follow_ups(publication, companies, day)
    shown = (
        ("Leads due", formats.count(row["unique_leads"]), columns.LEADS_DUE),
        (
            "Their value",
            formats.money(row["value_amount"], publication.currency),
            columns.VALUE,
        ),
        (
            "Median overdue",
            formats.duration(row["median_days_overdue"], 1440),
            "Local days since the day on which half of them should have been decided.",
        ),
        (
            "Requests due",
            formats.count(requests["requests"].sum()),
            "Questions to users, companies and customers that are due and unanswered.",
        ),
    )
    with st.grid(4, min_column_width=158):
        for label, value, meaning in shown:
            st.metric(label, value, help=meaning, border=True)
    if row["without_word"]:
        st.caption(
            f"Of {formats.count(row['without_word'])} of these leads nobody has ever "
            "said anything."
        )


def overdue(
    publication: Publication, companies: Companies, day: date, is_value: bool
) -> None:
    """How long leads are overdue."""
    rows = questions.overdue_buckets(publication, companies, day)
    column, unit = ("value_amount", "money") if is_value else ("unique_leads", "count")
    the_unit: Unit = "money" if unit == "money" else "count"
    named = rows.assign(
        bucket=rows["bucket"].map(vocabulary.in_words),
        stage=rows["stage"].map(vocabulary.stage),
    )
    panel(
        publication,
        "How long are leads overdue?",
        figures.overdue(rows, column, the_unit, publication.currency)
        if not rows.empty
        else None,
        Sheet("overdue_spans", named, columns.SPANS, _until(day)),
        explanation=columns.LEADS_DUE,
        if_empty="Nothing is due up to this day.",
    )


def follow_ups(publication: Publication, companies: Companies, day: date) -> None:
    """Who is to be asked what."""
    rows = questions.follow_ups(publication, companies, day)
    named = rows.assign(
        kind=rows["kind"].map(vocabulary.in_words),
        recipient_kind=rows["recipient_kind"].map(vocabulary.in_words),
    )
    panel(
        publication,
        "Who is to be asked for what?",
        figures.follow_ups(rows) if not rows.empty else None,
        Sheet("follow_up_kinds", named, columns.FOLLOW_UP_KINDS, _until(day)),
        explanation="Requests that the cadence asks for, due and not answered.",
        if_empty="No request is due up to this day.",
    )


def lists(publication: Publication, companies: Companies, day: date) -> None:
    """The leads and the requests themselves, and the companies that they are at."""
    leads = questions.overdue_list(publication, companies, day)
    leads = leads.assign(stage=leads["stage"].map(vocabulary.stage))
    requests = questions.follow_up_list(publication, companies, day)
    requests = requests.assign(kind=requests["kind"].map(vocabulary.in_words))
    by_company = questions.overdue_companies(publication, companies, day)
    st.subheader("Which are they?", anchor=False)
    sheets = {
        "Leads": Sheet("overdue_leads", leads, columns.LEADS, _until(day)),
        "Requests": Sheet("follow_ups_due", requests, columns.REQUESTS, _until(day)),
        "By company": Sheet("overdue_companies", by_company, columns.AT, _until(day)),
    }
    for tab, sheet in zip(st.tabs(list(sheets)), sheets.values(), strict=True):
        with tab:
            if sheet.rows.empty:
                st.info("Nothing is due up to this day.")
                continue
            if len(sheet.rows) == LISTED:
                st.caption(
                    f"The first {LISTED}: leads by value, requests by those after which "
                    "there is no other."
                )
            table(publication, sheet)


def coverage(publication: Publication, companies: Companies) -> None:
    """How much companies tell of what they accepted."""
    rows = questions.coverage(publication, companies)
    rate = rate_figures.Rate("level_3_share", "Won or lost is told", "")
    panel(
        publication,
        "Who tells what became of leads?",
        rate_figures.with_bars(rows, rate, list(rows["company_name"]), "accepted")
        if not rows.empty
        else None,
        Sheet("feedback_coverage", rows, columns.COVERAGE),
        note="All months, those who tell least first.",
        explanation="Of the unique leads that a company accepted, the share of which it "
        "told whether they were won or lost, with its 95% interval.",
        if_empty="No company has accepted anything yet.",
    )


def bounds_of_partners(publication: Publication, companies: Companies) -> None:
    """What win rates may be behind the silence."""
    rows = questions.bounds(publication, companies)
    panel(
        publication,
        "What can the win rate be behind the silence?",
        figures.bounds(rows) if not rows.empty else None,
        Sheet("partner_bounds", rows, columns.BOUNDS),
        note="A wide bar: too much is not told to know the win rate.",
        explanation="The reported rate leaves out leads of which nothing was said for "
        "longer than the cadence asks. The bar is what it would be if all of them were "
        "lost, up to all won.",
        if_empty="No company has accepted anything yet.",
    )


def _until(day: date) -> dict[str, str]:
    return {"up_to_and_including": day.isoformat()}


if __name__ == "__main__":
    render()
