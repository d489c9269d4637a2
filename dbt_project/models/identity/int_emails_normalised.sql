with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

generic_identifiers as (
    select * from {{ source('definition', 'generic_identifiers') }}
),

email_typos as (
    select * from {{ ref('email_typos') }}
),

email_providers as (
    select * from {{ ref('email_providers') }}
),

delivered as (
    select {{ exploded('emails') }} as raw_email
    from contacts
    union all
    select value as raw_email
    from generic_identifiers
    where kind = 'email'
),

distinct_addresses as (
    select distinct raw_email from delivered
),

addresses as (
    select
        raw_email,
        {{ email_in('raw_email') }} as email,
    from distinct_addresses
),

parted as (
    select
        raw_email,
        email,
        {{ email_local('email') }} as local_part,
        split_part(email, '@', 2) as domain,
        {{ last_label("split_part(email, '@', 2)") }} as ending,
    from addresses
    where email is not null
),

-- A slip in the name of a big provider, or an ending that does not exist.
mended as (
    select
        parted.*,
        coalesce(
            domain_typos.mended,
            left(parted.domain, length(parted.domain) - length(parted.ending))
            || ending_typos.mended
        ) as mended_domain,
    from parted
    left join email_typos as domain_typos
        on
            parted.domain = domain_typos.typo
            and domain_typos.kind = 'domain'
    left join email_typos as ending_typos
        on
            parted.ending = ending_typos.typo
            and ending_typos.kind = 'ending'
),

compared as (
    select
        mended.raw_email,
        mended.email,
        {{ email_form(
            'mended.local_part', 'mended.domain', 'providers'
        ) }} as email_form,
        case
            when mended.mended_domain is not null
                then {{ email_form(
                    'mended.local_part', 'mended.mended_domain', 'mended_providers'
                ) }}
        end as mended_form,
    from mended
    left join email_providers as providers
        on mended.domain = providers.domain
    left join email_providers as mended_providers
        on mended.mended_domain = mended_providers.domain
)

select * from compared
