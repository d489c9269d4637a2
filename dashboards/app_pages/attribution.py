"""Attribution: what each model credits to each campaign, and the contacts behind it.

Attributed, not incremental: which contacts came before a sale and how a model divides it.
"""

import pandas as pd
import streamlit as st

from dashboards import filters, formats, shell
from dashboards.columns import Column, Kind
from dashboards.columns import attribution as columns
from dashboards.figures import attribution as figures
from dashboards.filters import Choice
from dashboards.metrics import Unit
from dashboards.publication import Publication
from dashboards.questions import attribution as questions
from dashboards.sections.journeys import (
    chosen_slice,
    effects,
    lags,
    lengths,
    looks,
    paths,
)
from dashboards.selection import MODELS
from dashboards.sheets import Sheet, panel, table

RANKED = 10
SHOWN: dict[str, tuple[str, Unit]] = {
    "Money": ("revenue_amount", "money"),
    "Share": ("revenue_share", "percent"),
    "Difference to confirmed": ("difference_amount", "money"),
    "ROAS": ("roas", "ratio"),
}
PLACES = {"ROAS": "roas_place", "Revenue": "revenue_place"}
# What the models do where there is nothing to divide: docs/attribution.md.
DEGENERATE = (
    ("No contact before the sale", "Nobody earns it: unattributed under every model."),
    ("One contact", "It takes all, under every model."),
    (
        "Two contacts, position",
        "First and last share evenly; the middle's part is none.",
    ),
    ("One contact in several roles", "Its weights add up, then all are renormalised."),
    ("All contacts direct", "Last non-direct is last."),
    (
        "Two contacts at one instant",
        "Numbered by lead id; time decay weighs them alike.",
    ),
    ("No contact weighs anything", "All contacts of the path are equals."),
    ("No sale to learn from", "Markov and Shapley have no effects: all are equals."),
    (
        "More than five campaigns on a path, Shapley",
        "Shared evenly among them, the value of a simpler game.",
    ),
    (
        "Not yet confirmed",
        "The confirmed model credits nobody until a customer and a campaign are known; "
        "the other models credit the contacts.",
    ),
)


def render() -> None:
    """Draw the page."""
    publication = shell.current_publication()
    choice = shell.current_choice()
    if not shell.has_marts(publication, questions.MARTS):
        return
    described = filters.describe(choice).replace(
        f" · {MODELS[choice.selection.model].lower()} attribution", " · all models"
    )
    st.caption(f"{described} · **attributed, not incremental**")
    rows = questions.side_by_side(publication, choice.selection)
    if rows.empty:
        shell.show_empty_selection("credit to a campaign")
        return
    listed = questions.models(publication)
    labels = dict(zip(listed["attribution_model"], listed["label"], strict=True))
    rows = rows.assign(model=rows["attribution_model"].map(labels))
    side_by_side(publication, choice, rows, labels)
    ranks(publication, choice, rows, labels)
    paths(publication, choice)
    left, right = st.columns(2, gap="medium")
    with left:
        lengths(publication, choice)
    with right:
        lags(publication, choice)
    effects(publication)
    explained(listed)


def side_by_side(
    publication: Publication,
    choice: Choice,
    rows: pd.DataFrame,
    labels: dict[str, str],
) -> None:
    """Every model's credit to every campaign, and the same as one column per model."""
    label = st.segmented_control(
        "Show",
        list(SHOWN),
        default="Money",
        required=True,
        key="show",
        bind="query-params",
        wrap=True,
    )
    column, unit = SHOWN[label or "Money"]
    known = rows[~rows["is_special"]].dropna(subset=[column])
    panel(
        publication,
        "How much does each model credit to each campaign?",
        figures.models(
            known,
            labels,
            column,
            unit,
            publication.currency,
            f"{label}, {publication.currency}" if unit == "money" else str(label),
        )
        if len(known)
        else None,
        Sheet("attribution_models", rows, columns.LONG, chosen_slice(choice)),
        note=_moved(publication, rows, known),
        explanation="All models divide the same revenue: what one gives to a campaign it "
        "takes from others, or from what is not attributed.",
        if_empty="No campaign has such a figure in this choice.",
    )
    with st.expander("One column per model"):
        table(publication, wide(rows, labels, column, unit, choice))


def wide(
    rows: pd.DataFrame,
    labels: dict[str, str],
    column: str,
    unit: Unit,
    choice: Choice,
) -> Sheet:
    """The same figures with one column per model."""
    turned = rows.pivot_table(
        index=["campaign_id", "name"],
        columns="attribution_model",
        values=column,
        sort=False,
    ).reset_index()
    kind: Kind = "cents" if unit == "money" else unit
    shown = (
        Column("name", "Campaign", "text", is_pinned=True),
        *(Column(key, text, kind) for key, text in labels.items()),
    )
    return Sheet("attribution_by_model", turned, shown, chosen_slice(choice))


def _moved(publication: Publication, rows: pd.DataFrame, known: pd.DataFrame) -> str:
    """Which campaign depends most on the model, and how much nobody earns."""
    if known.empty:
        return ""
    most = known.nlargest(1, "spread_amount").iloc[0]
    spread = formats.markdown(
        formats.money(float(most["spread_amount"]), publication.currency)
    )
    text = f"The model matters most for **{formats.markdown(str(most['name']))}**: "
    text += f"{spread} between the model that gives it least and most. "
    shown = known["campaign_id"].nunique()
    if shown > figures.SHOWN:
        text += f"The {figures.SHOWN} largest of {shown} campaigns are drawn."
    return text


def ranks(
    publication: Publication,
    choice: Choice,
    rows: pd.DataFrame,
    labels: dict[str, str],
) -> None:
    """The place of each campaign under each model."""
    label = st.segmented_control(
        "Place by",
        list(PLACES),
        default="ROAS",
        required=True,
        key="place",
        bind="query-params",
    )
    column = PLACES[label or "ROAS"]
    known = rows.dropna(subset=[column])
    best = known.groupby("campaign_id")[column].median().nsmallest(RANKED).index
    drawn = known[known["campaign_id"].isin(best)].sort_values(column, kind="stable")
    panel(
        publication,
        "Does the model change which campaign is best?",
        figures.places(drawn, labels, column, looks(publication))
        if len(drawn)
        else None,
        Sheet("attribution_places", known, columns.LONG, chosen_slice(choice)),
        note=_changed(known, column, len(best)),
        if_empty="No campaign has spend in this choice, so none has a ROAS.",
    )


def _changed(known: pd.DataFrame, column: str, drawn: int) -> str:
    """How many campaigns have the same place under all models."""
    if known.empty:
        return ""
    spread = known.groupby("campaign_id")[column].nunique()
    same = int((spread == 1).sum())
    return (
        f"{same} of {len(spread)} campaigns have one place under all models; the {drawn} "
        "best by their median place are drawn."
    )


def explained(listed: pd.DataFrame) -> None:
    """What each model does, also where there is nothing to divide."""
    with st.expander("What each model does, and where there is nothing to divide"):
        st.table(
            pd.DataFrame({"Model": listed["label"], "What it does": listed["note"]}),
            border="horizontal",
        )
        st.table(
            pd.DataFrame(DEGENERATE, columns=["Where", "What happens"]),
            border="horizontal",
        )


if __name__ == "__main__":
    render()
