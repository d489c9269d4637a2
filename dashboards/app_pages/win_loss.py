"""Win and loss: what share is won, by which of three rates, and why the rest is not.

Each rate has its own name and denominator, by count with its interval and by value.
"""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboards import formats, shell, vocabulary
from dashboards.columns import win_loss as columns
from dashboards.figures import outcomes as figures
from dashboards.figures import rates as rate_figures
from dashboards.figures.rates import Rate
from dashboards.filters import Scope
from dashboards.metrics import Unit
from dashboards.publication import Publication
from dashboards.questions import win_loss as questions
from dashboards.questions.win_loss import OutcomeClock
from dashboards.sections import league, products
from dashboards.sheets import Column, Sheet, panel

RATES = (
    Rate("win_rate_decided", "Of decided", "won ÷ (won + lost)"),
    Rate(
        "win_rate_all_terminal",
        "Of all ended",
        "won ÷ (won + lost + cancelled + turned down by all)",
    ),
    Rate("win_rate_cohort", "Of all created", "won ÷ all created, open ones included"),
)
CLOCKS: dict[str, OutcomeClock] = {"First contact": "cohort", "End": "period"}
COUNT, VALUE = "Count", "Value"


class Chosen(NamedTuple):
    """What the page's own filters say."""

    clock: OutcomeClock
    kind: str
    rate: Rate
    is_by_value: bool

    @property
    def shown(self) -> Rate:
        """The rate as charts draw it; by value it has no interval."""
        if not self.is_by_value:
            return self.rate
        label = f"{self.rate.label}, by value"
        return Rate(f"{self.rate.column}_by_value", label, self.rate.formula)


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    if not shell.has_marts(publication, questions.MARTS):
        return
    scope = shell.current_scope()
    chosen = choose(questions.segment_kinds(publication))
    word = "first contact" if chosen.clock == "cohort" else "end"
    st.caption(f"{scope.describe()} · by the month of the {word}")
    together = questions.headline(publication, scope, chosen.clock)
    if together.empty:
        st.info("No unique lead in these months. Take a longer range of months.")
        return
    cards(publication, together.iloc[0], chosen.clock)
    months(publication, scope, chosen)
    segments(publication, scope, chosen, together.iloc[0])
    left, right = st.columns(2, gap="medium")
    with left:
        reasons(publication, scope, chosen)
    with right:
        competitors(publication, chosen)
    league.league(publication, scope)
    products.products(publication)


def choose(kinds: tuple[str, ...]) -> Chosen:
    """The page's own filters: which month counts, what is compared, by which rate."""
    with st.grid(4, min_column_width=180, vertical_alignment="bottom"):
        clock = st.segmented_control(
            "Month of",
            list(CLOCKS),
            default="First contact",
            required=True,
            key="month_of",
            bind="query-params",
            help="**First contact**: what became of the leads of a month; young months "
            "are not decided yet.\n\n**End**: what was won and lost in a month.",
        )
        by_label = {vocabulary.SEGMENT_KINDS[kind]: kind for kind in kinds}
        kind = st.selectbox(
            "Compare by", list(by_label), key="compare", bind="query-params"
        )
        the_clock = CLOCKS[clock or "First contact"]
        rates = RATES if the_clock == "cohort" else RATES[:2]
        by_name = {rate.label: rate for rate in rates}
        rate = st.selectbox(
            "Win rate",
            list(by_name),
            key="rate",
            bind="query-params",
            help="\n\n".join(f"**{rate.label}** = {rate.formula}." for rate in RATES),
        )
        by = st.segmented_control(
            "By",
            [COUNT, VALUE],
            default=COUNT,
            required=True,
            key="weigh",
            bind="query-params",
            help="**Value**: target amount, else the expected value of such leads.",
        )
    return Chosen(
        the_clock,
        by_label.get(kind or "", "channel"),
        by_name.get(rate or "", RATES[0]),
        by == VALUE,
    )


def cards(publication: Publication, row: pd.Series, clock: OutcomeClock) -> None:
    """The three rates by count with their intervals, and by value."""
    denominators = {
        "win_rate_decided": "decided",
        "win_rate_all_terminal": "terminal",
        "win_rate_cohort": "created",
    }
    with st.grid(4, min_column_width=158):
        for rate in RATES if clock == "cohort" else RATES[:2]:
            cases = formats.count(row[denominators[rate.column]])
            by_value = formats.percent(row[f"{rate.column}_by_value"], 1)
            st.metric(
                f"Won {rate.label[:1].lower()}{rate.label[1:]}",
                formats.percent(row[rate.column], 1),
                f"{formats.percent_range(row[rate.low], row[rate.high])} of {cases}",
                delta_color="off",
                delta_arrow="off",
                help=f"{rate.formula}, with the 95% interval by Wilson.\n\n"
                f"By value: **{by_value}**.",
                border=True,
            )
        st.metric(
            "Won",
            formats.count(row["won"]),
            formats.money(row["won_amount"], publication.currency),
            delta_color="off",
            delta_arrow="off",
            help="Unique leads won, and their value.",
            border=True,
        )
    values = " · ".join(
        f"{rate.label.lower()} {formats.percent(row[f'{rate.column}_by_value'], 1)}"
        for rate in (RATES if clock == "cohort" else RATES[:2])
    )
    text = f"By value: {values}."
    if clock == "cohort":
        text += (
            f" {formats.percent(row['maturity'])} of these unique leads have ended; "
            "“of all created” rises as the others do."
        )
    st.caption(text)


