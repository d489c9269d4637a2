"""Pipeline: where open leads are, now and on any day before, and what they are worth.

A unique lead is open until it is won, lost, cancelled or complete. Days before today are
told as they are known now; the last chart says how that differs from what was published.
"""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboards import formats, shell, vocabulary
from dashboards.columns import pipeline as columns
from dashboards.figures import pipeline as figures
from dashboards.figures.axes import each
from dashboards.publication import Publication
from dashboards.questions import pipeline as questions
from dashboards.questions.pipeline import Companies
from dashboards.sections import calibration
from dashboards.sheets import Column, Sheet, panel

COMPARED_DAYS = 30
RANGES = {"3 months": 91, "12 months": 365, "All": None}
# More points than this cannot be told apart; days between are left out.
POINTS = 130


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    if not shell.has_marts(publication, questions.MARTS):
        return
    bounds = questions.day_bounds(publication)
    if bounds is None:
        st.info("No unique lead has been open on any day yet.")
        return
    scope = shell.current_scope()
    with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
        day = chosen_day(bounds)
        label = chosen_measure()
        days_back = chosen_range()
    st.caption(f"{scope.describe()} · **{formats.day(day)}**, at its end")
    stages = questions.stages_on(publication, scope.company_ids, day)
    if not stages["open_unique_leads"].iloc[-1]:
        st.info(f"No unique lead of this choice was open on {formats.day(day)}.")
    cards(publication, scope.company_ids, day, stages, bounds[0])
    left, right = st.columns([4, 6], gap="medium")
    with left:
        where(publication, day, stages, label)
    with right:
        since(publication, scope.company_ids, day, label, days_back, bounds[0])
    worth(publication, scope.company_ids, is_now=day == bounds[1])
    left, right = st.columns(2, gap="medium")
    with left:
        calibration.calibrated(publication)
    with right:
        ages(publication, scope.company_ids)
    restated(publication, scope.company_ids)


def chosen_day(bounds: tuple[date, date]) -> date:
    """Any day on which something was open; the day of the run at first."""
    first, last = bounds
    chosen = st.date_input(
        "On the day",
        value=last,
        min_value=first,
        max_value=last,
        key="day",
        bind="query-params",
        help="Where leads were at the end of this day, as it is known now.",
    )
    return chosen if isinstance(chosen, date) else last


def chosen_measure() -> str:
    chosen = st.segmented_control(
        "Measured by",
        list(columns.MEASURES),
        default="Unique leads",
        required=True,
        key="measure",
        bind="query-params",
        wrap=True,
        help="\n\n".join(
            f"**{k}**: {measure.help}" for k, measure in columns.MEASURES.items()
        ),
    )
    return chosen or "Unique leads"


def chosen_range() -> int | None:
    chosen = st.segmented_control(
        "Days before",
        list(RANGES),
        default="12 months",
        required=True,
        key="back",
        bind="query-params",
    )
    return RANGES[chosen or "12 months"]


def cards(
    publication: Publication,
    companies: Companies,
    day: date,
    stages: pd.DataFrame,
    first: date,
) -> None:
    """All open leads together, against a month before."""
    before_day = day - timedelta(days=COMPARED_DAYS)
    now = stages.iloc[-1]
    before = (
        questions.stages_on(publication, companies, before_day).iloc[-1]
        if before_day >= first
        else None
    )
    shown = (
        ("Open unique leads", "open_unique_leads", "count", columns.OPEN.help),
        ("Target amount", "target_amount", "money", columns.TARGET.help),
        ("Weighted amount", "weighted_amount", "money", columns.WEIGHTED.help),
    )
    with st.grid(4, min_column_width=158):
        for label, column, unit, meaning in shown:
            st.metric(
                label,
                formats.figure(now[column], unit, publication.currency),  # type: ignore[arg-type]
                formats.change(now[column], None if before is None else before[column]),
                delta_color="off",
                help=meaning,
                border=True,
            )
        share = targeted_share(now)
        st.metric(
            "With a target amount",
            formats.percent(share),
            formats.change(
                share, None if before is None else targeted_share(before), is_share=True
            ),
            delta_color="off",
            help="Share of the open unique leads that have a target amount. The amounts "
            "beside it leave out all others.",
            border=True,
        )
    if before is not None:
        st.caption(f"Changes are against {formats.day(before_day)}.")


