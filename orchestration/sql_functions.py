"""What a DuckDB connection of ours can do beyond SQL.

Belongs here: registering functions and handing columns over to them. What a function
does belongs to its own module. Models call the functions through macros.

Every dbt invocation imports this module and few call its functions: pyarrow, the
telephone library and SciPy, seconds together, are imported by the first call.
"""

from typing import Any

import duckdb
from duckdb.func import SPECIAL, PythonUDFType

_PHONES = "struct(number varchar, national_number varchar, extension varchar)[]"
_TEST = "struct(chi_square double, degrees integer, p_value double)"
FUNCTIONS = (
    "read_phones",
    "phone_reader_version",
    "chi_square_test",
    "chi_square_tail",
)


def register_functions(con: duckdb.DuckDBPyConnection) -> None:
    """Adds the FUNCTIONS to the database.

    read_phones(text, country) gives the list of phones_in(), empty where the text names
    none; phone_reader_version() another text where that may read otherwise;
    chi_square_test(differences, covariances) and chi_square_tail(chi_square, degrees) what
    orchestration/statistics.py says, null of null. Close the connection before the
    process ends: DuckDB complains of functions that are left.
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
    con.create_function(
        "chi_square_test", _chi_square_test, ["double[]", "double[]"], _TEST
    )
    con.create_function(
        "chi_square_tail",
        _chi_square_tail,
        ["double", "double"],
        "double",
        type=PythonUDFType.ARROW,
    )


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


def _chi_square_test(differences: Any, covariances: Any) -> Any:
    from orchestration.statistics import chi_square_test

    return vars(chi_square_test(differences, covariances))


def _chi_square_tail(chi_squares: Any, degrees: Any) -> Any:
    """Arrow columns to an Arrow column."""
    import pyarrow as pa

    from orchestration.statistics import chi_square_tail

    return pa.array(chi_square_tail(chi_squares.to_numpy(), degrees.to_numpy()))
