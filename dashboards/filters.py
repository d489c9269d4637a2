"""The filter bar that all pages share; every filter is in the URL.

A label is what the URL carries, so the labels are part of every saved link.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from dashboards import formats, queries
from dashboards.metrics import BASIS_NOTES, CLOCK_NOTES, MODEL_NOTES
from dashboards.publication import Publication
from dashboards.selection import (
    BASES,
    CLOCKS,
    DEFAULT_PRESET,
    MODELS,
    PRESETS,
    AttributionModel,
    Clock,
    MonthRange,
    RevenueBasis,
    Selection,
    Slices,
    add_months,
    months_between,
    preset_range,
)

# Each filter's key in the URL, and what it stands at when the URL does not say.
DEFAULTS: dict[str, object] = {
    "months": DEFAULT_PRESET,
    "company": [],
    "channel": [],
    "clock": "cohort",
    "model": "confirmed",
    "basis": "invoiced",
}


@dataclass(frozen=True)
class Choice:
    """What the reader chose, and what surrounds it."""

    selection: Selection
    bounds: MonthRange
    running_month: date | None

    @property
    def previous(self) -> Selection | None:
        """The equally long range before, or None where the data does not reach back."""
        before = self.selection.previous()
        return before if before.first_month >= self.bounds.first else None


def filter_bar(publication: Publication) -> Choice | None:
    """Draw the filters; None where the publication holds no month at all."""
    bounds = queries.month_bounds(publication)
    if bounds is None:
        return None
    slices = queries.slices(publication)
    today = datetime.now(UTC).astimezone(publication.zone).date()
    with st.grid(6, min_column_width=150, key="filters"):
        months = _month_range(bounds, today)
        company_ids = _companies(publication)
        channels = _channels(publication)
        clock = _clock(slices)
        model = _model(slices)
        basis = _basis(slices, clock)
    selection = Selection(
        months.first, months.last, clock, model, basis, company_ids, channels
    )
    running = today.replace(day=1)
    is_running = months.first <= running <= months.last
    return Choice(selection, bounds, running if is_running else None)


@dataclass(frozen=True)
class Scope:
    """What pages without campaign money are asked about; no company means all."""

    company_ids: tuple[str, ...] = ()
    company_labels: tuple[str, ...] = ()
    months: MonthRange | None = None

    def describe(self) -> str:
        """The scope in one line of Markdown."""
        names = ", ".join(self.company_labels) or "All companies"
        text = f"**{formats.markdown(names)}**"
        if self.months is not None:
            text += f" · {formats.months(self.months.first, self.months.last)}"
        return text


def scope_bar(publication: Publication, has_months: bool) -> Scope | None:
    """Draw the company filter and, if asked, that of months; None without any month.

    They are the filters of filter_bar, so that both bars share what is chosen.
    """
    bounds = queries.month_bounds(publication) if has_months else None
    if has_months and bounds is None:
        return None
    today = datetime.now(UTC).astimezone(publication.zone).date()
    with st.grid(4, min_column_width=150, key="filters"):
        months = _month_range(bounds, today) if bounds is not None else None
        company_ids = _companies(publication)
    labels = tuple(st.session_state.get("company", ()))
    return Scope(company_ids, labels, months)


def describe(choice: Choice) -> str:
    """The choice in one line of Markdown, so that no figure stands without it."""
    selection = choice.selection
    text = (
        f"**{formats.months(selection.first_month, selection.last_month)}** · "
        f"{CLOCKS[selection.clock].lower()} clock · "
        f"{MODELS[selection.model].lower()} attribution · "
        f"{BASES[selection.basis].lower()} revenue"
    )
    if choice.running_month is not None:
        text += f" · {formats.month(choice.running_month)} is not over yet"
    return text


def _month_range(bounds: MonthRange, today: date) -> MonthRange:
    preset = st.selectbox(
        "Months",
        PRESETS,
        index=PRESETS.index(DEFAULT_PRESET),
        key="months",
        bind="query-params",
        help="The running month is left out, except in “All months” and “Custom”.",
    )
    if preset != "Custom":
        return preset_range(preset or DEFAULT_PRESET, bounds.first, bounds.last, today)
    count = months_between(bounds.first, bounds.last) + 1
    options = [add_months(bounds.first, number) for number in range(count)]
    start = preset_range(DEFAULT_PRESET, bounds.first, bounds.last, today)
    first = st.selectbox(
        "From",
        options,
        index=options.index(start.first),
        format_func=formats.month,
        key="from",
        bind="query-params",
    )
    first = first or bounds.first
    until = [month for month in options if month >= first]
    last = st.selectbox(
        "To",
        until,
        index=len(until) - 1,
        format_func=formats.month,
        key="to",
        bind="query-params",
    )
    return MonthRange(first, last or bounds.last)


def _companies(publication: Publication) -> tuple[str, ...]:
    companies = queries.companies(publication)
    ids = dict(zip(companies["label"], companies["company_id"], strict=True))
    chosen = st.multiselect(
        "Company",
        list(ids),
        key="company",
        bind="query-params",
        placeholder="All companies",
        wrap=False,
        help="A company brings the companies below it: a franchisor, its franchisees.",
    )
    return tuple(sorted(ids[label] for label in chosen))


def _channels(publication: Publication) -> tuple[str, ...]:
    chosen = st.multiselect(
        "Channel",
        list(queries.channels(publication)),
        key="channel",
        bind="query-params",
        placeholder="All channels",
        wrap=False,
        help="Revenue of no known campaign has no channel: it stays in the "
        "reconciliation, whatever is chosen here.",
    )
    return tuple(sorted(chosen))


def _clock(slices: Slices) -> Clock:
    return st.selectbox(
        "Clock",
        slices.clocks,
        format_func=lambda clock: CLOCKS[clock],
        key="clock",
        bind="query-params",
        help=_notes(CLOCKS, CLOCK_NOTES),
    )


def _model(slices: Slices) -> AttributionModel:
    return st.selectbox(
        "Attribution",
        slices.models,
        format_func=lambda model: MODELS[model],
        key="model",
        bind="query-params",
        help=_notes(MODELS, MODEL_NOTES),
    )


def _basis(slices: Slices, clock: Clock) -> RevenueBasis:
    bases = slices.bases_of(clock)
    return st.selectbox(
        "Revenue",
        bases,
        format_func=lambda basis: BASES[basis],
        key="basis",
        bind="query-params",
        disabled=len(bases) == 1,
        help=_notes(BASES, BASIS_NOTES)
        + "\n\nThe cash clock knows collected revenue only.",
    )


def _notes(labels: dict, notes: dict) -> str:  # type: ignore[type-arg]
    return "\n\n".join(f"**{label}**: {notes[key]}" for key, label in labels.items())
