"""The life cycle's models on tables made for a test: what is told in, what stands out.

Belongs here: the tables and the way through the models. Cases belong to the tests.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.settings import DBT_PROJECT_DIR
from tests.model_sql import model_sql

AS_OF = datetime(2026, 7, 1, 12)
MODELS = (
    "int_usual_beginning",
    "int_status_events_read",
    "int_status_events_compared",
    "int_status_events_judged",
    "int_stage_meanings",
    "int_offer_steps",
    "int_offer_steps_summed",
    "int_outcomes_inferred",
    "int_opportunity_steps",
    "int_opportunities_begun",
    "int_stage_intervals",
    "int_unique_lead_outcomes",
)
TABLES = """
    create table stg_lead_status_events (
        event_id varchar, lead_id varchar, occurred_at timestamp, status varchar,
        company_id varchar, user_id varchar, actor_role varchar, evidence varchar,
        lost_reason varchar, competitor varchar, follow_up_at timestamp, note varchar,
        source_file varchar, source_line bigint, first_delivered_at timestamp
    );
    create table stg_lead_offers (
        offer_id varchar, lead_id varchar, company_id varchar, user_id varchar,
        offered_at timestamp, expires_at timestamp, mode varchar, response varchar,
        acknowledged_at timestamp, responded_at timestamp,
        first_delivered_at timestamp
    );
    create table stg_jobs (
        job_id varchar, completed_at timestamp, first_delivered_at timestamp,
        delivered_at timestamp
    );
    create table stg_invoices (
        invoice_id varchar, kind varchar, net_amount decimal(18, 4),
        first_delivered_at timestamp
    );
    create table int_conversions_matched (
        conversion_id varchar, conversion_kind varchar, unique_lead_id varchar,
        matched_lead_id varchar, company_id varchar, converted_at timestamp,
        is_cancelled boolean
    );
    create table int_contacts (
        lead_id varchar, created_at timestamp, lead_type varchar,
        routed_company_id varchar
    );
    create table int_unique_lead_members (
        lead_id varchar, unique_lead_id varchar, contact_number bigint
    );
    create table int_unique_leads_formed (
        unique_lead_id varchar, company_id varchar, lead_type varchar,
        first_lead_at timestamp
    );
    create table run_context (as_of_at timestamp);
"""
Rows = Sequence[Mapping[str, Any]]


@cache
def _sql(name: str) -> str:
    return model_sql(name)


def lifecycle_connection() -> duckdb.DuckDBPyConnection:
    """Empty inputs and the default definition."""
    con = duckdb.connect()
    con.execute(TABLES)
    default = DBT_PROJECT_DIR.parent / "orchestration" / "definition" / "default"
    for name in ("statuses", "status_transitions", "lead_types"):
        con.execute(
            f"create table {name} as from read_csv('{default / name}.csv', "
            "header = true, nullstr = '', all_varchar = true)"
        )
    con.execute('alter table lead_types rename column "type" to lead_type')
    con.execute("alter table statuses alter is_default type boolean")
    for name in ("life_cycle_states", "stages"):
        seed = DBT_PROJECT_DIR / "seeds" / f"{name}.csv"
        con.execute(f"create table {name} as from read_csv('{seed}')")
    con.execute("insert into run_context values (?)", [AS_OF])
    return con


def tell(con: duckdb.DuckDBPyConnection, told: Mapping[str, Rows]) -> None:
    """Replaces the inputs, those not named by nothing, and builds the models anew."""
    inputs = re.findall(r"create table ((?:stg|int)_\w+)", TABLES)
    for table in inputs:
        con.execute(f"delete from {table}")
        if rows := list(told.get(table, ())):
            names = sorted({name for row in rows for name in row})
            filled = [{name: row.get(name) for name in names} for row in rows]
            con.register("rows_made", pa.Table.from_pylist(filled))
            con.execute(f"insert into {table} by name select * from rows_made")
            con.unregister("rows_made")
    for name in MODELS:
        con.execute(f"create or replace table {name} as {_sql(name)}")


def opportunity(
    unique_lead_id: str,
    *lead_ids: str,
    created_at: datetime,
    lead_type: str | None = None,
    company_id: str | None = "c",
) -> dict[str, Rows]:
    """Rows of one unique lead and its leads, the first of which is given first."""
    return {
        "int_contacts": [
            {
                "lead_id": lead_id,
                "created_at": created_at,
                "lead_type": lead_type,
                "routed_company_id": company_id,
            }
            for lead_id in lead_ids
        ],
        "int_unique_lead_members": [
            {
                "lead_id": lead_id,
                "unique_lead_id": unique_lead_id,
                "contact_number": number,
            }
            for number, lead_id in enumerate(lead_ids, 1)
        ],
        "int_unique_leads_formed": [
            {
                "unique_lead_id": unique_lead_id,
                "company_id": company_id,
                "lead_type": lead_type,
                "first_lead_at": created_at,
            }
        ],
    }


def together(*parts: Mapping[str, Rows]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of all parts, by table."""
    whole: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        for table, rows in part.items():
            whole.setdefault(table, []).extend(rows)
    return whole
