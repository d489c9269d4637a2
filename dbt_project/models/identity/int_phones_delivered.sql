with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

own_numbers as (
    select * from {{ ref('int_own_numbers_delivered') }}
),

delivered as (
    select
        {{ exploded('phones') }} as raw_phone,
        country,
    from contacts
    union
    select
        raw_phone,
        country,
    from own_numbers
),

typed as (
    select
        raw_phone,
        country,
        {{ phone_as_typed('raw_phone') }} as typed_phone,
    from delivered
)

select * from typed
