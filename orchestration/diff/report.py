"""A comparison of two publications as one JSON document and as text.

Belongs here: choosing changes and the records behind them. Causes are causes.py's, words
text.py's.
"""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.diff import Row, Versions, compared, whole_mart
from orchestration.diff.text import diff_lines
from orchestration.errors import LeadhouseError

DEFINITION_FOLDER = "definition"


@dataclass(frozen=True)
class Chosen:
    """Which changes are asked for; None is all. `records` is how many for each cause."""

    clock: str = "cohort"
    measure: str | None = None
    model: str | None = None
    basis: str | None = None
    campaign: str | None = None
    records: int | None = None


@dataclass(frozen=True)
class Diff:
    """What changed from one publication to another."""

    document: Row

    def to_json(self) -> Row:
        """The document of `leadhouse diff --json`; amounts are exact decimals."""
        return self.document

    def to_text(self) -> str:
        """The same for people: by campaign and month, the largest change first."""
        return "\n".join(diff_lines(self.document))


def diff(
    before: Path,
    after: Path,
    chosen: Chosen | None = None,
    rows_of: Callable[[Path, str], str] = whole_mart,
) -> Diff:
    """The changes of figures between two publications, split by cause.

    `rows_of` says which rows of a mart may be seen, as SQL that follows `from`. Raises
    PublicationError where the two cannot be compared.
    """
    chosen = chosen or Chosen()
    with compared(before, after, chosen.clock, rows_of=rows_of) as con:
        campaigns = _named(con, chosen)
        changes = _changes(con, chosen, campaigns)
        found = _with_records(changes, _records(con, chosen, campaigns))
        models = _models(con)
    old, new = Versions.of(before), Versions.of(after)
    return Diff(
        {
            "run_before": old.run_id,
            "run_after": new.run_id,
            "clock": chosen.clock,
            "report_currency": new.report_currency,
            "definition": {
                "before": old.definition_version,
                "after": new.definition_version,
                "lines": definition_lines(before, after),
            },
            "model_version": {"before": old.model_version, "after": new.model_version},
            "models_not_compared": models,
            "figures": found,
        }
    )


def definition_lines(before: Path, after: Path) -> list[str]:
    """What differs between the business rules of two publications, as lines of a diff."""
    lines = []
    folders = (before / DEFINITION_FOLDER, after / DEFINITION_FOLDER)
    names = {path.name for folder in folders for path in folder.glob("*")}
    for name in sorted(names):
        old, new = (
            (folder / name).read_text("utf-8").splitlines()
            if (folder / name).exists()
            else []
            for folder in folders
        )
        lines += [
            f"{name}: {line}"
            for line in difflib.unified_diff(old, new, n=0, lineterm="")
            if not line.startswith(("---", "+++", "@@"))
        ]
    return lines


def _named(con: duckdb.DuckDBPyConnection, chosen: Chosen) -> list[str]:
    """The campaigns asked for, by id or name. Raises LeadhouseError for none."""
    if chosen.campaign is None:
        return []
    found = con.execute(
        """
        select distinct campaign_id from (
            from before.dim_campaigns union all by name from after.dim_campaigns
        ) where campaign_id = $name or lower(name) = lower($name)
        """,
        {"name": chosen.campaign},
    ).fetchall()
    if not found:
        raise LeadhouseError(f"There is no campaign {chosen.campaign!r} in either run.")
    return [campaign for (campaign,) in found]


_WANTED = """
    ($measure is null or measure = $measure)
    and ($model is null or attribution_model is null or attribution_model = $model)
    and ($basis is null or revenue_basis is null or revenue_basis = $basis)
    and (len($campaigns) = 0 or list_contains($campaigns, campaign_id))
"""


def _parameters(chosen: Chosen, campaigns: Sequence[str]) -> dict[str, object]:
    return {
        "measure": chosen.measure,
        "model": chosen.model,
        "basis": chosen.basis,
        "campaigns": list(campaigns),
    }


