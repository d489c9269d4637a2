"""Links the rows of one file and writes them with their cluster: link_table for files.

Belongs here: reading and writing files. Everything else is link_table.py.
"""

from pathlib import Path

import duckdb

from splink_models.link_table import CLUSTERS, PAIRS, LinkedTable, link_table
from splink_models.table_columns import TableError, read_table_columns

_READERS = {
    ".csv": "read_csv({file}, all_varchar = true, header = true)",
    ".json": "read_json({file})",
    ".jsonl": "read_json({file}, format = 'newline_delimited')",
    ".parquet": "read_parquet({file})",
}
_WRITERS = {".csv": "format csv, header", ".parquet": "format parquet"}


def link_file(
    file: Path,
    columns: Path,
    out: Path,
    pairs: Path | None = None,
    threshold: float = 0.9,
    country: str = "US",
) -> LinkedTable:
    """Writes the rows with `cluster_id`, and the pairs where wanted; as link_table.

    Raises TableError naming the file that cannot be read or the ending that is not known.
    """
    mapping = read_table_columns(columns)
    writers = {path: _known(path, _WRITERS) for path in (out, pairs) if path}
    reader = _known(file, _READERS).format(file=_text(file))
    con = duckdb.connect()
    try:
        try:
            con.execute(f"create temp table delivered_file as from {reader}")
        except duckdb.Error as error:
            sentence = " ".join(str(error).splitlines()[0].split())
            raise TableError(f"{file} cannot be read: {sentence}") from error
        linked = link_table(
            con, "delivered_file", mapping, threshold=threshold, country=country
        )
        record_id = '"' + mapping.record_id.replace('"', '""') + '"'
        con.execute(
            f"""
            copy (
                select delivered_file.*, clusters.cluster_id
                from delivered_file
                inner join {CLUSTERS} as clusters
                    on cast(delivered_file.{record_id} as varchar) = clusters.record_id
                order by clusters.cluster_id, clusters.record_id
            ) to {_text(out)} ({writers[out]})
            """
        )
        if pairs:
            con.execute(
                f"copy (from {PAIRS} order by match_weight desc, record_l, record_r) "
                f"to {_text(pairs)} ({writers[pairs]})"
            )
    finally:
        con.close()
    return linked


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _known(path: Path, endings: dict[str, str]) -> str:
    ending = path.suffix.lower()
    if ending not in endings:
        raise TableError(f"{path}: the name has to end with {' or '.join(endings)}.")
    return endings[ending]
