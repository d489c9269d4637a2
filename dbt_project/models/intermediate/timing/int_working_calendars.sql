-- When each company works: its time zone, and its own or the default week and holidays.
-- Companies that work alike share a calendar. The row without a company is for leads
-- that no company has.
with

companies as (
    select
        company_id,
        timezone,
    from {{ ref('stg_companies') }}
),

run_context as (
    select timezone from {{ source('ops', 'run_context') }}
),

own_hours as (
    select distinct company_id from {{ source('definition', 'working_hours') }}
    where company_id is not null
),

own_holidays as (
    select distinct company_id from {{ source('definition', 'holidays') }}
    where company_id is not null
),

named as (
    select
        companies.company_id,
        coalesce(companies.timezone, run_context.timezone) as timezone,
    from companies
    cross join run_context
    union all
    select
        '__none__' as company_id,
        timezone,
    from run_context
),

calendars as (
    select
        named.company_id,
        named.timezone,
        own_hours.company_id as hours_company_id,
        own_holidays.company_id as holidays_company_id,
        named.timezone
        || '|' || coalesce(own_hours.company_id, '')
        || '|' || coalesce(own_holidays.company_id, '') as calendar_id,
    from named
    left join own_hours on named.company_id = own_hours.company_id
    left join own_holidays on named.company_id = own_holidays.company_id
)

select * from calendars
