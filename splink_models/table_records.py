"""The rows of any table as records that can be compared.

A row is brought into the form of the identity models' contacts, which normalise its names,
phones, e-mails and streets; what contacts do not have is read here: dates of birth,
addresses in one cell, names by their sound.

Belongs here: SQL on scratch tables. What is compared does not.
"""

import duckdb

from splink_models.counts import USUAL_FIRST_NAME
from splink_models.identity_models import IdentityModels
from splink_models.records import COMPARED, prepare_records
from splink_models.table_spelling import (
    ADDRESS_WORDS,
    GENERATION,
    HOUSE_NUMBERS,
    read_date,
    sound_of,
)

MOST_RECORDS_OF_A_VALUE = 30
"""A phone or e-mail that more records share belongs to none of them: as the default
definition has it."""
GENERIC_EMAIL_NAMES = (
    "admin",
    "contact",
    "hello",
    "info",
    "mail",
    "no-reply",
    "noemail",
    "none",
    "noreply",
    "office",
    "sales",
    "service",
    "support",
)
FEWEST_NAMED = 1_000
"""In fewer records a name that occurs once may be anybody's: none counts as rare."""


def prepare_table(con: duckdb.DuckDBPyConnection, country: str) -> int:
    """Makes the scratch tables `compared_records` and `clustered_records` from `table_rows`.

    Returns how many records there are. The connection has the functions of
    orchestration/sql_functions.py, and its default schema is for nothing else.
    """
    models = _identity_models(con)
    con.execute(
        _LOCATED.format(
            written=models.expression("country_as_written", "table_rows.country"),
            countries=models.build("countries"),
            otherwise=country,
        )
    )
    con.execute(
        f"""
        create or replace table table_records as
        select * replace (true as has_contact_point) from {models.build("records")}
        """
    )
    count = prepare_records(con, "table_records")
    con.execute(_details_sql(models, country))
    con.execute(_compared_sql(count))
    con.execute(_CLUSTERED_RECORDS)
    return count


_LOCATED = """
create or replace table located_contacts as
select
    table_rows.record_id,
    'record' as record_type,
    table_rows.record_id as source_id,
    cast(null as varchar) as company_id,
    table_rows.created_at,
    table_rows.full_name,
    table_rows.first_name,
    table_rows.last_name,
    table_rows.organization[1] as organization,
    table_rows.phones,
    table_rows.emails,
    table_rows.street,
    table_rows.city,
    table_rows.region,
    table_rows.postcode,
    coalesce(countries.country, '{otherwise}') as country
from table_rows
left join {countries} as countries
    on {written} = countries.written
"""


def _identity_models(con: duckdb.DuckDBPyConnection) -> IdentityModels:
    names = ", ".join(f"('email_local', '{name}')" for name in GENERIC_EMAIL_NAMES)
    for table, query in (
        ("own_numbers", "select '' as raw_phone, 'US' as country where false"),
        ("generic_values", f"from (values {names}) as listed (kind, value)"),
        ("table_limits", f"select {MOST_RECORDS_OF_A_VALUE} as max_shared_records"),
    ):
        con.execute(f"create or replace table {table} as {query}")
    # "Peggy" is written "Peggie", and the reverse.
    nicknames = IdentityModels(con, {}).build("nicknames")
    con.execute(
        f"""
        create or replace table nickname_spellings as
        select name, nickname from {nicknames}
        union
        select name, regexp_replace(nickname, 'ie$', 'y') from {nicknames}
        union
        select name, regexp_replace(nickname, '([^aeiou])y$', '\\1ie') from {nicknames}
        """
    )
    return IdentityModels(
        con,
        {
            "nicknames": "nickname_spellings",
            "int_contacts_located": "located_contacts",
            "int_own_numbers_delivered": "own_numbers",
            "generic_identifiers": "generic_values",
            "settings": "table_limits",
        },
    )


def _details_sql(models: IdentityModels, country: str) -> str:
    """Table record_details: what the identity models do not read of a row."""
    name = "concat_ws(' ', first_name, last_name, full_name)"
    address = "concat_ws(' ', street, city, region, postcode)"
    words = models.expression("plain_words_of", "item")
    return f"""
    create or replace table record_details as
    select
        record_id,
        lower(party_type) as party_type,
        {read_date("date_of_birth", country)} as born,
        identifiers,
        {models.expression("plain_words_of", name)} as name_words,
        {models.expression("plain_words_of", address)} as address_words,
        {models.expression("plain_words_of", "street")} as street_words,
        list_transform(organization, lambda item: {words}) as company_names,
        list_distinct(flatten(
            list_transform(employer, lambda item: {words})
        )) as employer_words,
        nullif(list_distinct(list_transform(
            list_filter(
                list_transform(
                    phones, lambda item: regexp_replace(item, '[^0-9]', '', 'g')
                ),
                lambda item: length(item) >= 7
            ),
            lambda item: right(item, 7)
        )), []) as phone_ends
    from table_rows
    """


