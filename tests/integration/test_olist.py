"""Real input with published answers: the Olist marketing funnel."""

from decimal import Decimal

import pytest

from tests.workspace_runs import Built

pytestmark = pytest.mark.shared

# campaign -> leads, won, revenue in BRL, as published and recomputed.
ANSWERS = {
    "unknown": (1159, 193, "214985.30"),
    "organic_search": (2296, 271, "207023.45"),
    "paid_search": (1586, 195, "155277.05"),
    "social": (1350, 75, "43477.99"),
    "direct_traffic": (499, 56, "21903.90"),
    "referral": (284, 24, "17887.15"),
    "email": (493, 15, "8484.99"),
    "other": (150, 4, "6888.65"),
    "display": (118, 6, "923.00"),
    "other_publicities": (65, 3, "0.00"),
}


def test_every_campaign_has_its_published_leads_deals_and_revenue(olist: Built) -> None:
    rows = olist.rows(
        """
        select campaign_id, sum(leads), sum(won_unique_leads), sum(revenue_amount)
        from {campaign_roi}
        where clock = 'cohort' and attribution_model = 'confirmed'
            and revenue_basis = 'invoiced'
        group by campaign_id
        """
    )
    found = {name: (leads, won, revenue) for name, leads, won, revenue in rows}
    assert found == {
        name: (leads, won, Decimal(revenue))
        for name, (leads, won, revenue) in ANSWERS.items()
    }


def test_revenue_is_the_published_total_under_every_model(olist: Built) -> None:
    rows = olist.rows(
        """
        select distinct sum(revenue_amount), any_value(report_currency)
        from {campaign_roi} where revenue_basis = 'invoiced'
        group by clock, attribution_model
        """
    )
    assert rows == [(Decimal("676851.48"), "BRL")]


def test_a_deal_won_before_its_first_contact_still_belongs_to_its_lead(
    olist: Built,
) -> None:
    early = olist.rows(
        """
        select jobs.job_id, jobs.unique_lead_id
        from {fct_jobs} as jobs
        inner join {fct_unique_leads} as unique_leads using (unique_lead_id)
        where jobs.created_at < unique_leads.first_lead_at - interval 1 day
        """
    )
    assert len(early) == 1
    job_id, unique_lead_id = early[0]
    assert unique_lead_id == job_id.replace("deal-", "unique:")


def test_sales_per_seller_are_not_fanned_out_over_leads(olist: Built) -> None:
    assert olist.rows("select count(*), sum(net_amount) from {fct_invoices}") == [
        (380, Decimal("676851.48"))
    ]
