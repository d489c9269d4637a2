"""Trains splink_models/trained/table.json, the numbers for tables too small to train on.

The people are those of a generated network with their records' slips, nicknames, moves and
households. Networks have no dates of birth, documents, employers and companies: they are
drawn here for each person that the truth knows, with the mistakes that such columns have.
The training itself sees no truth.

    python -m benchmarks.table_model NETWORK splink_models/trained/table.json

NETWORK is a folder made by `leadhouse generate`, in which `leadhouse run` has run.
"""

import sys
from pathlib import Path

import duckdb

from orchestration.sql_functions import register_functions
from splink_models.comparisons import EMAIL, TIME
from splink_models.link_table import chosen_rules
from splink_models.table_columns import table_columns
from splink_models.table_comparisons import TABLE_COMPARISONS
from splink_models.table_records import prepare_table
from splink_models.table_rows import read_rows
from splink_models.train import train_on_prepared

SEED = 1
COLUMNS = {
    "record_id": "record_id",
    "full_name": "full_name",
    "first_name": "first_name",
    "last_name": "last_name",
    "organization": ["organization", "other_name"],
    "employer": "employer",
    "emails": "emails",
    "phones": "phones",
    "street": "street",
    "city": "city",
    "region": "region",
    "postcode": "postcode",
    "country": "country",
    "date_of_birth": "born",
    "created_at": "created_at",
    "identifiers": {
        "passport": "passport",
        "driving_licence": "licence",
        "tax_number": "tax_number",
    },
}

_DRAWS = r"""
create macro drawn(key, what) as (hash(key || what) % 1000000) / 1000000.0;
create macro born(person) as
    date '1940-01-01' + cast(24000 * drawn(person, 'born') as integer);
create macro number_of(person, kind, digits) as
    lpad(cast(hash(person || kind) % cast(pow(10, digits) as bigint) as varchar), digits, '1');
create macro heard(name) as regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(name, 'ph', 'f'), 'c([aoukl])', 'k\1'), 'C([aoukl])',
    'K\1'), 'y$', 'ie'), 'ou|oo', 'u'), 'nn?(e?)$', 'nn\1');
create macro given(record, what, share) as drawn(record, what) < share;
"""

# One name in twenty is written as it is heard, and some people add a name. Of the
# mistakes in dates, day and month exchanged and one digit hit wrongly are the usual ones of
# typing; one date in a hundred is somebody else's or made up.
_PEOPLE = """
create table people as
with

known as (
    select located.*, truth.person_id as person
    from network.identity.int_contacts_located as located
    inner join read_csv('{truth}', all_varchar = true) as truth
        using (record_id)
    where record_type != 'call'
),

dated as (
    select
        *,
        born(person) as birthday,
        drawn(record_id, 'mistake') as mistake
    from known
)

select
    record_id,
    full_name || if(
        given(record_id, 'married', 0.03),
        ' ' || last_value(last_name ignore nulls) over (order by hash(record_id)),
        ''
    ) as full_name,
    if(given(record_id, 'first heard', 0.05), heard(first_name), first_name)
        as first_name,
    if(given(record_id, 'last heard', 0.05), heard(last_name), last_name) as last_name,
    emails, phones, street, city, region, postcode, country, created_at,
    cast(null as varchar) as organization,
    cast(null as varchar) as other_name,
    organization as employer,
    case when given(record_id, 'birth', 0.5) then strftime(
        case
            when mistake < 0.03 and day(birthday) <= 12
                then make_date(year(birthday), day(birthday), month(birthday))
            when mistake < 0.06
                then birthday + (case when day(birthday) < 20 then 10 else -10 end)
            when mistake < 0.08 then birthday + interval 1 year
            when mistake < 0.10 then birthday + interval 37 day
            when mistake < 0.11 then born(record_id)
            else birthday
        end, '%Y-%m-%d') end as born,
    case when given(record_id, 'passport', 0.15) then
        number_of(if(given(record_id, 'renewed', 0.05), record_id, person), 'p', 9) end
        as passport,
    case when given(record_id, 'licence', 0.2) then
        number_of(if(given(record_id, 'reissued', 0.05), record_id, person), 'l', 8) end
        as licence,
    case when given(record_id, 'tax', 0.15) then
        number_of(if(given(record_id, 'mistyped', 0.03), record_id, person), 't', 9) end
        as tax_number
from dated
"""

# Companies at the addresses of customers, a fifth of them branches of one that has the
# same name and sits elsewhere.
_COMPANIES = """
create table companies as
with

names as (
    select organization as name, row_number() over (order by organization) as place
    from (
        select distinct organization
        from network.identity.int_contacts_located
        where organization is not null
    )
),

addresses as (
    select *, row_number() over (order by record_id) as company
    from network.identity.int_contacts_located
    where record_type = 'customer' and street is not null and phones is not null
    limit 1500
),

families as (
    select last_name, row_number() over (order by last_name) as place
    from (select distinct lower(last_name) as last_name from people)
    where length(last_name) >= 5
),

branded as (
    select *, if(company % 5 = 0, company // 25 * 25, company) as brand
    from addresses
),

companies as (
    select
        branded.*,
        brands.last_name || ' ' || array_to_string(string_split(names.name, ' ')[2:], ' ')
            as name,
        traders.last_name || ' trading' as trade_name
    from branded
    inner join names
        on names.place = branded.brand % (select count(*) from names) + 1
    inner join families as brands
        on brands.place = 1 + hash(branded.brand) % (select count(*) from families)
    inner join families as traders
        on traders.place = 1 + hash(-branded.company) % (select count(*) from families)
),

repeated as (
    select *, 'company:' || company || '-' || copy as id
    from companies
    cross join range(3) as copies (copy)
    where copy < 1 + company % 3
)

select
    id as record_id, null as full_name, null as first_name, null as last_name,
    null as emails,
    case when given(id, 'phone', 0.6) then phones end as phones,
    case when given(id, 'building', 0.2)
        then 'Union Building, ' || street else street end as street,
    city, region,
    case when given(id, 'postcode', 0.8) then postcode end as postcode,
    country, created_at,
    case
        when given(id, 'form', 0.3) then name || ' Inc.'
        when given(id, 'slip', 0.1) then replace(name, 'er', 're')
        when given(id, 'part', 0.2) then array_to_string(string_split(name, ' ')[:-2], ' ')
        else name
    end as organization,
    case when given(id, 'trade name', 0.3) then trade_name end as other_name,
    null as employer, null as born, null as passport, null as licence,
    null as tax_number
from repeated
"""


def main(network: Path, out: Path) -> None:
    """Writes the trained model."""
    con = duckdb.connect()
    register_functions(con)
    con.execute(f"attach '{network / 'warehouse.duckdb'}' as network (read_only)")
    con.execute(_DRAWS)
    con.execute(_PEOPLE.format(truth=network / "truth" / "records.csv"))
    con.execute(_COMPANIES)
    con.execute("create table rows as from people union all by name from companies")
    columns = table_columns(COLUMNS)
    read_rows(con, "rows", columns)
    records = prepare_table(con, "US")
    model = train_on_prepared(
        con,
        records,
        (*TABLE_COMPARISONS, EMAIL, TIME),
        chosen_rules(columns, records),
        "table-1",
        SEED,
    )
    model.write(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
