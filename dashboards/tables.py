"""Tables of figures as the pages show them, and as a spreadsheet gets them.

Values stay numbers, so that a column still sorts; only their writing is set here.
"""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards import formats, theme
from dashboards.answers import Reconciliation
from dashboards.columns import Column, metric_columns
from dashboards.metrics import METRICS, Metric
from dashboards.selection import YOUNG_MATURITY, Selection
from dashboards.sheets import Sheet

BUCKET_MEANINGS = {
    "chosen": "The campaigns that the page shows",
    "other_channels": "Left out by the channel filter",
    "__no_campaign__": "Leads that name no campaign",
    "__unknown_campaign__": "Leads that name a campaign which does not exist",
    "__unattributed__": "Revenue for which no lead was found",
}


def with_notes(campaigns: pd.DataFrame) -> pd.DataFrame:
    """The campaigns with a `note` that says why a figure is missing or unsafe."""
    young = campaigns["maturity"].lt(YOUNG_MATURITY).fillna(False)
    share = campaigns["maturity"].mul(100).round().astype("Int64").astype("string")
    spends = campaigns["spend_amount"].gt(0)
    earns_nothing = campaigns["revenue_amount"].eq(0)
    note = np.select(
        [
            young.to_numpy(),
            (spends & earns_nothing).to_numpy(),
            (~spends).to_numpy(),
        ],
        [
            ("Young, " + share + "% decided").to_numpy(object),
            "Spends and earns nothing",
            "No spend",
        ],
        default="",
    )
    return campaigns.assign(note=note)


INTERVALS = ("revenue", "roas", "roi")


def with_intervals(
    campaigns: pd.DataFrame, judged: pd.DataFrame, selection: Selection
) -> pd.DataFrame:
    """The campaigns with `<figure>_low` and `_high` where the interval is of this money.

    Intervals are made for the confirmed model on the cohort clock, all companies
    together, over months old enough to judge: one is taken only where spend and revenue
    are those of the row, so that no range stands on a figure of other months.
    """
    ends = [f"{name}_{end}" for name in INTERVALS for end in ("low", "high")]
    is_of_this_slice = (
        selection.clock == "cohort"
        and selection.model == "confirmed"
        and not selection.company_ids
        and len(judged) > 0
    )
    if not is_of_this_slice:
        return campaigns.assign(**dict.fromkeys(ends, np.nan))
    key = ["campaign_id", "spend_amount", "revenue_amount"]
    of_the_interval = judged[[*key, *ends, "roi"]].rename(columns={"roi": "judged_roi"})
    rows = campaigns.merge(of_the_interval, on=key, how="left")
    # ROI of gross profit and ROI of revenue are two figures.
    is_other = (rows["roi"] - rows["judged_roi"]).abs().gt(1e-6)
    rows.loc[is_other, ["roi_low", "roi_high"]] = np.nan
    return rows.drop(columns="judged_roi")


def styled(
    rows: pd.DataFrame,
    metrics: tuple[Metric, ...],
    currency: str,
    texts: tuple[str, ...] = ("name",),
) -> Styler:
    """The text columns and the metrics, written out; young rows are dimmed."""
    columns = [*texts, *(metric.column for metric in metrics)]
    young = (
        rows["maturity"].lt(YOUNG_MATURITY).fillna(False).to_numpy()
        if "maturity" in rows
        else np.zeros(len(rows), dtype=bool)
    )

    def dim(column: pd.Series) -> list[str]:
        return [f"color: {theme.FAINT_TEXT}" if is_young else "" for is_young in young]

    def writer(metric: Metric) -> Any:
        return lambda value: formats.figure(value, metric.unit, currency)

    writers = {metric.column: writer(metric) for metric in metrics}
    return rows[columns].style.format(writers, na_rep=formats.MISSING).apply(dim)


def column_settings(
    metrics: tuple[Metric, ...], is_wide: bool = False
) -> dict[str, Any]:
    """Headings, with each metric's definition on hover.

    In a wide table the campaign stays in sight while the figures are scrolled.
    """
    settings: dict[str, Any] = {
        "name": st.column_config.TextColumn("Campaign", pinned=is_wide, width=170),
        "channel": st.column_config.TextColumn("Channel", width=110),
        "note": st.column_config.TextColumn("Note", width=150),
    }
    for metric in metrics:
        settings[metric.column] = st.column_config.NumberColumn(
            metric.label, help=metric.help
        )
    return settings


