"""What the page on quality asks: checks, freshness, quarantine, names, reconciliation.

All of it is about the publication's own run; the history alone reaches back.
"""

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question

GATE_MARTS = ("quality_results", "run_log")
SOURCE_MARTS = ("source_freshness",)
QUARANTINE_MARTS = ("quarantine_reasons",)
NAME_MARTS = ("unknown_campaigns", "naming_violations")
LEDGER_MARTS = ("ledger_reconciliation",)
# What compares with the last publication: these suites' names end so.
DRIFT = "_against_last_publication"
LISTED = 500
RUNS_SHOWN = 30


@question
def suites(publication: Publication) -> pd.DataFrame:
    """One row per suite of checks: checks, passed, failed by severity; worst first."""
    sql = """
    select
        suite,
        count(*) as checks,
        count(*) filter (where passed) as passed,
        count(*) filter (where not passed and severity = 'error') as errors,
        count(*) filter (where not passed and severity <> 'error') as warnings
    from {quality_results}
    where run_id = $run_id
    group by suite
    order by errors desc, warnings desc, suite
    """
    return ask(publication, sql, {"run_id": publication.run_id}).df()


@question
def failed(publication: Publication) -> pd.DataFrame:
    """One row per check that failed, errors first."""
    sql = f"""
    select severity, suite, "check", table_name, observed, rows_failed
    from {{quality_results}}
    where run_id = $run_id and not passed
    order by severity <> 'error', suite, "check"
    limit {LISTED}
    """
    return ask(publication, sql, {"run_id": publication.run_id}).df()


@question
def drift(publication: Publication) -> pd.DataFrame:
    """One row per comparison with the last publication; those that moved first."""
    sql = """
    select suite, "check", severity, observed, passed, table_name
    from {quality_results}
    where run_id = $run_id and suffix(suite, $drift)
    order by passed, severity <> 'error', suite, "check"
    """
    parameters = {"run_id": publication.run_id, "drift": DRIFT}
    return ask(publication, sql, parameters).df()


@question
def history(publication: Publication) -> pd.DataFrame:
    """One row per run with checks, in time: checks, errors, warnings, outcome."""
    sql = f"""
    with checked as (
        select
            run_id,
            min(checked_at) as checked_at,
            count(*) as checks,
            count(*) filter (where not passed and severity = 'error') as errors,
            count(*) filter (where not passed and severity <> 'error') as warnings
        from {{quality_results}}
        group by run_id
    )
    select checked.*, run_log.outcome
    from checked
    left join {{run_log}} as run_log using (run_id)
    order by checked_at desc
    limit {RUNS_SHOWN}
    """
    rows = ask(publication, sql).df()
    return rows.iloc[::-1].reset_index(drop=True)


@question
def freshness(publication: Publication) -> pd.DataFrame:
    """One row per table of the contract; what was delivered longest ago first."""
    sql = """
    select * exclude (run_id, definition_version)
    from {source_freshness}
    order by newest_delivered_at nulls last, source_table
    """
    return ask(publication, sql).df()


@question
def quarantined(publication: Publication) -> pd.DataFrame:
    """One row per table and reason that rows wait for, the most rows first."""
    sql = """
    select
        source_table, reason_code,
        sum(held_rows) as held_rows,
        sum(rejected_rows) as rejected_rows,
        count(distinct source_file) as files
    from {quarantine_reasons}
    group by source_table, reason_code
    order by held_rows desc, source_table, reason_code
    """
    return ask(publication, sql).df()


@question
def quarantine_files(publication: Publication) -> pd.DataFrame:
    """One row per table, reason, column and file, with the first of its rows."""
    sql = f"""
    select * exclude (run_id, definition_version)
    from {{quarantine_reasons}}
    order by held_rows desc, source_table, reason_code, column_name, source_file
    limit {LISTED}
    """
    return ask(publication, sql).df()


@question
def unknown_campaigns(publication: Publication) -> pd.DataFrame:
    """One row per campaign named that does not exist, by leads."""
    sql = f"""
    select
        unknown.campaign_text, unknown.leads, unknown.first_seen_at,
        unknown.last_seen_at, campaigns.name as suggested_campaign,
        unknown.suggested_campaign_id, unknown.suggestion_likeness,
        unknown.nearest_names
    from {{unknown_campaigns}} as unknown
    left join {{dim_campaigns}} as campaigns
        on unknown.suggested_campaign_id = campaigns.campaign_id
    order by unknown.leads desc, unknown.campaign_text
    limit {LISTED}
    """
    return ask(publication, sql).df()


@question
def naming_violations(publication: Publication) -> pd.DataFrame:
    """One row per campaign whose name breaks the rule of its channel, by leads."""
    sql = f"""
    select campaign_id, name, channel, pattern, suggestion, is_suggestion_complete, leads
    from {{naming_violations}}
    order by leads desc, name, campaign_id
    limit {LISTED}
    """
    return ask(publication, sql).df()


@question
def reconciliation(publication: Publication, model: str, basis: str) -> pd.DataFrame:
    """One row per month: the ledger, what is attributed, and why the rest is not."""
    sql = """
    select
        month,
        sum(entries) as entries,
        sum(ledger_amount) as ledger_amount,
        sum(attributed_amount) as attributed_amount,
        sum(unattributed_amount) as unattributed_amount,
        sum(unknown_campaign_amount) as unknown_campaign_amount,
        sum(no_campaign_amount) as no_campaign_amount,
        sum(unmatched_amount) as unmatched_amount,
        sum(waits_for_review_amount) as waits_for_review_amount,
        sum(dismissed_amount) as dismissed_amount,
        sum(before_window_amount) as before_window_amount,
        sum(difference_amount) as difference_amount
    from {ledger_reconciliation}
    where attribution_model = $model and revenue_basis = $basis
    group by month
    order by month
    """
    return ask(publication, sql, {"model": model, "basis": basis}).df()


@question
def ledger_slices(publication: Publication) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The attribution models and revenue bases that the ledger was reconciled by."""
    sql = """
    select
        list(distinct attribution_model order by attribution_model),
        list(distinct revenue_basis order by revenue_basis)
    from {ledger_reconciliation}
    """
    models, bases = ask(publication, sql).fetchall()[0]
    return tuple(models or ()), tuple(bases or ())