def _changes(
    con: duckdb.DuckDBPyConnection, chosen: Chosen, campaigns: Sequence[str]
) -> list[Row]:
    return _rows(
        con,
        f"""
        select changes.*, coalesce(named_after.name, named_before.name) as campaign
        from (select * from figure_changes where {_WANTED}) as changes
        left join after.dim_campaigns as named_after
            on changes.campaign_id = named_after.campaign_id
        left join before.dim_campaigns as named_before
            on changes.campaign_id = named_before.campaign_id
        order by
            measure, attribution_model nulls first, revenue_basis nulls first,
            abs(amount_after - amount_before) desc, changes.campaign_id, month,
            abs(change) desc, cause
        """,
        _parameters(chosen, campaigns),
    )


def _records(
    con: duckdb.DuckDBPyConnection, chosen: Chosen, campaigns: Sequence[str]
) -> list[Row]:
    """Records behind the changes, of each cause the largest first, with their rows."""
    return _rows(
        con,
        f"""
        with

        summed as (
            select measure, attribution_model, revenue_basis, campaign_id, month, cause,
                thing_id, min(because_record_id) as because_record_id,
                sum(change) as change
            from moves
            where {_WANTED}
            group by all
        ),

        members as (
            select unique_lead_id, min(record_id) as record_id
            from opportunity_leads group by unique_lead_id
        ),

        ranked as (
            select summed.*,
                case measure
                    when 'leads' then because_record_id
                    when 'unique_leads' then members.record_id
                    else thing_id
                end as record_id,
                row_number() over (
                    partition by
                        measure, attribution_model, revenue_basis, campaign_id, month,
                        cause
                    order by abs(change) desc, thing_id
                ) as place
            from summed
            left join members on summed.thing_id = members.unique_lead_id
        )

        select ranked.* exclude (place),
            coalesce(new.source_file, old.source_file) as source_file,
            coalesce(new.source_line, old.source_line) as source_line
        from ranked
        left join after.source_records as new on ranked.record_id = new.record_id
        left join before.source_records as old on ranked.record_id = old.record_id
        where $most is null or place <= $most
        order by place
        """,
        _parameters(chosen, campaigns) | {"most": chosen.records},
    )


def _models(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        """
        select attribution_model from (
            select attribution_model from before.campaign_roi
            union select attribution_model from after.campaign_roi
        ) where attribution_model not in (select attribution_model from models_both)
        order by 1
        """
    ).fetchall()
    return [model for (model,) in rows]


_FIGURE = ("measure", "attribution_model", "revenue_basis", "campaign_id", "month")
_RECORD = (
    "thing_id",
    "change",
    "because_record_id",
    "record_id",
    "source_file",
    "source_line",
)


def _with_records(changes: list[Row], records: list[Row]) -> list[Row]:
    """One document per figure, its causes in it and in those their records."""
    behind: dict[tuple[Any, ...], list[Row]] = {}
    for record in records:
        key = tuple(record[name] for name in (*_FIGURE, "cause"))
        behind.setdefault(key, []).append({name: record[name] for name in _RECORD})
    figures: dict[tuple[Any, ...], Row] = {}
    for change in changes:
        key = tuple(change[name] for name in _FIGURE)
        figure = figures.setdefault(
            key,
            {name: change[name] for name in _FIGURE}
            | {
                "campaign": change["campaign"],
                "amount_before": change["amount_before"],
                "amount_after": change["amount_after"],
                "change": change["amount_after"] - change["amount_before"],
                "causes": [],
            },
        )
        figure["causes"].append(
            {
                "cause": change["cause"],
                "change": change["change"],
                "records_count": change["records_count"],
                "records": behind.get((*key, change["cause"]), []),
            }
        )
    return list(figures.values())


def _rows(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object]
) -> list[Row]:
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [
        {
            name: value.isoformat() if name == "month" else value
            for name, value in zip(names, row, strict=True)
        }
        for row in cursor.fetchall()
    ]
