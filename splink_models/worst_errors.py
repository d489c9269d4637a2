"""The persons whom a publication gets most wrong, with their records and the reason.

Belongs here: picking them and telling what held together what does not belong together,
or what kept apart what does. Counting errors belongs to error_kinds.py.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

PERSONS_LISTED = 10
RECORDS_LISTED = 20
"""Of one person: enough to see what went wrong; the counts say how many there are."""


@dataclass(frozen=True)
class ErrorRecord:
    """A record of a badly linked person; `part` is what it should or does belong to."""

    record_id: str
    part: str
    name: str | None
    organization: str | None
    phones: str | None
    emails: str | None
    place: str | None


@dataclass(frozen=True)
class ErrorPair:
    """A scored or linked pair across two parts, with the levels that it is at.

    `match_weight` is None for a pair that nothing but a link joins.
    """

    record_l: str
    record_r: str
    match_weight: float | None
    blocking_rule: str | None
    link_reason: str | None
    levels: dict[str, str]


@dataclass(frozen=True)
class WorstPerson:
    """A person with many wrong pairs.

    Of a wrongly joined one, `person_id` is published, `parts` counts the true persons in
    it and `because` is the weightiest pair of two of them. Of a wrongly parted one,
    `person_id` is of the truth, `parts` counts the published persons, and `because` is
    the weightiest pair that was not followed, None where no two were compared.
    """

    person_id: str
    wrong_pairs: int
    records_count: int
    parts: int
    because: ErrorPair | None
    records: tuple[ErrorRecord, ...]


def worst_joined(con: duckdb.DuckDBPyConnection) -> tuple[WorstPerson, ...]:
    """Published persons with most pairs of records that belong to different people."""
    return _worst(con, whole="predicted", part="actual")


def worst_parted(con: duckdb.DuckDBPyConnection) -> tuple[WorstPerson, ...]:
    """True persons with most pairs of records that were not put together."""
    return _worst(con, whole="actual", part="predicted")


def _worst(
    con: duckdb.DuckDBPyConnection, whole: str, part: str
) -> tuple[WorstPerson, ...]:
    """Reads person_pairs, person_records and, where there are, the evidence marts."""
    con.execute(_WORST.format(whole=whole, part=part), [PERSONS_LISTED])
    rows = con.execute(
        "select person_id, wrong_pairs, records_count, parts from worst order by place"
    ).fetchall()
    because = _because(con, whole, part)
    records = _records(con, whole, part)
    return tuple(
        WorstPerson(
            person_id=person_id,
            wrong_pairs=int(wrong_pairs),
            records_count=int(records_count),
            parts=int(parts),
            because=because.get(person_id),
            records=tuple(records.get(person_id, ())),
        )
        for person_id, wrong_pairs, records_count, parts in rows
    )


_WORST = """
create or replace table worst as
with

cells as (
    select {whole} as person_id, {part} as part, count(*) as records
    from person_pairs
    group by {whole}, {part}
),

counted as (
    select
        person_id,
        sum(records) as records_count,
        count(*) as parts,
        (sum(records) * sum(records) - sum(records * records)) / 2 as wrong_pairs,
    from cells
    group by person_id
    having count(*) > 1
)

select
    *,
    row_number() over (order by wrong_pairs desc, person_id) as place,
from counted
qualify place <= ?
"""


def _records(
    con: duckdb.DuckDBPyConnection, whole: str, part: str
) -> dict[str, list[ErrorRecord]]:
    """The records of the worst persons, the largest part first."""
    rows = con.execute(
        f"""
        with

        parted as (
            select
                worst.person_id,
                person_pairs.record_id,
                person_pairs.{part} as part,
                count(*) over (
                    partition by worst.person_id, person_pairs.{part}
                ) as part_size,
            from worst
            inner join person_pairs
                on worst.person_id = person_pairs.{whole}
        )

        select
            parted.person_id,
            parted.record_id,
            parted.part,
            coalesce(
                nullif(concat_ws(' ', shown.first_name, shown.last_name), ''),
                shown.full_name
            ),
            shown.organization,
            nullif(shown.phones, ''),
            nullif(shown.emails, ''),
            nullif(concat_ws(', ', shown.street, shown.postcode, shown.city), ''),
        from parted
        left join person_records as shown
            on parted.record_id = shown.record_id
        qualify row_number() over (
            partition by parted.person_id
            order by parted.part_size desc, parted.part, parted.record_id
        ) <= {RECORDS_LISTED}
        order by parted.person_id, parted.part_size desc, parted.part, parted.record_id
        """
    ).fetchall()
    found: dict[str, list[ErrorRecord]] = {}
    for person_id, *shown in rows:
        found.setdefault(person_id, []).append(ErrorRecord(*shown))
    return found


def _because(
    con: duckdb.DuckDBPyConnection, whole: str, part: str
) -> dict[str, ErrorPair]:
    """The weightiest pair between two parts of each of the worst persons."""
    tables = {row[0] for row in con.execute("show tables").fetchall()}
    if "match_evidence" not in tables:
        return {}
    con.execute(
        f"""
        create or replace table worst_pairs as
        select sides_l.person_id, match_evidence.*
        from match_evidence
        inner join (
            select worst.person_id, person_pairs.record_id, person_pairs.{part} as part
            from worst
            inner join person_pairs on worst.person_id = person_pairs.{whole}
        ) as sides_l
            on match_evidence.record_l = sides_l.record_id
        inner join person_pairs as sides_r
            on match_evidence.record_r = sides_r.record_id
            and sides_l.person_id = sides_r.{whole}
            and sides_l.part <> sides_r.{part}
        qualify row_number() over (
            partition by sides_l.person_id
            order by
                match_evidence.match_weight desc nulls last,
                match_evidence.record_l,
                match_evidence.record_r
        ) = 1
        """
    )
    labels = _level_labels(con, "match_levels" in tables)
    columns = [row[0] for row in con.execute("describe worst_pairs").fetchall()]
    rows = con.execute("from worst_pairs").fetchall()
    return {row[0]: _pair(dict(zip(columns, row, strict=True)), labels) for row in rows}


def _pair(row: dict[str, Any], labels: dict[tuple[str, int], str]) -> ErrorPair:
    levels = {}
    for column, gamma in row.items():
        name = column.removeprefix("gamma_")
        if name != column and gamma is not None and gamma >= 0:
            levels[name] = labels.get((name, int(gamma)), f"level {gamma}")
    rule = row.get("blocking_rule")
    return ErrorPair(
        record_l=row["record_l"],
        record_r=row["record_r"],
        match_weight=None
        if row["match_weight"] is None
        else float(row["match_weight"]),
        blocking_rule=None if rule is None else str(rule),
        link_reason=row.get("link_reason"),
        levels=levels,
    )


def _level_labels(
    con: duckdb.DuckDBPyConnection, has_levels: bool
) -> dict[tuple[str, int], str]:
    if not has_levels:
        return {}
    rows = con.execute(
        "select comparison, gamma, label from match_levels where gamma is not null"
    ).fetchall()
    return {(comparison, int(gamma)): label for comparison, gamma, label in rows}
