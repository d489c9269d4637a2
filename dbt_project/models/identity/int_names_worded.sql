with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

delivered as (
    select distinct
        full_name,
        first_name,
        last_name,
    from contacts
    where full_name is not null or first_name is not null or last_name is not null
),

suffixes as (
    select {{ sorted_list('word') }} as words
    from name_words
    where kind = 'suffix'
),

worded as (
    select
        delivered.full_name,
        delivered.first_name,
        delivered.last_name,
        {{ words_of("split_part(delivered.full_name, ',', 1)") }} as before_comma,
        {{ words_of(
            "substr(delivered.full_name, "
            ~ "length(split_part(delivered.full_name, ',', 1)) + 2)"
        ) }} as after_comma,
        {{ words_of('delivered.first_name') }} as first_words,
        {{ words_of('delivered.last_name') }} as last_words,
        suffixes.words as suffixes,
    from delivered
    cross join suffixes
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
    from worded
)

select * from ordered
