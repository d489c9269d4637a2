with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

street_words as (
    select * from {{ ref('street_words') }}
),

unit_words as (
    select * from {{ ref('unit_words') }}
),

word_lists as (
    select
        {{ sorted_list('word', "stands = 'before'") }} as before,
        {{ sorted_list('word', "stands = 'after'") }} as after,
    from unit_words
),

delivered as (
    select distinct street as raw_street
    from contacts
    where street is not null
),

parted as (
    select
        raw_street,
        {{ street_words_of('raw_street') }} as words,
    from delivered
),

marked as (
    select
        parted.raw_street,
        parted.words,
        {{ places_of_units('parted.words', 'word_lists.before', 'word_lists.after') }}
            as unit_places,
        {{ places_of_unit_words(
            'parted.words', 'word_lists.before', 'word_lists.after'
        ) }} as unit_word_places,
    from parted
    cross join word_lists
),

split as (
    select
        raw_street,
        {{ joined(items_at('words', 'unit_places')) }} as unit,
        {{ with_letter_at_number(items_not_at(
            'words', lists_joined('unit_places', 'unit_word_places')
        )) }} as street_parts,
    from marked
),

words as (
    select
        raw_street,
        {{ exploded_with_place('street_parts', 'word', 'place') }},
    from split
),

shortened as (
    select
        words.raw_street,
        {{ text_joined_in_order(
            'coalesce(street_words.short_word, ' ~ street_word('words.word') ~ ')',
            'words.place'
        ) }} as street,
    from words
    left join street_words
        on words.word = street_words.word
    group by words.raw_street
),

normalised as (
    select
        split.raw_street,
        coalesce(
            {{ post_box_in('shortened.street') }}, nullif(shortened.street, '')
        ) as street,
        split.unit,
    from split
    left join shortened
        on split.raw_street = shortened.raw_street
)

select * from normalised
