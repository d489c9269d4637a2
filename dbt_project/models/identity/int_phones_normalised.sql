with

contacts as (
    select * from {{ ref('int_contacts_united') }}
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
),

own_numbers as (
    select * from {{ ref('int_own_numbers_delivered') }}
),

delivered as (
    select
        exploded.item as raw_phone,
        contacts.country,
    from contacts
    cross join {{ one_row_per_item('contacts.phones') }}
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
),

codes as (
    select
        calling_code,
        min(trunk_prefix) as trunk_prefix,
        min(min_length) as min_length,
        max(max_length) as max_length,
    from calling_codes
    group by calling_code
),

-- No calling code begins another, so at most one fits.
international as (
    select
        abroad.raw_phone,
        abroad.country,
        codes.calling_code,
        case
            when codes.trunk_prefix = '0'
                then ltrim(
                    substr(abroad.abroad_digits, length(codes.calling_code) + 1), '0'
                )
            else substr(abroad.abroad_digits, length(codes.calling_code) + 1)
        end as national_number,
        codes.min_length,
        codes.max_length,
    from abroad
    inner join codes
        on codes.calling_code in (
            substr(abroad.abroad_digits, 1, 1),
            substr(abroad.abroad_digits, 1, 2),
            substr(abroad.abroad_digits, 1, 3)
        )
),

-- In this order: with the trunk prefix, with the country's code but no plus, bare.
domestic as (
    select
        raw_phone,
        country,
        calling_code,
        case
            when
                digits like trunk_prefix || '%'
                and length(digits) - length(trunk_prefix)
                    between min_length and max_length
                then substr(digits, length(trunk_prefix) + 1)
            when
                digits like calling_code || '%'
                and length(digits) >= 11
                and length(digits) - length(calling_code)
                    between min_length and max_length
                then substr(digits, length(calling_code) + 1)
            else digits
        end as national_number,
        min_length,
        max_length,
    from abroad
    where abroad_digits is null
),

numbers as (
    select * from international
    union all
    select * from domestic
),

possible as (
    select
        raw_phone,
        country,
        '+' || calling_code || national_number as phone,
        national_number,
    from numbers
    where
        length(national_number) between min_length and max_length
        and length(calling_code) + length(national_number) <= 15
)

select * from possible
