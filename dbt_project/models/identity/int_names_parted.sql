with

names as (
    select * from {{ ref('int_names_worded') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

word_lists as (
    select
        {{ sorted_list('word', "kind = 'title'") }} as titles,
        {{ sorted_list('word', "kind in ('suffix', 'generation')") }} as suffixes,
        {{ sorted_list('word', "kind = 'generation'") }} as generations,
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
        word_lists.generations,
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

-- "SMITH JR JOHN A": the telephone network writes so.
in_order as (
    select
        * exclude (words),
        {{ without_inner(without_trailing('words', 'suffixes'), 'generations') }}
            as words,
    from trimmed
),

bare as (
    select
        * exclude (words),
        {{ without_trailing_initial('words') }} as words,
        delivered_as = 'family'
        or ({{ list_length('words') }} = 1 and {{ list_length('titled_words') }} > 1)
            as is_family_only,
    from in_order
),

-- A lone word is a given name, unless it follows a title ("Mrs Miller").
parted as (
    select
        raw_full_name,
        raw_first_name,
        raw_last_name,
        {{ joined('words') }} as full_name,
        {{ list_length('words') }} = 2 as has_two_words,
        case
            when delivered_as = 'parts' then {{ first_of('first_words') }}
            when not is_family_only then {{ first_of('words') }}
        end as first_name,
        case
            when delivered_as = 'parts' then {{ joined('last_words', '') }}
            when is_family_only then {{ joined('words', '') }}
            when {{ list_length('words') }} > 1
                then {{ joined(family_words('words', 'particles'), '') }}
        end as last_name,
    from bare
)

select * from parted
