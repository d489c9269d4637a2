"""What people know of pairs of records: decisions at the desk, and files of labels.

Belongs here: gathering and checking them. What they say of the model does not.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

REQUIRED = ("record_l", "record_r", "is_match")
OPTIONAL = ("labelled_at", "labelled_by", "note")
_COLUMNS = ("source", "line", *REQUIRED, *OPTIONAL)
_YES, _NO = "('true', '1', 'yes')", "('false', '0', 'no')"


@dataclass(frozen=True)
class LabelProblem:
    """A row of a file, or a whole file, that is not used, and why."""

    source: str
    line: int | None
    reason: str

    @property
    def sentence(self) -> str:
        """File, line and value in one sentence."""
        where = self.source if self.line is None else f"{self.source}, line {self.line}"
        return f"{where}: {self.reason}"


def gather_labels(
    con: duckdb.DuckDBPyConnection, folder: Path
) -> tuple[LabelProblem, ...]:
    """Makes the scratch table `labels`; returns what of the files is not used.

    One row per labelled pair: record_l, record_r (the first sorts first), is_match,
    source (desk or the file), line, labelled_at, labelled_by. Of several labels of a pair
    the newest counts, then the desk's. Reads wh.identity.records, wh.identity.links and
    wh.desk.decisions; a folder that does not exist holds no files.
    """
    problems = load_label_files(con, folder)
    unknown = con.execute(_UNKNOWN_RECORDS).fetchall()
    con.execute(_LABELS)
    con.execute("drop table file_labels")
    return (
        *problems,
        *(
            LabelProblem(source, line, f"{column} {record!r} is no record.")
            for source, line, column, record in unknown
        ),
    )


def load_label_files(
    con: duckdb.DuckDBPyConnection, folder: Path
) -> tuple[LabelProblem, ...]:
    """Makes the scratch table `file_labels` of every sound row; returns the others."""
    problems: list[LabelProblem] = []
    rows: list[tuple[object, ...]] = []
    for path in sorted(folder.glob("*.csv")):
        for row in _read(path):
            if isinstance(row, LabelProblem):
                problems.append(row)
            else:
                rows.append(row)
    delivered = pa.table(
        {
            name: pa.array(
                [row[position] for row in rows],
                pa.int64() if name == "line" else pa.string(),
            )
            for position, name in enumerate(_COLUMNS)
        }
    )
    con.register("delivered_labels", delivered)
    con.execute(_JUDGED)
    con.unregister("delivered_labels")
    found = con.execute(
        "select source, line, reason from judged_labels "
        "where reason is not null order by source, line"
    ).fetchall()
    con.execute(_SOUND)
    con.execute("drop table judged_labels")
    return (*problems, *(LabelProblem(*row) for row in found))


def _read(path: Path) -> Iterator[tuple[object, ...] | LabelProblem]:
    """Rows of a file as texts with their line; a file that cannot be read is a problem."""
    source = f"{path.parent.name}/{path.name}"
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = [name.strip().lower() for name in next(reader, [])]
            missing = [name for name in REQUIRED if name not in header]
            if missing:
                yield LabelProblem(
                    source, 1, f"the header has no column {', '.join(missing)}."
                )
                return
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _row(source, line, header, cells)
                line = reader.line_num + 1
    except UnicodeDecodeError:
        yield LabelProblem(source, None, "the file is not UTF-8 text.")
    except csv.Error as error:
        yield LabelProblem(source, line, f"the line cannot be read: {error}.")
    except OSError as error:
        yield LabelProblem(source, None, f"the file cannot be read: {error.strerror}.")


def _row(
    source: str, line: int, header: list[str], cells: list[str]
) -> tuple[object, ...] | LabelProblem:
    if len(cells) != len(header):
        return LabelProblem(
            source, line, f"{len(cells)} values, the header has {len(header)}."
        )
    values = dict(zip(header, (cell.strip() or None for cell in cells), strict=True))
    return (source, line, *(values.get(name) for name in (*REQUIRED, *OPTIONAL)))


# A time without an offset is UTC: a label has no company whose time zone it could be in.
_JUDGED = f"""
create or replace table judged_labels as
select
    *,
    case
        when record_l is null then 'record_l is missing.'
        when record_r is null then 'record_r is missing.'
        when is_match is null then 'is_match is missing.'
        when lower(is_match) not in {_YES} and lower(is_match) not in {_NO}
            then 'is_match ''' || is_match || ''' is not true or false.'
        when record_l = record_r
            then 'record_l and record_r are both ''' || record_l || '''.'
        when labelled_at is not null and try_cast(labelled_at as timestamptz) is null
            then 'labelled_at ''' || labelled_at || ''' is not an ISO 8601 time.'
    end as reason
from delivered_labels
"""
_SOUND = f"""
create or replace table file_labels as
select
    record_l,
    record_r,
    lower(is_match) in {_YES} as is_match,
    source,
    line,
    cast(timezone('UTC', try_cast(labelled_at as timestamptz)) as timestamp)
        as labelled_at,
    labelled_by
from judged_labels
where reason is null
"""

_UNKNOWN_RECORDS = """
with

named as (
    select source, line, 'record_l' as named_by, record_l as record_id
    from file_labels
    union all
    select source, line, 'record_r' as named_by, record_r as record_id
    from file_labels
)

select source, line, named_by, record_id
from named
anti join wh.identity.records as records
    on named.record_id = records.record_id
order by source, line, named_by
"""

# Which decisions stand is settled where they become links: the desk's labels are those.
_LABELS = """
create or replace table labels as
with

desk as (
    select
        links.record_l,
        links.record_r,
        links.kind = 'must' as is_match,
        'desk' as source,
        cast(null as bigint) as line,
        decisions.decided_at as labelled_at,
        decisions.decided_by as labelled_by,
        0 as preference
    from wh.identity.links
    inner join wh.desk.decisions
        on links.decision_event_id = decisions.event_id
),

files as (
    select file_labels.*, 1 as preference
    from file_labels
    semi join wh.identity.records as records_l
        on file_labels.record_l = records_l.record_id
    semi join wh.identity.records as records_r
        on file_labels.record_r = records_r.record_id
),

given as (
    select * from desk
    union all
    select * from files
),

ranked as (
    select
        * replace (
            least(record_l, record_r) as record_l,
            greatest(record_l, record_r) as record_r
        ),
        row_number() over (
            partition by least(record_l, record_r), greatest(record_l, record_r)
            order by
                labelled_at desc nulls last,
                preference,
                source desc,
                line desc
        ) as recency
    from given
)

select record_l, record_r, is_match, source, line, labelled_at, labelled_by
from ranked
where recency = 1
order by record_l, record_r
"""
