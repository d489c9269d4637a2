"""Every published figure adds up from delivered rows, and the command says which."""

import json
from decimal import Decimal

import duckdb
import numpy as np
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
    traced = "round(sum(amount), 2)" if measure.is_rounded else "sum(amount)"
    leaves = f"""
        select cast(date_trunc('month', {day_of(clock)}) as date) as month, campaign_id,
            company_id, {_SLICE},
            case when count(amount) = count(*) then {traced} end as traced,
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
    if MEASURES[name].only_clock not in (None, clock):
        return
    assert wrong_rows(marts, clock, name) == []


def test_a_trace_that_misses_a_leaf_would_be_seen(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    con = marts.cursor()
    con.execute("create temp table kept as from fct_spend offset 1")
    con.execute("create temp view fct_spend as from kept")
    assert wrong_rows(con, "cohort", "spend_amount") != []


def test_every_end_of_an_interval_is_that_of_its_published_draws(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """A15: numpy's quantiles over the draws that fct_uncertain_revenue names."""
    published = marts.execute(
        """
        select clock, cast(month as varchar), campaign_id, company_id, revenue_basis,
            revenue_low, revenue_median, revenue_high, revenue_expected
        from campaign_roi
        where attribution_model = 'confirmed' and revenue_low is not null
        """
    ).fetchall()
    drawn = marts.execute(
        """
        select clock, strftime(case when clock = 'cohort' then
                cohort_date else occurred_date end, '%Y-%m-01') as month,
            campaign_id, company_id, revenue_basis, is_sure, draws, all_draws_count,
            cast(sum(amount) as double)
        from fct_uncertain_revenue
        cross join (values ('cohort'), ('period'), ('cash')) as clocks (clock)
        where clock <> 'cash' or revenue_basis = 'collected'
        group by all
        """
    ).fetchall()
    totals: dict[tuple[str, ...], np.ndarray] = {}
    for *key, is_sure, draws, count, amount in drawn:
        cell = totals.setdefault(tuple(key), np.zeros(count))
        places = slice(None) if is_sure else [int(each) - 1 for each in draws.split()]
        cell[places] += amount
    assert len(published) == len(totals) > 500
    for *key, low, median, high, expected in published:
        cell = totals[tuple(key)]
        found = [*np.quantile(cell, [0.05, 0.5, 0.95]), cell.mean()]
        assert found == pytest.approx(
            [float(each) for each in (low, median, high, expected)], abs=0.0051
        ), key


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
