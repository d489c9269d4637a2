"""Eleven changes, one of each cause: each lands in its own and they sum to the change."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.eleven_changes import (
    BEFORE,
    CAUSES,
    LAST_MONTH,
    TODAY,
    Network,
    deliver_another_model,
    deliver_base,
    deliver_nine_changes,
    deliver_other_rules,
)
from tests.workspace_runs import Built, workspace_at

Moved = dict[tuple[str, str, str], Decimal]
"""Campaign, month and cause -> change."""


@dataclass(frozen=True)
class Runs:
    """Four publications: the base, nine changes, other rules, another model."""

    built: Built
    ids: list[str]

    def folder(self, number: int) -> Path:
        return self.built.workspace.published / self.ids[number]

    def diff(self, before: int, after: int, *options: str) -> dict[str, Any]:
        done = self.built.leadhouse(
            "diff", self.ids[before], self.ids[after], "--json", *options
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout, parse_float=Decimal))

    def moved(self, before: int, after: int, measure: str) -> Moved:
        """Changes of one measure; of revenue those of `confirmed` on invoiced."""
        document = self.diff(before, after, "--measure", measure)
        return {
            (figure["campaign_id"], figure["month"][:7], cause["cause"]): cause[
                "change"
            ]
            for figure in document["figures"]
            if figure["attribution_model"] in (None, "confirmed")
            and figure["revenue_basis"] in (None, "invoiced")
            for cause in figure["causes"]
        }


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    network = Network(workspace_at(tmp_path_factory.mktemp("eleven") / "workspace"))
    ids = []
    for deliver in (
        deliver_base,
        deliver_nine_changes,
        deliver_other_rules,
        deliver_another_model,
    ):
        deliver(network)
        ids.append(network.run())
    return Runs(network.built, ids)


MONTH = f"{BEFORE:%Y-%m}"


def test_nine_changes_of_revenue_land_each_in_its_own_cause(runs: Runs) -> None:
    """A24, B30: refunds follow the original credit; a dismissed lead assigns nothing."""
    moved = runs.moved(0, 1, "revenue")
    assert moved == {
        ("CM-new_data", MONTH, "new_data"): 200,
        ("CM-late_data", MONTH, "late_data"): 300,
        ("CM-correction", MONTH, "correction"): Decimal("234.56"),
        ("CM-deletion", MONTH, "deletion"): -1000,
        ("CM-refund", MONTH, "refund"): -150,
        ("CM-exchange_rate", MONTH, "exchange_rate"): 150,
        ("CM-rematch", MONTH, "rematch"): 1000,
        ("CM-campaign_change", MONTH, "campaign_change"): 1000,
        ("CM-decision", MONTH, "decision"): -1000,
        ("__unknown_campaign__", MONTH, "campaign_change"): -1000,
        ("__unattributed__", MONTH, "rematch"): -1000,
        ("__unattributed__", MONTH, "decision"): 1000,
    }


def test_leads_unique_leads_and_spend_land_in_theirs(runs: Runs) -> None:
    today, late = f"{TODAY:%Y-%m}", f"{LAST_MONTH:%Y-%m}"
    assert runs.moved(0, 1, "spend") == {
        ("CM-new_data", today, "new_data"): Decimal("7.00"),
        ("CM-late_data", late, "late_data"): Decimal("8.00"),
        ("CM-correction", MONTH, "correction"): Decimal("5.55"),
    }
    leads = runs.moved(0, 1, "leads")
    assert leads[("CM-new_data", today, "new_data")] == 1
    assert leads[("CM-late_data", late, "late_data")] == 1
    assert leads[("CM-campaign_change", MONTH, "campaign_change")] == 1
    assert leads[("__unknown_campaign__", MONTH, "campaign_change")] == -1
    unique_leads = runs.moved(0, 1, "unique_leads")
    assert unique_leads[("CM-new_data", today, "new_data")] == 1
    assert unique_leads[("CM-campaign_change", MONTH, "campaign_change")] == 1


def test_other_rules_are_told_from_data_that_arrives_with_them(runs: Runs) -> None:
    revenue = runs.moved(1, 2, "revenue")
    assert revenue[("CM-definition", MONTH, "definition")] == 1000
    assert revenue[("CM-new_data", MONTH, "new_data")] == 11
    assert {cause for _, _, cause in revenue} == {"definition", "new_data"}
    assert sum(revenue.values()) == 11
    unique_leads = runs.moved(1, 2, "unique_leads")
    assert unique_leads[("CM-definition", MONTH, "definition")] == 1
    assert {cause for _, _, cause in unique_leads} == {"definition"}
    lines = runs.diff(1, 2)["definition"]["lines"]
    assert any("+  gap_days: 10" in line for line in lines)


def test_another_linkage_model_is_a_cause_of_its_own(runs: Runs) -> None:
    """To the wary model neither a name and a postcode nor a telephone alone is enough."""
    assert runs.moved(2, 3, "revenue") == {
        ("CM-model_version", MONTH, "model_version"): -1000,
        ("CM-rematch", MONTH, "model_version"): -1000,
        ("__unattributed__", MONTH, "model_version"): 2000,
    }
    assert runs.diff(2, 3)["model_version"]["after"] == "wary-1"


def test_the_eleven_causes_are_all_seen_and_published(runs: Runs) -> None:
    path = runs.folder(3) / "restatements.parquet"
    with duckdb.connect() as con:
        rows = con.execute(
            "select distinct cause from read_parquet(?)", [str(path)]
        ).fetchall()
        wrong = con.execute(
            """
            select * from (
                select any_value(amount_after) - any_value(amount_before) as due,
                    sum(change) as change
                from read_parquet(?)
                group by run_id, campaign_id, month, measure, attribution_model,
                    revenue_basis
            ) where due <> change
            """,
            [str(path)],
        ).fetchall()
        publications = con.execute(
            "select run_id, previous_run_id from read_parquet(?) group by all order by 1",
            [str(path)],
        ).fetchall()
    assert {cause for (cause,) in rows} == set(CAUSES)
    assert wrong == []
    assert publications == [
        (after, before) for before, after in zip(runs.ids, runs.ids[1:], strict=False)
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_restatements_sum_to_what_campaign_roi_says(runs: Runs, number: int) -> None:
    """Both publications' own figures, not the leaves that were compared."""
    with duckdb.connect() as con:
        for side, folder in (("old", number - 1), ("new", number)):
            con.execute(
                f"""
                create view {side} as
                select campaign_id, month, attribution_model, revenue_basis,
                    sum(revenue_amount) as revenue_amount,
                    sum(spend_amount) as spend_amount, sum(leads) as leads,
                    sum(unique_leads) as unique_leads
                from '{runs.folder(folder)}/campaign_roi.parquet'
                where clock = 'cohort' group by all
                """
            )
        for measure in ("revenue_amount", "spend_amount", "leads", "unique_leads"):
            wrong = con.execute(
                f"""
                with due as (
                    select campaign_id, month, attribution_model, revenue_basis,
                        coalesce(new.{measure}, 0) - coalesce(old.{measure}, 0) as change
                    from old full join new
                        using (campaign_id, month, attribution_model, revenue_basis)
                ),
                said as (
                    select campaign_id, month, attribution_model, revenue_basis,
                        sum(change) as change
                    from '{runs.folder(number)}/restatements.parquet'
                    where measure = $measure and run_id = $run group by all
                )
                select due.*, said.change from due left join said
                    on due.campaign_id = said.campaign_id and due.month = said.month
                    and (
                        said.attribution_model is null or (
                            due.attribution_model = said.attribution_model
                            and due.revenue_basis = said.revenue_basis
                        )
                    )
                where due.change <> coalesce(said.change, 0)
                """,
                {"measure": measure, "run": runs.ids[number]},
            ).fetchall()
            assert wrong == []


