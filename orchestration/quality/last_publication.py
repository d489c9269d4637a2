"""The figures of the last publication that a new one is compared with."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from orchestration.access import file_rows
from orchestration.errors import PublicationError
from orchestration.settings import Workspace

USUAL_DAYS = 28
# The one slice of campaign_roi in which each invoice and each cost stands once.
TOTAL_SLICE = (
    "clock = 'period' and attribution_model = 'confirmed' "
    "and revenue_basis = 'invoiced'"
)

# First size and first weight of each bin; the last one has no end.
SIZE_BINS = (1, 2, 3, 4, 5, 7, 11, 21)
WEIGHT_BINS = tuple(range(-6, 25, 3))


def person_sizes_sql(leads: str, customers: str) -> str:
    """SQL for `bin` and `n`: records by how many records their person has."""
    return f"""
        select (select max(b) from (values {_values(SIZE_BINS)}) as bins (b)
            where b <= size) as bin, sum(size) as n
        from (
            select count(*) as size
            from (
                select person_id from {leads} union all select person_id from {customers}
            )
            where person_id is not null
            group by person_id
        )
        group by bin
    """


def weights_sql(pairs: str) -> str:
    """SQL for `bin` and `n`: scored pairs by match weight."""
    low, high = WEIGHT_BINS[0], WEIGHT_BINS[-1]
    return f"""
        select cast(floor(greatest(least(match_weight, {high}), {low}) / 3) * 3 as integer)
            as bin, count(*) as n
        from {pairs} where match_weight is not null group by bin
    """


def _values(bins: tuple[int, ...]) -> str:
    return ", ".join(f"({each})" for each in bins)


@dataclass(frozen=True)
class LastPublication:
    """Totals of the publication that is up now.

    Shares are of all leads and inbound calls; `leads_per_day` is the mean over the 28
    days up to `newest_lead_date`; amounts are of all campaigns, in the report currency.
    Records and pairs are by bin; none where the publication did not say yet.
    """

    run_id: str
    report_currency: str
    rows: dict[str, int] = field(default_factory=dict)
    leads: int = 0
    origin_share: dict[str, float] = field(default_factory=dict)
    newest_lead_date: date | None = None
    leads_per_day: float = 0.0
    revenue_amount: float = 0.0
    spend_amount: float = 0.0
    records_by_person_size: dict[int, int] = field(default_factory=dict)
    pairs_by_weight: dict[int, int] = field(default_factory=dict)


def read_last_publication(workspace: Workspace) -> LastPublication | None:
    """The current publication's figures; None where nothing has been published.

    PublicationError where `current` names one that is not whole: what it held is then
    unknown, and a comparison that quietly did not happen would let anything through.
    """
    pointer = workspace.published / "current"
    if not pointer.is_file():
        return None
    run_id = pointer.read_text("utf-8").strip()
    folder = workspace.published / run_id
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        rows = {str(name): int(count) for name, count in manifest["rows"].items()}
        return _with_totals(folder, run_id, str(manifest["report_currency"]), rows)
    except (OSError, ValueError, KeyError, duckdb.Error) as error:
        raise PublicationError(
            f"{pointer} names the publication {run_id!r}, which cannot be read "
            f"({error}); mend it, or remove that file to publish anew."
        ) from error


def _with_totals(
    folder: Path, run_id: str, report_currency: str, rows: dict[str, int]
) -> LastPublication:
    with duckdb.connect() as con:
        leads = file_rows(folder / "fct_leads.parquet")
        ((count, newest, recent),) = con.execute(
            f"""
            select
                count(*),
                max(created_date),
                count(*) filter (
                    where created_date > newest - {USUAL_DAYS}
                )
            from {leads}
            cross join (select max(created_date) as newest from {leads}) as bounds
            """
        ).fetchall()
        shares = con.execute(
            "select origin, count(*) / sum(count(*)) over () "
            f"from {leads} group by origin"
        ).fetchall()
        ((revenue, spend),) = con.execute(
            f"""
            select
                coalesce(cast(sum(revenue_amount) as double), 0),
                coalesce(cast(sum(spend_amount) as double), 0)
            from {file_rows(folder / "campaign_roi.parquet")}
            where {TOTAL_SLICE}
            """
        ).fetchall()
        sizes, weights = _distributions(con, folder, leads)
    return LastPublication(
        run_id=run_id,
        report_currency=report_currency,
        rows=rows,
        leads=count,
        origin_share={str(origin): float(share) for origin, share in shares},
        newest_lead_date=newest,
        leads_per_day=recent / USUAL_DAYS,
        revenue_amount=revenue,
        spend_amount=spend,
        records_by_person_size=sizes,
        pairs_by_weight=weights,
    )


def _distributions(
    con: duckdb.DuckDBPyConnection, folder: Path, leads: str
) -> tuple[dict[int, int], dict[int, int]]:
    """Records by size of their person, and pairs by weight where they are published."""
    customers = folder / "dim_customers.parquet"
    evidence = folder / "match_evidence.parquet"
    sizes = con.execute(person_sizes_sql(leads, file_rows(customers))).fetchall()
    weights = (
        con.execute(weights_sql(file_rows(evidence))).fetchall()
        if evidence.exists()
        else []
    )
    return (
        {int(each): int(count) for each, count in sizes},
        {int(each): int(count) for each, count in weights},
    )
