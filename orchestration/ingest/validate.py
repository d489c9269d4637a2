"""The source contract as SQL: which delivered rows break it, and how that reads."""

from orchestration.contract import Column, Table

ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
ISO_TIME = (
    r"^\d{4}-\d{2}-\d{2}"
    r"([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|z|[+-]\d{2}(:?\d{2})?)?)?$"
)
NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)$"
WHOLE_NUMBER = r"^[+-]?\d+(\.0*)?$"
BOOLEANS = ("true", "false", "1", "0", "yes", "no")

# What each reason code says of a value; the sentence is "<file>, line <n>: <column>
# '<value>' <words>".
REASONS = {
    "missing_value": "is required but empty",
    "bad_time": "is not an ISO 8601 time",
    "bad_date": "is not a date of the form YYYY-MM-DD",
    "bad_number": "is not a number",
    "bad_boolean": "is none of true, false, 1, 0, yes, no",
    "bad_enum": "is not an allowed value",
    "bad_json": "is not valid JSON",
    "out_of_range": "is outside the allowed range",
    "duplicate_key": "has been delivered before in the same file",
    "reference_to_nothing": "names a record that was never delivered",
    "too_many_columns": "has more columns than the header",
    "too_few_columns": "has fewer columns than the header",
    "bad_quoting": "has text after a closing quote",
    "unclosed_quote": "opens a quote that is never closed",
    "unreadable_row": "cannot be split into columns",
    "bad_json_line": "is not a JSON object",
}


def problems_expression(table: Table) -> str:
    """A list of structs (code, column_name, value), one per rule that a row breaks."""
    checks = [check for column in table.columns for check in _checks(column)]
    if not checks:
        return "cast([] as struct(code varchar, column_name varchar, value varchar)[])"
    return (
        "list_filter([\n    "
        + ",\n    ".join(checks)
        + "\n], lambda problem: problem is not null)"
    )


def _checks(column: Column) -> list[str]:
    name = f'"{column.name}"'
    checks = []
    if column.required:
        checks.append(_problem("missing_value", column, f"{name} is null"))
    if column.type == "timestamp":
        bad = _unless(name, ISO_TIME, time_cast(name))
        checks.append(_problem("bad_time", column, bad))
    elif column.type == "date":
        bad = _unless(name, ISO_DATE, f"try_cast({name} as date)")
        checks.append(_problem("bad_date", column, bad))
    elif column.type in ("money", "decimal", "integer"):
        pattern = WHOLE_NUMBER if column.type == "integer" else NUMBER
        kind = "decimal(18, 8)" if column.type == "decimal" else "decimal(18, 4)"
        number = f"try_cast({name} as {kind})"
        bad = _unless(name, pattern, number)
        checks.append(_problem("bad_number", column, bad))
        bounds = [f"{number} < {column.min}"] * (column.min is not None)
        bounds += [f"{number} > {column.max}"] * (column.max is not None)
        if bounds:
            checks.append(_problem("out_of_range", column, " or ".join(bounds)))
    elif column.type == "boolean":
        allowed = ", ".join(f"'{value}'" for value in BOOLEANS)
        checks.append(
            _problem("bad_boolean", column, f"lower({name}) not in ({allowed})")
        )
    elif column.type == "enum":
        allowed = ", ".join(f"'{value}'" for value in column.values)
        checks.append(_problem("bad_enum", column, f"lower({name}) not in ({allowed})"))
    elif column.type == "json":
        bad = f"{name} is not null and try_cast({name} as json) is null"
        checks.append(_problem("bad_json", column, bad))
    return checks


def time_cast(name: str) -> str:
    """A text as a moment; a comma as the decimal sign of seconds is ISO 8601 too."""
    return f"try_cast(replace({name}, ',', '.') as timestamptz)"


def _problem(code: str, column: Column, condition: str) -> str:
    return (
        f"case when {condition} then {{'code': '{code}', "
        f"'column_name': '{column.name}', 'value': \"{column.name}\"}} end"
    )


def reason_sentence(code: str, column: str, value: str, file: str, line: str) -> str:
    """SQL that spells a problem out; every argument is a SQL expression."""
    words = " ".join(f"when '{key}' then '{text}'" for key, text in REASONS.items())
    return (
        f"{file} || ', line ' || {line} || ': ' || coalesce({column}, 'the row') "
        f"|| coalesce(' ''' || left({value}, 200) || '''', '') || ' ' || "
        f"case {code} {words} else 'breaks the contract' end || '.'"
    )


def _unless(name: str, pattern: str, parsed: str) -> str:
    """True of a value that is there but has the wrong form or does not parse."""
    return (
        f"{name} is not null and "
        f"(not regexp_matches({name}, '{pattern}') or {parsed} is null)"
    )
