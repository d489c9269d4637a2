"""Names that outlive a run: under which unique lead each lead was last published.

Belongs here: reading them back. Who keeps which name is decided in dbt.
"""

import duckdb

from orchestration.publish import current_run_id
from orchestration.settings import Workspace


def write_unique_lead_names(
    con: duckdb.DuckDBPyConnection, workspace: Workspace
) -> int:
    """Replaces ops.unique_lead_names by the names that readers know; gives the leads.

    One row per lead of the current publication that is part of a unique lead, with the
    moment (UTC) at which that got its name; null where the publication did not say yet.
    Empty before the first publication. A publication and not the last run is asked: what
    a shut gate kept back nobody has seen.
    """
    con.execute(
        """
        create or replace table ops.unique_lead_names (
            lead_id varchar, unique_lead_id varchar, named_at timestamp
        )
        """
    )
    run_id = current_run_id(workspace)
    leads = workspace.published / str(run_id) / "fct_leads.parquet"
    unique_leads = workspace.published / str(run_id) / "fct_unique_leads.parquet"
    if run_id is None or not (leads.exists() and unique_leads.exists()):
        return 0
    described = con.execute(
        "select column_name from (describe select * from read_parquet(?))",
        [str(unique_leads)],
    ).fetchall()
    named_at = "named_at" if ("named_at",) in described else "null"
    return int(
        con.execute(
            f"""
            insert into ops.unique_lead_names
            select leads.lead_id, leads.unique_lead_id, unique_leads.named_at
            from read_parquet($leads) as leads
            inner join (
                select unique_lead_id, cast({named_at} as timestamp) as named_at
                from read_parquet($unique_leads)
            ) as unique_leads
                on leads.unique_lead_id = unique_leads.unique_lead_id
            """,
            {"leads": str(leads), "unique_leads": str(unique_leads)},
        ).fetchall()[0][0]
    )
