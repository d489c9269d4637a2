"""Which kinds of pairs of records a publication gets right, missed or wrongly joined.

Belongs here: counting pairs by kind. What the kinds are belongs to pair_kinds.py.
"""

from dataclasses import dataclass

import duckdb

from orchestration.settings import DBT_PROJECT_DIR
from splink_models.pair_kinds import KINDS, Kind
from splink_models.scores import share

MOST_RECORDS_COMPARED = 300
"""Of a larger person so many records, drawn by their ids, stand for all, each of their
pairs counting for several: its pairs would grow with the square of its size."""


@dataclass(frozen=True)
class KindErrors:
    """Pairs of one kind; a share is None where there is nothing to divide by.

    `never_compared_pairs` are the missed pairs that no blocking rule brought together;
    None where the publication has no match evidence.
    """

    kind: str
    meaning: str
    true_pairs: int
    joined_pairs: int
    right_pairs: int
    missed_pairs: int
    wrong_pairs: int
    never_compared_pairs: int | None
    precision: float | None
    recall: float | None


def count_kinds(con: duckdb.DuckDBPyConnection) -> tuple[KindErrors, ...]:
    """Errors by kind, the kind with most of them first, and `all` before them.

    Reads person_pairs (record_id, predicted, actual), person_records and, where there is
    one, match_evidence (record_l, record_r). Kinds that no pair is of are left out.
    """
    names = [tuple(row) for row in con.execute("show tables").fetchall()]
    has_evidence = ("match_evidence",) in names
    make_judged_records(con)
    everything = Kind("all", "every pair", "true")
    kinds = (everything, *KINDS)
    flags = ", ".join(
        f"coalesce({kind.condition}, false) as is_kind_{place}"
        for place, kind in enumerate(kinds)
    )
    sums = ", ".join(
        f"sum(weight) filter (where is_kind_{place} and {which})"
        for which in (
            "is_true",
            "is_joined",
            "is_true and is_joined",
            "is_true and not is_joined and not was_compared",
        )
        for place in range(len(kinds))
    )
    row = con.execute(
        f"""
        select {sums}
        from (
            select weight, is_true, is_joined, was_compared, {flags}
            from ({_pairs_sql(has_evidence)})
        )
        """
    ).fetchall()[0]
    counted = [round(value or 0) for value in row]
    found = [
        _errors(
            kind,
            (
                counted[place],
                counted[len(kinds) + place],
                counted[2 * len(kinds) + place],
            ),
            counted[3 * len(kinds) + place] if has_evidence else None,
        )
        for place, kind in enumerate(kinds)
    ]
    ordered = sorted(
        (errors for errors in found[1:] if errors.true_pairs or errors.joined_pairs),
        key=lambda errors: -(errors.missed_pairs + errors.wrong_pairs),
    )
    return (found[0], *ordered)


def _errors(kind: Kind, pairs: tuple[int, int, int], unseen: int | None) -> KindErrors:
    true, joined, right = pairs
    return KindErrors(
        kind=kind.name,
        meaning=kind.meaning,
        true_pairs=true,
        joined_pairs=joined,
        right_pairs=right,
        missed_pairs=true - right,
        wrong_pairs=joined - right,
        never_compared_pairs=unseen,
        precision=share(right, joined),
        recall=share(right, true),
    )


def make_judged_records(con: duckdb.DuckDBPyConnection) -> None:
    """Table judged_records: each record of the truth with what it shows and its places.

    `first_names` holds the forms of the first name, `shared_phones` and `shared_emails`
    what people of several first names gave.
    """
    seed = str(DBT_PROJECT_DIR / "seeds" / "nicknames.csv").replace("'", "''")
    con.execute(
        f"""
        create or replace table nicknames as
        select nickname, array_agg(name order by name) as names
        from read_csv('{seed}', all_varchar = true, header = true)
        group by nickname
        """
    )
    con.execute(_JUDGED.format(most=MOST_RECORDS_COMPARED))


