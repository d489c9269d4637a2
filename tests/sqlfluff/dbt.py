"""Stands in for dbt's cross-database types while sqlfluff reads the models."""


def type_string() -> str:
    return "varchar"


def type_timestamp() -> str:
    return "timestamp"
