"""Linkage between the records and the models that read persons; and the report currency,
which is settled as soon as every amount is staged."""

from collections.abc import Iterator

import dagster as dg
import duckdb

from orchestration.assets.charts import bar_chart
from orchestration.context import write_report_currency
from orchestration.resources import WorkspaceResource
from orchestration.warehouse import configure
from splink_models.active import load_active_model
from splink_models.calibrate import CalibrationReport, write_calibration
from splink_models.cluster import defined_rules
from splink_models.link import link_records

AMOUNT_TABLES = (
    "invoices",
    "payments",
    "estimates",
    "surveys",
    "jobs",
    "ad_spend",
    "companies",
    "exchange_rates",
)


WEIGHTS = """
    select cast(floor(match_weight / 4) * 4 as integer) as weight, count(*)
    from wh.identity.scored_edges group by weight order by weight
"""
SIZES = """
    select least(records, 10) || case when records >= 10 then '+' else '' end, count(*)
    from (select count(*) as records from wh.identity.persons group by person_id)
    group by all order by min(records)
"""


@dg.multi_asset(
    name="linkage",
    specs=[
        dg.AssetSpec(
            ["identity", name],
            group_name="identity",
            deps=[["identity", "records"], ["identity", "links"]],
            kinds={"splink"},
        )
        for name in (
            "scored_edges",
            "persons",
            "person_changes",
            "person_splits",
            "model_fit",
            "model_levels",
            "labels",
            "calibration",
            "reliability",
        )
    ],
)
def linkage(workspace: WorkspaceResource) -> Iterator[dg.MaterializeResult[None]]:
    """Scores record pairs with the active model and clusters them to persons."""
    settings = workspace.settings()
    model = load_active_model(workspace.workspace.models, settings.model)
    con = duckdb.connect()
    try:
        configure(con, workspace.workspace.scratch, settings.memory_limit)
        location = str(workspace.workspace.warehouse).replace("'", "''")
        con.execute(f"attach '{location}' as wh")
        run_id = con.execute("select run_id from wh.ops.run_context").fetchall()[0][0]
        rules = defined_rules(con, "wh")
        report = link_records(con, model, run_id, rules)
        calibration = write_calibration(con, workspace.workspace.labels, run_id)
        weights = bar_chart(con, "match weight", "pairs", WEIGHTS)
        sizes = bar_chart(con, "records of a person", "persons", SIZES)
    finally:
        con.close()
    timings = {f"seconds_{phase}": value for phase, value in report.seconds.items()}
    yield dg.MaterializeResult(
        asset_key=["identity", "scored_edges"],
        metadata={
            "dagster/row_count": report.edges_kept,
            "pairs_scored": report.pairs_scored,
            "is_full": report.is_full,
            "full_because": report.full_because or "",
            "records_changed": report.changed_records,
            "records_compared": report.compared_records,
            "records_clustered": report.clustered_records,
            "model_version": model.version,
            "match_weights": weights,
            **timings,
        },
    )
    yield dg.MaterializeResult(
        asset_key=["identity", "persons"],
        metadata={
            "dagster/row_count": report.records,
            "comparable_records": report.comparable_records,
            "persons": report.persons,
            "person_sizes": sizes,
        },
    )
    for name in ("person_changes", "person_splits", "model_fit", "model_levels"):
        yield dg.MaterializeResult(asset_key=["identity", name])
    yield from _calibrated(calibration)


def _calibrated(report: CalibrationReport) -> Iterator[dg.MaterializeResult[None]]:
    """What the labels say, and which of them are not used."""
    yield dg.MaterializeResult(
        asset_key=["identity", "labels"],
        metadata={
            "dagster/row_count": report.labels,
            "scored_labels": report.scored_labels,
            "not_used": dg.MetadataValue.md(
                "\n".join(f"- {problem.sentence}" for problem in report.problems)
            ),
        },
    )
    yield dg.MaterializeResult(
        asset_key=["identity", "calibration"],
        metadata={"report": dg.MetadataValue.md(report.to_text())},
    )
    yield dg.MaterializeResult(
        asset_key=["identity", "reliability"],
        metadata={
            f"log_loss_{method}": loss for method, loss in report.log_loss.items()
        },
    )


@dg.asset(
    key=["ops", "report_currency"],
    group_name="rules",
    deps=[["staging", f"stg_{name}"] for name in AMOUNT_TABLES],
    kinds={"duckdb"},
)
def report_currency(workspace: WorkspaceResource) -> dg.MaterializeResult[None]:
    """The currency of every report amount, with a rate for each that needs one."""
    with workspace.warehouse() as con:
        currency = write_report_currency(con, workspace.settings())
    return dg.MaterializeResult(metadata={"report_currency": currency})
