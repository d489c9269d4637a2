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

word_counts as (
    select * from {{ ref('int_name_words_counted') }}
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
),

-- Caller names come as "SMITH JOHN", and some type their names into the wrong fields:
-- turned round where the first and last names of everybody say clearly that the words
-- stand so. Half a time each keeps words that nobody else bears as they are.
weighed as (
    select
        parted.raw_full_name,
        parted.raw_first_name,
        parted.raw_last_name,
        parted.full_name,
        parted.first_name,
        parted.last_name,
        parted.has_two_words,
        (coalesce(first_counts.times_first, 0) + 0.5)
        * (coalesce(last_counts.times_last, 0) + 0.5) as written_order,
        (coalesce(first_counts.times_last, 0) + 0.5)
        * (coalesce(last_counts.times_first, 0) + 0.5) as other_order,
    from parted
    left join word_counts as first_counts
        on parted.first_name = first_counts.word
    left join word_counts as last_counts
        on parted.last_name = last_counts.word
),

named as (
    select
        raw_full_name,
        raw_first_name,
        raw_last_name,
        full_name,
        case
            when has_two_words and other_order > 10 * written_order then last_name
            else split_part(first_name, '-', 1)
        end as first_name,
        case
            when has_two_words and other_order > 10 * written_order then first_name
            else last_name
        end as last_name,
    from weighed
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
        nullif(replace(named.last_name, '-', ''), '') as last_name,
        case
            when named.first_name != ''
                then {{ lists_joined(
                    one_item_list('named.first_name'), 'alternatives.names'
                ) }}
        end as first_name_alternatives,
    from named
    left join alternatives
        on named.first_name = alternatives.nickname
)

select * from with_alternatives
