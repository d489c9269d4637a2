"""A random publication: every mart with rows of several companies, by contract.

Values are drawn at random; only the keys by which marts hang together come from small
pools, so that rows of one company meet those of another wherever they could.
"""

import random
from pathlib import Path

import duckdb

from tests.contracts import contracts, write_mart

ROWS = 12
COMPANIES = [f"C{n}" for n in range(6)]
# As often as not one of them, and sometimes none.
GIVEN_COMPANIES: list[str | None] = [*COMPANIES, *COMPANIES, None]
LEADS = [f"L{n}" for n in range(10)] + [f"call:K{n}" for n in range(4)]
UNIQUE_LEADS = [f"unique:L{n}" for n in range(8)]
CUSTOMERS = [f"K{n}" for n in range(8)]
USERS = [f"U{n}" for n in range(6)]
CAMPAIGNS = [f"M{n}" for n in range(5)]
RECORDS = [
    *(lead if lead.startswith("call:") else f"lead:{lead}" for lead in LEADS),
    *(f"customer:{customer}" for customer in CUSTOMERS),
]
POOLS: dict[str, list[str]] = {
    "lead_id": LEADS,
    "unique_lead_id": UNIQUE_LEADS,
    "customer_id": CUSTOMERS,
    "user_id": USERS,
    "campaign_id": CAMPAIGNS,
    "record_id": RECORDS,
    "record_l": RECORDS,
    "record_r": RECORDS,
    "review_id": [f"R{n}" for n in range(5)],
    "response_id": [f"S{n}" for n in range(5)],
    "subject_id": [*LEADS, *RECORDS],
    "segment_kind": ["all", "company", "user", "channel"],
    "segment": ["all", "email", *COMPANIES, *USERS],
    "rollup_kind": ["network", "company", "channel"],
    "rollup": ["all", "email", *COMPANIES],
    "owner_kind": ["all", "company", "user"],
    "owner_id": ["all", *COMPANIES, *USERS],
}
COMPANY_COLUMNS = ("company_id", "routed_company_id", "owner_company_id")
# Which company the source named, who acted, and whose a campaign is that brought a lead:
# no statement on whose row it is.
OF_OTHERS = {
    ("fct_leads", "company_id"),
    ("person_records", "company_id"),
    ("dim_campaigns", "company_id"),
}
PART_COLUMNS = {
    "segment": "segment_kind",
    "rollup": "rollup_kind",
    "owner_id": "owner_kind",
}


def write_world(folder: Path, chance: random.Random) -> dict[str, str]:
    """Every mart as a file; gives each company's parent ('' at the top)."""
    folder.mkdir(parents=True)
    parents = {
        company: chance.choice(["", *COMPANIES[:place]])
        for place, company in enumerate(COMPANIES)
    }
    for mart, types in contracts().items():
        rows = [_row(types, chance) for _ in range(ROWS)]
        if mart == "dim_companies":
            rows = [
                {
                    **_row(types, chance),
                    "company_id": company,
                    "parent_company_id": parent or None,
                    "is_special": "false",
                }
                for company, parent in parents.items()
            ]
        if mart == "fct_leads":
            for row in rows:
                is_call = str(row["lead_id"]).startswith("call:")
                row["source_table"] = "calls" if is_call else "leads"
        write_mart(folder, mart, rows)
    return parents


def without_others(source: Path, folder: Path, kept: set[str]) -> None:
    """The same publication with every row removed that is another company's."""
    folder.mkdir()
    listed = ", ".join(f"'{company}'" for company in sorted(kept)) or "''"
    connection = duckdb.connect()
    for mart, types in contracts().items():
        conditions = [
            f"({column} is null or {column} in ({listed}))"
            for column in COMPANY_COLUMNS
            if column in types and (mart, column) not in OF_OTHERS
        ]
        conditions += [
            f"({kind} <> 'company' or {part} in ({listed}))"
            for part, kind in PART_COLUMNS.items()
            if part in types and kind in types
        ]
        where = f"where {' and '.join(conditions)}" if conditions else ""
        connection.execute(
            f"copy (from '{source / mart}.parquet' {where}) "
            f"to '{folder / mart}.parquet' (format parquet)"
        )
    connection.close()


def below(parents: dict[str, str], given: tuple[str, ...]) -> set[str]:
    """The companies given and those below them, worked out the plain way."""
    found = set(given)
    while True:
        more = {company for company, parent in parents.items() if parent in found}
        if more <= found:
            return found
        found |= more


def _row(types: dict[str, str], chance: random.Random) -> dict[str, str | None]:
    return {column: _value(column, kind, chance) for column, kind in types.items()}


def _value(column: str, kind: str, chance: random.Random) -> str | None:
    if column in COMPANY_COLUMNS or column.endswith("company_id"):
        return chance.choice(GIVEN_COMPANIES)
    if column in POOLS:
        return chance.choice(POOLS[column])
    if kind == "boolean":
        return chance.choice(["true", "false"])
    if kind == "date":
        return f"2026-{chance.randint(1, 9):02}-01"
    if kind == "timestamp":
        return f"2026-{chance.randint(1, 9):02}-{chance.randint(10, 28)} 12:00:00"
    if kind == "varchar":
        return f"{column} {chance.randint(0, 99)}"
    return str(chance.randint(0, 99))
