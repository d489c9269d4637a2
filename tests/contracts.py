"""Writing tiny marts by hand, held to the columns and types of their contract.

A test names the columns that it is about; all others are null. A column that the mart
does not have is an error, so that test data cannot drift away from the marts.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd
import yaml

MARTS = Path(__file__).resolve().parents[1] / "dbt_project" / "models" / "marts"
Row = Mapping[str, object]


@lru_cache(maxsize=1)
def contracts() -> dict[str, dict[str, str]]:
    """The columns of each mart and their types."""
    found = {}
    for path in MARTS.rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", []):
            found[model["name"]] = {
                column["name"]: column["data_type"]
                for column in model.get("columns", [])
                if "data_type" in column
            }
    return found


def write_mart(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """Write a mart's file with these rows; none makes an empty mart."""
    types = contracts()[name]
    listed = [dict(row) for row in rows]
    unknown = {key for row in listed for key in row} - set(types)
    assert not unknown, f"{name} has no column {sorted(unknown)}"
    frame = pd.DataFrame(
        {
            key: pd.Series([row.get(key) for row in listed], dtype=object)
            for key in types
        }
    )
    texts = frame.map(lambda value: None if value is None else str(value))
    texts = texts.astype("string")
    connection = duckdb.connect()
    connection.register("texts", texts)
    casts = ", ".join(
        f'cast("{key}" as {kind}) as "{key}"' for key, kind in types.items()
    )
    connection.execute(
        f"copy (select {casts} from texts) to '{folder / name}.parquet' (format parquet)"
    )
    connection.close()
