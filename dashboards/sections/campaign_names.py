"""Campaigns that are named and do not exist, and names that break their rule."""

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import quality as columns
from dashboards.figures import quality as figures
from dashboards.publication import Publication
from dashboards.questions import quality as questions
from dashboards.sheets import Sheet, panel, table


def names(publication: Publication) -> None:
    """Campaigns that are named and do not exist, and names that break their rule."""
    rows = questions.unknown_campaigns(publication)
    panel(
        publication,
        "Which campaigns are named and do not exist?",
        figures.bars(
            rows,
            [str(name) for name in rows["campaign_text"]],
            figures.LEADS,
            "Leads",
        )
        if not rows.empty
        else None,
        Sheet("unknown_campaigns", rows, columns.UNKNOWN),
        note=_most_like(rows),
        explanation="Their leads count, and their revenue is in “Unknown campaign” until "
        "the campaign or an alias is created.",
        if_empty="Every campaign that a lead names exists.",
    )
    violations = questions.naming_violations(publication)
    st.subheader("Which names break the naming rule of their channel?", anchor=False)
    if violations.empty:
        st.success(
            "Every campaign's name follows the rule of its channel, if it has one."
        )
        return
    complete = violations["is_suggestion_complete"].astype(bool)
    violations = violations.assign(
        completeness=complete.map({True: "Complete", False: "A part is unknown"})
    )
    table(publication, Sheet("naming_violations", violations, columns.VIOLATIONS))


def _most_like(rows: pd.DataFrame) -> str:
    likely = rows.dropna(subset=["suggested_campaign"])
    if likely.empty:
        return ""
    best = likely.sort_values("suggestion_likeness", ascending=False).iloc[0]
    return (
        f"**{formats.markdown(str(best['campaign_text']))}** is most likely "
        f"**{formats.markdown(str(best['suggested_campaign']))}**."
    )
