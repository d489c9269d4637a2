"""What is compared: the columns that comparisons and blocking rules name, made from records.

Belongs here: the derivation of columns from identity.records within scratch memory.
Normalising raw values does not: that is SQL in dbt_project/models/identity.
"""

import duckdb

COMPARED = "compared_records"
"""Scratch table: one row per record with a contact point. `record_number` counts them in
the order of their ids, so that the order in which rows arrive changes nothing."""

FEW_NAMESAKES = 0.2
SOME_NAMESAKES = 2.0
"""Expected other bearers of a name up to which it is rare, and up to which it is usual.

Of the pairs with one name in a generated network of 25,000 records, 96 in 100 were one
person where the name was rare, 84 where it was usual.
"""

# A short form is brought to its name; of several that it may stand for, to the first.
_USUAL_FIRST_NAME = (
    "coalesce(numbered_records.first_name_alternatives[2], numbered_records.first_name)"
)

_NUMBERED = """
create or replace table numbered_records as
select
    row_number() over (order by record_id) as record_number,
    *
from {records}
where has_contact_point
"""

# A contact point is personal while everybody who gave it with a name begins the first
# name alike: a first letter survives most slips of the pen. The name of a call is its
# subscriber's, whoever of the house is speaking, and does not count.
_NAMES_GIVEN = f"""
create or replace table personal_contact_points as
with

given as (
    select 'phone' as kind, unnest(phones) as contact_point, record_number
    from numbered_records
    union all
    select 'email' as kind, unnest(email_forms) as contact_point, record_number
    from numbered_records
)

select given.kind, given.contact_point
from given
inner join numbered_records
    on given.record_number = numbered_records.record_number
group by given.kind, given.contact_point
having
    count(distinct left({_USUAL_FIRST_NAME}, 1))
    filter (where numbered_records.record_type != 'call') <= 1
"""

# How many other records would bear a name by chance, if first and last names were drawn
# apart: a rare name on two records is evidence, a common one is nearly none.
_NAMESAKES = f"""
create or replace table expected_namesakes as
with

named as (
    select
        {_USUAL_FIRST_NAME} as usual_first_name,
        last_name
    from numbered_records
    where first_name is not null and last_name is not null
),

first_names as (
    select usual_first_name, count(*) as records
    from named
    group by usual_first_name
),

last_names as (
    select last_name, count(*) as records
    from named
    group by last_name
),

names as (
    select distinct usual_first_name, last_name from named
)

select
    names.usual_first_name,
    names.last_name,
    first_names.records * last_names.records / (select count(*) from named)
        as namesakes
from names
inner join first_names
    on names.usual_first_name = first_names.usual_first_name
inner join last_names
    on names.last_name = last_names.last_name
"""

_PERSONAL = """
create or replace table personal_lists as
with

given as (
    select record_number, 'phone' as kind, unnest(phones) as contact_point
    from numbered_records
    union all
    select record_number, 'email' as kind, unnest(email_forms) as contact_point
    from numbered_records
)

select
    given.record_number,
    array_agg(given.contact_point) filter (where given.kind = 'phone') as phones,
    array_agg(given.contact_point) filter (where given.kind = 'email') as emails
from given
inner join personal_contact_points
    on given.kind = personal_contact_points.kind
    and given.contact_point = personal_contact_points.contact_point
group by given.record_number
"""

_COMPARED = f"""
create or replace table {COMPARED} as
select
    numbered_records.record_number,
    numbered_records.record_id,
    numbered_records.phones,
    personal_lists.phones as personal_phones,
    numbered_records.phones[1] as first_phone,
    numbered_records.email_forms,
    personal_lists.emails as personal_emails,
    numbered_records.email_forms[1] as first_email,
    list_distinct(list_transform(
        numbered_records.email_forms, lambda email: split_part(email, '@', 1)
    )) as email_locals,
    numbered_records.first_name,
    numbered_records.last_name,
    numbered_records.first_name_alternatives,
    numbered_records.organization,
    numbered_records.street,
    numbered_records.city,
    numbered_records.postcode,
    numbered_records.created_at,
    cast(numbered_records.created_at as date) - date '2000-01-01' as created_day,
    case
        when expected_namesakes.namesakes <= {FEW_NAMESAKES} then 'few'
        when expected_namesakes.namesakes <= {SOME_NAMESAKES} then 'some'
        when expected_namesakes.namesakes is not null then 'many'
    end as namesakes,
    case
        when expected_namesakes.namesakes <= {SOME_NAMESAKES}
            then {_USUAL_FIRST_NAME} || ' ' || numbered_records.last_name
    end as uncommon_name
from numbered_records
left join personal_lists
    on numbered_records.record_number = personal_lists.record_number
left join expected_namesakes
    on {_USUAL_FIRST_NAME} = expected_namesakes.usual_first_name
    and numbered_records.last_name = expected_namesakes.last_name
"""


_STEPS = (
    "numbered_records",
    "personal_contact_points",
    "personal_lists",
    "expected_namesakes",
)


def prepare_records(con: duckdb.DuckDBPyConnection, records: str) -> int:
    """Makes the scratch table `compared_records` from a table of records; its row count.

    `records` names a table with the columns of identity.records.
    """
    con.execute(_NUMBERED.format(records=records))
    con.execute(_NAMES_GIVEN)
    con.execute(_PERSONAL)
    con.execute(_NAMESAKES)
    con.execute(_COMPARED)
    for table in _STEPS:
        con.execute(f"drop table {table}")
    counted = con.execute(f"select count(*) from {COMPARED}").fetchall()
    return int(counted[0][0])
