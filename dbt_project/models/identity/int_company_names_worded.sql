with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

word_lists as (
    select
        {{ sorted_list('word', "kind = 'legal_form'") }} as legal_forms,
        {{ sorted_list('word', "kind in ('legal_form', 'company_link')") }} as left_out,
        {{ sorted_list('word', "kind = 'company_word'") }} as company_words,
        {{ sorted_list('word', "kind = 'particle'") }} as particles,
        {{ sorted_list('word', "kind = 'placeholder'") }} as placeholders,
    from name_words
),

-- A whole name beside a first or a last name is that person's.
delivered as (
    select distinct
        organization as raw_name,
        'organization' as given_as,
    from contacts
    where organization is not null
    union all
    select distinct
        full_name as raw_name,
        case when record_type = 'call' then 'caller_name' else 'full_name' end
            as given_as,
    from contacts
    where full_name is not null and first_name is null and last_name is null
),

parted as (
    select
        *,
        {{ company_words_of('raw_name') }} as words,
    from delivered
),

worded as (
    select
        parted.raw_name,
        parted.given_as,
        {{ list_length('parted.words') }} as words_count,
        {{ first_of('parted.words') }} as first_word,
        {{ joined(first_items('parted.words', 2)) }} as first_two_words,
        {{ joined('parted.words') }} as whole_name,
        coalesce(
            {{ joined(words_without('parted.words', 'word_lists.left_out')) }},
            {{ joined('parted.words') }}
        ) as organization,
        {{ list_length(words_among(
            items_from('parted.words', 2), 'word_lists.company_words'
        )) }} > 0
        or {{ ends_in_legal_form(
            'parted.words', 'word_lists.legal_forms', 'word_lists.particles'
        ) }} as says_company,
    from parted
    cross join word_lists
    where
        {{ list_length(words_without('parted.words', 'word_lists.placeholders')) }}
        > 0
)

select * from worded
