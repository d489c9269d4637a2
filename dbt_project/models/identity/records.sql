with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

contact_points as (
    select * from {{ ref('int_contact_points') }}
),

names as (
    select * from {{ ref('int_names_normalised') }}
),

streets as (
    select * from {{ ref('int_streets_normalised') }}
),

company_names as (
    select * from {{ ref('int_company_names') }}
),

contact_lists as (
    select
        record_id,
        {{ sorted_list('form', "kind = 'phone' and ignored_because is null") }}
            as phones,
        {{ sorted_list('value', "kind = 'email' and ignored_because is null") }}
            as emails,
        {{ sorted_list('form', "kind = 'email' and ignored_because is null") }}
            as email_forms,
        {{ sorted_list('form', "kind = 'phone' and ignored_because is not null") }}
            as ignored_phones,
        {{ sorted_list('form', "kind = 'email' and ignored_because is not null") }}
            as ignored_emails,
    from contact_points
    group by record_id
),

compared as (
    select
        contacts.record_id,
        contacts.record_type,
        contacts.source_id,
        contacts.company_id,
        contacts.created_at,
        names.full_name,
        names.first_name,
        names.last_name,
        names.first_name_alternatives,
        coalesce(organizations.organization, named_as_company.organization)
            as organization,
        contact_lists.phones,
        contact_lists.emails,
        contact_lists.email_forms,
        streets.street,
        streets.unit,
        {{ joined(plain_words_of('contacts.city')) }} as city,
        {{ joined(plain_words_of('contacts.region')) }} as region,
        {{ postcode_form('contacts.postcode', 'contacts.country') }} as postcode,
        contacts.country,
        contact_lists.ignored_phones,
        contact_lists.ignored_emails,
    from contacts
    left join contact_lists
        on contacts.record_id = contact_lists.record_id
    left join names
        on
            contacts.full_name is not distinct from names.raw_full_name
            and contacts.first_name is not distinct from names.raw_first_name
            and contacts.last_name is not distinct from names.raw_last_name
    left join streets
        on contacts.street = streets.raw_street
    left join company_names as organizations
        on
            contacts.organization = organizations.raw_name
            and organizations.given_as = 'organization'
    left join company_names as named_as_company
        on
            contacts.full_name = named_as_company.raw_name
            and contacts.first_name is null
            and contacts.last_name is null
            and named_as_company.given_as
            = case
                when contacts.record_type = 'call' then 'caller_name' else 'full_name'
            end
),

-- A full name says with the place who is meant, if hardly anybody else bears it there;
-- of who names no place, the company that the contact came to tells it.
with_contact_point as (
    select
        *,
        phones is not null
        or email_forms is not null
        or (
            coalesce(last_name, organization) is not null
            and street is not null
            and coalesce(postcode, city) is not null
        )
        or (
            first_name is not null
            and last_name is not null
            and coalesce(postcode, city, region, company_id) is not null
        ) as has_contact_point,
    from compared
),

-- By this the linkage finds what has changed; RAW_COLUMNS in splink_models/records.py.
with_fingerprint as (
    select
        *,
        {{ fingerprint([
            'record_id', 'record_type', 'created_at', 'first_name', 'last_name',
            'first_name_alternatives', 'organization', 'phones', 'email_forms',
            'street', 'city', 'region', 'postcode', 'has_contact_point', 'company_id',
        ]) }} as fingerprint,
    from with_contact_point
)

-- What a day brings lies together: the linkage fetches it without unpacking the rest.
select * from with_fingerprint
order by cast(created_at as date)
