with

names as (
    select * from {{ ref('int_names_worded') }}
),

name_parts as (
    select
        {{ first_of('first_words') }} as word,
        1 as as_first,
        0 as as_last,
    from names
    where delivered_as = 'parts'
    union all
    select
        {{ joined('last_words', '') }} as word,
        0 as as_first,
        1 as as_last,
    from names
    where delivered_as = 'parts'
),

counted as (
    select
        word,
        sum(as_first) as times_first,
        sum(as_last) as times_last,
    from name_parts
    where word is not null
    group by word
)

select * from counted
