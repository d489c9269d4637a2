"""The evidence on two records: side by side, as a waterfall, and what was not used."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.columns import review as columns
from dashboards.figures.evidence import waterfall
from dashboards.publication import Publication
from dashboards.questions import review as questions
from dashboards.sections.picking import sure_percent
from dashboards.sheets import Column, Sheet, panel, table

_FIELDS = {
    "full_name": "Name",
    "organization": "Organization",
    "phones": "Phones",
    "emails": "E-mails",
    "street": "Street",
    "postcode": "Postcode",
    "city": "City",
    "created_at": "Since",
    "source": "Delivered in",
}
MOST_SIDE_BY_SIDE = 4


def side_by_side(publication: Publication, record_ids: tuple[str, ...]) -> None:
    """One column per record, one row per field; what all say alike is marked."""
    found = questions.records(publication, record_ids[:MOST_SIDE_BY_SIDE])
    if found.empty:
        st.info("These records are not in the publication.")
        return
    st.subheader("What do the records say?", anchor=False)
    rows = comparison(found)
    names = [name for name in rows.columns if name not in ("field", "agree")]
    sheet = Sheet(
        "review_records",
        rows,
        (
            Column("field", "Field", "text", is_pinned=True),
            *(Column(name, name, "text") for name in names),
            Column("agree", "Same", "text"),
        ),
    )
    table(publication, sheet)
    if len(record_ids) > MOST_SIDE_BY_SIDE:
        st.caption(f"The first {MOST_SIDE_BY_SIDE} of {len(record_ids)} records.")


def comparison(found: pd.DataFrame) -> pd.DataFrame:
    """Records turned on their side: a row per field, with whether all say the same."""
    shown = [
        {
            **row,
            "full_name": _name(row),
            "created_at": f"{row['created_at']:%d %b %Y, %H:%M} UTC"
            if row["created_at"]
            else None,
            "source": f"{row['source_file']}, line {row['source_line']}",
        }
        for row in questions.plain(found)
    ]
    rows = []
    for key, label in _FIELDS.items():
        values = [row[key] for row in shown]
        if not any(values):
            continue
        said = [str(value) for value in values if value]
        is_same = len(said) > 1 and len(set(said)) == 1
        rows.append(
            {
                "field": label,
                **{
                    str(row["record_id"]): None if value is None else str(value)
                    for row, value in zip(shown, values, strict=True)
                },
                "agree": "same" if is_same else "",
            }
        )
    return pd.DataFrame(rows)


def _name(row: dict[str, Any]) -> str | None:
    if row["full_name"]:
        return str(row["full_name"])
    parts = (row["first_name"], row["last_name"])
    return " ".join(str(part) for part in parts if part) or None


def pair(
    publication: Publication, record_ids: tuple[str, ...], customer_id: str
) -> None:
    """Why the model thinks that one of the records is of the customer, or not."""
    found = questions.best_pair(publication, record_ids, customer_id)
    if found is None:
        st.info(
            "No pair of these records was scored: they are joined through others, or by "
            "what a source names."
        )
        return
    steps = pd.DataFrame(found["steps"])
    sure = (
        "uncalibrated: there are too few labelled pairs yet"
        if not found.get("is_calibrated")
        else "calibrated on labelled pairs"
    )
    rule = found.get("blocking_rule")
    panel(
        publication,
        "What speaks for one person, and what against?",
        waterfall(steps, float(found["match_weight"])),
        Sheet(
            "review_waterfall",
            steps,
            (
                Column("comparison", "Compared", "text", is_pinned=True),
                Column("label", "What was found", "text"),
                Column("weight", "Weight", "number"),
                Column("total", "Sum", "number"),
            ),
        ),
        note=f"{found['record_l']} and {found['record_r']}: "
        f"{sure_percent(float(found['match_probability']))}, {sure}"
        + (f"; found by {rule}." if rule else "."),
        explanation="The odds that two records drawn at random are one person, and what "
        "each comparison adds or takes away. One more doubles the odds.",
    )


def not_used(publication: Publication, record_ids: tuple[str, ...]) -> None:
    """Phones and e-mails that were left out of the comparison."""
    rows = questions.ignored(publication, record_ids)
    if rows.empty:
        st.caption("Every phone and e-mail of these records was compared.")
        return
    named = rows.assign(ignored_because=rows["ignored_because"].str.replace("_", " "))
    st.subheader("What was ignored?", anchor=False)
    table(publication, Sheet("review_ignored", named, columns.IGNORED))