def _compared_sql(records: int) -> str:
    """`compared_records` with what only tables have; see table_comparisons.py."""
    rare = "contact_records.namesakes" if records >= FEWEST_NAMED else "'some'"
    return f"""
    alter table {COMPARED} rename to contact_records;

    create or replace table {COMPARED} as
    with

    short_words as (
        select map_from_entries(array_agg((word, short_word))) as words
        from street_words
    ),

    common_words as (
        select list_distinct(array_agg(short_word)) as words from street_words
    ),

    legal_forms as (
        select array_agg(word) as words from name_words where kind = 'legal_form'
    ),

    read as (
        select
            contact_records.* exclude (organization, namesakes, email_locals),
            nullif(list_filter(
                contact_records.email_locals,
                lambda part: regexp_matches(part, '[0-9]') or not (
                    contains(part, coalesce(contact_records.last_name, part))
                    or contains(part, coalesce(contact_records.first_name, part))
                )
            ), []) as email_locals,
            case when contact_records.namesakes is not null then {rare} end
                as namesakes,
            strftime(
                case when record_details.born > current_date
                then record_details.born - interval 100 year
                else record_details.born end,
                '%Y%m%d'
            ) as birth,
            record_details.identifiers,
            list_distinct(list_transform(
                record_details.identifiers, lambda item: split_part(item, ':', 1)
            )) as identifier_kinds,
            record_details.phone_ends,
            {ADDRESS_WORDS} as address_words,
            {HOUSE_NUMBERS} as house_numbers,
            list_transform(
                record_details.company_names,
                lambda words: case
                    when len(list_filter(
                        words, lambda word: not list_contains(legal_forms.words, word)
                    )) > 0
                    then list_filter(
                        words, lambda word: not list_contains(legal_forms.words, word)
                    )
                    else words
                end
            ) as company_word_lists,
            nullif(list_filter(
                record_details.employer_words,
                lambda word: not list_contains(legal_forms.words, word)
            ), []) as employer_words,
            {GENERATION} as generation,
            record_details.party_type,
            record_details.name_words,
            1 as every_record
        from contact_records
        inner join record_details
            on contact_records.record_id = record_details.record_id
        cross join short_words
        cross join legal_forms
    ),

    sounded as (
        select
            * exclude (company_word_lists, party_type),
            {sound_of("first_name")} as first_name_sound,
            list_transform(
                first_name_alternatives, lambda name: {sound_of("name")}
            ) as alternative_sounds,
            {sound_of("last_name")} as last_name_sound,
            regexp_matches(concat(first_name, last_name), '[a-z]') as is_latin,
            nullif(list_transform(
                company_word_lists, lambda words: array_to_string(words, ' ')
            ), []) as company_names,
            nullif(list_distinct(list_transform(
                flatten(company_word_lists), lambda word: {sound_of("word")}
            )), []) as company_words,
            case
                when party_type is not null then party_type != 'person'
                else company_word_lists is not null
                    and coalesce(first_name, last_name) is null
            end as is_company
        from read
    ),

    given as (
        select
            record_id,
            first_name,
            {sound_of(USUAL_FIRST_NAME)} as usual_sound,
            unnest(coalesce(phones, []) || coalesce(email_forms, [])) as contact_point
        from sounded
    ),

    given_with_one_name as (
        select contact_point
        from given
        group by contact_point
        having
            count(distinct left(usual_sound, 1)) filter (
                where length(first_name) > 1 and regexp_matches(first_name, '[a-z]')
            ) <= 1
    ),

    personal as (
        select
            given.record_id,
            list(given.contact_point) as contact_points
        from given
        inner join given_with_one_name
            on given.contact_point = given_with_one_name.contact_point
        group by given.record_id
    ),

    keyed as (
        select
            sounded.* exclude (personal_phones, personal_emails),
            nullif(list_intersect(phones, personal.contact_points), [])
                as personal_phones,
            nullif(list_intersect(email_forms, personal.contact_points), [])
                as personal_emails,
            list_distinct(flatten(list_transform(
                house_numbers,
                lambda number: list_transform(
                    list_filter(
                        address_words,
                        lambda word: length(word) > 2
                        and not regexp_matches(word, '[0-9]')
                        and not list_contains(common_words.words, word)
                    ),
                    lambda word: number || ' ' || word
                )
            ))) as house_keys
        from sounded
        cross join common_words
        left join personal
            on sounded.record_id = personal.record_id
    )

    select
        * exclude (house_keys),
        list_transform(
            house_keys, lambda house: house || ' ' || last_name_sound
        ) as house_last_names,
        list_distinct(list_transform(
            list_filter(
                [first_name_sound, last_name_sound], lambda sound: sound is not null
            ),
            lambda sound: birth || ' ' || sound
        )) as birth_names,
        list_transform(
            house_keys, lambda house: house || ' ' || first_name_sound
        ) as house_first_names,
        case when is_company then house_keys end as house_companies
    from keyed
    """


# Whether names contradict each other is judged by their sound; an initial, and a name in
# another script, contradict nothing.
_CLUSTERED_RECORDS = f"""
create or replace table clustered_records as
select
    record_id,
    'record' as record_type,
    cast(null as varchar) as company_id,
    created_at,
    case when length(first_name) > 1 and is_latin then first_name_sound end
        as first_name,
    case when is_latin then last_name_sound end as last_name,
    alternative_sounds as first_name_alternatives,
    birth,
    generation,
    is_company
from {COMPARED}
"""
