"""What is asked of the marts before they are published.

Belongs here: what a reader of a published file relies on, beside its ratios, which are
worked out again in metric_suites.py. How a figure is made is tested in dbt.
"""

from orchestration.quality.model import Check, Suite, known_values, no_rows, unique_key

KEYS = {
    "dim_campaigns": ("campaign_id",),
    "dim_companies": ("company_id",),
    "dim_customers": ("customer_id",),
    "fct_jobs": ("job_id",),
    "fct_campaign_assignments": ("record_type", "record_id", "unique_lead_id"),
}
LIFE_CYCLE_STATES = (
    "pending",
    "in_progress",
    "won",
    "lost",
    "completed",
    "cancelled",
)
CLOCKS = ("cohort", "period", "cash")
REVENUE_BASES = ("invoiced", "collected", "estimated", "self_reported")


def mart_suites() -> tuple[Suite, ...]:
    """Every suite on the marts alone."""
    return (
        *(_keyed(mart, key) for mart, key in KEYS.items()),
        _leads(),
        _unique_leads(),
        _invoices(),
        _revenue_credits(),
        _campaign_roi(),
    )


def _keyed(mart: str, key: tuple[str, ...]) -> Suite:
    table = f"marts.{mart}"
    return Suite(
        name=mart,
        stage="marts",
        source=table,
        checks=(unique_key(table, key, f"One row per {', '.join(key)}."),),
    )


def _leads() -> Suite:
    table = "marts.fct_leads"
    return Suite(
        name="fct_leads",
        stage="marts",
        source=table,
        checks=(
            Check(
                "leads_are_there",
                "error",
                table,
                "There is at least one lead.",
                "count(*)",
                "number",
                low=1,
            ),
            unique_key(table, ("lead_id",), "One row per lead or inbound call."),
            known_values(table, "source_table", ("leads", "calls")),
            known_values(table, "campaign_status", ("known", "unknown", "none")),
            known_values(
                table,
                "match_status",
                ("auto", "approved", "review", "unmatched", "dismissed"),
            ),
            no_rows(
                "match_probability_is_a_probability",
                "error",
                table,
                "match_probability lies between 0 and 1.",
                "match_probability is not null "
                "and not (match_probability >= 0 and match_probability <= 1)",
            ),
            no_rows(
                "leads_have_a_person",
                "error",
                table,
                "Every lead belongs to a person.",
                "person_id is null",
            ),
            _no_lead_is_lost(table),
        ),
    )


def _no_lead_is_lost(table: str) -> Check:
    return Check(
        name="no_lead_is_lost",
        severity="error",
        table=table,
        says="Every delivered lead and inbound call is in fct_leads.",
        measure="select count(*) from ("
        "select lead_id from staging.stg_leads union all "
        "select 'call:' || call_id from staging.stg_calls "
        "where coalesce(direction, 'inbound') = 'inbound'"
        ") as delivered anti join marts.fct_leads using (lead_id)",
        unit="rows",
        low=0,
        high=0,
    )


def _unique_leads() -> Suite:
    table = "marts.fct_unique_leads"
    return Suite(
        name="fct_unique_leads",
        stage="marts",
        source=table,
        checks=(
            unique_key(table, ("unique_lead_id",), "One row per unique lead."),
            known_values(
                table, "confirmation_status", ("pending", "confirmed", "dismissed")
            ),
            known_values(table, "life_cycle_state", LIFE_CYCLE_STATES),
            no_rows(
                "unique_leads_have_leads",
                "error",
                table,
                "Every unique lead has at least one lead.",
                "leads_count is null or leads_count < 1",
            ),
            Check(
                "leads_add_up",
                "error",
                table,
                "The leads of all unique leads are the leads that have a unique lead.",
                "coalesce(sum(leads_count), 0) - (select count(unique_lead_id) "
                "from marts.fct_leads)",
                "number",
                low=0,
                high=0,
            ),
            no_rows(
                "confirmed_ones_have_a_customer",
                "error",
                table,
                "A confirmed unique lead has a customer and a campaign.",
                "confirmation_status = 'confirmed' "
                "and (customer_id is null or campaign_id is null)",
            ),
            no_rows(
                "unique_leads_end_after_they_begin",
                "error",
                table,
                "The last lead of a unique lead is not before its first.",
                "last_lead_at < first_lead_at",
            ),
            no_rows(
                "decisions_follow_leads",
                "warning",
                table,
                "No unique lead was decided more than a day before its first lead.",
                "decided_at < first_lead_at - interval 1 day",
            ),
        ),
    )


def _invoices() -> Suite:
    table = "marts.fct_invoices"
    return Suite(
        name="fct_invoices",
        stage="marts",
        source=table,
        checks=(
            unique_key(table, ("invoice_id",), "One row per invoice_id."),
            no_rows(
                "amounts_are_finite",
                "error",
                table,
                "Every invoice has a finite amount in the report currency.",
                "net_amount is null or not isfinite(cast(net_amount as double))",
            ),
        ),
    )


def _revenue_credits() -> Suite:
    table = "marts.fct_revenue_credits"
    return Suite(
        name="fct_revenue_credits",
        stage="marts",
        source=table,
        checks=(
            no_rows(
                "credits_are_shares",
                "error",
                table,
                "A credit lies between 0 and 1.",
                "credit is null or not (credit >= 0 and credit <= 1)",
            ),
            no_rows(
                "credited_amounts_are_finite",
                "error",
                table,
                "Every credited amount is a finite number.",
                "credited_amount is null "
                "or not isfinite(cast(credited_amount as double))",
            ),
            known_values(table, "revenue_basis", REVENUE_BASES),
        ),
    )


def _campaign_roi() -> Suite:
    table = "marts.campaign_roi"
    key = (
        "clock",
        "month",
        "campaign_id",
        "company_id",
        "attribution_model",
        "revenue_basis",
    )
    return Suite(
        name="campaign_roi",
        stage="marts",
        source=table,
        checks=(
            Check(
                "months_are_there",
                "error",
                table,
                "There is at least one campaign month.",
                "count(*)",
                "number",
                low=1,
            ),
            unique_key(table, key, f"One row per {', '.join(key)}."),
            known_values(table, "clock", CLOCKS),
            known_values(table, "revenue_basis", REVENUE_BASES),
            no_rows(
                "amounts_are_finite",
                "error",
                table,
                "Spend and revenue are finite numbers.",
                "spend_amount is null or revenue_amount is null "
                "or not isfinite(cast(spend_amount as double)) "
                "or not isfinite(cast(revenue_amount as double))",
            ),
            no_rows(
                "counts_are_not_negative",
                "error",
                table,
                "No count is below zero.",
                "leads < 0 or valid_leads < 0 or unique_leads < 0 "
                "or won_unique_leads < 0 or new_customers < 0 or jobs < 0",
            ),
            no_rows(
                "counts_nest",
                "error",
                table,
                "There are no more valid leads than leads.",
                "valid_leads > leads",
            ),
            no_rows(
                "spend_is_not_negative",
                "warning",
                table,
                "No campaign month costs less than nothing.",
                "spend_amount < 0",
            ),
        ),
    )
