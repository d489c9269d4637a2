"""The contacts before a sale: paths, how many, how long, and what sales depend on."""

import pandas as pd
import streamlit as st

from dashboards import formats, queries, theme
from dashboards.columns import attribution as columns
from dashboards.figures import attribution as figures
from dashboards.filters import Choice
from dashboards.publication import Publication
from dashboards.questions import attribution as questions
from dashboards.questions.attribution import LagFrom, PathKind
from dashboards.selection import BASES
from dashboards.sheets import Sheet, panel

PATHS = 15
LAGS: dict[str, LagFrom] = {
    "First contact": "first_touch",
    "Last contact": "last_touch",
}
KINDS: dict[str, PathKind] = {"Campaigns": "campaign", "Channels": "channel"}
EFFECT_MODELS = {"Markov": "markov", "Markov, order 2": "markov_2"}


def paths(publication: Publication, choice: Choice) -> None:
    """The most frequent paths to a sale."""
    label = st.segmented_control(
        "Paths of",
        list(KINDS),
        default="Campaigns",
        required=True,
        key="paths",
        bind="query-params",
    )
    basis = choice.selection.basis
    rows = questions.paths(publication, basis, KINDS[label or "Campaigns"], PATHS)
    total = int(rows["all_conversions"].iloc[0]) if len(rows) else 0
    panel(
        publication,
        "Which paths lead to a sale?",
        figures.paths(rows) if len(rows) else None,
        Sheet("conversion_paths", rows, columns.PATHS, {"revenue_basis": basis}),
        note=f"Of {formats.count(total)} conversions, all months and companies, "
        f"{BASES[basis].lower()} revenue. Contacts of one campaign in a row are one step.",
    )


def lengths(publication: Publication, choice: Choice) -> None:
    """How many contacts came before a sale."""
    rows = questions.lengths(publication, choice.selection)
    panel(
        publication,
        "How many contacts come before a sale?",
        figures.lengths(rows) if len(rows) else None,
        Sheet("path_lengths", rows, columns.LENGTHS, chosen_slice(choice)),
        note="Sales of the months, all companies. Without a contact the revenue is "
        "unattributed under every model.",
    )


def lags(publication: Publication, choice: Choice) -> None:
    """How long a sale takes from the first or the last contact."""
    label = st.segmented_control(
        "Days since the",
        list(LAGS),
        default="First contact",
        required=True,
        key="lag",
        bind="query-params",
    )
    rows = questions.lags(publication, choice.selection, LAGS[label or "First contact"])
    known = rows.dropna(subset=["days"])
    panel(
        publication,
        "How long does a sale take?",
        figures.lags(rows) if len(known) else None,
        Sheet("time_lags", rows, columns.LAGS, chosen_slice(choice)),
        note=_median_note(rows, known),
        if_empty="No sale of these months has a contact before it.",
    )


def _median_note(rows: pd.DataFrame, known: pd.DataFrame) -> str:
    """When half and nine tenths of the sales had come, and how many have no contact."""
    if known.empty:
        return ""
    half, most = (
        formats.count(float(known[known["share_until"] >= share]["days"].iloc[0]))
        for share in (0.5, 0.9)
    )
    without = int(rows["conversions"].sum() - known["conversions"].sum())
    text = f"Half of the sales come within {half} days, nine tenths within {most}."
    if without:
        text += f" {formats.count(without)} have no contact and no lag."
    return f"{text} All companies."


def effects(publication: Publication) -> None:
    """What the data-driven models learned: which campaign the sales depend on."""
    label = st.segmented_control(
        "Learned by",
        list(EFFECT_MODELS),
        default="Markov",
        required=True,
        key="learned",
        bind="query-params",
    )
    rows = questions.effects(publication, EFFECT_MODELS[label or "Markov"])
    panel(
        publication,
        "How many sales would be lost without the campaign?",
        figures.effects(rows, looks(publication)) if len(rows) else None,
        Sheet("attribution_effects", rows, columns.EFFECTS, {"model": str(label)}),
        note="By the model, of all journeys of all months: not proven by an experiment.",
        if_empty="There is no journey with a sale to learn from, so campaigns are equals.",
    )


def looks(publication: Publication) -> dict[str, theme.CampaignLook]:
    """How each campaign is drawn, by id."""
    names = queries.campaigns(publication)
    return {
        str(key): theme.campaign_look(rank)
        for rank, key in enumerate(names["campaign_id"])
    }


def chosen_slice(choice: Choice) -> dict[str, str]:
    """The slice that a table shows, for its file."""
    selection = choice.selection
    return {
        "first_month": selection.first_month.isoformat(),
        "last_month": selection.last_month.isoformat(),
        "clock": selection.clock,
        "revenue_basis": selection.basis,
    }
