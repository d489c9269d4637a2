"""The league of companies or people: raw and adjusted win rates, and who changes places."""

import pandas as pd
import streamlit as st

from dashboards import formats
from dashboards.columns import win_loss as columns
from dashboards.figures import outcomes as figures
from dashboards.filters import Scope
from dashboards.publication import Publication
from dashboards.questions import win_loss as questions
from dashboards.questions.win_loss import League
from dashboards.sheets import Sheet, panel, table

LEAGUES: dict[str, League] = {"Companies": "company", "People": "user"}


def league(publication: Publication, scope: Scope) -> None:
    """Companies or people by win rate: raw, and with the league's mix of cases."""
    label = st.segmented_control(
        "League of",
        list(LEAGUES),
        default="Companies",
        required=True,
        key="league",
        bind="query-params",
    )
    kind = LEAGUES[label or "Companies"]
    rows = questions.league(publication, scope.company_ids, kind)
    pairs = questions.reversals(publication, scope.company_ids, kind)
    sure = pairs[pairs["is_significant"]]
    reversed_ids = {*sure["raw_better_id"], *sure["raw_worse_id"]}
    panel(
        publication,
        "Who wins more than others with the same cases?",
        figures.league(rows, reversed_ids) if not rows.empty else None,
        Sheet(f"league_{kind}", rows, columns.LEAGUE),
        note=f"All months; the first {min(len(rows), figures.SHOWN)} of {len(rows)} by "
        "adjusted place. Where intervals overlap, places mean little.",
        explanation="Raw is won ÷ decided. Adjusted is the rate that it would have with "
        "the league's mix of cases; those with too little in common have none.",
    )
    if not rows.empty:
        simpson(publication, pairs, kind)


def simpson(publication: Publication, pairs: pd.DataFrame, kind: League) -> None:
    """Pairs whose order turns round once both have the same mix of cases."""
    sure = pairs[pairs["is_significant"]]
    if pairs.empty:
        st.success(
            "No two of them change places when the mix of cases is made the same."
        )
        return
    if sure.empty:
        st.info(
            f"**No Simpson reversal beyond chance.** {len(pairs)} pairs change places "
            "when the mix of cases is made the same, all within chance."
        )
    else:
        first = sure.iloc[0]
        st.warning(
            f"**{len(sure)} Simpson reversals.** "
            f"{formats.markdown(first['raw_better_label'])} looks better than "
            f"{formats.markdown(first['raw_worse_label'])} "
            f"({formats.percent(first['better_win_rate_raw'])} against "
            f"{formats.percent(first['worse_win_rate_raw'])}) only because it gets easier "
            "cases: with the same mix it is "
            f"{formats.percent(first['better_win_rate_adjusted'])} against "
            f"{formats.percent(first['worse_win_rate_adjusted'])}."
        )
    rows = pairs.assign(is_significant=pairs["is_significant"].map({True: "Yes"}))
    rows = rows.fillna({"is_significant": "No"})
    with st.expander(f"Pairs that change places · {len(rows)}"):
        table(publication, Sheet(f"reversals_{kind}", rows, columns.SIMPSON))
