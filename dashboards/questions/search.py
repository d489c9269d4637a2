"""Whom a search text means: by id, phone, e-mail or name.

The text is read as the models read delivered values, so that any notation of a phone finds
its number. It may name a person, so it is never written into an address or a file name.
"""

from dataclasses import dataclass

import pandas as pd

from dashboards.publication import Publication
from dashboards.reading import ask, question

MARTS = (
    "person_records",
    "record_contact_points",
    "fct_leads",
    "fct_unique_leads",
    "fct_jobs",
    "fct_invoices",
    "fct_estimates",
    "dim_customers",
)
# As many as a person reads through; a longer list asks for more words.
LISTED = 50
# More words than a name has: what follows tells nothing.
MOST_WORDS = 6
# What an id may begin with, where people leave it out.
KINDS = ("lead:", "call:", "customer:", "unique:", "unique:call:", "person:")


@dataclass(frozen=True)
class Wanted:
    """A search text, read in every way in which it may be meant."""

    ids: tuple[str, ...]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The persons that a text means: how many, and the first of them.

    One row per person: person_id, name, found_by, found, records, leads, unique_leads,
    customers, invoiced_amount, last_lead_at.
    """

    total: int
    rows: pd.DataFrame


# The ways of finding, each asked only where the text may be meant so: a search for a
# phone does not read every name. One row per record found: person_id, found_by, found,
# place (the surest first).
_BY_ID = """
    select person_id, 'id' as found_by, record_id as found, 1 as place
    from {person_records}
    where record_id in (select unnest($ids))
    union all
    select person_id, 'id', person_id, 1
    from {person_records}
    where person_id in (select unnest($ids))
    union all
    select person_id, 'id', unique_lead_id, 1
    from {fct_unique_leads}
    where unique_lead_id in (select unnest($ids))
    union all
    select customers.person_id, 'id', orders.found, 1
    from (
        select customer_id, job_id as found from {fct_jobs}
        where job_id in (select unnest($ids))
        union all
        select customer_id, invoice_id from {fct_invoices}
        where invoice_id in (select unnest($ids))
        union all
        select customer_id, estimate_id from {fct_estimates}
        where estimate_id in (select unnest($ids))
    ) as orders
    inner join {dim_customers} as customers using (customer_id)
"""
_BY_CONTACT_POINT = """
    select records.person_id, points.kind, points.value, 2
    from (
        select record_id, kind, value
        from {record_contact_points}
        where
            (kind = 'phone' and list_contains($phones, split_part(value, ';', 1)))
            or (
                kind = 'email'
                and (list_contains($emails, value) or list_contains($emails, form))
            )
    ) as points
    inner join {person_records} as records using (record_id)
"""
_BY_NAME = """
    select person_id, 'name', trim(words), 3
    from (
        select
            person_id,
            lower(strip_accents(concat_ws(' ', '', full_name, organization))) as words
        from {person_records}
    )
    where
        len(list_filter($words, lambda word: contains(words, ' ' || word)))
            = len($words)
"""


def _found(wanted: Wanted) -> str:
    """The persons found and how, as common table expressions."""
    ways = [_BY_ID]
    if wanted.phones or wanted.emails:
        ways.append(_BY_CONTACT_POINT)
    if wanted.words:
        ways.append(_BY_NAME)
    return f"""
    with found as ({" union all ".join(ways)}),
    each_person as (
        select
            person_id,
            min(place) as place,
            arg_min(found_by, place) as found_by,
            arg_min(found, place) as found
        from found
        where person_id is not null
        group by person_id
    )
    """


@question
def search(publication: Publication, text: str) -> Found:
    """The persons that the text means, at most LISTED of them in rows."""
    wanted = read(publication, text)
    sql = f"""
    {_found(wanted)},
    records as (
        select
            person_id,
            count(*) as records,
            count(*) filter (where record_type = 'customer') as customers,
            arg_min(
                coalesce(full_name, organization),
                case record_type when 'customer' then 1 when 'lead' then 2 else 3 end
            ) filter (where coalesce(full_name, organization) is not null) as name
        from {{person_records}}
        semi join each_person using (person_id)
        group by person_id
    ),
    unique_leads as (
        select
            person_id,
            sum(leads_count) as leads,
            count(*) as unique_leads,
            sum(invoiced_amount) as invoiced_amount,
            max(last_lead_at) as last_lead_at
        from {{fct_unique_leads}}
        semi join each_person using (person_id)
        group by person_id
    )
    select
        each_person.person_id, records.name, each_person.found_by, each_person.found,
        records.records, records.customers,
        coalesce(unique_leads.leads, 0) as leads,
        coalesce(unique_leads.unique_leads, 0) as unique_leads,
        unique_leads.invoiced_amount, unique_leads.last_lead_at,
        count(*) over () as total
    from each_person
    inner join records using (person_id)
    left join unique_leads using (person_id)
    order by
        each_person.place, length(each_person.found),
        unique_leads.last_lead_at desc nulls last, each_person.person_id
    limit {LISTED}
    """
    given = {
        key: list(value) for key, value in vars(wanted).items() if f"${key}" in sql
    }
    rows = ask(publication, sql, given).df()
    total = 0 if rows.empty else int(rows["total"].iloc[0])
    return Found(total, rows.drop(columns="total"))


def read(publication: Publication, text: str) -> Wanted:
    """The ways in which a search text may be meant."""
    # The telephone library takes half a second to load: only who searches waits for it.
    from orchestration.emails import email_in
    from orchestration.phones import phones_in

    plain = text.strip()
    email = email_in(plain)
    phones = {
        phone.number
        for country in countries(publication)
        for phone in phones_in(plain, country)
    }
    is_name = email is None and not phones
    return Wanted(
        ids=_ids(plain),
        phones=tuple(sorted(phones)),
        emails=() if email is None else (email.address, *email.forms),
        words=_words(publication, plain) if is_name else (),
    )


def _ids(text: str) -> tuple[str, ...]:
    """The ids that a text may be, as typed and in either case, its kind left out or not."""
    kind, colon, rest = text.rpartition(":")
    cases = dict.fromkeys((rest, rest.upper(), rest.lower()))
    if colon:
        kinds = dict.fromkeys((f"{kind}:", f"{kind.lower()}:"))
    else:
        kinds = dict.fromkeys(("", *KINDS))
    return tuple(kind + case for kind in kinds for case in cases)


def _words(publication: Publication, text: str) -> tuple[str, ...]:
    sql = "select lower(strip_accents($text))"
    folded = ask(publication, sql, {"text": text}).fetchall()[0][0]
    words = [word for word in folded.replace(",", " ").split() if len(word) > 1]
    return tuple(words[:MOST_WORDS])


@question
def countries(publication: Publication) -> tuple[str, ...]:
    """The countries of the records, the commonest first; a number is read in each."""
    sql = """
    select country from {person_records}
    where country is not null
    group by country order by count(*) desc, country limit 20
    """
    found = tuple(row[0] for row in ask(publication, sql).fetchall())
    return found or ("US",)
