"""Stands in for dbt's cross-database macros while sqlfluff reads the models."""


def type_string() -> str:
    return "varchar"


def type_timestamp() -> str:
    return "timestamp"


def dateadd(datepart: str, interval: int, moment: str) -> str:
    return f"{moment} + interval {interval} {datepart}"


def date_trunc(datepart: str, date: str) -> str:
    return f"date_trunc('{datepart}', {date})"


def datediff(first_date: str, second_date: str, datepart: str) -> str:
    return f"date_diff('{datepart}', {first_date}, {second_date})"


def listagg(measure: str, delimiter: str, order_by: str) -> str:
    return f"listagg({measure}, {delimiter} {order_by})"
