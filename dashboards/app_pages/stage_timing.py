"""Stage timing: how long leads stay, how they leave, and what is won by which day.

Those that still go on are counted with what is known of them (Kaplan-Meier); the mean of
the ended alone is shown beside it as the answer that misleads.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards import formats, queries, shell, theme, vocabulary
from dashboards.columns import stage_timing as columns
from dashboards.figures import timing as figures
from dashboards.publication import Publication
from dashboards.questions import stage_timing as questions
from dashboards.sections import log_rank
from dashboards.sheets import Sheet, panel

TOGETHER = vocabulary.segment(vocabulary.EVERYTHING, "all", "")
# More curves than this cannot be told apart; the table has all segments.
CURVES = 5
CURVES_DEFAULT = 3
EXITS_OF = {
    "first_contact_to_won": "first_contact_to_decided",
    "first_contact_to_lost": "first_contact_to_decided",
}


@dataclass(frozen=True)
class Segments:
    """What is compared: the kind, and the segments drawn with their looks."""

    kind: str
    rows: pd.DataFrame
    names: dict[str, str]
    looks: dict[str, theme.CampaignLook]


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    if not shell.has_marts(publication, questions.MARTS):
        return
    stages = questions.stages(publication)
    if not stages:
        st.info("No lead has been in any stage yet.")
        return
    with st.grid(4, min_column_width=180):
        stage = chosen_stage(stages)
        kind = chosen_kind(questions.segment_kinds(publication))
        segments = chosen_segments(publication, stage, kind)
        exits_of = chosen_exits(segments)
    st.caption(f"**{vocabulary.TIMED.get(stage, stage)}** · {publication.whole}")
    together = questions.together(publication, stage)
    if together.empty or segments.rows.empty:
        st.info("Nothing has been in this stage. Choose another.")
        return
    cards(together.iloc[0])
    curves(publication, stage, segments)
    if kind != vocabulary.EVERYTHING:
        st.markdown(
            log_rank.difference(
                publication,
                stage,
                kind,
                segments.rows,
                float(together["median_days"].iloc[0]),
            )
        )
    left, right = st.columns(2, gap="medium")
    with left:
        medians(publication, stage, segments)
    with right:
        ways_out(publication, stage, segments, exits_of)
    wins(publication, segments)


def chosen_stage(stages: tuple[str, ...]) -> str:
    labels = {vocabulary.TIMED.get(s, vocabulary.in_words(s)): s for s in stages}
    chosen = st.selectbox(
        "What is timed",
        list(labels),
        key="stage",
        bind="query-params",
        help="From the first contact of a unique lead, or from entering a stage.",
    )
    return labels[chosen or next(iter(labels))]


def chosen_kind(kinds: tuple[str, ...]) -> str:
    labels = {
        vocabulary.SEGMENT_KINDS.get(kind, vocabulary.in_words(kind)): kind
        for kind in kinds
    }
    options = [*labels, TOGETHER]
    chosen = st.selectbox("Compare by", options, key="compare", bind="query-params")
    return labels.get(chosen or TOGETHER, vocabulary.EVERYTHING)


def chosen_segments(publication: Publication, stage: str, kind: str) -> Segments:
    """The reader's segments, else the largest with enough cases to tell something."""
    rows = questions.by_segment(publication, stage, kind)
    chosen: list[str] = []
    if kind != vocabulary.EVERYTHING:
        chosen = st.multiselect(
            "Segments",
            sorted(rows["label"], key=str.lower),
            # Another kind has other segments, so each kind keeps its own choice.
            key=f"segments_{kind}",
            bind="query-params",
            max_selections=CURVES,
            placeholder=f"The {CURVES_DEFAULT} largest",
            wrap=False,
        )
    drawn = rows[rows["label"].isin(chosen)] if chosen else rows.head(CURVES_DEFAULT)
    drawn = drawn.sort_values("label", key=lambda labels: labels.str.lower())
    looks = {
        segment: theme.campaign_look(rank)
        for rank, segment in enumerate(drawn["segment"])
    }
    if kind == "campaign":
        ids = list(queries.campaigns(publication)["campaign_id"])
        looks |= {s: theme.campaign_look(ids.index(s)) for s in looks if s in ids}
    names = dict(zip(drawn["segment"], drawn["label"], strict=True))
    return Segments(kind, rows, names, looks)


def chosen_exits(segments: Segments) -> str:
    """Whose ways out are shown: those of everything, or of a segment drawn."""
    if segments.kind == vocabulary.EVERYTHING:
        return TOGETHER
    options = [TOGETHER, *segments.names.values()]
    chosen = st.selectbox("Ways out of", options, key="exits_of", bind="query-params")
    return chosen or TOGETHER


