"""What a run is: its id, the moment it states, and the versions in force.

Belongs here: the one-row tables of schema ops that every mart stamps its rows with, and
the run log. What a run does belongs to the assets.
"""

import secrets
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import duckdb

from orchestration.errors import LeadhouseError
from orchestration.settings import PROJECT_DIR, Settings

OUTCOMES = ("published", "gate_failed", "error")


@dataclass(frozen=True)
class RunContext:
    """The run in hand; times are UTC without a zone."""

    run_id: str
    started_at: datetime
    definition_name: str
    definition_version: str
    model_version: str
    code_version: str


def new_run_id(started_at: datetime) -> str:
    """An id that sorts by time and never repeats."""
    return f"{started_at:%Y%m%dT%H%M%S}Z-{secrets.token_hex(3)}"


def utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def code_version() -> str:
    """The release, and the commit where the code is a git checkout."""
    release = version("leadhouse")
    try:
        commit = subprocess.run(
            ["git", "-C", str(PROJECT_DIR), "rev-parse", "--short", "HEAD"],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return release
    return f"{release}+{commit}"


def write_run_context(
    con: duckdb.DuckDBPyConnection, context: RunContext, settings: Settings
) -> None:
    """Replaces ops.run_context, one row, and begins the run's row of ops.run_log."""
    con.execute(
        """
        create or replace table ops.run_context as
        select
            ? as run_id,
            cast(? as timestamp) as started_at,
            cast(? as timestamp) as as_of_at,
            cast(timezone(?, timezone('UTC', cast(? as timestamp))) as date) as as_of_date,
            ? as timezone,
            ? as country,
            ? as definition_name,
            ? as definition_version,
            ? as model_version,
            ? as code_version
        """,
        [
            context.run_id,
            context.started_at,
            context.started_at,
            settings.timezone,
            context.started_at,
            settings.timezone,
            settings.country,
            context.definition_name,
            context.definition_version,
            context.model_version,
            context.code_version,
        ],
    )
    con.execute(
        """
        create table if not exists ops.run_log (
            run_id varchar primary key, started_at timestamp, finished_at timestamp,
            outcome varchar, reason varchar, rows_per_table varchar,
            definition_version varchar, model_version varchar, code_version varchar,
            is_published boolean
        )
        """
    )
    # We hold the writer lock, so a run that is still marked as running has died.
    con.execute(
        """
        update ops.run_log
        set outcome = 'error', reason = 'its process ended before it did'
        where outcome = 'running'
        """
    )
    con.execute(
        "insert or replace into ops.run_log values "
        "(?, ?, null, 'running', null, null, ?, ?, ?, false)",
        [
            context.run_id,
            context.started_at,
            context.definition_version,
            context.model_version,
            context.code_version,
        ],
    )


def write_blocking_rules(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Replaces ops.blocking_rules, one row per rule of the linkage model, in its order."""
    con.execute(
        """
        create or replace table ops.blocking_rules as
        select
            cast(unnest(range(len($names))) as integer) as match_key,
            unnest($names) as blocking_rule
        """,
        {"names": list(names)},
    )


def write_report_currency(con: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Settles the report currency and proves that every amount can be stated in it.

    Unset, it is the one currency there is, or the one into which exchange_rates lead
    from all others. Raises LeadhouseError naming the pair, the date and the amount's
    source line where a rate is missing.
    """
    con.execute(_amounts_sql(settings))
    currency = settings.report_currency or _only_possible_currency(con)
    missing = con.execute(
        """
        select amounts.currency, amounts.amount_date, amounts.source_file,
            amounts.source_line
        from currency_amounts as amounts
        left join staging.stg_exchange_rates as rates
            on amounts.currency = rates.from_currency
            and rates.to_currency = $report
            and rates.rate_date <= amounts.amount_date
        where amounts.currency <> $report and rates.from_currency is null
        order by amounts.amount_date, amounts.source_file, amounts.source_line limit 1
        """,
        {"report": currency},
    ).fetchall()
    con.execute(
        "create or replace table ops.report_currency as select ? as report_currency",
        [currency],
    )
    con.execute("drop table currency_amounts")
    if missing:
        source, day, file, line = missing[0]
        raise LeadhouseError(
            f"No exchange rate from {source} to {currency} on or before {day}, which "
            f"{file}, line {line} needs: deliver it in landing/exchange_rates, or set "
            "report_currency in leadhouse.yml."
        )
    return currency


def _amounts_sql(settings: Settings) -> str:
    """Each amount's currency and day; an amount without one has its company's."""
    parts = []
    for table, currency, day, company in (
        ("invoices", "rows.currency", "issued_at", "rows.company_id"),
        ("payments", "coalesce(rows.currency, invoices.currency)", "paid_at", "null"),
        ("estimates", "rows.currency", "created_at", "rows.company_id"),
        ("surveys", "rows.currency", "submitted_at", "null"),
        ("jobs", "rows.currency", "created_at", "rows.company_id"),
        ("ad_spend", "rows.currency", "spend_date", "rows.company_id"),
    ):
        condition = {
            "surveys": "where rows.revenue_amount is not null",
            "jobs": "where rows.cost_amount is not null",
            "estimates": "where rows.amount is not null and rows.status = 'accepted'",
        }.get(table, "")
        invoices = (
            "left join staging.stg_invoices as invoices "
            "on rows.invoice_id = invoices.invoice_id"
            if table == "payments"
            else ""
        )
        parts.append(
            f"""
            select coalesce({currency}, companies.currency) as currency,
                cast(rows.{day} as date) as amount_date, rows.source_file,
                rows.source_line
            from staging.stg_{table} as rows {invoices}
            left join staging.stg_companies as companies
                on {company} = companies.company_id {condition}
            """
        )
    fallback = f"'{settings.report_currency}'" if settings.report_currency else "null"
    return (
        "create or replace temp table currency_amounts as "
        f"select * replace (coalesce(currency, {fallback}) as currency) from ("
        + " union all ".join(parts)
        + ")"
    )


def _only_possible_currency(con: duckdb.DuckDBPyConnection) -> str:
    used = {
        code
        for (code,) in con.execute(
            "select distinct currency from currency_amounts where currency is not null"
        ).fetchall()
    }
    if len(used) == 1:
        return str(used.pop())
    pairs = con.execute(
        "select distinct from_currency, to_currency from staging.stg_exchange_rates"
    ).fetchall()
    possible = sorted(
        target
        for target in used | {target for _, target in pairs}
        if all((source, target) in pairs for source in used - {target})
    )
    if not used:
        return "USD"
    if len(possible) == 1:
        return str(possible[0])
    raise LeadhouseError(
        f"The amounts are in {', '.join(sorted(used))}: set report_currency in "
        "leadhouse.yml and deliver the exchange rates to it."
    )
