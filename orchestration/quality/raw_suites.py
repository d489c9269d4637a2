"""What is asked of the delivered data before anything is made of it.

Belongs here: volumes, freshness, rejections and ranges of what was delivered. Keys and
types are the contract's and dbt's.
"""

from orchestration.contract.model import load_contract
from orchestration.quality.model import CONTACTS, RUN, Check, Suite, no_rows
from orchestration.settings import QualitySettings

LARGEST_AMOUNT = 1_000_000_000
LONGEST_CALL_SECONDS = 86_400
FIRST_BELIEVABLE_DATE = "2000-01-01"
FUTURE = "> as_of_at + interval 1 day"


def raw_suites(settings: QualitySettings) -> tuple[Suite, ...]:
    """Every suite on raw and staging, with the settings' limits put in."""
    return (
        _volumes(settings),
        _rejections(settings),
        _leads(),
        _calls(),
        _jobs(),
        _invoices(),
        _ad_spend(),
    )


def _volumes(settings: QualitySettings) -> Suite:
    contacts = "leads, calls"
    return Suite(
        name="raw_volumes",
        stage="raw",
        source="(select 1) as once",
        checks=(
            Check(
                "run_is_described",
                "error",
                "ops.run_context",
                "The run has one row that says as of when everything is stated.",
                "select count(*) from ops.run_context",
                "number",
                low=1,
                high=1,
            ),
            Check(
                "leads_or_calls_arrived",
                "error",
                contacts,
                "There is at least one lead or inbound call.",
                f"select count(*) from {CONTACTS}",
                "number",
                low=1,
            ),
            Check(
                "newest_lead_is_recent",
                "warning",
                contacts,
                "The newest lead or inbound call is not older than "
                f"{settings.max_days_without_leads} days.",
                "select (epoch(max(as_of_at)) - epoch(max(created_at))) / 86400 "
                f"from {CONTACTS} {RUN}",
                "days",
                high=settings.max_days_without_leads,
            ),
        ),
    )


def _rejections(settings: QualitySettings) -> Suite:
    """Rejected share of each table, and how many rows wait in all."""
    tables = load_contract()
    open_rows = " + ".join(
        f"(select count(*) from quarantine.\"{name}\" where status = 'open')"
        for name in tables
    )
    waiting = Check(
        name="no_rows_wait_in_quarantine",
        severity="warning",
        table="quarantine",
        says="No delivered row waits for its cause to be repaired.",
        measure=open_rows,
        unit="rows",
        low=0,
        high=0,
    )
    shares = (_rejected_share(name, settings.max_rejected_share) for name in tables)
    return Suite(
        name="raw_rejections",
        stage="raw",
        source="(select 1) as once",
        checks=(waiting, *shares),
    )


def _rejected_share(table: str, limit: float) -> Check:
    rejected = (
        f'(select count(*) from quarantine."{table}" '
        "where status = 'open' and is_rejected)"
    )
    accepted = f'(select count(*) from raw."{table}")'
    return Check(
        name=f"rejected_share_of_{table}",
        severity="error",
        table=f"raw.{table}",
        says=f"At most {limit:.1%} of the rows of {table} are rejected.",
        measure=f"coalesce({rejected} / nullif({rejected} + {accepted}, 0), 0)",
        unit="share",
        low=0,
        high=limit,
    )


def _leads() -> Suite:
    table = "staging.stg_leads"
    return Suite(
        name="staging_leads",
        stage="raw",
        source=f"{table} {RUN}",
        checks=(
            no_rows(
                "leads_are_not_in_the_future",
                "warning",
                table,
                "No lead was created after the run.",
                f"created_at {FUTURE}",
            ),
            no_rows(
                "leads_are_not_ancient",
                "warning",
                table,
                f"No lead was created before {FIRST_BELIEVABLE_DATE}.",
                f"created_at < timestamp '{FIRST_BELIEVABLE_DATE}'",
            ),
            Check(
                "leads_have_contact_points",
                "warning",
                table,
                "At least half of the leads have a phone or an e-mail.",
                "coalesce(count(*) filter (where len(phones) > 0 or len(emails) > 0) "
                "/ nullif(count(*), 0), 1)",
                "share",
                low=0.5,
            ),
            Check(
                "leads_name_a_campaign",
                "warning",
                table,
                "At least half of the leads name a campaign or carry a utm_campaign.",
                "coalesce(count(coalesce(campaign, utm_campaign)) "
                "/ nullif(count(*), 0), 1)",
                "share",
                low=0.5,
            ),
        ),
    )


def _calls() -> Suite:
    table = "staging.stg_calls"
    return Suite(
        name="staging_calls",
        stage="raw",
        source=f"{table} {RUN}",
        checks=(
            no_rows(
                "calls_are_not_in_the_future",
                "warning",
                table,
                "No call began after the run.",
                f"started_at {FUTURE}",
            ),
            no_rows(
                "calls_end",
                "warning",
                table,
                "No call lasted longer than a day.",
                f"duration_s > {LONGEST_CALL_SECONDS}",
            ),
        ),
    )


def _jobs() -> Suite:
    table = "staging.stg_jobs"
    return Suite(
        name="staging_jobs",
        stage="raw",
        source=table,
        checks=(
            no_rows(
                "jobs_end_after_they_begin",
                "warning",
                table,
                "No job was completed more than a day before it was ordered.",
                "completed_at < created_at - interval 1 day",
            ),
        ),
    )


def _invoices() -> Suite:
    table = "staging.stg_invoices"
    return Suite(
        name="staging_invoices",
        stage="raw",
        source=f"{table} {RUN}",
        checks=(
            no_rows(
                "invoices_are_not_in_the_future",
                "warning",
                table,
                "No invoice was issued after the run.",
                f"issued_at {FUTURE}",
            ),
            no_rows(
                "invoice_amounts_are_believable",
                "warning",
                table,
                f"No invoice is over {LARGEST_AMOUNT:,} either way.",
                f"abs(net_amount) > {LARGEST_AMOUNT}",
            ),
        ),
    )


def _ad_spend() -> Suite:
    table = "staging.stg_ad_spend"
    return Suite(
        name="staging_ad_spend",
        stage="raw",
        source=f"{table} {RUN}",
        checks=(
            no_rows(
                "spend_is_not_in_the_future",
                "warning",
                table,
                "No media was paid for after the run.",
                f"spend_date {FUTURE}",
            ),
            Check(
                "spend_is_not_negative",
                "warning",
                table,
                "Corrections do not take away more than was spent.",
                "coalesce(cast(sum(cost_amount) as double), 0)",
                "number",
                low=0,
            ),
        ),
    )
