with

names as (
    select * from {{ ref('int_names_worded') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

nicknames as (
    select * from {{ ref('nicknames') }}
),

word_lists as (
    select
        {{ sorted_list('word', "kind = 'title'") }} as titles,
        {{ sorted_list('word', "kind = 'suffix'") }} as suffixes,
        {{ sorted_list('word', "kind = 'particle'") }} as particles,
        {{ sorted_list('word', "kind = 'placeholder'") }} as placeholders,
    from name_words
),

-- "Wireless caller", "N/A" and "123" name nobody.
meaningful as (
    select
        names.*,
        word_lists.titles,
        word_lists.suffixes,
        word_lists.particles,
    from names
    cross join word_lists
    where
        {{ list_length(words_without('names.words', 'word_lists.placeholders')) }} > 0
        and {{ list_length(words_without(
            one_item_list(joined('names.words', '')), 'word_lists.placeholders'
        )) }} > 0
        and {{ has_letters(joined('names.words')) }}
),

untitled as (
    select
        * exclude (words, first_words),
        words as titled_words,
        {{ without_leading('words', 'titles') }} as words,
        {{ without_leading('first_words', 'titles') }} as first_words,
    from meaningful
),

-- "Herr Dr." and "MD PhD": twice each.
trimmed as (
    select
        * exclude (words, last_words),
        {{ without_trailing(without_leading('words', 'titles'), 'suffixes') }} as words,
        {{ without_trailing('last_words', 'suffixes') }} as last_words,
    from untitled
),

bare as (
    select
        * exclude (words),
        {{ without_trailing('words', 'suffixes') }} as words,
        delivered_as = 'family'
        or ({{ list_length('words') }} = 1 and {{ list_length('titled_words') }} > 1)
            as is_family_only,
    from trimmed
),

-- A lone word is a given name, unless it follows a title ("Mrs Miller").
parted as (
    select
        raw_full_name,
        raw_first_name,
        raw_last_name,
        {{ joined('words') }} as full_name,
        case
            when delivered_as = 'parts' then {{ first_of('first_words') }}
            when not is_family_only then {{ first_of('words') }}
        end as first_name,
        case
            when delivered_as = 'parts' then last_words
            when is_family_only then words
            when {{ list_length('words') }} > 1
                then {{ family_words('words', 'particles') }}
        end as family_words,
    from bare
),

named as (
    select
        raw_full_name,
        raw_first_name,
        raw_last_name,
        full_name,
        split_part(first_name, '-', 1) as first_name,
        replace({{ joined('family_words', '') }}, '-', '') as last_name,
    from parted
),

alternatives as (
    select
        nickname,
        {{ sorted_list('name') }} as names,
    from nicknames
    group by nickname
),

with_alternatives as (
    select
        named.raw_full_name,
        named.raw_first_name,
        named.raw_last_name,
        named.full_name,
        nullif(named.first_name, '') as first_name,
        nullif(named.last_name, '') as last_name,
        case
            when named.first_name != ''
                then {{ lists_joined(one_item_list('named.first_name'), 'alternatives.names') }}
        end as first_name_alternatives,
    from named
    left join alternatives
        on named.first_name = alternatives.nickname
)

select * from with_alternatives
