"""Stands in for dbt's cross-database macros while sqlfluff reads the models."""


def type_string() -> str:
    return "varchar"


def type_timestamp() -> str:
    return "timestamp"


def dateadd(datepart: str, interval: int, moment: str) -> str:
    return f"{moment} + interval {interval} {datepart}"