def cards(row: pd.Series) -> None:
    """The median, how it spreads, who still goes on, and the mean that misleads."""
    low, high = row["median_low_days"], row["median_high_days"]
    with st.grid(4, min_column_width=158):
        st.metric(
            "Median",
            formats.duration(row["median_days"], 1440),
            formats.duration_range(low, high, 1440),
            delta_color="off",
            delta_arrow="off",
            help="Days until half have ended, by Kaplan-Meier with those that still go "
            "on, and the 95% interval. A dash: fewer than half end in this way.",
            border=True,
        )
        st.metric(
            "If it gets there",
            formats.duration(row["median_days_if_reached"], 1440),
            f"{formats.percent(row['reached_share'])} get there",
            delta_color="off",
            delta_arrow="off",
            help="Median days of those that end in the way that is timed.",
            border=True,
        )
        st.metric(
            "Still going on",
            formats.count(row["open_n"]),
            f"of {formats.count(row['n'])} stays",
            delta_color="off",
            delta_arrow="off",
            help="Stays of which the end is not known yet. They are in the median.",
            border=True,
        )
        st.metric(
            "Misleading mean",
            formats.duration(row["naive_mean_days"], 1440),
            f"leaves out {formats.count(row['n'] - row['ended_n'])}",
            delta_color="off",
            delta_arrow="off",
            help="Mean of those that have ended. Not to be used: it leaves out all "
            "that have not ended so, which are the slow ones, and one very long stay moves it.",
            border=True,
        )


def curves(publication: Publication, stage: str, segments: Segments) -> None:
    """Survival curves of the segments drawn."""
    points = questions.curves(publication, stage, segments.kind, tuple(segments.names))
    sizes = segments.rows.set_index("segment")
    names = {
        segment: f"{formats.shortened(name)} · {formats.count(sizes.n[segment])} stays, "
        f"{formats.count(sizes.open_n[segment])} open"
        for segment, name in segments.names.items()
    }
    rows = points.assign(label=points["segment"].map(segments.names))
    panel(
        publication,
        "How long does it take?",
        figures.survival(points, names, segments.looks) if not points.empty else None,
        Sheet("stage_timing_curves", rows, columns.CURVES, {"stage": stage}),
        note="The share that is not yet over, with its 95% band; where a curve crosses "
        "the dotted line is its median. The axis ends soon after most "
        "have ended; the table goes on.",
        explanation="Kaplan-Meier: those that still go on count as long as they were "
        "watched.",
    )


def medians(publication: Publication, stage: str, segments: Segments) -> None:
    """Every segment's median, and how far the mean of the ended misleads."""
    shown = min(len(segments.rows), figures.RANGE_LIMIT)
    note = "The cross is the mean of the ended alone: not to be used."
    if shown < len(segments.rows):
        note = f"The {shown} largest of {len(segments.rows)}. {note}"
    panel(
        publication,
        "How far off is the mean?",
        figures.medians(segments.rows, segments.looks),
        Sheet("stage_timing", segments.rows, columns.TIMING, {"stage": stage}),
        note=note,
        explanation="Medians with their 95% intervals. A segment without a dot has not "
        "ended for half of its stays.",
    )


def ways_out(
    publication: Publication, stage: str, segments: Segments, label: str
) -> None:
    """How stays end: the share that has left in each way, by time."""
    timed = EXITS_OF.get(stage, stage)
    kind = vocabulary.EVERYTHING if label == TOGETHER else segments.kind
    ids = {name: segment for segment, name in segments.names.items()}
    segment = ids.get(label, vocabulary.EVERYTHING)
    rows = questions.exits(publication, timed, kind, segment)
    table = rows[rows["is_last"]].assign(
        exit_type=lambda last: last["exit_type"].map(vocabulary.stage)
    )
    panel(
        publication,
        "How do they end?",
        figures.exits(rows) if not rows.empty else None,
        Sheet(
            "stage_exits", table, columns.WAYS_OUT, {"stage": timed, "segment": label}
        ),
        note=f"{formats.markdown(label)}. The ways exclude each other; what is missing to "
        "100% still goes on.",
        explanation="Aalen-Johansen: the share that has left in each way by then.",
        if_empty="Nothing has left this stage yet.",
    )


def wins(publication: Publication, segments: Segments) -> None:
    """What share of all created is won by 30, 60, 90 and 180 days."""
    rates = questions.win_rates(publication, segments.kind, tuple(segments.names))
    rows = rates.assign(label=rates["segment"].map(segments.names))
    panel(
        publication,
        "How much is won by which day?",
        figures.win_rates(rates, segments.names, segments.looks)
        if not rates.empty
        else None,
        Sheet("win_rates_by_day", rows, columns.WINS),
        note="Of all created, however they end, with 95% intervals.",
        explanation="Aalen-Johansen with those still open. It does not depend on what is "
        "timed above.",
        if_empty="These segments have not been watched for 30 days yet.",
    )


if __name__ == "__main__":
    render()
