with

contacts as (
    select * from {{ ref('int_contacts_located') }}
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
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

-- "+44 (0)20 …": the bracketed zero is dialled only at home.
typed as (
    select
        delivered.raw_phone,
        delivered.country,
        replace({{ phone_without_extension('delivered.raw_phone') }}, '(0)', '')
            as abroad_text,
        {{ digits_of(phone_without_extension('delivered.raw_phone')) }} as digits,
        calling_codes.calling_code,
        calling_codes.international_prefix,
        calling_codes.trunk_prefix,
        calling_codes.min_length,
        calling_codes.max_length,
    from delivered
    left join calling_codes
        on delivered.country = calling_codes.country
),

-- What follows the country's own prefix for calls abroad, or the plus sign.
abroad as (
    select
        *,
        case
            when abroad_text like '+%' then {{ digits_of('abroad_text') }}
            when digits like '00%' and length(digits) >= 11
                then substr({{ digits_of('abroad_text') }}, 3)
            when digits like international_prefix || '%' and length(digits) >= 12
                then substr(digits, length(international_prefix) + 1)
        end as abroad_digits,
    from typed
)

select * from abroad
