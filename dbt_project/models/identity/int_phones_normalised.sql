with

delivered as (
    select * from {{ ref('int_phones_delivered') }}
),

readings as (
    select * from {{ ref('int_phone_readings') }}
),

found as (
    select
        typed_phone,
        country,
        {{ exploded('phones') }} as phone,
    from readings
),

numbers as (
    select
        typed_phone,
        country,
        {{ field_of('phone', 'number') }} as phone,
        {{ field_of('phone', 'national_number') }} as national_number,
        {{ field_of('phone', 'extension') }} as extension,
    from found
),

normalised as (
    select
        delivered.raw_phone,
        delivered.country,
        numbers.phone,
        numbers.national_number,
        numbers.extension,
    from delivered
    inner join numbers
        on
            delivered.typed_phone = numbers.typed_phone
            and delivered.country = numbers.country
)

select * from normalised
