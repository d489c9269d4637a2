"""Every published figure adds up from delivered rows, and the command says which."""

import json
from decimal import Decimal

import duckdb
import pytest

from orchestration.leaves import CASH_BASIS, CLOCKS, MEASURES, day_of
from tests.workspace_runs import Built

_SLICE = "attribution_model, revenue_basis"


def wrong_rows(con: duckdb.DuckDBPyConnection, clock: str, name: str) -> list[object]:
    """Rows of campaign_roi on the clock whose leaves sum to something else."""
    measure = MEASURES[name]
    basis = f"where revenue_basis = '{CASH_BASIS}'" if clock == "cash" else ""
    by = (
        _SLICE
        if measure.is_revenue
        else f"null as {_SLICE.replace(', ', ', null as ')}"
    )
    figures = f"""
        select month, campaign_id, company_id, {by}, any_value({name}) as published,
            min({name}) is distinct from max({name}) as is_contradictory
        from campaign_roi where clock = '{clock}' group by all
    """
    leaves = f"""
        select cast(date_trunc('month', {day_of(clock)}) as date) as month, campaign_id,
            company_id, {_SLICE},
            case when count(amount) = count(*) then sum(amount) end as traced,
            count(*) as leaves
        from ({measure.leaves()} ) {basis if measure.is_revenue else ""} group by all
    """
    return con.execute(
        f"""
        select * from ({figures}) as figures
        full join ({leaves}) as leaves
            on figures.month = leaves.month
            and figures.campaign_id = leaves.campaign_id
            and figures.company_id = leaves.company_id
            and figures.attribution_model is not distinct from leaves.attribution_model
            and figures.revenue_basis is not distinct from leaves.revenue_basis
        where is_contradictory
            or (leaves is null and published <> 0)
            or (leaves is not null and published is distinct from traced)
        limit 5
        """
    ).fetchall()


@pytest.fixture(scope="module")
def marts(network: Built) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for path in network.published.glob("*.parquet"):
        con.execute(f"create view {path.stem} as from read_parquet('{path}')")
    return con


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("name", sorted(MEASURES))
def test_the_leaves_of_every_campaign_month_sum_to_the_cent(
    marts: duckdb.DuckDBPyConnection, clock: str, name: str
) -> None:
    """A11: every clock, month, campaign, company, model and basis of the network."""
    assert wrong_rows(marts, clock, name) == []


def test_a_trace_that_misses_a_leaf_would_be_seen(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    con = marts.cursor()
    con.execute("create temp table kept as from fct_spend offset 1")
    con.execute("create temp view fct_spend as from kept")
    assert wrong_rows(con, "cohort", "spend_amount") != []


def test_the_command_traces_a_sample_of_campaign_months(network: Built) -> None:
    sample = network.rows(
        """
        select campaign_id, cast(month as varchar)[:7], clock, attribution_model,
            revenue_basis, revenue
        from (
            select campaign_id, month, clock, attribution_model, revenue_basis,
                sum(revenue_amount) as revenue
            from {campaign_roi} group by all
        )
        where revenue <> 0
        order by md5(concat_ws('|', campaign_id, month, clock, attribution_model,
            revenue_basis))
        limit 3
        """
    )
    special = network.rows(
        """
        select campaign_id, max(cast(month as varchar)[:7]), 'cohort', 'confirmed',
            'invoiced', null
        from {campaign_roi} where campaign_id like '\\_\\_%' escape '\\'
        group by campaign_id
        """
    )
    for campaign, month, clock, model, basis, revenue in [*sample, *special]:
        done = network.leadhouse(
            "explain", "campaign-month", campaign, month, "--clock", clock,
            "--model", model, "--basis", basis, "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout, parse_float=Decimal)
        leaves = document["leaves"]
        assert sum(leaf["amount"] for leaf in leaves) == document["total_amount"]
        if revenue is not None:
            assert document["total_amount"] == revenue
        for leaf in leaves:
            path = network.workspace.root / leaf["source_file"]
            assert path.exists()
            assert leaf["source_line"] >= 1


def test_a_leaf_is_the_line_that_it_names(network: Built) -> None:
    """The invoice's id stands in the very line of the very file."""
    ((invoice,),) = network.rows(
        "select invoice_id from {fct_invoices} where source_file like '%.csv' "
        "order by invoice_id limit 1"
    )
    done = network.leadhouse("explain", "invoice", str(invoice), "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout, parse_float=Decimal)
    for leaf in document["leaves"]:
        text = (network.workspace.root / leaf["source_file"]).read_text("utf-8-sig")
        assert str(invoice) in text.splitlines()[leaf["source_line"] - 1]