_JUDGED = """
create or replace table judged_records as
with

shown as (
    select
        person_pairs.record_id,
        person_pairs.predicted,
        person_pairs.actual,
        person_records.record_type,
        person_records.created_at,
        person_records.first_name,
        person_records.last_name,
        case
            when person_records.first_name is not null then list_distinct(list_concat(
                [person_records.first_name], coalesce(nicknames.names, [])
            ))
        end as first_names,
        person_records.organization,
        person_records.street,
        person_records.city,
        person_records.postcode,
        string_split(nullif(person_records.phones, ''), ';') as phones,
        string_split(nullif(person_records.emails, ''), ';') as emails,
    from person_pairs
    left join person_records
        on person_pairs.record_id = person_records.record_id
    left join nicknames
        on person_records.first_name = nicknames.nickname
),

given as (
    select record_id, 'phone' as kind, unnest(phones) as contact_point from shown
    union all
    select record_id, 'email' as kind, unnest(emails) as contact_point from shown
),

of_several as (
    select given.kind, given.contact_point
    from given
    inner join shown
        on given.record_id = shown.record_id
    where shown.record_type <> 'call'
    group by given.kind, given.contact_point
    having count(distinct left(shown.first_names[-1], 1)) > 1
),

shared as (
    select
        given.record_id,
        array_agg(given.contact_point) filter (where given.kind = 'phone') as phones,
        array_agg(given.contact_point) filter (where given.kind = 'email') as emails,
    from given
    inner join of_several
        on given.kind = of_several.kind
        and given.contact_point = of_several.contact_point
    group by given.record_id
)

select
    shown.*,
    shared.phones as shared_phones,
    shared.emails as shared_emails,
    count(*) over (partition by shown.actual) as actual_size,
    count(*) over (partition by shown.predicted) as predicted_size,
    row_number() over (
        partition by shown.actual order by hash(shown.record_id)
    ) <= {most} as stands_for_actual,
    row_number() over (
        partition by shown.predicted order by hash(shown.record_id)
    ) <= {most} as stands_for_predicted,
from shown
left join shared
    on shown.record_id = shared.record_id
"""


def _pairs_sql(has_evidence: bool) -> str:
    """Every pair that is true or joined, once, with what both records show."""
    shown = ", ".join(
        f"records_{side}.{column} as {column}_{side}"
        for column in (
            *("record_type", "created_at", "first_name", "last_name", "first_names"),
            *("organization", "street", "city", "postcode", "phones", "emails"),
            *("shared_phones", "shared_emails"),
        )
        for side in ("l", "r")
    )
    compared, evidence = "null", ""
    if has_evidence:
        compared = "match_evidence.record_l is not null"
        evidence = """
            left join match_evidence
                on records_l.record_id = match_evidence.record_l
                and records_r.record_id = match_evidence.record_r
        """
    sides = []
    for same, standing, size, condition in (
        ("actual", "stands_for_actual", "actual_size", "true"),
        (
            "predicted",
            "stands_for_predicted",
            "predicted_size",
            "records_l.actual <> records_r.actual",
        ),
    ):
        of_size = f"cast(records_l.{size} as double)"
        standing_for = f"least({of_size}, {MOST_RECORDS_COMPARED})"
        sides.append(
            f"""
            select
                {shown},
                records_l.actual = records_r.actual as is_true,
                records_l.predicted = records_r.predicted as is_joined,
                {of_size} * ({of_size} - 1)
                    / ({standing_for} * ({standing_for} - 1)) as weight,
                {compared} as was_compared
            from judged_records as records_l
            inner join judged_records as records_r
                on records_l.{same} = records_r.{same}
                and records_l.record_id < records_r.record_id
            {evidence}
            where records_l.{standing} and records_r.{standing} and {condition}
            """
        )
    return " union all ".join(sides)
