"""The simplest honest linkage, to measure models against: exact phone or e-mail.

Records that share a normalised phone or e-mail are one person, generic values left
out, everything that hangs together joined. Works on delivered files alone, without a
warehouse.
"""

from pathlib import Path

import duckdb

GENERIC_PHONES = ("0000000000", "9999999999", "1234567890", "5555555555")
GENERIC_EMAILS = ("none@none.com", "noemail@noemail.com", "na@na.com", "test@test.com")
MOST_RECORDS_OF_A_VALUE = 30
_READERS = {
    "*.csv": "read_csv('{file}', all_varchar = true, header = true, "
    "delim = '{delimiter}', encoding = '{encoding}', strict_mode = false, "
    "ignore_errors = true)",
    "*.csv.gz": "read_csv('{file}', all_varchar = true, header = true, delim = ',')",
    "*.jsonl": "read_json('{file}', format = 'newline_delimited')",
}
_KEYS = {
    "leads": ("lead:", "lead_id", "phones", "emails"),
    "calls": ("call:", "call_id", "caller_number", "null"),
    "customers": ("customer:", "customer_id", "phones", "emails"),
}


def read_contact_points(con: duckdb.DuckDBPyConnection, landing: Path) -> None:
    """Table contact_points (record_id, kind, value): normalised, none generic."""
    con.execute(
        "create or replace table delivered_contacts (r varchar, p varchar, e varchar)"
    )
    for table, (prefix, key, phones, emails) in _KEYS.items():
        for pattern, reader in _READERS.items():
            for file in sorted((landing / table).glob(pattern)):
                source = reader.format(
                    file=str(file).replace("'", "''"), **_dialect(file)
                )
                con.execute(
                    f"insert into delivered_contacts select '{prefix}' || {key}, "
                    f"{phones}, {emails} from {source} where {key} is not null"
                )
    con.execute(_CONTACT_POINTS)


def _dialect(file: Path) -> dict[str, str]:
    """Delimiter by the header line; anything that is not UTF-8 is Latin-1."""
    if file.suffix != ".csv":
        return {}
    content = file.read_bytes()
    delimiter = ";" if b";" in content.split(b"\n", 1)[0] else ","
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return {"delimiter": delimiter, "encoding": "latin-1"}
    return {"delimiter": delimiter, "encoding": "utf-8"}


_CONTACT_POINTS = f"""
create or replace table contact_points as
with

written as (
    select r as record_id, 'phone' as kind, unnest(string_split(p, ';')) as text
    from delivered_contacts
    union all
    select r, 'email', unnest(string_split(e, ';'))
    from delivered_contacts
),

normalised as (
    select distinct
        record_id,
        kind,
        case
            when kind = 'email' then lower(trim(text))
            else right(
                regexp_replace(
                    regexp_replace(text, ' x[0-9]+$', ''), '[^0-9]', '', 'g'
                ),
                10
            )
        end as value,
    from written
),

useful as (
    select
        *,
        count(*) over (partition by kind, value) as records,
    from normalised
    where value <> ''
        and value not in {GENERIC_PHONES + GENERIC_EMAILS}
        and not (kind = 'phone' and length(value) < 10)
        and not (kind = 'email' and value like 'info@%')
)

select record_id, kind, value
from useful
where records <= {MOST_RECORDS_OF_A_VALUE}
"""


def exact_match_baseline(con: duckdb.DuckDBPyConnection) -> None:
    """Table baseline_persons (record_id, person_id) of the records of contact_points.

    Labels spread between records and contact points until none changes: each round
    takes the smallest label around, so the number of rounds is that of the longest
    chain.
    """
    con.execute("""
        create or replace table baseline_persons as
        select distinct record_id, record_id as person_id from contact_points
    """)
    while True:
        con.execute("""
            create or replace table spread as
            with

            reached as (
                select kind, value, min(person_id) as person_id
                from contact_points
                inner join baseline_persons using (record_id)
                group by kind, value
            )

            select contact_points.record_id, min(reached.person_id) as person_id
            from contact_points
            inner join reached using (kind, value)
            group by contact_points.record_id
        """)
        changed = con.execute("""
            select count(*)
            from spread
            inner join baseline_persons using (record_id)
            where spread.person_id <> baseline_persons.person_id
        """).fetchall()[0][0]
        con.execute("create or replace table baseline_persons as from spread")
        if not changed:
            return