def targeted_share(stages: pd.Series) -> float | None:
    """The share of the open unique leads that have a target amount."""
    if not stages["open_unique_leads"]:
        return None
    return float(stages["targeted_unique_leads"] / stages["open_unique_leads"])


def where(
    publication: Publication, day: date, stages: pd.DataFrame, label: str
) -> None:
    """The funnel of the day."""
    measure = columns.MEASURES[label]
    rows = stages.assign(
        stage=[*(vocabulary.stage(stage) for stage in stages["stage"][:-1]), "Together"]
    )
    panel(
        publication,
        "Where are open leads?",
        figures.by_stage(
            stages.iloc[:-1], measure.column, measure.unit, publication.currency
        ),
        Sheet(
            "pipeline_stages",
            rows,
            columns.STAGE_COLUMNS,
            {"as_of_date": day.isoformat()},
        ),
        explanation=measure.help,
    )


def since(
    publication: Publication,
    companies: Companies,
    day: date,
    label: str,
    days_back: int | None,
    first: date,
) -> None:
    """The days up to the chosen one."""
    measure = columns.MEASURES[label]
    start = first if days_back is None else max(first, day - timedelta(days=days_back))
    step = max(1, -(-(day - start).days // POINTS))
    days = questions.over_days(publication, companies, start, day, step)
    rows = days.assign(stage=days["stage"].map(vocabulary.stage))
    panel(
        publication,
        "How has the pipeline come here?",
        figures.over_days(
            days, measure.column, measure.unit, publication.currency, day
        ),
        Sheet(
            "pipeline_days",
            rows,
            (
                Column("as_of_date", "Day", "date"),
                columns.STAGE,
                columns.OPEN,
                columns.TARGET,
                columns.WEIGHTED,
            ),
        ),
        note="" if step == 1 else f"Every {step} days, back from {formats.day(day)}.",
        explanation="Each day as it is known now, with what was delivered later.",
    )


def worth(publication: Publication, companies: Companies, is_now: bool) -> None:
    """The value of what is open now, weighted three ways, with the cases behind."""
    values = questions.values(publication, companies)
    rows = values.assign(stage=values["stage"].map(vocabulary.stage))
    note = "" if is_now else "**As of the run**, not of the day chosen above.  \n"
    if not values.empty:
        note += cases_behind(rows)
    panel(
        publication,
        "What are the open leads worth?",
        figures.weighted_values(values, publication.currency),
        Sheet("pipeline_value", rows, columns.WORTH),
        note=note,
        explanation="Only leads with a target amount. Unweighted is what they bring if "
        "all are won; the two others weigh each by its probability to win.",
        if_empty="No open lead of this choice.",
    )


def cases_behind(rows: pd.DataFrame) -> str:
    """One sentence on how many cases each stage's weights rest on."""
    parts = [
        f"{row.stage}: {formats.count(row.human_unique_leads)} with a probability, "
        f"{formats.count(row.own_history_cases)} own and "
        f"{formats.count(row.network_history_cases)} network cases decided"
        for row in each(rows)
    ]
    few = formats.count(rows["fewest_cases"].max())
    return (
        f"Cases behind the weights. {'; '.join(parts)}. A company with fewer than {few} "
        "decided cases takes the network's history."
    )


def ages(publication: Publication, companies: Companies) -> None:
    """How long the open leads have been open."""
    rows = questions.ages(publication, companies)
    panel(
        publication,
        "How old are the open leads?",
        figures.ages(rows) if not rows.empty else None,
        Sheet("pipeline_ages", rows, columns.AGES),
        note="As of the run. See “Due” for those past their day.",
        explanation="Days since the first lead of each open unique lead.",
        if_empty="No lead of this choice is open.",
    )


def restated(publication: Publication, companies: Companies) -> None:
    """What earlier publications said of their day, and what is known of it now."""
    rows = questions.restated(publication, companies)
    panel(
        publication,
        "How far have earlier pipelines been restated?",
        figures.restated(rows) if not rows.empty else None,
        Sheet("pipeline_restated", rows, columns.RESTATED),
        explanation="Other causes: other persons, campaigns, companies or rules.",
        if_empty="No earlier publication is kept yet; the next run has one to compare "
        "with.",
    )


if __name__ == "__main__":
    render()
