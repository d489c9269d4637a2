-- What the contacts of an opportunity whose customer is proposed say of whom it would
-- be, each part from the newest contact that gives it: a name from one, perhaps, and an
-- address from another.
with

proposed as (
    select unique_lead_id from {{ ref('int_customers_proposed') }}
),

members as (
    select
        members.lead_id,
        members.unique_lead_id,
        members.contact_number,
    from {{ ref('int_unique_lead_members') }} as members
    inner join proposed on members.unique_lead_id = proposed.unique_lead_id
),

leads as (
    select
        lead_id,
        nullif(
            trim(
                coalesce(
                    full_name,
                    coalesce(first_name, '') || ' ' || coalesce(last_name, '')
                )
            ),
            ''
        ) as full_name,
        first_name,
        last_name,
        organization,
        emails,
        phones,
        street,
        city,
        region,
        postcode,
        country,
    from {{ ref('stg_leads') }}
),

calls as (
    select
        'call:' || call_id as lead_id,
        caller_name as full_name,
        cast(null as {{ dbt.type_string() }}) as first_name,
        cast(null as {{ dbt.type_string() }}) as last_name,
        cast(null as {{ dbt.type_string() }}) as organization,
        {{ empty_list() }} as emails,
        {{ one_item_list('caller_number') }} as phones,
        cast(null as {{ dbt.type_string() }}) as street,
        city,
        region,
        postcode,
        country,
    from {{ ref('stg_calls') }}
),

given as (
    select * from leads
    union all
    select * from calls
),

-- A name that names nobody, such as "Wireless Caller", is none.
names_known as (
    select record_id from {{ ref('records') }}
    where coalesce(full_name, organization) is not null
),

named as (
    select
        given.lead_id,
        case when names_known.record_id is not null then given.full_name end
            as full_name,
        given.first_name,
        given.last_name,
        given.organization,
        given.emails,
        given.phones,
        given.street,
        given.city,
        given.region,
        given.postcode,
        given.country,
    from given
    left join names_known
        on {{ record_of_lead('given.lead_id') }} = names_known.record_id
),

told as (
    select
        members.unique_lead_id,
        named.*,
        row_number() over (
            partition by members.unique_lead_id
            order by
                case when named.full_name is null then 1 else 0 end,
                members.contact_number desc
        ) as name_preference,
        row_number() over (
            partition by members.unique_lead_id
            order by
                case when named.organization is null then 1 else 0 end,
                members.contact_number desc
        ) as organization_preference,
        row_number() over (
            partition by members.unique_lead_id
            order by
                case when {{ list_length('named.emails') }} = 0 then 1 else 0 end,
                members.contact_number desc
        ) as emails_preference,
        row_number() over (
            partition by members.unique_lead_id
            order by
                case when {{ list_length('named.phones') }} = 0 then 1 else 0 end,
                members.contact_number desc
        ) as phones_preference,
        row_number() over (
            partition by members.unique_lead_id
            order by
                case
                    when named.street is not null then 0
                    when named.postcode is not null then 1
                    when named.city is not null then 2
                    else 3
                end,
                members.contact_number desc
        ) as address_preference,
    from members
    inner join named on members.lead_id = named.lead_id
),

fields as (
    select
        unique_lead_id,
        max(case when name_preference = 1 then full_name end) as full_name,
        max(case when name_preference = 1 then first_name end) as first_name,
        max(case when name_preference = 1 then last_name end) as last_name,
        max(case when name_preference = 1 and full_name is not null then lead_id end)
            as name_lead_id,
        max(case when organization_preference = 1 then organization end)
            as organization,
        max(
            case
                when organization_preference = 1 and organization is not null
                    then lead_id
            end
        ) as organization_lead_id,
        max(case when emails_preference = 1 then {{ joined('emails', ';') }} end)
            as emails,
        max(
            case
                when emails_preference = 1 and {{ list_length('emails') }} > 0
                    then lead_id
            end
        ) as emails_lead_id,
        max(case when phones_preference = 1 then {{ joined('phones', ';') }} end)
            as phones,
        max(
            case
                when phones_preference = 1 and {{ list_length('phones') }} > 0
                    then lead_id
            end
        ) as phones_lead_id,
        max(case when address_preference = 1 then street end) as street,
        max(case when address_preference = 1 then city end) as city,
        max(case when address_preference = 1 then region end) as region,
        max(case when address_preference = 1 then postcode end) as postcode,
        max(case when address_preference = 1 then country end) as country,
        max(
            case
                when
                    address_preference = 1
                    and coalesce(street, postcode, city) is not null
                    then lead_id
            end
        ) as address_lead_id,
    from told
    group by unique_lead_id
)

select * from fields
