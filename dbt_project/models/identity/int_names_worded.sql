with

delivered as (
    select * from {{ ref('int_names_delivered') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

word_lists as (
    select
        {{ sorted_list('word', "kind = 'title'") }} as titles,
        {{ sorted_list('word', "kind in ('suffix', 'generation')") }} as suffixes,
    from name_words
),

-- "John & Mary Smith" are two: what follows the first of them is told apart.
shared as (
    select
        *,
        split_part(full_name, ',', 1) as before_comma,
        substr(full_name, length(split_part(full_name, ',', 1)) + 2) as after_comma,
    from delivered
),

worded as (
    select
        shared.full_name,
        shared.first_name,
        shared.last_name,
        {{ words_of(first_named('shared.before_comma')) }} as one,
        {{ words_of(next_named('shared.before_comma')) }} as other,
        {{ words_of(first_named('shared.after_comma')) }} as after_comma,
        {{ words_of(first_named('shared.first_name')) }} as first_words,
        {{ words_of(first_named('shared.last_name')) }} as last_words,
        word_lists.titles,
        word_lists.suffixes,
    from shared
    cross join word_lists
),

-- The first of two is meant: with the last name of the second where he has none, and as
-- the second where only a title stands before ("Mr & Mrs Smith").
single as (
    select
        * exclude (one, other),
        case
            when {{ list_length('other') }} = 0 then one
            when {{ list_length(words_without('one', 'titles')) }} = 0 then other
            when
                {{ list_length(words_without('one', 'titles')) }} = 1
                and {{ list_length(words_without('other', 'titles')) }} > 1
                then {{ lists_joined(
                    'one', items_from(words_without('other', 'titles'), 2)
                ) }}
            else one
        end as before_comma,
    from worded
),

-- Delivered parts are believed before a whole name. "Last, First" is turned round,
-- unless only a suffix follows the comma ("John Smith, Jr.").
ordered as (
    select
        full_name as raw_full_name,
        first_name as raw_first_name,
        last_name as raw_last_name,
        first_words,
        last_words,
        case
            when first_name is not null and last_name is not null
                then {{ lists_joined('first_words', 'last_words') }}
            when full_name is null
                then {{ lists_joined('first_words', 'last_words') }}
            when {{ list_length(words_without('after_comma', 'suffixes')) }} > 0
                then {{ lists_joined(
                    words_without('after_comma', 'suffixes'), 'before_comma'
                ) }}
            else before_comma
        end as words,
        case
            when first_name is not null and last_name is not null then 'parts'
            when full_name is null and first_name is null then 'family'
            else 'whole'
        end as delivered_as,
    from single
)

select * from ordered
