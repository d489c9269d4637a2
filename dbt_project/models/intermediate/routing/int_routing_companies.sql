-- The companies as rules see them. One to which others report steers and does not
-- serve: a rule that names nobody passes it over, a rule that names it does not.
with

companies as (
    select * from {{ ref('stg_companies') }}
),

parents as (
    select distinct parent_company_id from companies
    where parent_company_id is not null
),

seen as (
    select
        companies.company_id,
        companies.country,
        companies.latitude,
        companies.longitude,
        coalesce(companies.is_preferred, false) as is_preferred,
        parents.parent_company_id is null
        and coalesce(companies.kind, 'unsaid') not in ('network', 'franchisor')
            as is_serving,
        coalesce(companies.active_from, date '0001-01-01') as active_from,
        coalesce(companies.active_to, date '9999-12-31') as active_to,
    from companies
    left join parents on companies.company_id = parents.parent_company_id
)

select * from seen
