with

phones as (
    select * from {{ ref('int_phones_read') }}
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
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

beginnings as (
    select
        phones.raw_phone,
        phones.country,
        left(phones.abroad_digits, sizes.code_length) as beginning,
        substr(phones.abroad_digits, sizes.code_length + 1) as remainder,
    from phones
    cross join (select distinct length(calling_code) as code_length from codes) as sizes
    where phones.abroad_digits is not null
),

-- No calling code begins another, so at most one fits.
international as (
    select
        beginnings.raw_phone,
        beginnings.country,
        codes.calling_code,
        case
            when codes.trunk_prefix = '0' then ltrim(beginnings.remainder, '0')
            else beginnings.remainder
        end as national_number,
        codes.min_length,
        codes.max_length,
    from beginnings
    inner join codes
        on beginnings.beginning = codes.calling_code
),

readings as (
    select
        *,
        case
            when digits like trunk_prefix || '%'
                then substr(digits, length(trunk_prefix) + 1)
        end as after_trunk,
        case
            when digits like calling_code || '%' and length(digits) >= 11
                then substr(digits, length(calling_code) + 1)
        end as after_code,
    from phones
    where abroad_digits is null
),

-- In this order: with the trunk prefix, with the country's code but no plus, bare.
domestic as (
    select
        raw_phone,
        country,
        calling_code,
        case
            when length(after_trunk) between min_length and max_length then after_trunk
            when length(after_code) between min_length and max_length then after_code
            else digits
        end as national_number,
        min_length,
        max_length,
    from readings
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