def reconciliation_rows(parts: Reconciliation) -> pd.DataFrame:
    """One row per part of all revenue, exact to the cent."""
    total = parts.total_amount
    return pd.DataFrame(
        [
            {
                "part": bucket.name,
                "revenue_amount": bucket.revenue_amount,
                "share": float(bucket.revenue_amount / total) if total else None,
                "leads": bucket.leads,
                "unique_leads": bucket.unique_leads,
                "won_unique_leads": bucket.won_unique_leads,
                "spend_amount": bucket.spend_amount,
                "meaning": BUCKET_MEANINGS.get(bucket.key, ""),
            }
            for bucket in parts.buckets
        ]
    )


def reconciliation_sheet(parts: Reconciliation, selection: Selection) -> Sheet:
    """The parts of all revenue as a file; their sum is left to the spreadsheet."""
    columns = (
        Column("part", "Credited to", "text"),
        *metric_columns(
            tuple(
                METRICS[key]
                for key in (
                    "leads",
                    "unique_leads",
                    "won_unique_leads",
                    "spend_amount",
                )
            )
        ),
        Column(
            "revenue_amount", "Revenue", "money", METRICS["total_revenue_amount"].help
        ),
        Column("share", "Share", "percent"),
        Column("meaning", "Meaning", "text"),
    )
    rows = reconciliation_rows(parts)
    return Sheet("revenue_by_bucket", rows, columns, chosen(selection))


def reconciliation_table(parts: Reconciliation, currency: str) -> Styler:
    """One row per part of all revenue, and their sum, exact to the cent."""
    rows = reconciliation_rows(parts)
    numbers = rows.drop(columns=["part", "meaning"]).sum()
    rows.loc[len(rows)] = {**numbers, "part": "Total", "meaning": ""}
    is_total = rows["part"].eq("Total") & (rows.index == len(rows) - 1)

    def strengthen(column: pd.Series) -> list[str]:
        return ["font-weight: 600" if last else "" for last in is_total]

    writers: dict[str, Any] = dict.fromkeys(
        ("leads", "unique_leads", "won_unique_leads"), formats.count
    )
    for key in ("spend_amount", "revenue_amount"):
        writers[key] = lambda value: formats.money(value, currency, decimals=2)
    writers["share"] = lambda value: formats.percent(value, decimals=1)
    return (
        rows.astype({"spend_amount": float, "revenue_amount": float})
        .style.format(writers, na_rep=formats.MISSING)
        .apply(strengthen)
    )


def reconciliation_settings() -> dict[str, Any]:
    """Headings of the reconciliation table."""
    number = st.column_config.NumberColumn
    settings: dict[str, Any] = {
        key: number(METRICS[key].label, help=METRICS[key].help)
        for key in ("leads", "unique_leads", "won_unique_leads", "spend_amount")
    }
    return {
        "part": st.column_config.TextColumn("Credited to", width=150),
        **settings,
        "revenue_amount": number("Revenue", help=METRICS["total_revenue_amount"].help),
        "share": number("Share"),
        "meaning": st.column_config.TextColumn("Meaning", width=300),
    }


CHECK_COLUMNS = {
    "severity": "Severity",
    "suite": "Suite",
    "check": "Check",
    "table_name": "Table",
    "observed": "Observed",
    "rows_failed": "Rows failed",
}


def campaign_sheet(
    campaigns: pd.DataFrame, buckets: pd.DataFrame, selection: Selection
) -> Sheet:
    """The campaigns and the special buckets as a file."""
    metrics = tuple(
        metric for key, metric in METRICS.items() if key in campaigns.columns
    )
    columns = (
        Column("campaign_id", "Campaign id", "text"),
        Column("name", "Campaign", "text"),
        Column("channel", "Channel", "text"),
        Column("is_special", "No campaign of its own", "text"),
        *metric_columns(metrics),
    )
    rows = pd.concat(
        [campaigns.assign(is_special=False), buckets.assign(is_special=True)],
        ignore_index=True,
    )
    return Sheet("campaign_roi", rows, columns, chosen(selection))


def chosen(selection: Selection) -> dict[str, str]:
    """The slice of money that a file holds."""
    return {
        "first_month": selection.first_month.isoformat(),
        "last_month": selection.last_month.isoformat(),
        "clock": selection.clock,
        "attribution_model": selection.model,
        "revenue_basis": selection.basis,
    }