def months(publication: Publication, scope: Scope, chosen: Chosen) -> None:
    """The rates over the months."""
    rows = questions.by_month(publication, scope, chosen.clock)
    rates = RATES if chosen.clock == "cohort" else RATES[:2]
    drawn = (chosen.shown,) if chosen.is_by_value else rates
    panel(
        publication,
        "How has the win rate moved?",
        rate_figures.by_month(rows, drawn) if not rows.empty else None,
        Sheet(
            "win_loss_months",
            rows,
            (
                Column("month", "Month", "month", is_pinned=True),
                *columns.rate_columns(rates),
            ),
            {"clock": chosen.clock},
        ),
        note="Bands are 95% intervals; months with few leads have wide ones."
        if not chosen.is_by_value
        else "By value there is no interval: a few large jobs decide it.",
    )


def segments(
    publication: Publication, scope: Scope, chosen: Chosen, together: pd.Series
) -> None:
    """The chosen rate by segment."""
    rate = chosen.shown
    rows = questions.by_segment(publication, scope, chosen.clock, chosen.kind)
    known = rows.dropna(subset=[rate.column])
    rates = RATES if chosen.clock == "cohort" else RATES[:2]
    word = vocabulary.SEGMENT_KINDS[chosen.kind]
    notes = []
    if scope.company_ids and chosen.kind != "company":
        notes.append(
            f"**Of {publication.whole}**: only the comparison by company follows the "
            "company filter."
        )
    if len(known) > rate_figures.SHOWN:
        notes.append(f"The {rate_figures.SHOWN} with the most decided.")
    notes.append("Hollow: few cases. The dotted line is all together.")
    segment_columns = (
        Column("label", word, "text", is_pinned=True),
        *columns.rate_columns(rates),
        Column(
            "win_rate_decided_shrunk",
            "Of decided, shrunk",
            "percent",
            "Over all months, drawn towards the rate of all as far as chance explains "
            "how segments differ.",
        ),
    )
    panel(
        publication,
        f"Who wins more, by {word.lower()}?",
        rate_figures.with_bars(
            known,
            rate,
            list(known["label"]),
            denominator(chosen),
            together[rate.column],
        )
        if not known.empty
        else None,
        Sheet("win_loss_segments", rows, segment_columns, {"clock": chosen.clock}),
        note=" ".join(notes),
        explanation=f"{rate.label} = {rate.formula}.",
    )


def denominator(chosen: Chosen) -> str:
    """The column of the cases behind the chosen rate."""
    denominators = {"win_rate_all_terminal": "terminal", "win_rate_cohort": "created"}
    return denominators.get(chosen.rate.column, "decided")


def reasons(publication: Publication, scope: Scope, chosen: Chosen) -> None:
    """Why leads were lost."""
    column, unit = ("lost_amount", "money") if chosen.is_by_value else ("lost", "count")
    rows = questions.loss_reasons(publication, scope, chosen.clock)
    given = rows[rows["is_reason_given"]]["lost"].sum()
    note = ""
    if not rows.empty:
        share = formats.percent(given / rows["lost"].sum())
        note = f"A reason was given for {share} of those lost; the rest is grey."
    the_unit: Unit = "money" if unit == "money" else "count"
    panel(
        publication,
        "Why are leads lost?",
        figures.reasons(rows, column, the_unit, publication.currency)
        if not rows.empty
        else None,
        Sheet("loss_reasons", rows, columns.REASONS, {"clock": chosen.clock}),
        note=note,
        explanation="The reason that was given with the loss.",
        if_empty="Nothing was lost in these months.",
    )


def competitors(publication: Publication, chosen: Chosen) -> None:
    """How leads that name a competitor end."""
    rows = questions.competitors(publication)
    by_value = "win_rate_decided_by_value"
    rate = Rate(by_value, "Won of decided, by value", RATES[0].formula)
    if not chosen.is_by_value:
        rate = Rate("win_rate_decided", "Won of decided", RATES[0].formula)
    cases = rows.assign(decided=rows["won"] + rows["lost"])
    panel(
        publication,
        "Against whom is it hard to win?",
        rate_figures.with_bars(
            cases, rate, [str(label) for label in rows["competitor_label"]], "decided"
        )
        if not rows.empty
        else None,
        Sheet("competitor_outcomes", rows, columns.COMPETITORS),
        note="All months, the whole network. A lead that names several is in several "
        "rows.",
        if_empty="No lead names a competitor.",
    )


if __name__ == "__main__":
    render()
