"""Audit log: who signed in, decided, exported and started what."""

import pandas as pd
import streamlit as st

from dashboards import people, shell
from dashboards.columns.audit import COLUMNS
from dashboards.sheets import Sheet, table

NEWEST = 500

publication = shell.current_publication()
events = people.noted(NEWEST)
st.subheader("Who did what?", anchor=False)
if not events:
    st.info("Nobody has signed in, decided or exported anything yet.")
else:
    st.caption(
        f"The newest {NEWEST:,} events; older ones are in the desk store's table "
        "`audit_log`."
        if len(events) == NEWEST
        else f"All {len(events):,} events since the log was begun."
    )
    rows = pd.DataFrame([vars(event) for event in events])
    rows["occurred_at"] = (
        rows["occurred_at"].dt.tz_localize("UTC").dt.tz_convert(publication.zone)
    )
    rows["occurred_at"] = rows["occurred_at"].dt.strftime("%d %b %Y, %H:%M:%S")
    table(publication, Sheet("audit_log", rows, COLUMNS))
