"""What stands for a mart in SQL: its file, less what the reader may not see.

The one place where rows of other companies and personal data are taken away: whatever
reads a publication for a person reads these relations, and nothing beside them. Which
rows are whose is in marts.yml.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import yaml

_RULES = Path(__file__).with_name("marts.yml")

# What of a campaign is told to its owner alone.
_OF_THE_OWNER = {
    "company_id",
    "budget_amount",
    "currency",
    "source_file",
    "source_line",
}

# In SQL, of a text that is there: what a reader without personal data gets instead.
_MASKS = {
    "name": "left({0}, 1) || '…'",
    "phone": "'…' || right({0}, 2)",
    "email": "left({0}, 1) || '…@' || split_part({0}, '@', 2)",
    "text": "'…'",
}


@dataclass(frozen=True)
class Audience:
    """Whose rows a reader sees, None for the whole network; and whether people's data."""

    company_ids: tuple[str, ...] | None
    sees_personal_data: bool
    # The definition opens personal data of an offered lead on acknowledgement only.
    waits_for_acknowledgement: bool = False


EVERYTHING = Audience(None, True)


def relation(publication: Path, mart: str, audience: Audience) -> str:
    """SQL that stands where a table does: the mart's rows and columns as given to them.

    `publication` is the folder of a publication. A mart without a rule has no row for
    somebody who sees some companies only.
    """
    return _Reader(publication, audience).mart(mart)


@cache
def rules() -> dict[str, dict[str, Any]]:
    """marts.yml: `rows` and `personal`, by mart."""
    content: dict[str, dict[str, Any]] = yaml.safe_load(_RULES.read_text("utf-8"))
    return content


@lru_cache(maxsize=64)
def companies_below(publication: Path, given: tuple[str, ...]) -> tuple[str, ...]:
    """These companies and all below them; a publication never changes, so once."""
    companies = file_rows(publication / "dim_companies.parquet")
    sql = f"""
    with recursive below as (
        select unnest($given) as company_id
        union
        select companies.company_id
        from {companies} as companies
        inner join below on companies.parent_company_id = below.company_id
    )
    select company_id from below order by company_id
    """
    with duckdb.connect() as connection:
        found = connection.execute(sql, {"given": list(given)}).fetchall()
    return tuple(row[0] for row in found)


@lru_cache(maxsize=1024)
def columns_of(path: Path) -> tuple[str, ...]:
    """The columns of a published file."""
    return tuple(pq.read_schema(path).names)


