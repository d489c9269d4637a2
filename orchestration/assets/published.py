"""The last step: the marts become a publication, if the gate is open."""

import json

import dagster as dg

from orchestration.assets.charts import bar_chart
from orchestration.assets.models import models
from orchestration.assets.quality import GATE
from orchestration.publish import publish
from orchestration.resources import WorkspaceResource

# Invoiced, confirmed, on the cohort clock; the largest ten.
REVENUE = """
    select name, sum(revenue_amount) as amount
    from marts.campaign_roi inner join marts.dim_campaigns using (campaign_id)
    where clock = 'cohort' and attribution_model = 'confirmed'
        and revenue_basis = 'invoiced'
    group by name order by amount desc, name limit 10
"""


@dg.asset(
    key=["published", "current"],
    group_name="published",
    deps=[key for key in models.keys if key.path[0] == "marts"],
    kinds={"parquet"},
)
def published(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource
) -> dg.MaterializeResult[None]:
    """One Parquet file per public mart, swapped in whole."""
    with workspace.warehouse() as con:
        shut = con.execute(
            """
            select suite || '.' || "check" || ': ' || observed from quality.results
            where run_id = (select run_id from ops.run_context)
                and severity = 'error' and not passed
            order by all
            """
        ).fetchall()
        if shut:
            raise dg.Failure("; ".join(why for (why,) in shut), metadata={GATE: True})
        rows = dict(
            con.execute(
                """
                select schema_name || '.' || table_name, estimated_size
                from duckdb_tables() where schema_name in ('raw', 'marts', 'identity')
                """
            ).fetchall()
        )
        con.execute(
            """
            update ops.run_log
            set outcome = 'published', is_published = true, rows_per_table = ?,
                finished_at = cast(now() at time zone 'UTC' as timestamp)
            where run_id = (select run_id from ops.run_context)
            """,
            [json.dumps(rows)],
        )
        revenue = bar_chart(con, "campaign", "revenue", REVENUE)
        publication = publish(con, workspace.workspace, workspace.settings())
    if publication.not_compared_because:
        context.log.warning(publication.not_compared_because)
    return dg.MaterializeResult(
        metadata={
            "run_id": publication.run_id,
            "revenue_by_campaign": revenue,
            "folder": dg.MetadataValue.path(str(publication.folder)),
            "dagster/row_count": sum(publication.rows.values()),
            **{f"rows_{name}": count for name, count in publication.rows.items()},
        }
    )
