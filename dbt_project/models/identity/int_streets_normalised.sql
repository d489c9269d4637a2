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

words as (
    select
        delivered.raw_street,
        exploded.item as word,
        exploded.place,
    from delivered
    cross join {{ one_row_per_placed_item(plain_words_of('delivered.raw_street')) }}
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
