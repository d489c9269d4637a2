"""What is asked about changes: which publications there are, and what differs between two.

The comparison itself is orchestration.diff's, the same as `leadhouse diff`.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from dashboards.publication import Manifest, Publication
from dashboards.reading import ask, question
from dashboards.selection import Selection
from orchestration.access import relation
from orchestration.diff.report import Chosen, diff

MARTS = ("restatements",)
# Behind each cause of each figure; how many there are is said beside it.
RECORDS = 50
# The measures that are compared, by their names on the page.
MEASURES = {
    "Revenue": "revenue_amount",
    "Spend": "spend_amount",
    "Leads": "leads",
    "Unique leads": "unique_leads",
}


def published(publication: Publication) -> tuple[Publication, ...]:
    """The publications that are kept, the newest first, each seen by the same reader.

    A folder without a readable manifest is no publication: one that is being written.
    """
    found = []
    for path in publication.folder.parent.glob("*/manifest.json"):
        try:
            manifest = Manifest.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValidationError):
            continue
        found.append(replace(publication, folder=path.parent, manifest=manifest))
    return tuple(sorted(found, key=lambda each: each.run_id, reverse=True))


@question
def comparison(
    before: Publication,
    after: Publication,
    clock: str,
    measure: str,
    model: str,
    basis: str,
) -> dict[str, Any]:
    """What changed from one publication to the other, with the records of each cause.

    Raises PublicationError where the two cannot be compared.
    """
    chosen = Chosen(clock, measure, model, basis, records=RECORDS)

    def rows_of(folder: Path, mart: str) -> str:
        return relation(folder, mart, after.audience)

    return diff(before.folder, after.folder, chosen, rows_of).to_json()


_COLUMNS = [
    "campaign_id",
    "campaign",
    "month",
    "amount_before",
    "amount_after",
    "figure_change",
    "cause",
    "change",
    "records_count",
]


@question
def told_in_advance(
    before: Publication, after: Publication, measure: str, model: str, basis: str
) -> pd.DataFrame | None:
    """What the later publication says it changed of the earlier one, as causes_of has it;
    None where it says nothing of this pair. Cohort clock."""
    pair = {"before": before.run_id, "after": after.run_id}
    known = """
    select count(*) from {restatements}
    where run_id = $after and previous_run_id = $before
    """
    if after.missing(MARTS) or not ask(after, known, pair).fetchall()[0][0]:
        return None
    sql = """
    select
        changes.campaign_id,
        coalesce(campaigns.name, changes.campaign_id),
        changes.month,
        changes.amount_before,
        changes.amount_after,
        changes.amount_after - changes.amount_before,
        changes.cause,
        changes.change,
        changes.records_count
    from {restatements} as changes
    left join {dim_campaigns} as campaigns
        on changes.campaign_id = campaigns.campaign_id
    where
        changes.run_id = $after
        and changes.previous_run_id = $before
        and changes.measure = $measure
        and coalesce(changes.attribution_model, $model) = $model
        and coalesce(changes.revenue_basis, $basis) = $basis
    order by
        abs(changes.amount_after - changes.amount_before) desc, changes.campaign_id,
        changes.month, abs(changes.change) desc, changes.cause
    """
    asked = {**pair, "measure": measure, "model": model, "basis": basis}
    return pd.DataFrame(ask(after, sql, asked).fetchall(), columns=_COLUMNS)


def causes_of(document: dict[str, Any]) -> pd.DataFrame:
    """One row per campaign, month and cause; `changes` of a figure sum to its change."""
    return pd.DataFrame(
        [
            {
                "campaign_id": figure["campaign_id"],
                "campaign": figure["campaign"] or figure["campaign_id"],
                "month": pd.Timestamp(figure["month"]).date(),
                "amount_before": figure["amount_before"],
                "amount_after": figure["amount_after"],
                "figure_change": figure["change"],
                "cause": cause["cause"],
                "change": cause["change"],
                "records_count": cause["records_count"],
            }
            for figure in document["figures"]
            for cause in figure["causes"]
        ],
        columns=_COLUMNS,
    )


def records_of(
    document: dict[str, Any], campaign_id: str, month: str
) -> list[dict[str, Any]]:
    """The records behind one figure, month as YYYY-MM, with the cause of each."""
    return [
        {"cause": cause["cause"], **record}
        for figure in document["figures"]
        if figure["campaign_id"] == campaign_id and figure["month"][:7] == month
        for cause in figure["causes"]
        for record in cause["records"]
    ]


@question
def total(
    publication: Publication,
    clock: str,
    measure: str,
    model: str,
    basis: str,
    with_buckets: bool,
) -> Decimal:
    """A measure over everything, or without what belongs to no known campaign."""
    assert measure in MEASURES.values()
    sql = f"""
    select coalesce(sum(roi.{measure}), 0)
    from {{campaign_roi}} as roi
    left join {{dim_campaigns}} as campaigns on roi.campaign_id = campaigns.campaign_id
    where
        roi.clock = $clock
        and roi.attribution_model = $model
        and roi.revenue_basis = $basis
        and ($with_buckets or not coalesce(campaigns.is_special, false))
    """
    parameters = {
        "clock": clock,
        "model": model,
        "basis": basis,
        "with_buckets": with_buckets,
    }
    return Decimal(ask(publication, sql, parameters).fetchall()[0][0])


@question
def since_the_last_one(publication: Publication, selection: Selection) -> pd.DataFrame:
    """One row per cause: what this publication changed of the one before it, the largest
    change first; revenue of the model and basis, of all months and companies."""
    sql = """
    select
        cause,
        sum(change) as change,
        cast(sum(records_count) as bigint) as records_count,
        cast(count(distinct (campaign_id, month)) as bigint) as figures,
        any_value(previous_run_id) as previous_run_id
    from {restatements}
    where
        run_id = $run_id
        and measure = 'revenue_amount'
        and attribution_model = $model
        and revenue_basis = $basis
    group by cause
    order by abs(sum(change)) desc, cause
    """
    parameters = {
        "run_id": publication.run_id,
        "model": selection.model,
        "basis": selection.basis,
    }
    return ask(publication, sql, parameters).df()
