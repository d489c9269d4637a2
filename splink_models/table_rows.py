"""The rows of any table in one form: the same columns with the same types.

Belongs here: reading cells as the mapping says. What is made of them does not.
"""

import duckdb

from splink_models.table_columns import TableColumns, TableError

_TEXTS = (
    "full_name",
    "first_name",
    "last_name",
    "street",
    "city",
    "region",
    "postcode",
    "date_of_birth",
)
_NAMES = ("full_name", "first_name", "last_name")
_LISTS = ("organization", "employer", "emails", "phones")


def read_rows(
    con: duckdb.DuckDBPyConnection, delivered: str, columns: TableColumns
) -> None:
    """Makes the scratch table `table_rows`: one row per row of the delivered table.

    Texts are trimmed, nothing instead of empty; `identifiers` are `kind:value`. Raises
    TableError when a column is not there, two rows have one id, or a row has none.
    """
    types = _types(con, delivered)
    columns.check_against("The table", tuple(types))
    _check_ids(con, delivered, columns)
    written = {name: _first(getattr(columns, name)) for name in _TEXTS}
    written |= {name: _in_latin(written[name]) for name in _NAMES}
    written |= {name: _all(getattr(columns, name), types) for name in _LISTS}
    selected = ", ".join(f"{sql} as {name}" for name, sql in written.items())
    con.execute(
        f"""
        create or replace table table_rows as
        select
            cast({_quoted(columns.record_id)} as varchar) as record_id,
            {_first(columns.party_type)} as party_type,
            try_cast({_first(columns.created_at)} as timestamp) as created_at,
            {_first(columns.country)} as country,
            {_identifiers(columns, types)} as identifiers,
            {selected}
        from {delivered}
        """
    )


def _check_ids(
    con: duckdb.DuckDBPyConnection, delivered: str, columns: TableColumns
) -> None:
    found = con.execute(
        f"""
        select cast({_quoted(columns.record_id)} as varchar) as record_id, count(*)
        from {delivered}
        group by record_id
        having record_id is null or count(*) > 1
        order by record_id nulls first
        limit 1
        """
    ).fetchall()
    for record_id, rows in found:
        name = columns.record_id
        raise TableError(
            f"Column {name!r}: {rows} rows have the id {record_id!r}; ids are of one row."
            if record_id is not None
            else f"Column {name!r} is empty in {rows} rows; every row needs an id."
        )


def _types(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Type of each column by its name in lower case."""
    described = con.execute(f"describe {table}").fetchall()
    return {str(row[0]).lower(): str(row[1]) for row in described}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _first(names: tuple[str, ...]) -> str:
    """SQL of the first of the columns that is filled."""
    filled = [f"nullif(trim(cast({_quoted(name)} as varchar)), '')" for name in names]
    return f"coalesce({', '.join([*filled, 'null'])})"


def _all(names: tuple[str, ...], types: dict[str, str]) -> str:
    """SQL of every value of the columns, as a list; null without any."""
    lists = [
        f"cast({_quoted(name)} as varchar[])"
        if types[name.lower()].endswith("[]")
        else f"string_split(cast({_quoted(name)} as varchar), ';')"
        for name in names
    ]
    if not lists:
        return "cast(null as varchar[])"
    joined = " || ".join(f"coalesce({one}, [])" for one in lists)
    return (
        f"nullif(list_distinct(list_filter(list_transform({joined}, "
        "lambda item: trim(item)), lambda item: item != '')), [])"
    )


# Letters that stand for one Latin letter or none; the others follow.
_CYRILLIC = "абвгґдеёєзиійїклмнопрстуўфыэьъ"
_LATIN = "abvggdeeeziijiklmnoprstuufye"
_CYRILLIC_PAIRS = (
    ("ж", "zh"), ("х", "kh"), ("ц", "ts"), ("ч", "ch"), ("ш", "sh"), ("щ", "shch"),
    ("ю", "iu"), ("я", "ia"),
)  # fmt: skip


def _in_latin(text: str) -> str:
    """SQL of a name, Cyrillic letters as passports write them (ICAO 9303)."""
    latin = f"lower({text})"
    for letter, pair in _CYRILLIC_PAIRS:
        latin = f"replace({latin}, '{letter}', '{pair}')"
    latin = f"translate({latin}, '{_CYRILLIC}', '{_LATIN}')"
    return (
        f"case when regexp_matches({text}, '[А-Яа-яЀ-ӿ]') then {latin} else {text} end"
    )


def _identifiers(columns: TableColumns, types: dict[str, str]) -> str:
    lists = [
        f"list_transform({_all(names, types)}, lambda item: '{kind}:' || "
        "ltrim(regexp_replace(upper(item), '[^0-9A-Z]', '', 'g'), '0'))"
        for kind, names in columns.identifiers.items()
    ]
    if not lists:
        return "cast(null as varchar[])"
    joined = " || ".join(f"coalesce({one}, [])" for one in lists)
    return f"nullif(list_filter({joined}, lambda item: not ends_with(item, ':')), [])"
