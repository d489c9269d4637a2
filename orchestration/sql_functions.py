"""What a DuckDB connection of ours can do beyond SQL.

Belongs here: registering functions and handing columns over to them. What a function
does belongs to its own module. Models call the functions through macros.

Every dbt invocation imports this module and few call its functions: pyarrow and the
telephone library, most of a second together, are imported by the first call.
"""

from typing import Any

import duckdb
from duckdb.func import SPECIAL, PythonUDFType

_PHONES = "struct(number varchar, national_number varchar, extension varchar)[]"
FUNCTIONS = ("read_phones", "phone_reader_version")


def register_functions(con: duckdb.DuckDBPyConnection) -> None:
    """Adds read_phones(text, country) and phone_reader_version() to the database.

    read_phones gives the list of phones_in(), empty where the text names none. Close the
    connection before the process ends: DuckDB complains of functions that are left.
    """
    con.create_function(
        "read_phones",
        _read_phones,
        ["varchar", "varchar"],
        _PHONES,
        type=PythonUDFType.ARROW,
        null_handling=SPECIAL,
    )
    con.create_function("phone_reader_version", _reader_version, [], "varchar")


def _read_phones(texts: Any, countries: Any) -> Any:
    """Arrow columns to an Arrow column; DuckDB resolves annotations, hence no names."""
    import pyarrow as pa

    from orchestration.phones import phones_in

    fields = ("number", "national_number", "extension")
    phone = pa.struct([(field, pa.string()) for field in fields])
    rows = zip(texts.to_pylist(), countries.to_pylist(), strict=True)
    return pa.array(
        [
            [vars(phone) for phone in phones_in(text or "", country)]
            for text, country in rows
        ],
        type=pa.list_(phone),
    )


def _reader_version() -> str:
    from orchestration.phones import reader_version

    return reader_version()