def test_the_text_names_campaigns_causes_and_records(runs: Runs) -> None:
    done = runs.built.leadhouse("diff", runs.ids[0], runs.ids[1])
    assert done.returncode == 0, done.stderr
    assert "records deleted by their source: 1 record" in done.stdout
    assert "-1,000.00  invoice:I-deletion-1" in done.stdout
    assert "persons or matches found anew" in done.stdout
    assert "because of alias" not in done.stdout
    assert "line 2]" in done.stdout


def test_every_publication_keeps_the_rules_by_which_it_was_made(runs: Runs) -> None:
    texts = [
        (runs.folder(number) / "definition" / "definition.yml").read_text("utf-8")
        for number in range(4)
    ]
    assert ["gap_days: 10" in text for text in texts] == [False, False, True, True]


def test_a_run_that_is_not_kept_and_runs_in_the_wrong_order_are_said(
    runs: Runs,
) -> None:
    unknown = runs.built.leadhouse("diff", "never", runs.ids[0])
    assert unknown.returncode == 1
    assert runs.ids[0] in unknown.stderr
    turned = runs.built.leadhouse("diff", runs.ids[1], runs.ids[0])
    assert turned.returncode == 1
    assert "name the earlier run first" in turned.stderr
    assert "Traceback" not in turned.stderr
