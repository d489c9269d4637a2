with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

street_words as (
    select * from {{ ref('street_words') }}
),

delivered as (
    select distinct street as raw_street
    from contacts
    where street is not null
),

parted as (
    select
        raw_street,
        {{ plain_words_of('raw_street') }} as street_parts,
    from delivered
),

words as (
    select
        raw_street,
        {{ exploded_with_place('street_parts', 'word', 'place') }},
    from parted
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
)

select * from shortened
