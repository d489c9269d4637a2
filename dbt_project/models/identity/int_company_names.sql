with

names as (
    select * from {{ ref('int_company_names_worded') }}
),

nicknames as (
    select * from {{ ref('nicknames') }}
),

given_names as (
    select name as word from nicknames
    union
    select nickname as word from nicknames
),

-- Companies that somebody named as such. One that begins with a given name may be a
-- person who works alone.
known as (
    select distinct
        names.whole_name,
        names.first_two_words,
        names.organization,
    from names
    left join given_names
        on names.first_word = given_names.word
    where
        names.given_as = 'organization'
        and names.words_count > 1
        and given_names.word is null
),

known_organizations as (
    select distinct organization from known
),

-- The telephone network cuts the names of callers off, at 15 letters or some more.
cut_off as (
    select
        names.raw_name,
        min(known.organization) as organization,
        count(distinct known.organization) as companies,
    from names
    inner join known
        on
            names.first_two_words = known.first_two_words
            and starts_with(known.whole_name, names.whole_name)
    where
        names.given_as = 'caller_name'
        and names.words_count > 2
        and length(names.raw_name) >= 15
    group by names.raw_name
),

company_names as (
    select
        names.raw_name,
        names.given_as,
        case
            when cut_off.companies = 1 and known_organizations.organization is null
                then cut_off.organization
            else names.organization
        end as organization,
    from names
    left join cut_off
        on
            names.raw_name = cut_off.raw_name
            and names.given_as = 'caller_name'
    left join known_organizations
        on names.organization = known_organizations.organization
    where
        names.given_as = 'organization'
        or names.says_company
        or (known_organizations.organization is not null and names.words_count > 1)
        or cut_off.raw_name is not null
)

select * from company_names
