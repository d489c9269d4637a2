"""Writes a definition as typed tables of the schema `definition`, for dbt to read.

Belongs here: how rules become rows. Which tables and columns there are is tables.yml's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

import duckdb

from orchestration.definition.model import Definition, Row, Rules, Value, parse_hours
from orchestration.definition.naming import naming_part_regexes, naming_regex
from orchestration.definition.tables import (
    RuleColumn,
    csv_tables,
    lead_origins,
    setting_tables,
)

SCHEMA = "definition"
MINUTES_IN = {
    "minutes": 1,
    "hours": 60,
    "days": 24 * 60,
    "weeks": 7 * 24 * 60,
    "months": 30 * 24 * 60,
    "years": 365 * 24 * 60,
}
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
Record = Mapping[str, Value | float]


def write_definition(con: duckdb.DuckDBPyConnection, definition: Definition) -> None:
    """Replaces the schema `definition` by the tables of this one, all or nothing."""
    con.begin()
    try:
        con.execute(f"drop schema if exists {SCHEMA} cascade")
        con.execute(f"create schema {SCHEMA}")
        for name, table in csv_tables().items():
            records = csv_records(definition, name)
            _write_table(con, name, table.warehouse_columns, records)
        for name, setting_table in setting_tables().items():
            records = setting_records(definition, name)
            _write_table(con, name, setting_table.columns, records)
    except BaseException:
        con.rollback()
        raise
    con.commit()


def write_definition_files(
    con: duckdb.DuckDBPyConnection, definition: Definition
) -> None:
    """Replaces ops.definition_files: every file of the definition as the run read it.

    One row per file, by name; the publication gets a copy of them.
    """
    files = sorted(
        path
        for path in definition.folder.iterdir()
        if path.suffix in (".yml", ".csv") and not path.name.startswith(".")
    )
    con.execute(
        "create or replace table ops.definition_files (file varchar, content varchar)"
    )
    con.executemany(
        "insert into ops.definition_files values (?, ?)",
        [[path.name, path.read_bytes().decode("utf-8")] for path in files],
    )


def _write_table(
    con: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[RuleColumn],
    records: Sequence[Record],
) -> None:
    typed = ", ".join(
        f"{column.warehouse_name} {column.warehouse_type}" for column in columns
    )
    con.execute(f"create table {SCHEMA}.{name} ({typed})")
    marks = ", ".join("?" for _ in columns)
    rows = [[_stored(record[column.name]) for column in columns] for record in records]
    if rows:
        con.executemany(f"insert into {SCHEMA}.{name} values ({marks})", rows)


def _stored(value: Value | float) -> object:
    return list(value) if isinstance(value, tuple) else value


def csv_records(definition: Definition, table: str) -> list[Record]:
    """Rows of the warehouse table of a CSV file, by column name of the file."""
    rows = list(definition.tables[table])
    if table == "working_hours":
        rows = [*_default_week(definition.rules), *rows]
    derive = DERIVE.get(table)
    if derive is None:
        return [row.values for row in rows]
    return [{**row.values, **derive(row)} for row in rows]


def _default_week(rules: Rules) -> Iterator[Row]:
    """The default week of definition.yml as rows without a company or a line."""
    for weekday, hours in rules.working_hours.items():
        for opens_at, closes_at in parse_hours(hours):
            yield Row(
                0,
                {
                    "company_id": None,
                    "weekday": weekday,
                    "opens_at": opens_at,
                    "closes_at": closes_at,
                },
            )


def duration_minutes(number: Decimal, unit: str) -> int:
    """Whole minutes of a duration; a month has 30 days, a year 365."""
    return int((number * MINUTES_IN[unit]).to_integral_value(ROUND_HALF_UP))


def _minutes_of(number: str, unit: str, derived: str) -> Callable[[Row], Record]:
    def derive(row: Row) -> Record:
        minutes = duration_minutes(
            Decimal(str(row.values[number])), str(row.text(unit))
        )
        return {derived: minutes}

    return derive


def _minute_of_day(time: str | None) -> int:
    hour, minute = str(time).split(":")
    return int(hour) * 60 + int(minute)


def _hours(row: Row) -> Record:
    return {
        "iso_weekday": WEEKDAYS.index(str(row.text("weekday"))) + 1,
        "opens_minute": _minute_of_day(row.text("opens_at")),
        "closes_minute": _minute_of_day(row.text("closes_at")),
    }


DERIVE: dict[str, Callable[[Row], Record]] = {
    "lead_types": _minutes_of(
        "estimated_completion",
        "estimated_completion_unit",
        "estimated_completion_minutes",
    ),
    "marketing_costs": lambda row: {"source_line": row.line},
    "sla_targets": _minutes_of("target", "unit", "target_minutes"),
    "source_naming": lambda row: {
        "pattern_regex": naming_regex(str(row.text("pattern")))
    },
    "working_hours": _hours,
}


def setting_records(definition: Definition, table: str) -> list[Record]:
    """Rows of a warehouse table that is made from definition.yml."""
    return SETTING_ROWS[table](definition)


def _settings(definition: Definition) -> list[Record]:
    rules = definition.rules
    weights = rules.attribution.position_weights
    return [
        {
            "definition_name": definition.name,
            "definition_version": definition.version,
            "approved_by": rules.approved_by,
            "approved_date": rules.approved_on,
            "opportunity_gap_days": rules.opportunity.gap_days,
            "split_on_product_line": rules.opportunity.split_on_product_line,
            "campaign_selection_rule": rules.campaign_selection_rule,
            "matching_window_days": rules.matching.window_days,
            "matching_tolerance_days": rules.matching.tolerance_days,
            "attribution_lookback_days": rules.attribution.lookback_days,
            "half_life_days": rules.attribution.half_life_days,
            "position_first_weight": weights.first,
            "position_middle_weight": weights.middle,
            "position_last_weight": weights.last,
            "revenue_basis": rules.revenue_basis,
            "spend_allocation": rules.budget.spend_allocation,
            "target_roi": rules.budget.target_roi,
            "sure_from": rules.budget.sure_from,
            "min_maturity": rules.budget.min_maturity,
            "draws": rules.uncertainty.draws,
            "seed": rules.uncertainty.seed,
            "min_call_seconds": rules.validity.min_call_seconds,
            "max_shared_records": rules.identity.max_shared_records,
            "max_person_records": rules.identity.max_person_records,
            "customers_are_distinct": rules.identity.customers_are_distinct,
            "calibration_labels": rules.identity.calibration_labels,
            "automatic_conversion_enabled": rules.automatic_conversion.enabled,
            "account_classification": rules.automatic_conversion.account_classification,
            "credit_rating": rules.automatic_conversion.credit_rating,
        }
    ]


def _match_policies(definition: Definition) -> list[Record]:
    return [definition.policy(origin).model_dump() for origin in lead_origins()]


def _opportunity_gaps(definition: Definition) -> list[Record]:
    gaps = definition.rules.opportunity.gap_days_by_product_line
    return [{"product_line": line, "gap_days": days} for line, days in gaps.items()]


def _generic_identifiers(definition: Definition) -> list[Record]:
    identity = definition.rules.identity
    phones = ("".join(filter(str.isdigit, phone)) for phone in identity.generic_phones)
    kinds = (
        ("phone", phones),
        ("email", map(str.lower, identity.generic_emails)),
        ("email_local", map(str.lower, identity.generic_email_locals)),
    )
    return [
        {"kind": kind, "value": value}
        for kind, values in kinds
        for value in dict.fromkeys(values)
    ]


def _naming_parts(definition: Definition) -> list[Record]:
    return [
        {
            "channel": row.text("channel"),
            "pattern": row.text("pattern"),
            "placeholder": placeholder,
            "part_regex": regex,
        }
        for row in definition.tables["source_naming"]
        for placeholder, regex in naming_part_regexes(str(row.text("pattern"))).items()
    ]


def _listed(column: str, values: Sequence[str]) -> list[Record]:
    return [{column: value} for value in values]


SETTING_ROWS: dict[str, Callable[[Definition], list[Record]]] = {
    "settings": _settings,
    "allowed_lead_types": lambda definition: _listed(
        "lead_type", definition.rules.lead_types
    ),
    "match_policies": _match_policies,
    "opportunity_gaps": _opportunity_gaps,
    "direct_channels": lambda definition: _listed(
        "channel", definition.rules.attribution.direct_channels
    ),
    "invalid_lead_types": lambda definition: _listed(
        "lead_type", definition.rules.validity.invalid_lead_types
    ),
    "generic_identifiers": _generic_identifiers,
    "naming_parts": _naming_parts,
}
