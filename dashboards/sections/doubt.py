"""What would make a decision on a campaign surer: other rules, reviews, more time."""

import pandas as pd
import streamlit as st

from dashboards import filters, formats
from dashboards.columns import decisions as columns
from dashboards.figures import campaign as campaign_figures
from dashboards.figures import decisions as figures
from dashboards.links import link
from dashboards.publication import Publication
from dashboards.questions import decisions as questions
from dashboards.sheets import Sheet, panel, table

CLOSE_CALLS = 12
REVIEWS = 10


def robustness(
    publication: Publication, campaign_id: str, name: str, labels: dict[str, str]
) -> None:
    """Whether the order of campaigns depends on the rules in force."""
    if publication.missing(("what_if", "what_if_orders")):
        return
    st.subheader(
        f"Does the order of {name} and others depend on the rules?", anchor=False
    )
    orders = questions.orders_of(publication, campaign_id)
    shown = orders.assign(
        now=[
            "Better" if better else "Worse or equal"
            for better in orders["is_better_now"]
        ]
    )
    if not orders.empty:
        # Widgets keep ids, so that two campaigns of one name stay two.
        options = list(orders["other_campaign_id"])
        other = st.selectbox(
            f"Compare {name} with",
            options,
            format_func=lambda key: labels.get(key, key),
            key="other",
            bind="query-params",
        )
        st.markdown(holds(orders, other or options[0], name))
    panel(
        publication,
        "In how many settings of the rules does each order hold?",
        figures.orders(orders, CLOSE_CALLS) if len(orders) else None,
        Sheet("what_if_orders", shown, columns.ORDERS, {"campaign_id": campaign_id}),
        note=f"By ROAS over all months; the {min(CLOSE_CALLS, len(orders))} closest calls "
        f"of {len(orders)} pairs.",
        explanation="Each setting is one choice of match threshold, opportunity gap, "
        "campaign rule, lookback and attribution model.",
        if_empty="It has no spend, so it has no ROAS to compare.",
    )
    rows = questions.places(publication)
    panel(
        publication,
        "Which place would each campaign have under other rules?",
        figures.places(rows, campaign_id) if len(rows) else None,
        Sheet("what_if_places", rows, columns.PLACES),
        note="Dot: place by ROAS under the rules in force. Bar: best to worst place over "
        "all settings.",
        if_empty="No campaign has spend, so none has a place.",
    )


def holds(orders: pd.DataFrame, other: str, name: str) -> str:
    """One sentence on whether the order of two campaigns holds."""
    row = orders[orders["other_campaign_id"] == other].iloc[0]
    first, second = formats.markdown(name), formats.markdown(str(row["name"]))
    better, worse = (first, second) if row["is_better_now"] else (second, first)
    return (
        f"**{better}** has the better ROAS than **{worse}** today, and this order holds "
        f"in **{formats.percent(row['holds_share'])}** of "
        f"{formats.count(row['settings'])} settings of the rules."
    )


def worthwhile_reviews(publication: Publication, campaign_id: str | None) -> None:
    """The matches whose review narrows the intervals most."""
    st.subheader("Which reviews would make this surer?", anchor=False)
    if publication.missing(("review_value",)):
        st.info("This publication does not say which reviews are worth most.")
        return
    rows = questions.reviews_worth_most(publication, campaign_id, REVIEWS)
    if rows.empty:
        st.success("No match of this campaign is in doubt; only more orders help.")
        return
    whole = "all" if campaign_id is None else "this campaign's"
    taken = formats.percent(float(rows["variance_share"].sum()))
    st.caption(
        f"The first {len(rows)} of {formats.count(rows['total'].iloc[0])} doubtful "
        f"matches ({whole}); together they hold {taken} of the network's match "
        "uncertainty."
    )
    shown = rows.assign(
        waits=["Yes" if isinstance(key, str) else "No" for key in rows["review_id"]]
    )
    table(publication, Sheet("review_value", shown, columns.REVIEWS))
    link("review", "Review these matches →")


def projections(
    publication: Publication,
    choice: filters.Choice,
    campaign_id: str,
    name: str,
    colour: str,
) -> None:
    """What the campaign's young months may still earn, drawn apart from revenue."""
    if publication.missing(("cohort_projections",)):
        return
    rows = questions.projections(publication, campaign_id, choice.selection)
    young = rows[rows["still_to_come_amount"] > 0]
    panel(
        publication,
        f"What may the young months of {name} still bring?",
        campaign_figures.projection(rows, publication.currency, colour)
        if len(young)
        else None,
        Sheet("cohort_projections", rows, columns.PROJECTIONS),
        note="Hatched is a projection with its 90% interval, **not revenue**: it is in no "
        "other figure. Cohort clock, all companies together.",
        explanation="A month's leads grow as older months did from that age on (chain "
        "ladder; interval by Mack 1993).",
        if_empty="Every month of this choice is as old as money takes to come: there is "
        "nothing to project.",
    )
