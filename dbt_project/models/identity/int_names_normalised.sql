with

names as (
    select * from {{ ref('int_names_parted') }}
),

nicknames as (
    select * from {{ ref('nicknames') }}
),

word_counts as (
    select * from {{ ref('int_name_words_counted') }}
),

given_names as (
    select name as word from nicknames
    union
    select nickname as word from nicknames
),

-- Caller names come as "SMITH JOHN", and some type their names into the wrong fields:
-- turned round where the first and last names of everybody say clearly that the words
-- stand so. Half a time each keeps words that nobody else bears as they are.
weighed as (
    select
        names.raw_full_name,
        names.raw_first_name,
        names.raw_last_name,
        names.full_name,
        names.first_name,
        names.last_name,
        names.has_two_words,
        (coalesce(first_counts.times_first, 0) + 0.5)
        * (coalesce(last_counts.times_last, 0) + 0.5) as written_order,
        (coalesce(first_counts.times_last, 0) + 0.5)
        * (coalesce(last_counts.times_first, 0) + 0.5) as other_order,
        coalesce(first_counts.times_last, 0) + 0.5
        > coalesce(first_counts.times_first, 0)
        + case when given_names.word is not null then 1 else 0 end
            as is_rather_last_name,
    from names
    left join word_counts as first_counts
        on names.first_name = first_counts.word
    left join word_counts as last_counts
        on names.last_name = last_counts.word
    left join given_names
        on names.first_name = given_names.word
),

-- "GONZALEZ M" is a last name with an initial, "Laura J" a first name with one.
turned as (
    select
        *,
        has_two_words
        and case
            when length(last_name) = 1 and length(first_name) > 1
                then is_rather_last_name
            else other_order > 10 * written_order
        end as is_turned,
    from weighed
),

named as (
    select
        raw_full_name,
        raw_first_name,
        raw_last_name,
        full_name,
        case
            when is_turned then last_name
            else split_part(first_name, '-', 1)
        end as first_name,
        case
            when is_turned then first_name
            else last_name
        end as last_name,
    from turned
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