class _Reader:
    """Relations of one publication for one audience."""

    def __init__(self, publication: Path, audience: Audience) -> None:
        self._folder = publication
        self._audience = audience

    def mart(self, name: str) -> str:
        rows = self._rows(name)
        masked = self._masked(name)
        if masked:
            return f"(select * replace ({', '.join(masked)}) from {rows})"
        return rows

    def _rows(self, name: str) -> str:
        rule = str(rules()["rows"].get(name, "network"))
        if self._audience.company_ids is None or rule == "shared":
            return self._file(name)
        kind, *columns = rule.split()
        return _ROWS[kind](self, name, columns)

    def _file(self, name: str) -> str:
        return file_rows(self._folder / f"{name}.parquet")

    @property
    def _companies(self) -> str:
        """The companies that the reader sees, as a list in brackets."""
        return f"({', '.join(map(_text, self._seen))})"

    @property
    def _seen(self) -> tuple[str, ...]:
        return companies_below(self._folder, self._audience.company_ids or ())

    def of_companies(self, name: str, columns: list[str]) -> str:
        return self._where(name, f"{columns[0]} in {self._companies}")

    def of_network(self, name: str, columns: list[str]) -> str:
        return self._where(name, "false")

    def of_leads(self, name: str, columns: list[str]) -> str:
        return self._through(name, columns[0], "fct_leads", "lead_id")

    def of_unique_leads(self, name: str, columns: list[str]) -> str:
        return self._through(name, columns[0], "fct_unique_leads", "unique_lead_id")

    def of_customers(self, name: str, columns: list[str]) -> str:
        return self._through(name, columns[0], "dim_customers", "customer_id")

    def of_users(self, name: str, columns: list[str]) -> str:
        return self._through(name, columns[0], "dim_users", "user_id")

    def of_reviews(self, name: str, columns: list[str]) -> str:
        return self._through(name, columns[0], "review_queue", "review_id")

    def of_responses(self, name: str, columns: list[str]) -> str:
        return self._through(name, columns[0], "fct_surveys", "response_id")

    def of_records(self, name: str, columns: list[str]) -> str:
        records = self._records("true")
        return self._where(
            name, " and ".join(f"{column} in {records}" for column in columns)
        )

    def of_decisions(self, name: str, columns: list[str]) -> str:
        leads = f"(select lead_id from {self._rows('fct_leads')})"
        subject = columns[0]
        return self._where(
            name, f"({subject} in {leads} or {subject} in {self._records('true')})"
        )

    def of_campaigns(self, name: str, columns: list[str]) -> str:
        """Own campaigns; of others that brought something, only what they are called."""
        own = f"coalesce(company_id in {self._companies}, false)"
        seen = f"(select campaign_id from {self._rows('campaign_roi')})"
        if name != "dim_campaigns":
            return self._through(name, columns[0], "dim_campaigns", "campaign_id")
        hidden = ", ".join(
            f"case when {own} then {column} end as {column}"
            for column in self._columns(name)
            if column in _OF_THE_OWNER
        )
        return (
            f"(select * replace ({hidden}) from {self._file(name)} "
            f"where {own} or is_special or campaign_id in {seen})"
        )

    def _columns(self, name: str) -> tuple[str, ...]:
        """What the file has: an older publication may lack a column."""
        return columns_of(self._folder / f"{name}.parquet")

    def of_segments(self, name: str, columns: list[str]) -> str:
        return self._parts(name, "segment_kind", "segment")

    def of_rollups(self, name: str, columns: list[str]) -> str:
        return self._parts(name, "rollup_kind", "rollup", whole="network")

    def of_owners(self, name: str, columns: list[str]) -> str:
        return self._parts(name, "owner_kind", "owner_id")

    def _parts(self, name: str, kind: str, part: str, whole: str = "all") -> str:
        """Rows by company and by user; one company is its reader's whole."""
        companies = f"{kind} = 'company' and {part} in {self._companies}"
        users = (
            f"{kind} = 'user' and {part} in "
            f"(select user_id from {self._rows('dim_users')})"
        )
        relabelled = f"{_text(whole)} as {kind}, 'all' as {part}"
        return (
            f"(select * from {self._file(name)} "
            f"where ({companies}) or ({users}) "
            f"union all select * replace ({relabelled}) from {self._file(name)} "
            f"where {companies} and {len(self._seen) == 1})"
        )

    def _through(self, name: str, column: str, mart: str, key: str) -> str:
        return self._where(name, f"{column} in (select {key} from {self._rows(mart)})")

    def _where(self, name: str, condition: str) -> str:
        return f"(select * from {self._file(name)} where {condition})"

    def _records(self, condition: str) -> str:
        """Records of the reader's leads (those of the condition) and customers."""
        return f"""(
            select {_RECORD_OF_LEAD} from {self._rows("fct_leads")} where {condition}
            union all
            select 'customer:' || customer_id from {self._rows("dim_customers")}
            where {condition}
        )"""

    def _masked(self, name: str) -> Iterable[str]:
        """The personal columns of a mart, each as what the reader gets of it."""
        personal = rules()["personal"].get(name)
        if personal is None:
            return ()
        condition = "true"
        if self._audience.sees_personal_data:
            condition = self._closed(personal.get("of")) or "false"
        if condition == "false":
            return ()
        there = self._columns(name)
        return [
            _mask(column, kind, condition)
            for column, kind in personal["columns"].items()
            if column in there
        ]

    def _closed(self, about: dict[str, str] | None) -> str | None:
        """SQL for whether a row is about a lead that nobody of the reader's took note of."""
        audience = self._audience
        if (
            about is None
            or not audience.waits_for_acknowledgement
            or audience.company_ids is None
        ):
            return None
        ((kind, column),) = about.items()
        offered = f"""(
            select lead_id from {self._rows("fct_offers")}
            group by lead_id having count(acknowledged_at) = 0
        )"""
        shown = {
            "lead": "lead_id",
            "unique_lead": "unique_lead_id",
            "record": _RECORD_OF_LEAD,
        }[kind]
        return (
            f"coalesce({column} in (select {shown} from {self._file('fct_leads')} "
            f"where lead_id in {offered}), false)"
        )


_RECORD_OF_LEAD = (
    "case when source_table = 'calls' then lead_id else 'lead:' || lead_id end"
)
_ROWS: dict[str, Callable[[_Reader, str, list[str]], str]] = {
    "company": _Reader.of_companies,
    "network": _Reader.of_network,
    "lead": _Reader.of_leads,
    "unique_lead": _Reader.of_unique_leads,
    "customer": _Reader.of_customers,
    "user": _Reader.of_users,
    "campaign": _Reader.of_campaigns,
    "record": _Reader.of_records,
    "review": _Reader.of_reviews,
    "response": _Reader.of_responses,
    "decision": _Reader.of_decisions,
    "segment": _Reader.of_segments,
    "rollup": _Reader.of_rollups,
    "owner": _Reader.of_owners,
}


def _mask(column: str, kind: str, condition: str) -> str:
    mask = _MASKS[kind].format(column)
    return (
        f"case when {column} is null or not ({condition}) "
        f"then {column} else {mask} end as {column}"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def file_rows(path: Path) -> str:
    """SQL for all rows of a file; read_parquet would take [, * and ? for a pattern."""
    escaped = "".join(f"[{c}]" if c in "[*?" else c for c in str(path))
    return f"read_parquet({_text(escaped)})"
